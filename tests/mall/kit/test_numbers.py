"""Numbers that people read out: short, no look-alikes, nothing to guess from."""

from feria.mall.kit.ids import ALPHABET, new_number


def test_given_a_prefix_then_the_number_reads_in_groups_without_letters_that_look_alike():
    prefix, *groups = new_number("fe").split("-")
    assert prefix == "FE"
    assert [len(group) for group in groups] == [5, 5]
    assert not set("".join(groups)) & set("01ILOU")
    assert set("".join(groups)) <= set(ALPHABET)


def test_given_many_numbers_then_none_comes_twice_and_all_fit_their_column():
    numbers = [new_number("FE") for _ in range(5_000)]
    assert len(set(numbers)) == 5_000
    assert all(len(number) <= 32 for number in numbers)


def test_given_no_prefix_then_there_is_no_stray_dash():
    assert not new_number("").startswith("-")
