"""Django set up for the mall kept in a folder; for every command that touches the mall."""

from __future__ import annotations

import os
from pathlib import Path

HOME = Path(os.environ.get("FERIA_HOME", ".feria"))
"""The mall's folder where a command names none."""


def is_demo(home: Path) -> bool:
    """Whether the mall in ``home`` is a demo: its loader left the accounts there."""
    return (home / "demo.json").exists()


def use_mall(home: Path) -> None:
    """Point Django at the mall in ``home`` and bring its database up to date."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "feria.mall.site.settings")
    os.environ["FERIA_HOME"] = str(home.resolve())
    if is_demo(home):
        os.environ.setdefault("FERIA_DEMO", "1")
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
