"""Clock, ids, outbox, audit, idempotency, switches: what every room needs and no domain word."""
