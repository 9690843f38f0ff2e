"""What every test of the mall begins with."""

from collections.abc import Iterator

import pytest

from feria.mall.rush.lane import plainly


@pytest.fixture(autouse=True)
def nobody_has_tapped_yet() -> Iterator[None]:
    """The gate of forms lives as long as its process and counts a member's taps: "hh-1" is a member of many tests."""
    plainly._alone.cache_clear()
    yield
    plainly._alone.cache_clear()
