"""A day of real baskets as live shoppers against a running mall, over HTTP: the board moves, and the mall is measured."""
