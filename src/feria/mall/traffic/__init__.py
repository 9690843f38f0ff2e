"""Who came and what they looked at, counted without knowing anybody."""
