"""Whether the engine under test is machine code (`make test-compiled`)."""

from __future__ import annotations

import pytest

from feria.pricing import choices

IS_COMPILED = not choices.__file__.endswith(".py")

swaps_a_function = pytest.mark.skipif(
    IS_COMPILED, reason="machine code calls its neighbours directly, so none can be swapped for a worse one"
)
