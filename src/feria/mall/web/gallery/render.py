"""Renders the gallery's screens as pages that need no server: styles, script and sprites inside them.

`gallery` shows every part and every illustration; the other screens are whole sample pages.
"""

import argparse
import re
import sys
from pathlib import Path

from feria.mall.web.sprites import SHEETS, sprite_path

HERE = Path(__file__).parent.parent
STATIC = HERE / "static"
SCREENS = ("gallery", "home", "product", "cart", "work", "document", "board")


def render(
    screen: str = "gallery",
    *,
    phase: str = "main",
    period: str = "rational",
    theme: str = "",
    language: str = "en",
) -> str:
    """One screen as HTML with Django's own links to static files."""
    from django.template.loader import render_to_string
    from django.utils.translation import override

    from feria.mall.web.gallery.samples import samples

    with override(language):
        html = render_to_string(f"feria/gallery/{screen}.html", samples(phase=phase, period=period))
    return html.replace("<html ", f'<html data-theme="{theme}" ', 1) if theme else html


def stand_alone(html: str) -> str:
    """The page with its style sheets, scripts and sprites written into it."""
    html = re.sub(
        r'<link rel="stylesheet" href="/static/([^"]+)">', lambda m: f"<style>{_css(m[1])}</style>", html
    )
    html = re.sub(r'<link rel="(icon|preload)"[^>]*>', "", html)
    html = re.sub(r'<script( type="module")? src="/static/([^"]+)"( defer)?></script>', _script, html)
    html = re.sub(r"/static/feria/svg/(goods|icons)\.svg#", r"#\1-", html)
    sprites = "".join(
        sprite_path(sheet).read_text(encoding="utf-8").replace(' id="', f' id="{sheet}-') for sheet in SHEETS
    )
    head, _, tail = html.rpartition("</body>")  # the last one: htmx's source names the tag too
    return f"{head}<div hidden>{sprites}</div></body>{tail}"


def _css(path: str) -> str:
    text = (STATIC / path).read_text(encoding="utf-8")
    return text.replace("../../vendor/", (STATIC / "vendor").as_uri() + "/")


def _script(match: re.Match[str]) -> str:
    text = _module(STATIC / match[2]).replace("</script", "<\\/script")
    return f"<script{match[1] or ''}>{text}</script>"


def _module(path: Path) -> str:
    """A script with the neighbour it imports written before it."""
    text = path.read_text(encoding="utf-8")
    for line, name in re.findall(r'(import \{[^}]+\} from "\./([\w.-]+)";\n)', text):
        text = text.replace(line, (path.parent / name).read_text(encoding="utf-8"))
    return text


def set_up_django() -> None:
    """Settings of our own, so that the gallery renders without the shop."""
    import django
    from django.conf import settings

    if not settings.configured:
        settings.configure(
            INSTALLED_APPS=["django.contrib.staticfiles", "feria.mall.web"],
            TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
            STATIC_URL="/static/",
            USE_TZ=True,
            LANGUAGE_CODE="en",
            LANGUAGES=[("en", "English"), ("zh-hans", "简体中文"), ("es", "Español")],
        )
        django.setup()


def main(argv: list[str] | None = None) -> None:
    """Write one screen to standard output."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("screen", nargs="?", default="gallery", choices=SCREENS)
    parser.add_argument("--phase", default="main")
    parser.add_argument("--period", default="rational")
    parser.add_argument("--theme", default="", choices=("", "light", "dark"))
    parser.add_argument("--language", default="en")
    args = parser.parse_args(argv)
    set_up_django()
    html = render(args.screen, phase=args.phase, period=args.period, theme=args.theme, language=args.language)
    sys.stdout.write(stand_alone(html))
