"""A mall without goods can hold a festival, and no rush."""

from __future__ import annotations

import pytest

from feria.mall.campaigns import api as campaigns
from feria.mall.stock.api import RushSession
from tests.mall.festivals import open_festival
from tests.mall.rushing import FESTIVAL

pytestmark = pytest.mark.django_db


def test_given_no_catalogue_then_a_festival_with_sessions_is_refused_and_says_what_is_missing() -> None:
    with pytest.raises(campaigns.FestivalRefused) as refused:
        open_festival(FESTIVAL)

    assert {problem.code for problem in refused.value.problems} == {"rush-unknown"}
    assert refused.value.problems[0].path == "rush[0].products[0].sku"
    assert not RushSession.objects.exists()
