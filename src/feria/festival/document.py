"""A festival as frozen values: what a document says once it has been read (R1.5).

Amounts are minor units of ``currency``, instants UTC, spans half-open [start, end). Names map a language to words.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from feria.festival.groups import GroupDesign
from feria.festival.ladders import LadderDesign
from feria.festival.presales import PresaleDesign
from feria.festival.rushes import RushDesign
from feria.festival.values import Value
from feria.pricing import Promotion, Window

PhaseKind = Literal["build-up", "presale", "warm-up", "main", "encore"]
VenueKind = Literal["main", "sub", "outer"]
PHASE_KINDS: tuple[PhaseKind, ...] = ("build-up", "presale", "warm-up", "main", "encore")  # R1.1, in order
PERIOD_KINDS = ("frenzy", "rational", "closing")  # R1.2
PERIOD_NAMES = {
    "frenzy": {"en": "Opening rush", "zh-hans": "开场狂欢", "es": "Avalancha inicial"},
    "rational": {"en": "All day", "zh-hans": "全天精选", "es": "Todo el día"},
    "closing": {"en": "Last call", "zh-hans": "最后时刻", "es": "Última llamada"},
}
VENUE_KINDS: tuple[VenueKind, ...] = ("main", "sub", "outer")
AUDIENCES = ("potential", "aware", "interested", "silent", "buyers", "members")  # R1.4
DEPARTMENTS = (
    "operations", "design", "paid-ads", "content", "customer-service", "warehouse", "finance", "purchasing",
    "loss-prevention",
)  # fmt: skip
MEASURES = ("sales", "orders", "new_members", "carts", "favourites", "coupons_claimed")


class Period(Value, frozen=True, kw_only=True):
    """A part of one day of a phase; a phase of several days has one for each (R1.2)."""

    id: str
    kind: str
    names: dict[str, str]
    start_at: datetime
    end_at: datetime


class Channel(Value, frozen=True, kw_only=True):
    """A way to reach people, and the money for it."""

    channel: str
    budget: int = 0


class Task(Value, frozen=True, kw_only=True):
    """What a department does by when (R1.4, R4.8)."""

    department: str
    task: str
    owner: str = ""
    due: date | None = None
    done: bool = False


class Phase(Value, frozen=True, kw_only=True):
    """A stretch of the festival. ``goals`` are numbers by measure; ``sales`` among them is minor units."""

    id: str
    kind: PhaseKind
    names: dict[str, str]
    start_at: datetime
    end_at: datetime
    intro: dict[str, str] = {}
    periods: tuple[Period, ...] = ()
    audiences: tuple[str, ...] = ()
    goals: dict[str, int] = {}
    budget: int = 0
    channels: tuple[Channel, ...] = ()
    tasks: tuple[Task, ...] = ()


class Target(Value, frozen=True, kw_only=True):
    """Three cases of one number (R4.1)."""

    floor: int
    goal: int
    stretch: int


class Milestone(Value, frozen=True, kw_only=True):
    """A mark to cheer at: ``amount`` of ``measure`` ("sales" in minor units, or "orders")."""

    measure: str
    amount: int
    names: dict[str, str]


class CouponDesign(Value, frozen=True, kw_only=True):
    """A coupon that members claim in one window and use in another (R6.2)."""

    code: str
    names: dict[str, str]
    stock: int
    claim: Window
    use: Window
    promotion: Promotion
    shop: str = ""
    per_member: int = 1


class Venue(Value, frozen=True, kw_only=True):
    """A page that gathers goods and offers (R5.1). Empty tuples: nothing of that sort is shown."""

    id: str
    kind: VenueKind
    names: dict[str, str]
    intro: dict[str, str] = {}
    shops: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    skus: tuple[str, ...] = ()
    promotions: tuple[str, ...] = ()


class Moment(Value, frozen=True, kw_only=True):
    """Where in the festival an instant falls, and when that changes next (None: never again)."""

    phase: Phase | None
    period: Period | None
    next_change_at: datetime | None


class Document(Value, frozen=True, kw_only=True):
    """One festival."""

    id: str
    names: dict[str, str]
    currency: str
    time_zone: str
    starts_at: datetime
    ends_at: datetime
    phases: tuple[Phase, ...]
    languages: tuple[str, ...] = ("en",)
    intro: dict[str, str] = {}
    shops: tuple[str, ...] = ()
    targets: dict[str, Target] = {}
    milestones: tuple[Milestone, ...] = ()
    promotions: tuple[Promotion, ...] = ()
    coupons: tuple[CouponDesign, ...] = ()
    venues: tuple[Venue, ...] = ()
    rushes: tuple[RushDesign, ...] = ()
    presales: tuple[PresaleDesign, ...] = ()
    ladders: tuple[LadderDesign, ...] = ()
    groups: tuple[GroupDesign, ...] = ()
    exclusives: dict[
        str, tuple[str, ...]
    ] = {}  # a word -> ids of promotions and coupons that never run together

    @property
    def all_promotions(self) -> tuple[Promotion, ...]:
        """What the engine prices every cart with: the promotions, those that coupons open, and ladders' days.

        Prices of rush sessions are not among them: only a claim brings those, ``RushDesign.promotions``;
        nor those of presales, which only a deposit brings, or of group buys, which only a seat in a group does.
        """
        opened = tuple(coupon.promotion for coupon in self.coupons)
        rungs = tuple(rung for ladder in self.ladders for rung in ladder.promotions(self.currency))
        return self.promotions + opened + rungs

    def promotions_at(self, now: datetime) -> tuple[Promotion, ...]:
        """Those of all promotions that run at ``now``."""
        return tuple(each for each in self.all_promotions if runs_at(each.windows, now))

    def phase_at(self, now: datetime) -> Moment:
        """The phase and period at ``now`` (an aware instant), and the next instant that changes either."""
        phase = next((each for each in self.phases if each.start_at <= now < each.end_at), None)
        periods = phase.periods if phase else ()
        period = next((each for each in periods if each.start_at <= now < each.end_at), None)
        return Moment(phase=phase, period=period, next_change_at=self.next_change_at(now))

    def next_change_at(self, now: datetime) -> datetime | None:
        """The first boundary of a phase or period after ``now``."""
        return min((each for each in self._boundaries() if each > now), default=None)

    def _boundaries(self) -> set[datetime]:
        spans: list[Phase | Period] = [
            *self.phases,
            *(each for phase in self.phases for each in phase.periods),
        ]
        return {instant for span in spans for instant in (span.start_at, span.end_at)}


def runs_at(windows: tuple[Window, ...], now: datetime) -> bool:
    """Whether one of the windows is open; no windows means always."""
    return not windows or any(each.start_at <= now < each.end_at for each in windows)
