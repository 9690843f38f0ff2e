"""The frozen result of pricing a cart: what is payable, and why every cent of it.

A quote holds hundreds of small values, none of which can take part in a cycle: the garbage
collector is told to leave them alone, and the engine builds them by position.
"""

from datetime import datetime

from feria.pricing.lane import Lane
from feria.pricing.scope import Everything, Scope
from feria.pricing.value import Value


class Share(Value, frozen=True, gc=False):
    """A line's part of an adjustment: ``amount`` <= 0, over ``quantity`` units of the line.

    A reduction of the shipping fee has one share, whose line is "".
    """

    line: str
    amount: int
    quantity: int


class FunderShare(Value, frozen=True, gc=False):
    """A funder's part of an adjustment: ``amount`` <= 0."""

    who: str
    amount: int


class Adjustment(Value, frozen=True, gc=False):
    """One promotion at work: a signed amount (<= 0) that its shares and its funders each sum to.

    ``coupon`` is the id of the held coupon it spends; ``shop`` the shop it was worked for,
    ``proof`` what staff ask to see.
    """

    promotion: str
    name: str
    lane: Lane
    amount: int
    shares: tuple[Share, ...]
    funders: tuple[FunderShare, ...]
    names: dict[str, str] = {}
    shop: str = ""
    coupon: str = ""
    proof: str = ""


class Step(Value, frozen=True, gc=False):
    """What one promotion did to one line: payable for the whole line before and after."""

    promotion: str
    name: str
    lane: Lane
    before: int
    after: int
    quantity: int
    names: dict[str, str] = {}


class UnitGroup(Value, frozen=True, gc=False):
    """So many units of a line that end at the same price each."""

    quantity: int
    payable: int


class QuotedLine(Value, frozen=True, gc=False):
    """A line with its price: ``listed`` and ``payable`` for all units, the steps between them."""

    id: str
    sku: str
    quantity: int
    unit_price: int
    listed: int
    payable: int
    steps: tuple[Step, ...] = ()
    units: tuple[UnitGroup, ...] = ()


class Refusal(Value, frozen=True, gc=False):
    """Why a promotion did not apply: ``code`` names the reason, ``needs`` and ``has`` the distance.

    ``subject`` is what the reason is about: a shop, a coupon template, the promotion that was better.
    Amounts and units are whole numbers; a level, region or instant may be text.
    """

    promotion: str
    name: str
    code: str
    names: dict[str, str] = {}
    subject: str = ""
    needs: int | str = 0
    has: int | str = 0
    shortfall: int = 0


class Nudge(Value, frozen=True, kw_only=True):
    """The next thing worth doing: ``shortfall`` more (money or units) takes ``gain`` more off.

    ``line`` is the line whose like was priced to find the gain.
    """

    promotion: str
    name: str
    code: str
    shortfall: int
    gain: int
    names: dict[str, str] = {}
    scope: Scope = Everything()
    shop: str = ""
    line: str = ""


class Earned(Value, frozen=True, gc=False):
    """What a line owed when a gift was earned, over all its units."""

    line: str
    spend: int


class Forgone(Value, frozen=True, gc=False):
    """A held coupon that would have made the order ``saving`` cheaper, could it join ``subject``."""

    promotion: str
    name: str
    code: str
    subject: str
    saving: int
    names: dict[str, str] = {}


class Granted(Value, frozen=True, gc=False):
    """What the order brings once it is paid: ``amount`` of ``what`` ("points", "coupon", ...), named by ``of``.

    ``value`` is what a gift (all of them) is charged at when goods are returned and it is not. It was earned
    by what the lines of ``earned_by`` owed: once from ``needs`` on, or ``each`` for every full ``needs``.
    """

    promotion: str
    name: str
    what: str
    amount: int
    of: str = ""
    names: dict[str, str] = {}
    value: int = 0
    needs: int = 0
    each: int = 0
    earned_by: tuple[Earned, ...] = ()


class BelowFloor(Value, frozen=True, gc=False):
    """Units of a line that promotions took below its floor, where the policy is to warn (R2.21)."""

    line: str
    floor: int
    payable: int
    quantity: int


class Quote(Value, frozen=True):
    """The price of a cart at an instant.

    ``payable`` is the sum of the lines' payables and ``shipping``; ``reduction`` is ``listed`` less
    what the lines pay. ``proven``: no other choice of coupons is cheaper; else ``gap`` bounds by
    how much one could be. ``coupons`` are the ids of the held coupons spent, ``points`` how many are spent; ``grants`` come
    after the order is paid. ``below_floor`` lists the units that were taken below their floor, dearest first;
    ``forgone`` what coupons left in the pocket would have saved, worked out along with ``nudges``.
    """

    currency: str
    at: datetime
    lines: tuple[QuotedLine, ...]
    listed: int
    reduction: int
    payable: int
    adjustments: tuple[Adjustment, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    nudges: tuple[Nudge, ...] = ()
    shipping: int = 0
    proven: bool = True
    gap: int = 0
    coupons: tuple[str, ...] = ()
    points: int = 0
    grants: tuple[Granted, ...] = ()
    below_floor: tuple[BelowFloor, ...] = ()
    forgone: tuple[Forgone, ...] = ()
