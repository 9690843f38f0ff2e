"""The chapters of a review: one module for each question of R8 that tables can answer, each with what it still misses."""
