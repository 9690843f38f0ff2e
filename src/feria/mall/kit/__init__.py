"""Clock, ids, outbox, audit, idempotency: what every room needs and no domain word."""
