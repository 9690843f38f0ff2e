"""Accounts to try the demo with. Their password is public: they exist in a demo mall and nowhere else."""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction

from feria.demo.home import Account
from feria.mall.catalog import api as catalog
from feria.mall.members import api as members

PASSWORD = "feria-demo-2017"  # noqa: S105 - printed for everyone who starts the demo
SHOPPER = "hh-768"
"""The household behind the demo's shopper: gold, aged 35-44, one adult with a child, 299 baskets in the year."""

MERCHANT_SHOP = "grocery"
DRIVER = "load-driver"


ACCOUNTS = (
    Account("shopper", "shopper@feria.example", "a gold member with a year of real baskets"),
    Account("merchant", "merchant@feria.example", "works for the Grocery shop"),
    Account("operator", "operator@feria.example", "runs festivals and the mall's clock"),
    Account("analyst", "analyst@feria.example", "reads, changes nothing"),
)


@transaction.atomic
def make_accounts(at: datetime) -> members.User:
    """Make the demo's accounts, or set them right again; answers the operator, in whose name the demo acts."""
    shopper, merchant, operator, analyst = ACCOUNTS
    household = members.member_by_code(SHOPPER)
    if household is None:
        raise LookupError(f"the members hold no household {SHOPPER}")
    _let_in(household.user, shopper)
    if not members.addresses(household).exists():
        members.save_address(
            household,
            recipient="Demo Shopper",
            phone="+1 555 0100",
            street="1 Bunting Street",
            city="Springfield",
            region="OH",
            postcode="45501",
            country="US",
        )
    shop = catalog.shop(MERCHANT_SHOP)
    if shop is None:
        raise LookupError(f"the catalogue holds no shop {MERCHANT_SHOP}")
    members.post_to_shop(_account(merchant, at), shop)
    runs_it = _account(operator, at)
    members.grant_role(runs_it, "operator")
    members.grant_role(_account(analyst, at), "analyst")
    return runs_it


@transaction.atomic
def issue_drive_token(at: datetime) -> str:
    """A fresh token for the load driver, which may shop as any member; tokens issued to it before end."""
    driver, _made = members.User.objects.get_or_create(
        username=DRIVER,
        defaults={"date_joined": at, "password": "!"},  # nobody signs in with it
    )
    for row in members.tokens_of(driver):
        members.revoke_token(driver, row.pk)
    return members.issue_token(driver, "feria drive", may_act_for_members=True)


def _account(account: Account, at: datetime) -> members.User:
    user, _made = members.User.objects.get_or_create(
        username=account.role,
        defaults={"first_name": "Demo", "last_name": account.role.capitalize(), "date_joined": at},
    )
    _let_in(user, account)
    return user


def _let_in(user: members.User, account: Account) -> None:
    user.email = account.email
    if not user.check_password(PASSWORD):
        user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.update_or_create(
        user=user, email=account.email, defaults={"verified": True, "primary": True}
    )
