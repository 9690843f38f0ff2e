"""Looking back: the warehouse of a past year, and the replay of its baskets under another year's promotions."""
