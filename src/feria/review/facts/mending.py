"""What is wrong with the rows: named, counted, and mended by a stated rule or refused (docs/reference/facts.md).

Rows that cannot be used are set aside, never dropped in silence: ``lines_aside`` keeps each with its reason.
"""

from __future__ import annotations

from typing import Any

from feria.review.facts.facts import Facts, FactsRefused, Finding
from feria.review.facts.mapping import Mapping
from feria.review.facts.opening import days_between, quoted, quoted_name
from feria.review.facts.schema import BY_NAME, SHAPES, SQL

# In this order: a row is set aside for the first reason that fits.
ASIDE = {
    "no-order": '"order" IS NULL',
    "no-instant": "sold_at IS NULL",
    "no-amount": "charged IS NULL",
    "other-currency": "currency IS NOT NULL AND upper(currency) <> {currency}",
    "duplicate": "copy > 1",
    "zero-quantity": "quantity = 0",
    "negative-quantity-charged": "quantity < 0 AND charged > 0",
}

# Of these a second row for the same would count each of its lines twice.
KEYS = {"products": "sku", "costs": "sku", "members": "member"}

COPIES = """
CREATE TABLE numbered AS
SELECT *, row_number() OVER (PARTITION BY {key}) AS copy FROM given_lines
"""

CONFLICTS = """
SELECT count(*), any_value("order") FROM (
  SELECT "order", line FROM given_lines WHERE line IS NOT NULL GROUP BY ALL
  HAVING count(DISTINCT hash(sold_at, charged, sku, quantity)) > 1
)"""

LINES = """
CREATE TABLE lines AS
SELECT "order", line, sold_at, (sold_at AT TIME ZONE 'UTC' AT TIME ZONE {zone})::DATE AS day, member, sku,
  coalesce(quantity, 1) AS quantity, greatest(coalesce(listed, charged), charged) AS listed, charged, cost, region, place, channel, source
FROM numbered WHERE reason = ''
"""

# A line of units below zero is a return: its money went back on its own day.
RETURNS = """
SELECT "order", sku, sold_at AS refunded_at, -charged AS amount, -quantity AS quantity, 'return' AS reason
FROM numbered WHERE reason = 'return'
"""

PRODUCTS = """
SELECT sku, NULL::VARCHAR AS name, any_value(shop) AS shop, any_value(category) AS category, NULL::VARCHAR AS brand,
  NULL::BIGINT AS listed_price, NULL::DATE AS new_since
FROM given_lines WHERE sku IS NOT NULL GROUP BY sku
"""

ORDERS = """CREATE TABLE order_days AS SELECT "order", min(day) AS day, min(sold_at) AS bought_at, sum(charged) AS charged FROM lines GROUP BY "order" """


def mend(
    backend: Any,
    known: dict[str, frozenset[str]],
    mapping: Mapping,
    currency: str,
    source: str,
    found: list[Finding],
) -> Facts:
    """Facts of the tables given as ``given_NAME``. Raises FactsRefused with all that is wrong."""
    zone = mapping.time_zone or "UTC"
    found += _zones(backend, mapping) + _currencies(backend, known, mapping)
    found += _conflicts(backend, known)
    if any(each.remedy == "refused" for each in found):
        raise FactsRefused(found)
    found += _aside(backend, known, currency)
    backend.raw_sql(LINES.format(zone=quoted(zone)))
    backend.raw_sql(ORDERS)
    days, gaps = days_between(backend)
    if not len(days):
        raise FactsRefused([*found, Finding(code="no-rows", count=0, remedy="refused")])
    if gaps:
        found.append(
            Finding(code="missing-days", count=len(gaps), remedy="mended", example=gaps[0].isoformat())
        )
    if len(days) == 1:
        found.append(Finding(code="one-day", count=1, remedy="noted", example=days.first.isoformat()))
    if not currency:
        found.append(Finding(code="currency-unknown", count=1, remedy="noted"))
    found += _keys_twice(backend, known) + _given_refunds(backend, known)
    known = _others(backend, known, zone)
    found += _refund_findings(backend, known) + _discount_findings(backend, known)
    known["lines"] = known["lines"] - {"shop", "category", "currency"}
    return Facts(
        source=source,
        currency=currency,
        time_zone=zone,
        backend=backend,
        known=known,
        days=days,
        findings=tuple(found),
        missing_days=gaps,
    )


def _one(backend: Any, statement: str) -> tuple[Any, ...]:
    row: tuple[Any, ...] = backend.raw_sql(statement).fetchone()
    return row


def _zones(backend: Any, mapping: Mapping) -> list[Finding]:
    """Instants with an offset and instants without, in one file: whose clock do the others show?"""
    count = "SELECT count(*) FILTER (sold_at_has_offset), count(*) FILTER (NOT sold_at_has_offset) FROM given_lines WHERE sold_at IS NOT NULL"
    aware, naive = _one(backend, count)
    if aware and naive:
        remedy = "mended" if mapping.time_zone else "refused"
        return [Finding(code="time-zones-mixed", count=naive, remedy=remedy, example=mapping.time_zone)]  # type: ignore[arg-type]
    if naive and not mapping.time_zone:
        return [Finding(code="time-zone-unknown", count=naive, remedy="noted")]
    return []


def _currencies(backend: Any, known: dict[str, frozenset[str]], mapping: Mapping) -> list[Finding]:
    if "currency" not in known["lines"] or mapping.keep_currency:
        return []
    count = "SELECT count(DISTINCT upper(currency)), string_agg(DISTINCT upper(currency), ', ' ORDER BY upper(currency)) FROM given_lines"
    kinds, names = _one(backend, count)
    if kinds > 1:
        return [Finding(code="currencies-mixed", count=kinds, remedy="refused", example=names)]
    return []


def _conflicts(backend: Any, known: dict[str, frozenset[str]]) -> list[Finding]:
    """Two lines of one number that say different things: which is true cannot be known."""
    if "line" not in known["lines"]:
        return []
    count, example = _one(backend, CONFLICTS)
    return (
        [Finding(code="lines-conflict", count=count, remedy="refused", example=str(example))] if count else []
    )


def _aside(backend: Any, known: dict[str, frozenset[str]], currency: str) -> list[Finding]:
    columns = [f'"{each}"' for each in sorted(known["lines"])]
    key = '"order", line' if "line" in known["lines"] else ", ".join(columns)
    backend.raw_sql(COPIES.format(key=key))
    cases = " ".join(
        f"WHEN {test.format(currency=quoted(currency.upper()))} THEN '{reason}'"
        for reason, test in ASIDE.items()
    )
    backend.raw_sql("ALTER TABLE numbered ADD COLUMN reason VARCHAR")
    backend.raw_sql(f"UPDATE numbered SET reason = CASE {cases} WHEN quantity < 0 THEN 'return' ELSE '' END")  # noqa: S608 - our own words, and a quoted currency
    backend.raw_sql("CREATE VIEW lines_aside AS SELECT * FROM numbered WHERE reason NOT IN ('', 'return')")
    counted = "SELECT reason, count(*), any_value(\"order\") FROM numbered WHERE reason <> '' GROUP BY reason ORDER BY reason"
    found = [
        Finding(code=reason, count=count, remedy="mended", example=str(example or ""))
        for reason, count, example in backend.raw_sql(counted).fetchall()
    ]
    below, example = _one(
        backend, "SELECT count(*), any_value(\"order\") FROM numbered WHERE reason = '' AND listed < charged"
    )
    if below:
        found.append(Finding(code="listed-below-charged", count=below, remedy="mended", example=str(example)))
    return found


def _keys_twice(backend: Any, known: dict[str, frozenset[str]]) -> list[Finding]:
    """Goods or members that stand twice in their own table: the first row is kept."""
    found = []
    for table, key in KEYS.items():
        if table not in known:
            continue
        again = f"SELECT rowid AS again, {key} FROM given_{table} QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY rowid) > 1"  # noqa: S608 - our own names
        count, example = _one(backend, f"SELECT count(*), min_by({key}, again) FROM ({again})")  # noqa: S608
        if count:
            backend.raw_sql(f"DELETE FROM given_{table} WHERE rowid IN (SELECT again FROM ({again}))")  # noqa: S608
            found.append(
                Finding(code="keys-twice", count=count, remedy="mended", example=f"{table}: {example}")
            )
    return found


def _given_refunds(backend: Any, known: dict[str, frozenset[str]]) -> list[Finding]:
    """What was written below nought, as many exports do, and what stands there more than once."""
    if "refunds" not in known:
        return []
    below = _one(backend, 'SELECT count(*), any_value("order") FROM given_refunds WHERE amount < 0')
    backend.raw_sql("UPDATE given_refunds SET amount = -amount, quantity = abs(quantity) WHERE amount < 0")
    copies = _one(
        backend,
        'SELECT coalesce(sum(n - 1), 0)::BIGINT, any_value("order") FROM (SELECT "order", count(*) AS n FROM given_refunds '
        'GROUP BY "order", sku, refunded_at, amount, quantity HAVING n > 1)',
    )
    return [
        Finding(code=code, count=count, remedy=remedy, example=str(example))  # type: ignore[arg-type]
        for code, (count, example), remedy in (
            ("refund-below-nought", below, "mended"),
            ("refund-copies", copies, "noted"),
        )
        if count
    ]


def _others(backend: Any, known: dict[str, frozenset[str]], zone: str) -> dict[str, frozenset[str]]:
    """The other tables in their final shape, with the days that questions ask for."""
    made = dict(known)
    returns = _one(backend, "SELECT count(*) FROM numbered WHERE reason = 'return'")[0]
    _refunds(backend, known, zone)
    if returns or "refunds" in known:
        made["refunds"] = known.get("refunds", frozenset()) | {
            "order",
            "refunded_at",
            "amount",
            "sku",
            "quantity",
        }
    if "products" not in known and "sku" in known["lines"]:
        backend.raw_sql(f"CREATE TABLE products AS {PRODUCTS}")
        made["products"] = frozenset({"sku"} | (known["lines"] & {"shop", "category"}))
    for shape in SHAPES:
        if shape.name in known and shape.name not in ("lines", "refunds"):
            backend.raw_sql(f"CREATE VIEW {shape.name} AS {_finished(shape.name, zone)}")
    return made


def _refunds(backend: Any, known: dict[str, frozenset[str]], zone: str) -> None:
    given = "UNION ALL BY NAME SELECT * FROM given_refunds" if "refunds" in known else ""
    backend.raw_sql(
        f"CREATE TABLE refunds AS SELECT *, (refunded_at AT TIME ZONE 'UTC' AT TIME ZONE {quoted(zone)})::DATE AS day "  # noqa: S608
        f"FROM ({RETURNS} {given}) WHERE amount IS NOT NULL"
    )


def _finished(name: str, zone: str) -> str:
    """A table with a ``*_day`` beside each ``*_at``; discounts with their order's day."""
    if name == "discounts":
        return 'SELECT d.*, o.day FROM given_discounts d LEFT JOIN order_days o USING ("order")'
    days = "".join(
        f", ({quoted_name(column.name)} AT TIME ZONE 'UTC' AT TIME ZONE {quoted(zone)})::DATE AS {_day_of(column.name)}"
        for column in BY_NAME[name].columns
        if SQL[column.kind] == "TIMESTAMP"
    )
    return f"SELECT *{days} FROM given_{name}"  # noqa: S608 - our own names


def _day_of(column: str) -> str:
    return "day" if column == "at" else column.removesuffix("_at") + "_day"


def _refund_findings(backend: Any, known: dict[str, frozenset[str]]) -> list[Finding]:
    if "refunds" not in known:
        return []
    early = _one(
        backend,
        'SELECT count(*), any_value("order") FROM refunds JOIN order_days USING ("order") WHERE refunded_at < bought_at',
    )
    strange = _one(
        backend, 'SELECT count(*), any_value("order") FROM refunds ANTI JOIN order_days USING ("order")'
    )
    above = _one(
        backend,
        'SELECT count(*), any_value("order") FROM (SELECT "order", sum(amount) AS back FROM refunds GROUP BY 1) '
        'JOIN order_days USING ("order") WHERE back > greatest(charged, 0)',
    )
    return [
        Finding(code=code, count=count, remedy=remedy, example=str(example))  # type: ignore[arg-type]
        for code, (count, example), remedy in (
            ("refund-before-sale", early, "mended"),
            ("refund-without-sale", strange, "mended"),
            ("refund-above-sale", above, "noted"),
        )
        if count
    ]


def _discount_findings(backend: Any, known: dict[str, frozenset[str]]) -> list[Finding]:
    """Orders whose discounts do not add up to listed less charged."""
    if "discounts" not in known or "listed" not in known["lines"]:
        return []
    count, example = _one(
        backend,
        'SELECT count(*), any_value("order") FROM (SELECT "order", sum(listed - charged) AS off FROM lines GROUP BY 1) '
        'LEFT JOIN (SELECT "order", sum(amount) AS told FROM given_discounts GROUP BY 1) USING ("order") '
        "WHERE off <> coalesce(told, 0)",
    )
    return (
        [Finding(code="discounts-disagree", count=count, remedy="noted", example=str(example))]
        if count
        else []
    )
