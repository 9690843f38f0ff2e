"""What the template parts under `templates/feria/parts/` expect, as typed values.

A view fills these and hands them to `{% include %}`; the parts read attributes only, so any
object with the same names will do. Money is integer minor units; texts arrive translated.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

Tone = Literal["plain", "action", "accent", "time", "save", "info"]
TONES: tuple[Tone, ...] = get_args(Tone)
StepState = Literal["done", "now", "later", "failed"]


@dataclass(frozen=True, kw_only=True)
class Link:
    """A place to go."""

    text: str
    url: str
    icon: str = ""
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, kw_only=True)
class Badge:
    """One or two words on a product. A card shows the first two only."""

    text: str
    tone: Tone = "accent"
    icon: str = ""


@dataclass(frozen=True, kw_only=True)
class Price:
    """What is due, and the lawful price it is compared with (R2.23)."""

    amount: int
    currency: str
    reference: int | None = None
    reference_basis: str = ""  # "Lowest price in the last 30 days"
    saving: str = ""  # in words: "You save $2.40"
    per: str = ""  # "$0.12 / oz"


@dataclass(frozen=True, kw_only=True)
class Art:
    """A product's illustration: motif and tint; see `illustrations.art_for`."""

    motif: str
    tint: int
    alt: str = ""


@dataclass(frozen=True, kw_only=True)
class ProductCard:
    """A product in a grid or on a shelf."""

    name: str
    url: str
    art: Art
    price: Price
    badges: Sequence[Badge] = ()
    note: str = ""  # package size, shop, "12 left"
    sku: str = ""
    add_url: str = ""  # POST sku=…&quantity=1; empty hides the button
    favourite_url: str = ""  # POST toggles; empty hides the heart
    is_favourite: bool = False
    sold_out: bool = False


@dataclass(frozen=True, kw_only=True)
class Nudge:
    """The next thing worth doing (R2.18). `lead` is set bold, `rest` follows."""

    lead: str
    rest: str = ""
    url: str = ""
    url_text: str = ""
    won: bool = False


@dataclass(frozen=True, kw_only=True)
class Coupon:
    """A coupon as a ticket. Give `amount` (minor units) or `rate_text` ("20 %")."""

    title: str
    need: str  # "on 30.00 or more"
    terms: str  # where it counts and until when
    amount: int | None = None
    rate_text: str = ""
    currency: str = ""
    claim_url: str = ""  # POST claims; empty shows `state_text`
    state_text: str = ""  # "Claimed", "All gone", "Used"
    usable: bool = True


@dataclass(frozen=True, kw_only=True)
class Tier:
    """A step of a tiered reduction."""

    threshold: int
    reward: str  # "5 off"
    percent: int  # 0-100 of the way from the step before

    @property
    def reached(self) -> bool:
        return self.percent >= 100


@dataclass(frozen=True, kw_only=True)
class TierMeter:
    """How far the cart is along a promotion's steps; each step has its own length of bar."""

    label: str
    tiers: Sequence[Tier]
    currency: str
    message: str = ""


def tiers_for(value: int, steps: Sequence[tuple[int, str]]) -> tuple[Tier, ...]:
    """The steps (threshold, reward; rising) as seen from a cart worth `value`, in minor units."""
    below = 0
    tiers = []
    for threshold, reward in steps:
        done = min(max(value - below, 0), threshold - below)
        tiers.append(Tier(threshold=threshold, reward=reward, percent=done * 100 // (threshold - below)))
        below = threshold
    return tuple(tiers)


@dataclass(frozen=True, kw_only=True)
class ReceiptRow:
    """A row of an explanation. A saving is a negative amount."""

    label: str
    amount: int | None = None
    note: str = ""  # who funds it, how it was reckoned
    kind: Literal["plain", "saving", "rule", "total"] = "plain"


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """An amount, explained step by step (R2.18)."""

    currency: str
    rows: Sequence[ReceiptRow]
    caption: str = ""
    refusals: Sequence[str] = ()  # "Spend 50, save 8: needs 50.00, has 46.20"


@dataclass(frozen=True, kw_only=True)
class CartLine:
    """A line of the cart."""

    name: str
    url: str
    art: Art
    sku: str
    quantity: int
    currency: str
    total: int
    list_total: int | None = None
    unit: int | None = None
    note: str = ""
    saving: str = ""
    receipt: Receipt | None = None
    problem: str = ""
    update_url: str = ""
    remove_url: str = ""
    max_quantity: int = 99


@dataclass(frozen=True, kw_only=True)
class Step:
    """A step of an order's way or of a festival's phases."""

    title: str
    state: StepState
    at: datetime | None = None
    until: datetime | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Stat:
    """One figure on a work screen; `amount` (with currency) or `text`."""

    label: str
    text: str = ""
    amount: int | None = None
    currency: str = ""
    note: str = ""
    trend: Literal["up", "down", ""] = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Rank:
    """A row of a ranking; `share` is 0-100 of the longest bar. `amount` (with currency) or `text`."""

    name: str
    share: int
    amount: int | None = None
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Empty:
    """Nothing here yet: what it is, what to do next."""

    title: str
    text: str = ""
    action: Link | None = None


@dataclass(frozen=True, kw_only=True)
class Shell:
    """Links and figures of the storefront's frame, from a context processor as `shell`.

    An empty URL hides what it leads to, so no page carries a dead link.
    """

    home_url: str = "/"
    search_url: str = ""
    search_text: str = ""
    suggest_url: str = ""  # answers `?q=` with suggestions while typing; empty: none
    cart_url: str = ""
    cart_count: int = 0
    cart_total: int | None = 0  # None: not reckoned
    currency: str = "USD"
    nudge: str = ""
    favourites_url: str = ""
    account_url: str = ""
    account_name: str = ""
    sign_in_url: str = ""
    orders_url: str = ""
    sign_out_url: str = ""
    desk_url: str = ""
    console_url: str = ""
    language_url: str = ""  # Django's set_language
    festival_title: str = ""
    phase: str = ""  # build-up | presale | warm-up | main | encore | after
    period: str = ""  # frenzy | rational | closing
    nav: Sequence[Link] = field(default_factory=tuple)
    footer: Sequence[tuple[str, Sequence[Link]]] = field(default_factory=tuple)
