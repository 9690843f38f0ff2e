"""Who takes part, in which environment, and how far each can say what the offers say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bench.quote import by_hand
from bench.rivals import expected
from bench.rivals.homes import Compiled, Here, Home, NodeHome, PythonHome
from bench.rivals.workload import Form, Offer, Workload


def everything(_: Offer) -> bool:
    return True


def no_category_threshold(offer: Offer) -> bool:
    """Where a sum can be asked of the whole cart only."""
    return offer.kind != "threshold" or offer.everywhere


@dataclass(frozen=True)
class Entrant:
    """One engine under one form of the workload."""

    name: str
    form: Form
    home: Home
    engine: str
    expects: Callable[[Workload], int]
    arguments: tuple[str, ...] = ()
    says: Callable[[Offer], bool] = everything
    """Whether it can express an offer; it is told only those that it can."""
    remark: str = ""
    """What it cannot express, or means otherwise."""

    def told(self, workload: Workload) -> Workload:
        return workload._replace(offers=[offer for offer in workload.offers if self.says(offer)])

    @property
    def is_ours(self) -> bool:
        return self.home is HERE and not self.arguments


def loop(workload: Workload) -> int:
    return by_hand([list(line) for line in workload.lines], [list(offer) for offer in workload.offers])


HERE = Here("feria", ())
COMPILED = Compiled("feria-compiled", ())
OSCAR = PythonHome(
    "django-oscar",
    # psycopg is what its checkout is timed with on PostgreSQL (`bench.checkout`).
    (("django-oscar", "4.2.1"), ("sorl-thumbnail", "13.4.0"), ("psycopg[binary]", "3.3.9")),
)
PRETIX = PythonHome("pretix", (("pretix", "2026.8.0"),))
VENDURE = NodeHome(
    "vendure",
    (("@vendure/core", "3.7.3"),),
    overrides=(("@graphql-tools/batch-execute", "10.2.0"),),
)
MEDUSA = NodeHome("medusa", (("@medusajs/promotion", "2.21.2"), ("@medusajs/framework", "2.21.2")))

IN_MEMORY = ("--in-memory",)
OSCAR_STACKS = (
    "Every offer counts from the listed prices, not from what is left. The coupon is an automatic offer."
)
OSCAR_CONSUMES = "Its percentage stops at the first line that is used up. The coupon is an automatic offer."
PRETIX_SAYS = (
    "No sums off: told as the share that they are of their threshold. A multibuy repeats. "
    "The coupon is an automatic discount."
)
CATEGORY_THRESHOLDS = "No threshold on a category: four offers left out. "

STACKING = (
    Entrant(
        "Feria: full quote, trace and refusals",
        Form.STACKING,
        HERE,
        "feria",
        expected.lane_by_lane,
        remark="Offers of one lane compete; lanes add up.",
    ),
    Entrant("Feria, compiled: the same", Form.STACKING, COMPILED, "feria", expected.lane_by_lane),
    Entrant("By hand: a loop that only totals", Form.STACKING, HERE, "feria", loop, ("--by-hand",)),
    Entrant(
        "Vendure, OrderCalculator in memory",
        Form.STACKING,
        VENDURE,
        "vendure",
        expected.lines_then_order,
        says=no_category_threshold,
        remark=CATEGORY_THRESHOLDS + "Shares count from the listed price.",
    ),
    Entrant(
        "Medusa, computeActions in memory",
        Form.STACKING,
        MEDUSA,
        "medusa",
        expected.largest_value_first,
        says=no_category_threshold,
        remark=CATEGORY_THRESHOLDS
        + "The order is by the number in the offer; thresholds look at the listed sum; fractions of a cent stay.",
    ),
    Entrant(
        "django-oscar, Applicator in memory",
        Form.STACKING,
        OSCAR,
        "django_oscar",
        expected.from_listed_prices,
        IN_MEMORY,
        remark=OSCAR_STACKS,
    ),
    Entrant(
        "django-oscar, Applicator with SQLite",
        Form.STACKING,
        OSCAR,
        "django_oscar",
        expected.from_listed_prices,
        remark=OSCAR_STACKS,
    ),
)
CONSUMING = (
    Entrant(
        "Feria: full quote, trace and refusals",
        Form.CONSUMING,
        HERE,
        "feria",
        expected.best_set_of_lines,
        remark="Multibuys use units up; of the others the best set on distinct lines wins, not the first in line.",
    ),
    Entrant("Feria, compiled: the same", Form.CONSUMING, COMPILED, "feria", expected.best_set_of_lines),
    Entrant(
        "By hand: a loop that only totals",
        Form.CONSUMING,
        HERE,
        "feria",
        expected.each_unit_once,
        ("--by-hand",),
    ),
    Entrant(
        "pretix, apply_discounts in memory",
        Form.CONSUMING,
        PRETIX,
        "pretix",
        expected.groups_and_shares,
        IN_MEMORY,
        remark=PRETIX_SAYS,
    ),
    Entrant(
        "pretix, apply_discounts with SQLite",
        Form.CONSUMING,
        PRETIX,
        "pretix",
        expected.groups_and_shares,
        remark=PRETIX_SAYS,
    ),
    Entrant(
        "django-oscar, Applicator in memory",
        Form.CONSUMING,
        OSCAR,
        "django_oscar",
        expected.each_unit_once,
        IN_MEMORY,
        remark=OSCAR_CONSUMES,
    ),
    Entrant(
        "django-oscar, Applicator with SQLite",
        Form.CONSUMING,
        OSCAR,
        "django_oscar",
        expected.each_unit_once,
        remark=OSCAR_CONSUMES,
    ),
)
ENTRANTS = STACKING + CONSUMING
