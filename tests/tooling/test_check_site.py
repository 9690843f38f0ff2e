"""The built documentation fetches nothing from another host."""

import pytest

from tools.check_site import outside_fetches

CDN = "https://cdn.example"


@pytest.mark.parametrize(
    "page",
    [
        f'<script src="{CDN}/chart.js"></script>',
        '<script src="//cdn.example/chart.js"></script>',
        f'<link rel="stylesheet" href="{CDN}/letters.css">',
        f'<link rel="preconnect" href="{CDN}">',
        f'<img src="{CDN}/badge.svg">',
        f"<style>@import url({CDN}/letters.css)</style>",
    ],
)
def test_a_page_that_loads_from_elsewhere_is_caught(page: str) -> None:
    assert len(outside_fetches("index.html", page)) == 1


def test_a_style_sheet_that_loads_letters_is_caught() -> None:
    assert outside_fetches("main.css", f"@font-face{{src:url('{CDN}/a.woff2')}}") == [f"{CDN}/a.woff2"]


@pytest.mark.parametrize(
    "page",
    ['<a href="https://example.org">link</a>', '<script src="../a.js"></script>', '<img src="/a.png">'],
)
def test_links_to_click_and_own_files_are_fine(page: str) -> None:
    assert outside_fetches("index.html", page) == []
