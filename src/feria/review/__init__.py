"""Looking back: whether a festival truly earned, chapter by chapter, and what a past year's baskets would have cost."""
