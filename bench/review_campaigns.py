"""What the 27 real campaigns of the year brought, by matched households.

python -m bench.review_campaigns             # on the year in FERIA_HOME/warehouse
python -m bench.review_campaigns --publish   # write the table into docs/explanation/review.md
"""

from __future__ import annotations

import argparse
import os
from collections import Counter, defaultdict
from datetime import timedelta
from pathlib import Path

import ibis

from bench.review_truth import publish
from feria.review.effect.api import CampaignRow, Days, Estimate, Targeting, campaign_effects, panel
from feria.review.past.warehouse import opened


def effects(store: Path) -> list[CampaignRow]:
    """The table from a finished warehouse."""
    base = ibis.duckdb.connect()
    tables = {
        name: base.read_parquet(store / f"{name}.parquet")
        for name in ("lines", "campaigns", "campaign_households", "coupons", "redemptions")
    }
    lines, coupons = tables["lines"], tables["coupons"]
    spent = panel(
        lines.select("day", household="household_id", item="product_id", amount="charged_cents"),
        coupons.select(campaign="campaign_id", item="product_id"),
    )
    reached: defaultdict[int, set[int]] = defaultdict(set)
    for row in tables["campaign_households"].to_pyarrow().to_pylist():
        reached[row["campaign_id"]].add(row["household_id"])
    redeemed = tables["redemptions"].to_pyarrow().to_pylist()
    times = Counter(row["campaign_id"] for row in redeemed)
    by = {(row["campaign_id"], row["household_id"]) for row in redeemed}
    return campaign_effects(
        spent,
        [
            Targeting(
                campaign=str(row["campaign_id"]),
                kind=row["kind"],
                days=Days(row["starts_on"], row["ends_on"] + timedelta(days=1)),
                households=frozenset(reached[row["campaign_id"]]),
                redemptions=times[row["campaign_id"]],
                redeemed_by=sum(campaign == row["campaign_id"] for campaign, _ in by),
            )
            for row in sorted(tables["campaigns"].to_pyarrow().to_pylist(), key=lambda row: row["starts_on"])
        ],
    )


REASONS = {
    "too-little-history": "no answer: less than eight weeks of history",
    "too-few-targeted": "no answer: fewer than ten households",
}


def dollars(one: Estimate) -> str:
    """Whole dollars with the interval."""
    return f"{one.value / 100:+,.0f} ({one.low / 100:+,.0f} to {one.high / 100:+,.0f})"


def table(rows: list[CampaignRow]) -> str:
    """What is published."""
    lifts = [row.lift for row in rows if row.lift]
    words = (
        f"{len(rows)} campaigns, {len(lifts)} answered. On their own, {sum(lift.p_value < 0.1 for lift in lifts)} stand clear "
        "of nothing at 90 %, as one in ten would by chance; held to one rate of false discoveries, "
        f"{sum(lift.significant for lift in lifts)} do."
    )
    head = (
        "| campaign | kind | days | reach | redeemed by | redemptions | incremental sales, dollars (90 %) "
        "| of it on its goods | p, adjusted | significant | remarks |"
    )
    told = [words, "", head, "|---|---|---|---:|---:|---:|---:|---:|---:|---|---|"]
    for row in rows:
        start = f"| {row.campaign} | {row.kind.removeprefix('Type ')} | {row.days.start:%d %b} - {row.days.end - timedelta(days=1):%d %b} | {row.reach:,} | {row.redeemed_by} | {row.redemptions} "
        if row.lift is None:
            reason = row.refusal.code if row.refusal else ""
            told.append(f"{start}| | | | | {REASONS.get(reason, reason)} |")
        else:
            lift = row.lift
            remarks = ", ".join(warning.code for warning in lift.warnings)
            told.append(
                f"{start}| {dollars(lift.incremental)} | {dollars(lift.on_goods)} | {lift.p_adjusted:.2f} "
                f"| {'yes' if lift.significant else 'no'} | {remarks} |"
            )
    return "\n".join(told)


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--publish", action="store_true", help="write the table into the docs")
    told = parser.parse_args()
    store = Path(os.environ.get("FERIA_HOME", ".feria")) / "warehouse"
    opened(store)
    text = table(effects(store))
    print(text)
    if told.publish:
        publish(text, "campaigns")


if __name__ == "__main__":
    main()
