"""Ways to a product: shops, categories, search, venues."""

from __future__ import annotations

import re

from django.http import HttpResponse

from feria.mall.catalog.api import set_on_sale
from tests.mall import factories
from tests.mall.web.conftest import HTMX, Mall, Visitor, text_of


def names_on(page: HttpResponse) -> list[str]:
    """The products' names on a page, in order."""
    return re.findall(r'product-card-name"><a [^>]*>([^<]+)<', page.content.decode())


def test_a_shop_shows_its_goods_and_what_is_on_there(guest: Visitor) -> None:
    text = text_of(guest.get("/shops/grocery/"))
    assert "5 off 30" in text
    assert "Caviar" in text


def test_a_category_narrows_by_brand_and_price_and_keeps_the_sort(guest: Visitor) -> None:
    assert names_on(guest.get("/c/grocery/", most="5", sort="price")) == ["Bread"]
    assert names_on(guest.get("/c/grocery/", brand="Fizz")) == ["Cola"]
    assert names_on(guest.get("/c/grocery/", sort="-price"))[0] == "Caviar"


def test_unreadable_filters_count_as_not_asked_for(guest: Visitor) -> None:
    page = guest.get("/c/grocery/", least="cheap", sort="random", page="last-but-one")
    assert page.status_code == 200
    assert "Caviar" in text_of(page)


def test_filters_that_fit_nothing_say_so_and_offer_the_way_back(guest: Visitor) -> None:
    assert "Too narrow" in text_of(guest.get("/c/grocery/", least="900"))


def test_search_finds_and_when_it_does_not_it_helps(guest: Visitor) -> None:
    assert "Cola" in text_of(guest.get("/search/", q="cola"))
    nothing = text_of(guest.get("/search/", q="zeppelin"))
    assert "Nothing matches “zeppelin”" in nothing
    assert "What others buy" in nothing


def test_search_words_are_text_and_never_markup(guest: Visitor) -> None:
    page = guest.get("/search/", q="<script>alert(1)</script>").content.decode()
    assert "<script>alert(1)" not in page


def test_suggestions_come_while_typing(guest: Visitor) -> None:
    answer = guest.client.get("/search/suggestions/", {"q": "ca"}, headers=HTMX)
    assert answer.status_code == 200
    assert len(guest.client.get("/search/suggestions/", {"q": "c"}, headers=HTMX).content.strip()) == 0


def test_what_does_not_exist_is_a_404_in_the_malls_own_look(guest: Visitor) -> None:
    for path in ("/shops/none/", "/c/no/such/", "/p/no-such/", "/venues/none/", "/nowhere/"):
        page = guest.get(path)
        assert page.status_code == 404, path
        assert "There is nothing at this address" in text_of(page)


def test_a_card_bears_at_most_two_badges(guest: Visitor) -> None:
    page = guest.get("/c/grocery/").content.decode()
    for card in page.split("<article")[1:]:
        assert card.split("product-card-body")[0].count('class="badge') <= 2


def test_a_product_off_sale_is_in_no_list(guest: Visitor, mall: Mall) -> None:
    set_on_sale(mall.caviar, False)
    assert "Caviar" not in text_of(guest.get("/shops/grocery/"))


def test_long_lists_come_in_pages(guest: Visitor) -> None:
    for number in range(35):
        factories.make_product(f"tea-{number}", f"Tea {number}", category="grocery/tea")
    assert text_of(guest.get("/c/grocery/tea/")).count("Tea ") >= 30
    assert 'aria-current="page">2<' in guest.get("/c/grocery/tea/", page="2").content.decode()
