"""Money reads as the reader's locale writes it, with the cents marked for small type."""

import pytest
from django.utils.translation import override

from feria.mall.web.money import count_text, money_html, money_text


@pytest.mark.parametrize(
    ("language", "amount", "currency", "text"),
    [
        ("en", 1299, "USD", "$12.99"),
        ("en", 123456789, "USD", "$1,234,567.89"),
        ("en", -500, "USD", "\u2212$5.00"),
        ("en", 5, "USD", "$0.05"),
        ("zh-hans", 1299, "CNY", "¥12.99"),
        ("zh-hans", 1299, "USD", "US$12.99"),
        ("es", 1299, "EUR", "12,99\xa0€"),
        ("en", 1299, "JPY", "¥1,299"),
    ],
)
def test_given_a_locale_then_money_is_written_its_way(
    language: str, amount: int, currency: str, text: str
) -> None:
    with override(language):
        assert money_text(amount, currency) == text


@pytest.mark.parametrize(
    ("language", "amount", "currency", "cents"),
    [("en", 1299, "USD", ".99"), ("es", 123400, "EUR", ",00"), ("en", 123456789, "USD", ".89")],
)
def test_given_cents_then_they_are_marked_with_their_point(
    language: str, amount: int, currency: str, cents: str
) -> None:
    with override(language):
        assert f'<span class="money-cents">{cents}</span>' in money_html(amount, currency)


def test_given_a_currency_without_cents_then_none_are_marked() -> None:
    with override("en"):
        assert "money-cents" not in money_html(1299, "JPY")


@pytest.mark.parametrize(
    ("language", "count", "text"),
    [
        ("en", 29_510, "29,510"),
        ("zh-hans", 29_510, "29,510"),
        ("es", 29_510, "29.510"),
        ("en", 7, "7"),
    ],
)
def test_given_a_locale_then_a_count_has_its_thousands_apart(language: str, count: int, text: str) -> None:
    with override(language):
        assert count_text(count) == text
