"""How promotions are written: people's words for the engine's scopes, conditions and benefits.

A new benefit or condition of the engine becomes writable by one entry in ``benefits`` or ``conditions``.
"""
