"""What can be wrong with asking for a review."""

from __future__ import annotations


class NothingToReview(Exception):
    """There are no sales to look at; ``codes`` are those of what was wrong with the facts, where there were some."""

    def __init__(self, codes: tuple[str, ...] = ()) -> None:
        super().__init__(", ".join(codes))
        self.codes = codes
