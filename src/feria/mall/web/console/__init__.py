"""The operator's console: festivals, their documents and phases, applying and withdrawing them."""
