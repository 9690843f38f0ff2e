"""All gates run, and the end says which held."""

import sys

import pytest

from tools.gates import Gate, Outcome, chosen, main, pass_all, pass_through, summary

TWO_STEPS = Gate("docs", (("build",), ("check",)))


def test_named_gates_run_in_the_house_order() -> None:
    assert [gate.name for gate in chosen(["tidy", "ruff"])] == ["ruff", "tidy"]


def test_a_gate_nobody_knows_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["roof"]) == 2
    assert "No such gate: roof" in capsys.readouterr().err


def test_a_gate_holds_when_each_of_its_commands_does() -> None:
    assert pass_through(TWO_STEPS, lambda _: 0).held


@pytest.mark.parametrize("failing", ["build", "check"])
def test_one_failing_command_fails_the_gate(failing: str) -> None:
    assert not pass_through(TWO_STEPS, lambda command: int(command == (failing,))).held


def saying(name: str, *, is_alone: bool, ends_with: int = 0) -> Gate:
    said = f"print('{name} begins'); print('{name} ends'); raise SystemExit({ends_with})"
    return Gate(name, ((sys.executable, "-c", said),), is_alone=is_alone)


def test_gates_side_by_side_and_alone_are_told_of_in_their_order(capfd: pytest.CaptureFixture[str]) -> None:
    gates = [
        saying("style", is_alone=False, ends_with=1),
        saying("tests", is_alone=True),
        saying("docs", is_alone=False),
    ]
    outcomes = pass_all(gates)
    assert [(outcome.gate.name, outcome.held) for outcome in outcomes] == [
        ("style", False),
        ("tests", True),
        ("docs", True),
    ]
    said = capfd.readouterr().out
    for gate in gates:  # what each says is not torn apart by what its neighbour says
        assert f"== {gate.name}\n{gate.name} begins\n{gate.name} ends\n" in said
    assert said.index("tests begins") > max(said.index("style ends"), said.index("docs ends"))


def test_the_summary_counts_both() -> None:
    said = summary([Outcome(TWO_STEPS, True, 1.0), Outcome(TWO_STEPS, False, 2.0)])
    assert said.splitlines()[-1] == "gates: 1 passed, 1 failed"
