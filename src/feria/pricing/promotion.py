"""A promotion: scope + conditions + one benefit + lane, with its window and who pays for it."""

from datetime import datetime

from feria.pricing.benefits import Benefit
from feria.pricing.conditions import Condition
from feria.pricing.lane import Lane
from feria.pricing.scope import Everything, Scope
from feria.pricing.stacking import Stacking
from feria.pricing.value import Value


class Window(Value, frozen=True, kw_only=True):
    """From ``start_at`` on, until just before ``end_at``; both know their time zone."""

    start_at: datetime
    end_at: datetime


class Funder(Value, frozen=True, kw_only=True):
    """Who bears how much of a reduction: "mall", "shop" or "brand", in basis points."""

    who: str
    bps: int


class Promotion(Value, frozen=True, kw_only=True):
    """One rule of the festival.

    ``windows``: when it holds; none means always. ``shop``: whose promotion it is, "" the mall's;
    in the lanes shop and shop coupon a promotion of the mall is worked for each shop apart.
    ``funders`` sum to 10_000; none means the shop pays for its own, the mall for its own.
    ``coupon``: the template of which the buyer must hold a coupon (or voucher).
    ``stacking``: what it may stand beside in one order.
    ``currency``: that of its amounts, if the promotion is to be refused elsewhere.
    ``proof``: what staff ask to see before they grant it ("identity card"), R2.10.
    """

    id: str
    name: str
    lane: Lane
    benefit: Benefit
    names: dict[str, str] = {}
    scope: Scope = Everything()
    conditions: tuple[Condition, ...] = ()
    windows: tuple[Window, ...] = ()
    shop: str = ""
    funders: tuple[Funder, ...] = ()
    coupon: str = ""
    currency: str = ""
    proof: str = ""
    stacking: Stacking = Stacking()
