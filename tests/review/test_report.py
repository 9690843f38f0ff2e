"""The report: every code has words in every language, the page needs nothing beside it, the workbook holds every row."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import msgspec
import pytest
from openpyxl import load_workbook

from feria.review.chapters.lost import OUTCOMES, Lost, Outcome
from feria.review.facts.files import read_files
from feria.review.facts.mending import ASIDE
from feria.review.frame import Days, frame_around
from feria.review.report.charts import curve
from feria.review.report.html import page
from feria.review.report.languages import WORDS
from feria.review.report.render import render
from feria.review.report.speaker import Speaker
from feria.review.report.tables import columns_of, tables_of
from feria.review.report.xlsx import safe, workbook
from feria.review.review import Review, review
from feria.review.value import Answer, Value
from tests.review.tills import Sale, day, sale, usual_weeks, write

ROOM = Path(__file__).parents[2] / "src" / "feria" / "review"


def test_no_figure_of_a_curves_axes_lies_beyond_the_sheet() -> None:
    drawn = curve("Concentration", [(0.5, 0.9), (1.0, 1.0)], ("products", "sales"))

    ends = {"start": 1.0, "middle": 0.5, "end": 0.0}  # how much of a text lies to the right of its point
    for width, sheet in re.findall(r'viewBox="0 0 (\d+) .*?>(.*?)</svg>', drawn):
        for x, anchor, words in re.findall(
            r'<text [^>]*x="([\d.]+)"[^>]*text-anchor="(\w+)"[^>]*>([^<]+)', sheet
        ):
            assert float(x) + 7.5 * len(words) * ends[anchor] <= int(width), words
        assert sheet.count("100%") == 2


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory: pytest.TempPathFactory) -> Review:
    """Ten usual weeks, a festival on a Sunday, two weeks after it; two categories and a refund."""
    event = day(70)
    sales = [
        *usual_weeks(weeks=10, sunday=100, other=10_000),
        *(sale(f"e{n}", event, 90, sku=f"s{n}", category="garden/<pots>") for n in range(5)),
        *(sale(f"a{n}", event + timedelta(days=1 + n), 80) for n in range(14)),
        Sale(
            order="e0",
            sold_at=f"{event + timedelta(days=2)} 12:00:00",
            charged="-90.00",
            quantity="-1",
            sku="s0",
        ),
    ]
    facts = read_files(write(tmp_path_factory.mktemp("till") / "orders.csv", sales))
    return review(facts, frame_around(Days(first=event, until=event + timedelta(days=1)), warm_up=7))


def test_each_language_says_the_same_things_with_the_same_facts() -> None:
    def facts(sentence: str) -> list[str]:
        return sorted(re.findall(r"{(\w+:?\w*)}", sentence))

    for language, words in WORDS.items():
        assert words.keys() == WORDS["en"].keys(), language
        assert {key: facts(said) for key, said in words.items()} == {
            key: facts(said) for key, said in WORDS["en"].items()
        }


def test_every_code_in_the_room_has_words() -> None:
    texts = [path.read_text(encoding="utf-8") for path in ROOM.rglob("*.py") if "effect" not in path.parts]
    noted = {code for text in texts for code in re.findall(r'\bnote\(\s*"([a-z0-9_.-]+)"', text)}
    asked = {code for text in texts for code in re.findall(r'missing_for\(\s*"([a-z-]+)"', text)}
    problems = {code for text in texts for code in re.findall(r'Finding\(\s*code="([a-z-]+)"', text)} | set(
        ASIDE
    )

    assert len(noted) > 30
    assert noted - WORDS["en"].keys() == set()
    assert {f"question.{code}" for code in asked} - WORDS["en"].keys() == set()
    assert {f"finding.{code}" for code in problems} - WORDS["en"].keys() == set()


def test_every_table_and_column_of_a_review_has_words() -> None:
    for field in msgspec.structs.fields(Review):
        kind = field.type
        if isinstance(kind, type) and issubclass(kind, Answer):
            assert f"part.{field.name}" in WORDS["en"]
            _words_of(field.name, kind)


def _words_of(part: str, kind: type[Value]) -> None:
    for field in msgspec.structs.fields(kind):
        if field.name in Answer.__struct_fields__:
            continue
        rows = [
            each
            for each in getattr(field.type, "__args__", ())
            if isinstance(each, type) and issubclass(each, Value)
        ]
        if getattr(field.type, "__origin__", None) is tuple and rows:
            assert f"table.{part}.{field.name}" in WORDS["en"]
            if (part, field.name) not in (
                ("read", "problems"),
                ("effect", "assumptions"),
                ("campaigns", "assumptions"),
                ("replay", "assumptions"),
            ):  # said as sentences
                missing = {f"column.{name}" for name in columns_of(rows[0])} - WORDS["en"].keys()
                assert missing == set(), f"{part}.{field.name}"
        for inner in [field.type, *rows]:
            if isinstance(inner, type) and issubclass(inner, Value) and inner not in rows:
                _words_of(part, inner)


@pytest.mark.parametrize("language", ["en", "zh-hans", "es"])
def test_the_page_is_whole_in_each_language_and_fetches_nothing(reviewed: Review, language: str) -> None:
    made = page(reviewed, Speaker(language, "CNY"))  # type: ignore[arg-type]

    assert f'<html lang="{language}">' in made
    assert made.count("<svg") >= 3
    assert not re.search(r'(src|href)="(?!#|data:)', made)
    assert "url(" not in made
    assert "@import" not in made
    assert "<pots>" not in made, "names are text, whatever is in them"
    assert "&lt;pots&gt;" in made


def test_the_first_page_is_the_verdict_in_five_lines(reviewed: Review) -> None:
    assert len(reviewed.verdict.lines) == 5
    made = page(reviewed, Speaker("en"))
    assert made.index('class="verdict') < made.index("<nav")
    assert "On sales, not on profit" in made[: made.index("<nav")]


def test_json_is_read_back_the_same(reviewed: Review, tmp_path: Path) -> None:
    render(reviewed, Speaker("en"), tmp_path / "report.json")

    assert msgspec.json.decode((tmp_path / "report.json").read_bytes(), type=Review) == reviewed


def test_the_workbook_has_every_row_as_numbers(reviewed: Review) -> None:
    book = load_workbook(BytesIO(workbook(reviewed, Speaker("en", "USD"))))

    views = [each for part, answer in reviewed.answers().items() for each in tables_of(part, answer)]
    shown = [view for view in views if view.code != "read.problems"]
    assert len(book.sheetnames) == len(shown) + 1
    days = book["Day by day"]
    assert days.max_row == len(reviewed.profit.days) + 1
    assert days["G2"].value == reviewed.profit.days[0].earned / 100


@dataclass(frozen=True)
class Cell:
    text: str
    written: str


@pytest.mark.parametrize(
    "cell",
    [Cell("=1+1", "'=1+1"), Cell("@cmd", "'@cmd"), Cell("-2+3", "'-2+3"), Cell("Soup", "Soup")],
    ids=str,
)
def test_no_cell_is_a_formula(cell: Cell) -> None:
    assert safe(cell.text) == cell.written


def test_the_pdf_begins_with_the_verdict_alone(reviewed: Review, tmp_path: Path) -> None:
    pytest.importorskip("weasyprint")
    render(reviewed, Speaker("en", "USD"), tmp_path / "report.pdf")

    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize("language", WORDS)
def test_every_fate_of_goods_in_carts_is_drawn_and_has_words(reviewed: Review, language: str) -> None:
    fates = tuple(Outcome(outcome=each, wishes=1, wishes_bps=1_428, worth=100) for each in OUTCOMES)
    speaker = Speaker(language, "USD")

    drawn = page(msgspec.structs.replace(reviewed, lost=Lost(method="lost", outcomes=fates)), speaker)

    for each in OUTCOMES:
        assert f"code.{each}" in WORDS[language], "it has words"
        assert drawn.count(f">{speaker.code(each)}<") >= 3, "on a wide chart, a narrow one and in the table"


def test_each_chart_is_drawn_for_wide_pages_and_for_phones(reviewed: Review) -> None:
    drawn = page(reviewed, Speaker("en", "USD"))

    assert drawn.count('<svg class="wide"') == drawn.count('<svg class="narrow"') > 2


@pytest.mark.parametrize("language", WORDS)
def test_a_minus_stays_with_its_amount(language: str) -> None:
    """A line may end after a hyphen, except before a digit or where a word joiner stands."""
    speaker = Speaker(language, "USD")

    for said in (speaker.money(-12_345), speaker.short_money(-1_234_500)):
        assert re.match(r"-(\d|\u2060\D)", said), said
    assert "\u2060" not in Speaker(language, "USD").money(12_345)
