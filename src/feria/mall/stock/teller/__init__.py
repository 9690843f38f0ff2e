"""The teller: the one writer that commits claims in batches (docs/decisions/0008-the-teller.md).

It needs no Django: a process that only sells can run it alone.
"""
