"""Feria's engine beside those of other shops: the same cart, the same offers, in turns."""
