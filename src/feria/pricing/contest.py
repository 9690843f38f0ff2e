"""The competition inside a lane: promotions that share a line exclude each other (R2.1, R2.19).

Chosen is the set of bids, no two on the same line, that takes the most off; among equals the one
with fewer promotions, then with the larger ones, then with the lower ids.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from feria.pricing.offer import Bid

BUDGET = 20_000
"""How many combinations of bids are looked at before the best found so far is taken."""


def contest(bids: list[Bid]) -> tuple[list[Bid], int]:
    """The best set of bids that leaves no line to two of them, and by how much another could beat it (0: proven)."""
    if len(bids) < 2:
        return bids, 0
    if _all_alike(bids):
        return [max(bids, key=lambda bid: (bid.amount, -bid.number))], 0
    masks = _apart([_mask(bid.lines) for bid in bids], bids)
    if _disjoint(masks):
        return bids, 0
    won: list[Bid] = []
    gap = 0
    for rivals in _linked(masks):
        order = sorted(rivals, key=lambda i: (-bids[i].amount, bids[i].number, bids[i].shop))
        chosen, short = _best_set([bids[i].amount for i in order], [masks[i] for i in order])
        won += [bids[order[i]] for i in chosen]
        gap += short
    return sorted(won, key=lambda bid: (bid.number, bid.shop)), gap


def _all_alike(bids: list[Bid]) -> bool:
    """Whether all want the very same lines."""
    first = bids[0].lines
    for bid in bids:  # noqa: SIM110 - a generator costs more than the whole loop
        if bid.lines is not first:
            return False
    return True


def _apart(masks: list[int], bids: Sequence[Bid]) -> list[int]:
    """The masks, in which those that exclude each other share a bit beyond the lines."""
    foes = [i for i, bid in enumerate(bids) if bid.offer.foes]
    if not foes:
        return masks
    bit = 1 << max(mask.bit_length() for mask in masks)
    for i, j in combinations(foes, 2):
        if bids[i].offer.id in bids[j].offer.foes:
            masks[i] |= bit
            masks[j] |= bit
            bit <<= 1
    return masks


def rivalries(lines: Sequence[Sequence[int]]) -> list[list[int]]:
    """Indices of these sets of lines, together where they are linked by shared lines."""
    return _linked([_mask(each) for each in lines])


def _best_set(amounts: list[int], masks: list[int]) -> tuple[tuple[int, ...], int]:
    """Indices of the disjoint masks with the largest sum, and the gap when the budget ran out."""
    after = [0] * (len(amounts) + 1)
    for i in range(len(amounts) - 1, -1, -1):
        after[i] = after[i + 1] + amounts[i]
    best = 0
    chosen: tuple[int, ...] = ()
    ahead: list[tuple[int, int, int, tuple[int, ...]]] = [(0, 0, 0, ())]
    budget = BUDGET
    while ahead and budget:
        budget -= 1
        i, taken, amount, picked = ahead.pop()
        if amount > best or (amount == best and (len(picked), picked) < (len(chosen), chosen)):
            best, chosen = amount, picked
        if i == len(amounts) or amount + after[i] < best:
            continue
        ahead.append((i + 1, taken, amount, picked))
        if not taken & masks[i]:
            ahead.append((i + 1, taken | masks[i], amount + amounts[i], (*picked, i)))
    return chosen, max((amount + after[i] - best for i, _, amount, _ in ahead), default=0)


def _linked(masks: Sequence[int]) -> list[list[int]]:
    """Indices of masks, together where they are linked by shared lines."""
    groups: list[tuple[int, list[int]]] = []
    for i, mask in enumerate(masks):
        members = [i]
        apart = []
        for held, others in groups:
            if held & mask:
                mask |= held
                members = others + members
            else:
                apart.append((held, others))
        groups = [*apart, (mask, members)]
    return [members for _, members in groups]


def _mask(lines: Sequence[int]) -> int:
    mask = 0
    for line in lines:
        mask |= 1 << line
    return mask


def _disjoint(masks: Sequence[int]) -> bool:
    taken = 0
    for mask in masks:
        if taken & mask:
            return False
        taken |= mask
    return True
