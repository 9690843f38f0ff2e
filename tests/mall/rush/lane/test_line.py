"""The line before a session: order of arrival, a rate, and those who went away."""

from __future__ import annotations

from feria.mall.rush.lane.line import GONE_AFTER, Line

START = 1_000.0


def crowd(count: int) -> dict[str, float]:
    return {f"m{n:04}": START + n / 1000 for n in range(count)}


def admitted(people: dict[str, float], to: float) -> int:
    return sum(joined <= to for joined in people.values())


def test_who_came_first_is_let_in_first_at_the_rate() -> None:
    line, people = Line(), crowd(100)
    line.move(START + 1, people, 10.0)
    moved = line.move(START + 2, people, 10.0)
    assert admitted(people, moved.admitted_to) == 20
    assert moved.waiting == 80
    assert [moved.ahead[f"m{n:04}"] for n in (20, 21, 99)] == [0, 1, 79]
    assert "m0019" not in moved.ahead


def test_leave_does_not_pile_up_while_nobody_waits() -> None:
    line, people = Line(), crowd(100)
    line.move(START, {}, 10.0)
    moved = line.move(START + 3600, people, 10.0)
    assert admitted(people, moved.admitted_to) == 10


def test_who_went_away_costs_the_others_no_time() -> None:
    line, people = Line(), crowd(40)
    line.move(START + 1, people, 0.0)
    stays = {name: joined for name, joined in people.items() if int(name[1:]) >= 20}
    later = START + 2 + GONE_AFTER
    line.move(later - 1, stays, 0.0)
    moved = line.move(later, stays, 5.0)
    assert admitted(stays, moved.admitted_to) == 5
    assert moved.ahead["m0025"] == 0
    assert moved.waiting == 15


def test_a_member_has_one_place_and_keeps_the_first() -> None:
    line = Line()
    line.move(START, {"ana": START, "ben": START + 0.1}, 0.0)
    line.move(START + 1, {"ana": START + 1}, 0.0)
    assert line.joined_at("ana") == START
    assert len(line) == 2


def test_the_line_is_made_anew_by_those_who_stand_in_it() -> None:
    lost = Line()
    people = dict(reversed(crowd(30).items()))  # and not in order
    moved = lost.move(START + 5, people, 7.0)
    assert admitted(people, moved.admitted_to) == 7
    assert moved.ahead["m0007"] == 0


def test_it_follows_what_was_admitted_elsewhere() -> None:
    line, people = Line(), crowd(10)
    line.move(START + 1, people, 0.0)
    line.follow(people["m0003"])
    assert len(line) == 6
    assert line.move(START + 1, people, 0.0).ahead["m0004"] == 0
