"""A slip of the hand is a correction, another carrier's number a hand-over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.numbers.change import Change, is_one_slip, what_changed
from cases.numbers.tracking_number import s10_check_digit

SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
numbers = st.text(SIGNS, min_size=8, max_size=30)
serials = st.text("0123456789", min_size=8, max_size=8)


def postal(serial: str) -> str:
    return f"RR{serial}{s10_check_digit(serial)}CN"


@st.composite
def slips(draw: st.DrawFn) -> tuple[str, str]:
    """A number, and what a hand that slips once makes of it."""
    number = draw(numbers)
    place = draw(st.integers(0, len(number) - 2))
    sign = draw(st.sampled_from(SIGNS))
    one, other = number[place], number[place + 1]
    typed = draw(
        st.sampled_from(
            [
                number[:place] + sign + number[place + 1 :], number[:place] + sign + number[place:],
                number[:place] + number[place + 1 :], number[:place] + other + one + number[place + 2 :],
            ]
        )
    )  # fmt: skip
    return number, typed


def slow_distance(one: str, other: str) -> int:
    """Slips between two numbers, as the textbook counts them (optimal string alignment)."""
    rows = {(a, 0): a for a in range(len(one) + 1)} | {(0, b): b for b in range(len(other) + 1)}
    for a in range(1, len(one) + 1):
        for b in range(1, len(other) + 1):
            best = min(rows[a - 1, b] + 1, rows[a, b - 1] + 1, rows[a - 1, b - 1] + (one[a - 1] != other[b - 1]))
            if a > 1 and b > 1 and one[a - 1] == other[b - 2] and one[a - 2] == other[b - 1]:
                best = min(best, rows[a - 2, b - 2] + 1)
            rows[a, b] = best
    return rows[len(one), len(other)]


@given(slips())
def test_one_slip_is_a_correction_either_way_round(pair: tuple[str, str]) -> None:
    number, typed = pair
    if number != typed:
        assert what_changed(typed, number) is Change.CORRECTION
        assert what_changed(number, typed) is Change.CORRECTION


@given(st.one_of(slips(), st.tuples(numbers, numbers), st.tuples(st.text("01", max_size=5), st.text("01", max_size=5))))
def test_one_slip_is_what_the_textbook_counts_as_one(pair: tuple[str, str]) -> None:
    assert is_one_slip(*pair) is (slow_distance(*pair) == 1)


@given(serials, serials)
def test_two_right_postal_numbers_that_are_more_than_a_slip_apart_are_a_hand_over(one: str, other: str) -> None:
    old, new = postal(one), postal(other)
    if slow_distance(old, new) > 1:
        assert what_changed(old, new) is Change.HAND_OVER


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("RR473124839CN", "RR473124829CN"),  # a digit mistyped
        ("RR47312482CN", "RR473124829CN"),  # a digit missing
        ("RR4731248229CN", "RR473124829CN"),  # a digit twice
        ("RR471324829CN", "RR473124829CN"),  # two swapped
        ("RR4731Z48Z9CN", "RR473124829CN"),  # read as letters
        ("RR413724829CN", "RR473124829CN"),  # wrong check digit, two places
        ("00340434161094042557", "00340434161094042575"),
    ],
)
def test_what_was_mistyped_is_a_correction(old: str, new: str) -> None:
    assert what_changed(old, new) is Change.CORRECTION


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("RR473124829CN", "00340434161094042557"),
        ("RR473124829CN", "RR123456785CN"),
        ("RR473124828CN", "RR123456785CN"),  # mistyped, and another parcel's all the same
        ("LP00123456789012", "PQ4F6P0123456789012345T"),
    ],
)
def test_another_carriers_number_is_a_hand_over(old: str, new: str) -> None:
    assert what_changed(old, new) is Change.HAND_OVER
    assert what_changed(old, new, answered={old}) is Change.HAND_OVER


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("RR473124829CN", "RR123456785CN"),
        ("RR473124829CN", "LZ123456785CN"),
        ("00340434161094042557", "00340434999994099999"),
        ("1Z999AA10123456784", "1Z12345E1512345676"),
    ],
)
def test_of_two_numbers_of_one_form_the_one_that_the_customer_has_is_the_right_one(old: str, new: str) -> None:
    assert what_changed(old, new, answered={new}) is Change.CORRECTION


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("RR473124829CN", "00340434161094042557"),
        ("RR473124829CN", "RR473124829ES"),
        ("LP00123456789012", "PQ4F6P0123456789012345T"),
        ("YT2412345678901234", "9400111202555842332669"),
    ],
)
def test_a_last_carriers_number_that_the_customer_has_makes_the_first_carriers_no_strangers(old: str, new: str) -> None:
    assert what_changed(old, new, answered={new}) is Change.HAND_OVER
