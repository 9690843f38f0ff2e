"""What is committed is ours, small and from nowhere in particular."""

import pytest

from tools.check_tidy import LARGEST, faults

MACHINE = "/".join(("", "home", "ana", "feria"))
REGISTRY = ".".join(("https://pypi", "org/simple"))


def test_an_ordinary_file_is_in_order() -> None:
    assert faults("src/feria/pricing/money.py", b"from pathlib import Path\n") == []


@pytest.mark.parametrize("line", [f"see {MACHINE}", f'"{REGISTRY}"'])
def test_a_place_of_one_machine_is_named_with_its_line(line: str) -> None:
    (fault,) = faults("docs/index.md", f"first\n{line}\n".encode())
    assert fault.startswith("docs/index.md:2:")


@pytest.mark.parametrize(
    "line", ["https://example.org/home/page", "static/work/desk", "~/work/x", "/homes/x"]
)
def test_an_address_or_a_relative_path_is_no_machine(line: str) -> None:
    assert faults("docs/index.md", line.encode()) == []


def test_a_large_file_is_refused_and_one_just_small_enough_is_not() -> None:
    assert faults("data.bin", b"\0" * LARGEST) == []
    assert len(faults("data.bin", b"\0" * (LARGEST + 1))) == 1


@pytest.mark.parametrize(
    "name", ["uv.lock", "src/x/__pycache__/a.pyc", "es/django.mo", "site/index.html", "a.log"]
)
def test_what_a_build_makes_is_refused(name: str) -> None:
    assert len(faults(name, b"")) == 1
