"""All gates run, and the end says which held."""

import pytest

from tools.gates import Gate, Outcome, chosen, main, pass_through, summary

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


def test_the_summary_counts_both() -> None:
    said = summary([Outcome(TWO_STEPS, True, 1.0), Outcome(TWO_STEPS, False, 2.0)])
    assert said.splitlines()[-1] == "gates: 1 passed, 1 failed"
