"""The live board (R3.7): facts folded into counters, read second by second, and summed for the desks."""
