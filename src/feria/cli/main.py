"""``feria``: the list of commands. A command's module is imported when the command is called, not before."""

from __future__ import annotations

import difflib
import importlib
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from feria import __version__

if TYPE_CHECKING:
    from cyclopts import App


class Command(NamedTuple):
    """A command: where its function is, what it is for, and the extra of the package that it needs."""

    name: str
    target: str
    help: str
    extra: str = "cli"


# One line each; `feria --help` reads this table and imports nothing.
COMMANDS = (
    Command("check", "feria.cli.check:check", "Check a festival document and say what does not fit, line by line."),
    Command("quote", "feria.cli.quote:quote", "Price a cart under a festival, explained as a receipt."),
    Command("schema", "feria.cli.schema:schema", "Print the JSON Schema of festival documents, for editors."),
    Command("demo", "feria.cli.demo:demo", "Load a mall with a real grocer's year in it, and serve it.", "demo"),
    Command("drive", "feria.cli.drive:drive", "Let a past day's shoppers shop in the running mall.", "demo"),
    Command("rush-drive", "feria.cli.rush_drive:rush_drive", "Let a crowd claim in a rush session, and check the database.", "demo"),
    Command("replay", "feria.cli.replay:replay", "Price past baskets under a festival: what it would have cost.", "analytics"),
    Command("review", "feria.cli.review:review", "Say whether a festival truly earned money, from a file of orders.", "analytics"),
    Command("facts", "feria.cli.facts:facts", "Carry the mall's facts on for a review.", "demo"),
    Command("up", "feria.cli.up:up", "Serve the mall on one port.", "mall"),
    Command("lane", "feria.cli.lane:lane", "Serve claims of rush sessions alone, beside the mall.", "mall"),
    Command("apply", "feria.cli.apply:apply", "Put a festival document in force in the mall.", "mall"),
    Command("withdraw", "feria.cli.apply:withdraw", "Take a festival out of force.", "mall"),
    Command("reconcile", "feria.cli.reconcile:reconcile", "Compare the mall's counters with the rows they count.", "mall"),
)  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit status is 0 for well, 1 for a finding, 2 for a call that makes no sense."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    name = next((word for word in words[:1] if not word.startswith("-")), "")
    command = next((each for each in COMMANDS if each.name == name), None)
    if name and command is None:
        return _complain(_unknown(name), 2)
    try:
        if command is not None:
            importlib.import_module(command.target.partition(":")[0])
        return _run(app_of(name), words)
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] == "feria":
            raise  # a mistake of ours, not something to install
        extra = command.extra if command else "cli"
        what = f"feria {command.name}" if command else "feria"
        return _complain(f"{what} needs feria[{extra}]: pip install 'feria[{extra}]'", 2)


def app_of(*told: str) -> App:
    """The commands as an application; the commands ``told`` are imported and explain themselves at length."""
    from cyclopts import App

    app = App(
        name="feria",
        help="Runs a shopping festival from the first plan to the honest accounts.",
        version=f"feria {__version__}",
        version_flags=["--version"],
    )
    for each in COMMANDS:
        app.command(each.target, name=each.name, help=None if each.name in told else each.help)
    return app


def _run(app: App, words: Sequence[str]) -> int:
    try:
        result = app(words, result_action="return_value", exit_on_error=False, print_error=True)
    except SystemExit as stop:  # --help and --version
        return stop.code if isinstance(stop.code, int) else 0
    except _usage_errors():
        return 2
    except KeyboardInterrupt:
        return _complain("stopped", 130)
    except BrokenPipeError:  # the reader (`| head`) has seen enough
        sys.stderr.close()
        return 0
    return result if isinstance(result, int) else 0


def _usage_errors() -> type[Exception]:
    from cyclopts import CycloptsError

    return CycloptsError


def _unknown(name: str) -> str:
    names = [each.name for each in COMMANDS]
    near = difflib.get_close_matches(name, names, n=1)
    meant = f" Did you mean `feria {near[0]}`?" if near else ""
    return f"there is no command `{name}`.{meant} Commands: {', '.join(names)}."


def _complain(sentence: str, status: int) -> int:
    sys.stderr.write(f"feria: {sentence}\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
