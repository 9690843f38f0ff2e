"""Shoppers and staff: sign-in, levels, addresses, favourites, API tokens."""
