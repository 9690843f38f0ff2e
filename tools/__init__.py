"""What keeps the house in order: the checks behind `make lint` and `make test`. Nothing here ships."""
