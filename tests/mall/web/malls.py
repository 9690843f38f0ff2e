"""The small mall that view tests and journeys visit, in the frenzy of its main day."""

from __future__ import annotations

from dataclasses import dataclass

from feria.mall.catalog.api import Product
from feria.mall.catalog.models import SearchWord
from feria.mall.members import api as members
from feria.mall.stock import api as stock
from tests.mall import factories, festivals

SECRET = "long-enough-secret"


@dataclass(frozen=True)
class Mall:
    """What is on sale: cola (20 % off in the frenzy), bread and caviar; bread is short, ``gone`` is sold out."""

    cola: Product
    bread: Product
    caviar: Product
    gone: Product


def open_mall() -> Mall:
    festivals.open_festival()
    factories.set_clock(festivals.FRENZY)
    made = Mall(
        cola=factories.make_product("cola", "Cola", 1_000, brand="Fizz", package_size="2 l"),
        bread=factories.make_product("bread", "Bread", 300, category="grocery/bread", brand="Crumb"),
        caviar=factories.make_product("caviar", "Caviar", 20_000, category="grocery/fish"),
        gone=factories.make_product("gone", "Ginger ale", 900),
    )
    SearchWord.objects.bulk_create(SearchWord(word=word, products=1) for word in ("cola", "bread", "caviar"))
    for product, units in ((made.cola, 50), (made.bread, 2), (made.caviar, 9)):
        stock.receive(product, units, "delivery")
    return made


def make_shopper(name: str = "ana") -> members.Member:
    """A member who can sign in as ``ana@example.test`` with SECRET, and has an address."""
    member = factories.make_member("hh-1", factories.make_user(name, SECRET))
    factories.make_address(member)
    return member


def make_operator(name: str = "olga") -> members.User:
    user = factories.make_user(name, SECRET)
    members.grant_role(user, "operator")
    return user
