"""The HTTP API (R9.4): catalogue, quotes, carts, coupons, checkout, orders. Documented at ``/api/docs``."""
