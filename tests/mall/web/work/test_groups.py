"""Group buys at the desk and in the console: running, full, not full."""

from __future__ import annotations

import pytest

from feria.mall.kit.api import database_now
from feria.mall.members import api as members
from feria.mall.orders import api as orders
from feria.mall.orders.models import Group
from feria.mall.rush import api as rush
from tests.mall import factories, festivals
from tests.mall.web.conftest import MODEL_BACKEND, Mall, Visitor, be_at, text_of
from tests.mall.web.grouping import TEXT, opened


@pytest.fixture
def groups(mall: Mall) -> dict[str, Group]:
    """One that runs, one that is full, one that was not full in time."""
    rush.open_festival(TEXT, by=None)
    be_at(festivals.RATIONAL)
    made = {"failed": opened(2), "won": opened(3), "open": opened(1)}
    Group.objects.filter(pk=made["failed"].pk).update(fill_until=database_now())
    orders.sweep()
    return made


@pytest.fixture
def merchant(mall: Mall) -> Visitor:
    user = factories.make_user("marta", "long-enough-secret")
    members.post_to_shop(user, factories.make_shop("grocery"))
    members.post_to_shop(user, factories.make_shop("bakery"))
    visitor = Visitor()
    visitor.client.force_login(user, backend=MODEL_BACKEND)
    return visitor


def test_the_desk_counts_and_lists_the_shops_groups(merchant: Visitor, groups: dict[str, Group]) -> None:
    said = text_of(merchant.get("/desk/grocery/groups/"))
    assert "Running 1 Full 1 Not full, refunded 1" in said
    for group in groups.values():
        assert group.key in said
    assert "Cola" in said
    assert "$6.00" in said


def test_a_shop_sees_its_own_goods_only(merchant: Visitor, groups: dict[str, Group]) -> None:
    said = text_of(merchant.get("/desk/bakery/groups/"))
    assert "No groups yet" in said
    assert not [group for group in groups.values() if group.key in said]


@pytest.mark.parametrize("state", ["open", "won", "failed"])
def test_the_table_can_be_narrowed_to_a_state(
    merchant: Visitor, groups: dict[str, Group], state: str
) -> None:
    said = text_of(merchant.get("/desk/grocery/groups/", state=state))
    assert [name for name, group in groups.items() if group.key in said] == [state]


def test_nonsense_narrows_nothing(merchant: Visitor, groups: dict[str, Group]) -> None:
    assert groups["won"].key in text_of(merchant.get("/desk/grocery/groups/", state="x", sort="y"))


def test_the_file_holds_every_group(merchant: Visitor, groups: dict[str, Group]) -> None:
    sheet = merchant.get("/desk/grocery/groups/", format="csv").content.decode()
    assert sheet.count("\n") == 4
    assert all(group.key in sheet for group in groups.values())


def test_the_console_shows_those_of_every_shop(operator: Visitor, groups: dict[str, Group]) -> None:
    said = text_of(operator.get("/console/groups/", sort="-paid"))
    assert "Running 1 Full 1 Not full, refunded 1" in said
    assert said.index(groups["won"].key) < said.index(groups["open"].key)


def test_others_are_not_let_in(shopper: Visitor) -> None:
    assert shopper.get("/console/groups/").status_code == 403
    assert shopper.get("/desk/grocery/groups/").status_code == 403
