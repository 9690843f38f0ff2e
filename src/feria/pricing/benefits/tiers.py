"""What spend tiers and quantity tiers share: the highest step reached counts (R2.3)."""

from collections.abc import Iterator, Sequence
from typing import Protocol, TypeVar

from feria.pricing.facts import Problem, Unmet
from feria.pricing.money import FULL_BPS, share_of


class Rung(Protocol):
    """A step: from ``reach`` on, ``off`` in money or ``off_bps`` of what is payable."""

    @property
    def reach(self) -> int: ...
    @property
    def off(self) -> int: ...
    @property
    def off_bps(self) -> int: ...


AnyRung = TypeVar("AnyRung", bound=Rung)


def reached(rungs: Sequence[AnyRung], have: int) -> AnyRung | None:
    """The highest rung that ``have`` reaches."""
    best = None
    for rung in rungs:
        if have < rung.reach:
            break
        best = rung
    return best


def following(rungs: Sequence[AnyRung], have: int) -> AnyRung | None:
    """The first rung that ``have`` does not reach."""
    for rung in rungs:
        if have < rung.reach:
            return rung
    return None


def worth(rung: Rung, have: int, spend: int, *, every: bool, cap: int) -> int:
    """What a reached rung takes off ``spend``, repeated as often as it fits when ``every``."""
    off = rung.off or share_of(spend, rung.off_bps)
    if every:
        off *= have // rung.reach
    return min(off, cap, spend) if cap else min(off, spend)


def best(rungs: Sequence[Rung], have: int, spend: int, *, every: bool, cap: int) -> int:
    """The most that a rung within reach takes off: just below a rung the one before may give more."""
    within = (rung for rung in rungs if rung.reach <= have)
    return max((worth(rung, have, spend, every=every, cap=cap) for rung in within), default=0)


def further(rungs: Sequence[Rung], have: int, code: str, *, every: bool) -> Unmet | None:
    """What the next rung lacks, or the next repetition of the highest."""
    rung = following(rungs, have)
    if rung is not None:
        return Unmet(code, rung.reach, have, rung.reach - have)
    return repetition(rungs[-1].reach, have, code) if every else None


def repetition(step: int, have: int, code: str) -> Unmet:
    """What the next full ``step`` lacks."""
    needs = (have // step + 1) * step
    return Unmet(code, needs, have, needs - have)


def problems(rungs: Sequence[Rung], word: str, *, every: bool, cap: int) -> Iterator[Problem]:
    """Tiers ascend, each takes something off, no tier gives less than the one below it."""
    if not rungs:
        yield Problem("tiers", "There are no tiers.", "Give at least one.")
    if cap < 0:
        yield Problem("cap", "The cap is negative.", "Use a positive amount, or 0 for none.")
    below: Rung | None = None
    for number, rung in enumerate(rungs):
        place = f"tiers[{number}]"
        if rung.reach <= 0:
            yield Problem(f"{place}.{word}", "A tier must start above zero.", "Raise it.")
        if (rung.off > 0) == (rung.off_bps > 0) or rung.off < 0 or not 0 <= rung.off_bps <= FULL_BPS:
            yield Problem(
                f"{place}.off", "A tier takes off either money or a share.", "Give one positive value."
            )
        if every and rung.off_bps:
            yield Problem(f"{place}.off_bps", "A share cannot repeat.", "Use money off, or drop `every`.")
        if below and rung.reach <= below.reach:
            yield Problem(
                f"{place}.{word}",
                f"{rung.reach} does not ascend: the tier before starts at {below.reach}.",
                "Order the tiers from low to high.",
            )
        if below and (
            rung.off < below.off if rung.off and below.off else rung.off_bps < below.off_bps and not rung.off
        ):
            yield Problem(
                f"{place}.off", "A higher tier gives less than the one below it.", "Raise it, or drop it."
            )
        below = rung
