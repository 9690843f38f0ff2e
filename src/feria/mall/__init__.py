"""The shop: Django rooms, each imported by its neighbours only through its ``api``."""
