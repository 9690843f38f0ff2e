"""A past year as tables, and its baskets priced under another year's promotions."""
