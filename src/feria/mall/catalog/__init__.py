"""Products, shops, categories, listed prices and their history."""
