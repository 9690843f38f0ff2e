"""The shop: a Django project made of rooms."""
