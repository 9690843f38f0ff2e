"""Goods ordered ahead: a deposit now, the balance in its own window (R2.13)."""
