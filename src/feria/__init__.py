"""Feria runs a shopping festival from the first plan to the honest accounts."""

__version__ = "0.1.0"
