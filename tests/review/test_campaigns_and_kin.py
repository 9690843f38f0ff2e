"""Campaigns judged by buyers like those they reached, and goods that go together, as parts of a review (R8.7, R6.7, R8.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from feria.review.facts.facts import Facts
from feria.review.facts.files import read_files
from feria.review.facts.mapping import read_mapping
from feria.review.frame import Days, Frame, frame_around
from feria.review.report.html import page
from feria.review.report.speaker import Speaker
from feria.review.review import Review, review
from tests.review.tills import day, write

DAYS, BUYERS, EVENT = 160, 120, 130
REACHED = range(40)


@dataclass(frozen=True)
class Line:
    order: str
    sold_at: str
    sku: str
    member: str
    category: str
    charged: str


@dataclass(frozen=True)
class Held:
    coupon: str
    member: str
    claimed_at: str
    used_at: str


@dataclass(frozen=True)
class Campaign:
    campaign: str
    kind: str
    from_day: str
    to_day: str


FRAME: Frame = frame_around(Days(first=day(EVENT), until=day(EVENT + 4)), warm_up=7, after=14)


def town(folder: Path) -> Facts:
    """Buyers come every third day or so. Who buys a grill takes charcoal; from the campaign's first day those whom it
    reached spend ten more each time; in the festival grills sell threefold."""
    chance = np.random.default_rng(5)
    lines: list[Line] = []
    for buyer in range(BUYERS):
        spends = 15 + buyer % 7
        for on in range(DAYS):
            if chance.random() > 0.35:
                continue
            more = 10 if buyer in REACHED and EVENT - 10 <= on < EVENT + 10 else 0
            order, at = f"{buyer}-{on}", f"{day(on)} 12:00:00"
            basket = [("bread", "food/bread", spends + more + int(chance.integers(0, 5)))]
            if chance.random() < (0.6 if EVENT <= on < EVENT + 4 else 0.2):
                basket.append(("grill", "outdoor/grills", 20))
                if chance.random() < 0.8:
                    basket.append(("charcoal", "fuel/charcoal", 5))
            elif chance.random() < 0.3:
                basket.append(("soap", "home/soap", 3))
            lines += [Line(order, at, sku, f"b{buyer}", path, f"{cost}.00") for sku, path, cost in basket]
    write(folder / "lines.csv", lines)
    begins = day(EVENT - 10)
    write(
        folder / "coupons.csv",
        [Held("mail", f"b{n}", f"{begins}", f"{begins}" if n < 5 else "") for n in REACHED],
    )
    write(
        folder / "campaigns.csv",
        [
            Campaign("mail", "letter", f"{begins}", f"{day(EVENT + 9)}"),
            Campaign("early", "letter", f"{day(3)}", f"{day(9)}"),
        ],
    )
    return read_files(folder, read_mapping("currency: USD\ntime_zone: UTC"))


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Review:
    return review(town(tmp_path_factory.mktemp("town")), FRAME, promoted=["outdoor"])


def test_a_campaign_s_sales_are_told_with_its_reach_and_range(found: Review) -> None:
    mail = next(each for each in found.campaigns.campaigns if each.campaign == "mail")
    truth = 40 * 20 * 0.35 * 1_000

    assert (mail.reach, mail.redeemed_by) == (40, 5)
    assert mail.lowest is not None
    assert mail.highest is not None
    assert mail.lowest <= truth <= mail.highest
    assert mail.is_sure


def test_a_campaign_that_cannot_be_judged_says_why(found: Review) -> None:
    early = next(each for each in found.campaigns.campaigns if each.campaign == "early")

    assert early.changed is None
    assert early.remark == "too-little-history"


def test_campaigns_state_what_they_rest_on_and_their_placebo(found: Review) -> None:
    assert found.campaigns.assumptions
    assert "campaigns-placebo" in {each.code for each in found.campaigns.findings}


def test_single_buyers_are_named_or_it_is_said_why_not(found: Review) -> None:
    untold = {each.code for each in found.campaigns.missing}

    assert found.campaigns.buyers or untold & {"campaigns.households-alike", "campaigns.sides-unlike"}


def test_what_goes_into_the_basket_with_promoted_goods_is_complementary(found: Review) -> None:
    pairs = {(each.category, each.related_as, each.related) for each in found.related.kin}

    assert ("outdoor/grills", "complementary", "fuel/charcoal") in pairs


def test_complementary_goods_have_a_role_of_their_own(found: Review) -> None:
    roles = {each.role: each.products for each in found.related.roles}

    assert roles == {"promoted": 1, "complementary": 1, "control": 2}


def test_the_parts_of_the_effect_add_up_to_its_total(found: Review) -> None:
    parts = {each.what: each.changed for each in found.effect.goods}
    total = parts.pop("total")

    assert set(parts) == {"own", "waiting", "pulled_forward", "cannibalised", "halo"}
    assert sum(parts.values()) == total == found.effect.total.changed  # type: ignore[union-attr]
    assert parts["halo"] > 0, "charcoal came along"


@pytest.mark.parametrize("language", ["en", "zh-hans", "es"])
def test_the_report_says_all_of_it(found: Review, language: str) -> None:
    made = page(found, Speaker(language, "USD", found.called))  # type: ignore[arg-type]

    for part in ("related", "campaigns"):
        assert f'<section id="{part}">' in made


def test_without_campaigns_the_part_says_what_it_needs(tmp_path: Path) -> None:
    lines = [Line(f"o{n}", f"{day(n)} 12:00:00", "bread", "ann", "food/bread", "9.00") for n in range(90)]
    bare = read_files(write(tmp_path / "lines.csv", lines))
    frame = frame_around(Days(first=day(70), until=day(71)), warm_up=7, after=7)

    result = review(bare, frame)

    assert [each.facts["question"] for each in result.campaigns.missing] == ["campaigns"]
    assert timedelta(days=90) == bare.days.until - bare.days.first
