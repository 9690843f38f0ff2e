"""How a session stands, as far as the lane knows: half a second old at most, and never the last word."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from feria.mall.rush.lane import replies
from feria.mall.rush.lane.reading import MOST_AT_ONCE, Good, Shelves, Slot
from feria.mall.rush.lane.wire import Reply

MOST_CLAIMANTS = 500_000
"""In memory, for one session. Past that it is the teller alone who says "sold out", more slowly."""


class State(StrEnum):
    TO_COME = "to_come"
    OPEN = "open"
    SOLD_OUT = "sold_out"
    OVER = "over"


@dataclass
class Standing:
    """One session. The teller alone decides who gets a unit; this shows, and turns away who would come for nothing."""

    slot: Slot
    link: str
    goods: tuple[Good, ...] = ()
    left: dict[str, int] = field(default_factory=dict)  # by SKU
    is_read: bool = False  # whether the goods are
    asked_at: float = float("-inf")  # on the stopwatch
    # Who may have a first answer, as hashes (a clash only sends somebody to the teller): whose holds the database
    # has, once ``knows_claimants``, and who asked the teller through this process.
    claimants: set[int] = field(default_factory=set)
    knows_claimants: bool = False
    is_full: bool = False
    last_hold: int = 0
    claimed: tuple[tuple[int, int], ...] = ()  # as it was when the claimants were read
    texts: dict[object, bytes] = field(default_factory=dict)  # encoded, until the next reading
    goners: dict[str, tuple[Reply, bytes, bytes]] = field(default_factory=dict)  # "sold out" by SKU
    opens: float = 0.0  # seconds since 1970 on the mall's clock
    early_opens: float = 0.0
    closes: float = 0.0

    def __post_init__(self) -> None:
        self.move(self.slot)

    def move(self, slot: Slot) -> None:
        """To the times as they are now planned."""
        self.slot = slot
        self.opens, self.closes = slot.opens_at.timestamp(), slot.closes_at.timestamp()
        self.early_opens = slot.early_opens_at.timestamp() if slot.early_opens_at else self.opens

    @property
    def is_sold_out(self) -> bool:
        return self.is_read and not any(self.left.values())

    def opens_for(self, level: int) -> float:
        """When it opens for members of that level."""
        early = self.slot.early_level
        return self.early_opens if early is not None and level >= early else self.opens

    def state(self, now: float, level: int = -1) -> State:
        """For members of that level; ``now`` on the mall's clock, seconds since 1970."""
        if now < self.opens and now < self.opens_for(level):
            return State.TO_COME
        if now >= self.closes:
            return State.OVER
        return State.SOLD_OUT if self.is_sold_out else State.OPEN

    def is_stranger(self, claimant: str) -> bool:
        """Whether nothing can have been answered to this claimant before, so that the lane may answer by itself."""
        return self.knows_claimants and not self.is_full and hash(claimant) not in self.claimants

    def meet(self, claimant: str) -> None:
        """From now on the answer to this claimant is the teller's to give."""
        if len(self.claimants) < MOST_CLAIMANTS:
            self.claimants.add(hash(claimant))
        else:
            self.is_full = True

    def meet_all(self, claimants: list[tuple[int, str]], shelves: Shelves) -> None:
        """Those who hold something, read after ``shelves`` were; as many as are read at once may not be all."""
        for self.last_hold, claimant in claimants:
            self.meet(claimant)
        self.knows_claimants = len(claimants) < MOST_AT_ONCE
        self.claimed = shelves.claimed

    def show(self, goods: tuple[Good, ...]) -> None:
        self.goods, self.left, self.is_read = goods, {good.sku: good.left for good in goods}, True
        self.texts.clear()

    def ran_out(self, sku: str) -> None:
        """The teller has just said so; the next reading may say otherwise."""
        if self.left.get(sku):
            self.left[sku] = 0
            self.goods = tuple(good._replace(left=0) if good.sku == sku else good for good in self.goods)
            self.texts.clear()

    def gone(self, sku: str, claimant: str) -> Reply:
        """Nothing is left of the product. Made once, but for the claimant's name."""
        made = self.goners.get(sku)
        if made is None:
            reply = replies.sold_out("@", sku, 0)
            before, _, after = reply.rest.partition(b'"@"')
            made = self.goners[sku] = reply, before + b'"', b'"' + after
        reply, before, after = made
        return Reply(409, reply.body, None, "", reply.words, b"%b%b%b" % (before, claimant.encode(), after))

    def knows_all_of(self, shelves: Shelves) -> bool:
        """Whether nobody has claimed since the claimants were read, so that they need not be looked for again."""
        return self.knows_claimants and self.claimed == shelves.claimed

    def forget(self) -> None:
        """Nobody asks for it any more."""
        self.is_read = self.knows_claimants = False
        self.is_full = False
        self.claimants.clear()
        self.last_hold = 0
