"""The crowd comes as it was told to, and the same seed brings the same crowd."""

from __future__ import annotations

from random import Random

from feria.drive.rush.arrivals import burst, day_curve, poisson


def test_a_burst_is_everybody_at_second_nought() -> None:
    assert burst(3) == [0.0, 0.0, 0.0]


def test_a_steady_stream_takes_about_as_long_as_it_should_and_never_turns_back() -> None:
    came = poisson(2_000, 10.0, Random(7))
    assert came == sorted(came)
    assert 9.0 < came[-1] < 11.0
    assert 450 < sum(1 for at in came if at < 2.5) < 550
    assert came == poisson(2_000, 10.0, Random(7)) != poisson(2_000, 10.0, Random(8))


def test_a_real_days_crowd_comes_when_the_day_had_people() -> None:
    """Given a day with ten shoppers early, none at noon and thirty late, pressed into eight seconds."""
    counts = [(100, 10), (500, 30), (899, 0 + 1)]
    came = day_curve(4_100, 8.0, counts, Random(1))
    assert came == sorted(came)
    assert came[0] >= 0
    assert came[-1] < 8.0
    early = [at for at in came if at < 0.1]
    late = [at for at in came if 3.9 < at < 4.1]
    assert 900 < len(early) < 1_100
    assert 2_850 < len(late) < 3_150
    assert len(came) - len(early) - len(late) < 160
