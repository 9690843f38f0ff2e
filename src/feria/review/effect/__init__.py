"""What a festival changed, against the same days without it (R8.2)."""
