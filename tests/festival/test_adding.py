"""A session added to a document leaves every other line as it was written."""

from __future__ import annotations

import msgspec
import pytest

from feria.festival import NotAList, WishedGood, WishedRush, load, with_rush

DOCUMENT = """\
# Our day
feria: 1
id: fest
name: Fest
currency: USD
time_zone: America/New_York
shops: [grocery]
phases:
  - {id: main, name: The day, days: 2026-11-11}
"""
WISH = WishedRush(
    id="groc-11-1000",
    name='Ten o’clock: "half" price # no comment',
    opens="2026-11-11 10:00",
    closes="2026-11-11 12:00",
    products=(
        WishedGood(sku="0042", price="9.90", units=100, per_member=1),
        WishedGood(sku="tea", price="1.00", units=5),
    ),
    pay_within=10,
    per_member=2,
    early=("gold", 5),
    shop_bears=True,
)


def read(text: str):
    loaded = load(text)
    assert loaded.document is not None, [problem.message for problem in loaded.problems]
    return loaded.document.rushes


@pytest.mark.parametrize("section", ["", "\nrush: []\n", "\nrush:   # none yet\n"])
def test_the_first_session_of_a_document_reads_as_it_was_wished(section: str) -> None:
    text = with_rush(DOCUMENT + section, WISH)
    assert text.startswith(DOCUMENT)
    (rush,) = read(text)
    assert (rush.id, rush.pay_within, rush.per_member) == ("groc-11-1000", 10, 2)
    assert list(rush.names.values()) == ['Ten o’clock: "half" price # no comment']
    assert (rush.early_minutes, rush.early_level) == (5, 2)
    assert [(good.sku, good.price, good.units, good.per_member) for good in rush.products] == [
        ("0042", 990, 100, 1),
        ("tea", 100, 5, None),
    ]
    assert [(funder.who, funder.bps) for funder in rush.funders] == [("shop", 10_000)]
    assert (rush.closes_at - rush.opens_at).total_seconds() == 7_200


@pytest.mark.parametrize("indent", ["", "  ", "    "])
def test_another_stands_behind_those_there_are_and_before_the_next_section(indent: str) -> None:
    first = f"rush:\n{indent}- id: one\n{indent}  name: One\n{indent}  from: 2026-11-11 08:00\n{indent}  to: 2026-11-11 09:00\n{indent}  products:\n{indent}    - {{sku: tea, price: 1.00, units: 1}}\n"
    after = "\n# Goals\ntargets:\n  sales: {floor: 1.00, goal: 2.00, stretch: 3.00}\n"
    text = with_rush(DOCUMENT + first + after, WISH)
    assert text.startswith(DOCUMENT + first)
    assert text.endswith(after)
    assert [rush.id for rush in read(text)] == ["one", "groc-11-1000"]
    assert [rush.id for rush in read(with_rush(text, msgspec.structs.replace(WISH, id="three")))] == [
        "one",
        "groc-11-1000",
        "three",
    ]


def test_a_list_in_one_line_is_left_alone() -> None:
    with pytest.raises(NotAList):
        with_rush(DOCUMENT + "rush: [{id: one}]\n", WISH)
