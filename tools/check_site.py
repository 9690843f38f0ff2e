"""The built documentation fetches nothing from another host: readers are not announced to anybody."""

import re
import sys
from html.parser import HTMLParser
from pathlib import Path

SITE = Path("site")
OUTSIDE = re.compile(r"(?i)(https?:)?//")
STYLE_FETCH = re.compile(r"""(?i)(?:@import\s+|url\()\s*["']?((?:https?:)?//[^"')\s]+)""")
FETCHING_LINKS = {"stylesheet", "icon", "preload", "modulepreload", "preconnect", "dns-prefetch", "manifest"}


class Fetches(HTMLParser):
    """Collects the addresses that a browser would load by itself while showing a page."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "link" and FETCHING_LINKS & set((values.get("rel") or "").split()):
            self.addresses.append(values.get("href") or "")
        if tag != "a":
            self.addresses += [values[name] or "" for name in ("src", "srcset", "poster") if name in values]


def outside_fetches(name: str, text: str) -> list[str]:
    """Addresses on other hosts that the file of that name loads."""
    if name.endswith(".css"):
        return STYLE_FETCH.findall(text)
    page = Fetches()
    page.feed(text)
    styles = STYLE_FETCH.findall(text) if "<style" in text else []
    return [address for address in page.addresses if OUTSIDE.match(address)] + styles


def main() -> int:
    pages = [path for path in sorted(SITE.rglob("*")) if path.suffix in {".html", ".css"}]
    found = [
        (path, address) for path in pages for address in outside_fetches(path.name, path.read_text("utf-8"))
    ]
    for path, address in found:
        print(f"{path} loads {address}")
    print(f"{len(pages)} pages and style sheets, {len(found)} loads from elsewhere.")
    return 1 if found or not pages else 0


if __name__ == "__main__":
    sys.exit(main())
