"""Lost carts (R8.5): what those who left goods in their cart bought instead, and what they came back for."""

from __future__ import annotations

import ibis

from feria.review.chapters.parts import framed, part_of
from feria.review.daily import rows
from feria.review.facts.facts import Facts, Table
from feria.review.frame import Frame
from feria.review.value import Answer, Bps, Code, Count, Money, Note, Value, note, share

LOST = ("unpaid", "left", "removed", "lost")
OUTCOMES = ("bought", "instead", "recovered", *LOST)
"""The last where the table does not say how goods left the cart."""


class Outcome(Value, frozen=True, kw_only=True):
    """Goods in carts by what became of them; ``worth`` at their listed price, for one unit each."""

    outcome: Code
    wishes: Count
    wishes_bps: Bps
    worth: Money


class Left(Value, frozen=True, kw_only=True):
    """Goods most often left, and what was taken instead of them in the same category."""

    sku: str
    name: str
    left: Count
    instead: Count
    recovered: Count
    taken_instead: str = ""


class Lost(Answer, frozen=True, kw_only=True):
    """R8.5."""

    outcomes: tuple[Outcome, ...] = ()
    most_left: tuple[Left, ...] = ()


def lost(facts: Facts, frame: Frame) -> Lost:
    """Each member's goods put into a cart in warm-up or event: bought by its end, replaced, bought later, or lost.

    Those that are lost were ordered and not paid, lie in the cart still, or were taken out of it.
    """
    if missing := facts.missing_for("lost", "carts.sku", "carts.member", "lines.member"):
        return Lost(method="lost", missing=missing)
    wishes = facts.keep(_judged(facts, frame))
    sums = {
        row["outcome"]: row
        for row in rows(
            wishes.group_by("outcome").agg(n=wishes.count(), worth=wishes.listed_price.sum().fill_null(0))
        )
    }
    whole = sum(row["n"] for row in sums.values())
    outcomes = tuple(
        Outcome(outcome=each, wishes=row["n"], wishes_bps=share(row["n"], whole), worth=int(row["worth"]))
        for each in OUTCOMES
        if (row := sums.get(each))
    )
    gone = {each.outcome: each for each in outcomes}
    findings: tuple[Note, ...] = ()
    if whole:
        findings = (
            note(
                "lost-carts",
                wishes=whole,
                bought=gone["bought"].wishes_bps if "bought" in gone else 0,
                lost=share(sum(gone[each].wishes for each in LOST if each in gone), whole),
            ),
        )
    return Lost(method="lost", outcomes=outcomes, most_left=_most_left(wishes), findings=findings)


def _judged(facts: Facts, frame: Frame) -> Table:
    """member, sku, name, outcome, and one product of the category that was bought instead."""
    carts, products = (
        facts.table("carts"),
        facts.table("products").select("sku", "name", "category", "listed_price"),
    )
    part = part_of(carts.added_day, frame)
    kept = carts.filter(part.isin(["warm_up", "event"]) & (carts.kind.fill_null("cart") == "cart"))
    wished = kept.group_by(["member", "sku"]).agg(
        ordered=(kept.how.fill_null("") == "ordered").any(), stayed=(kept.how.fill_null("") == "").any()
    )
    wished = wished.left_join(products, "sku").drop("sku_right")
    lines = framed(facts, frame)
    bought = lines.filter(lines.part.isin(["warm_up", "event", "after"])).left_join(
        products.select("sku", "name", "category"), "sku"
    )
    own = bought.group_by(["member", "sku"]).agg(
        here=(bought.part != "after").any(), later=(bought.part == "after").any()
    )
    like = bought.filter((bought.part == "event") & bought.category.notnull())
    like = like.group_by(["member", "category"]).agg(other=like.name.max())
    joined = wished.left_join(own, ["member", "sku"]).drop("member_right", "sku_right")
    joined = joined.left_join(like, ["member", "category"]).drop("member_right", "category_right")
    outcome = ibis.cases(
        (joined.here.fill_null(False), "bought"),
        (joined.other.notnull(), "instead"),
        (joined.later.fill_null(False), "recovered"),
        *(
            ((joined.ordered, "unpaid"), (joined.stayed, "left"), (~joined.stayed, "removed"))
            if facts.has("carts.how")
            else ()
        ),
        else_="lost",
    )
    return joined.mutate(outcome=outcome)


def _oftenest(left: Table) -> Table:
    """sku, other: what was most often taken instead, of several the first by name."""
    taken = left.filter(left.other.notnull())
    times = taken.group_by(["sku", "other"]).agg(n=taken.count())
    by_times = ibis.window(group_by="sku", order_by=[ibis.desc("n"), "other"])
    times = times.mutate(place=ibis.row_number().over(by_times))
    return times.filter(times.place == 0).select("sku", "other")


def _most_left(wishes: Table) -> tuple[Left, ...]:
    left = wishes.filter(wishes.outcome != "bought")
    sums = left.group_by(["sku", "name"]).agg(
        left=left.count(),
        instead=(left.outcome == "instead").sum(),
        recovered=(left.outcome == "recovered").sum(),
    )
    sums = sums.left_join(_oftenest(left), "sku").drop("sku_right")
    return tuple(
        Left(
            sku=str(row["sku"]),
            name=row["name"] or str(row["sku"]),
            left=row["left"],
            instead=int(row["instead"]),
            recovered=int(row["recovered"]),
            taken_instead=row["other"] or "",
        )
        for row in rows(sums.order_by([ibis.desc("left"), "sku"]).limit(20))
    )
