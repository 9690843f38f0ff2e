"""The same review in every engine: DuckDB, PostgreSQL, Spark and ClickHouse come to the same results, to the cent."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pytest

from feria.review.chapters.lost import LOST
from feria.review.engines.moving import connect, moved
from feria.review.facts.facts import Facts
from feria.review.review import Review, review
from tests.review.streets import FRAME, street
from tools.with_postgres import running_postgres

PROMOTED = ["grocery"]
HASTY = {
    "spark.sql.shuffle.partitions": "1",
    "spark.default.parallelism": "1",
    "spark.sql.codegen.wholeStage": "false",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
}


def here(*modules: str) -> pytest.MarkDecorator:
    """Passes over a test whose engine is not installed, unless the gate has brought it."""
    lacking = [name for name in modules if find_spec(name) is None]
    return pytest.mark.skipif(
        bool(lacking) and not os.environ.get("FERIA_ENGINES"),
        reason="this engine is not here; `python -m tools.gates engines` brings it",
    )


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    return street(tmp_path_factory.mktemp("street"))


@pytest.fixture(scope="module")
def expected(facts: Facts) -> Review:
    return review(facts, FRAME, promoted=PROMOTED)


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    with running_postgres() as address:
        yield address


@pytest.fixture(scope="module")
def spark() -> Any:
    """A session that wastes nothing on how little there is."""
    return connect("spark", "local[2]", HASTY)


def assert_equal(found: Review, expected: Review) -> None:
    """Part by part, so that a difference names its place."""
    for part in expected.__struct_fields__:
        assert msgspec.to_builtins(getattr(found, part)) == msgspec.to_builtins(getattr(expected, part)), part


def test_the_street_asks_for_every_part(expected: Review) -> None:
    """An empty part would be equal everywhere and prove nothing."""
    filled = {
        "departments": expected.profit.departments,
        "shops": expected.profit.shops,
        "offers": expected.offers.offers,
        "coupons": expected.offers.coupons,
        "best": expected.goods.best,
        "price bands": expected.goods.price_bands,
        "warmed": (*expected.goods.warmed_and_sold, *expected.goods.warmed_not_sold),
        "ran out": expected.goods.ran_out,
        "new": [each for each in expected.goods.new if each.conversion_bps],
        "looked at": expected.goods.looked_at,
        "new and old": expected.audiences.new_and_old,
        "levels": expected.audiences.levels,
        "regions": expected.regions.regions,
        "channels": expected.regions.channels,
        "ways": expected.shown.ways,
        "sources": expected.traffic.sources,
        "outcomes": [each for each in expected.lost.outcomes if each.outcome in LOST[:3]][2:],
        "left": expected.lost.most_left,
        "speeds": expected.logistics.speeds,
        "sold lower": expected.checklist.sold_lower,
        "kin": expected.related.kin,
        "roles": expected.related.roles,
        "campaigns": [each for each in expected.campaigns.campaigns if each.changed is not None],
    }
    assert [name for name, rows in filled.items() if not rows] == []
    assert expected.profit.terms is not None
    assert expected.profit.basis.costs == "partly"
    assert expected.effect.outcome != "refused"


def test_postgresql_answers_the_same(facts: Facts, expected: Review, postgres: str, tmp_path: Path) -> None:
    backend = connect("postgres", postgres)

    found = review(moved(facts, backend, tmp_path), FRAME, promoted=PROMOTED)

    assert_equal(found, expected)
    assert list(tmp_path.iterdir()) == [], "what was carried over is cleared away"


def test_postgresql_compares_texts_by_their_bytes(facts: Facts, postgres: str, tmp_path: Path) -> None:
    """A database of any language ranks `tea` and `Tea` like the other engines, in what is moved, put and kept alike."""
    there = moved(facts, connect("postgres", postgres), tmp_path)
    there.put("small", pa.table({"sku": ["a", "B"]}))
    kept = there.keep(there.table("products").select("sku", "name"))

    collations = there.backend.con.execute(
        "SELECT DISTINCT collname FROM pg_attribute JOIN pg_collation c ON c.oid = attcollation "
        "WHERE attnum > 0 AND attrelid IN ('lines'::regclass, 'small'::regclass, %s::regclass)",
        (kept.get_name(),),
    ).fetchall()

    assert collations == [("C",)]


@pytest.mark.skipif(
    not os.environ.get("FERIA_ENGINES"),
    reason="Spark takes minutes for what others take seconds; `python -m tools.gates engines` runs it",
)
def test_spark_answers_the_same(facts: Facts, expected: Review, spark: Any, tmp_path: Path) -> None:
    found = review(moved(facts, spark, tmp_path), FRAME, promoted=PROMOTED)

    assert_equal(found, expected)


@here("chdb", "clickhouse_connect")
def test_clickhouse_answers_the_same(facts: Facts, expected: Review, tmp_path: Path) -> None:
    found = review(moved(facts, connect("clickhouse"), tmp_path), FRAME, promoted=PROMOTED)

    assert_equal(found, expected)


@here("chdb", "clickhouse_connect")
def test_two_reviews_in_clickhouse_do_not_meet(facts: Facts, tmp_path: Path) -> None:
    one, other = connect("clickhouse"), connect("clickhouse")
    one_s = moved(facts, one, tmp_path)

    assert "lines" not in other.list_tables()
    assert one_s.table("lines").count().to_pyarrow().as_py() > 0
