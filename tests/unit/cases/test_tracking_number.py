"""Postal check digits and the shapes of numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.tracking_number import has_wrong_check_digit, normalise, s10_check_digit

digits8 = st.text("0123456789", min_size=8, max_size=8)


@pytest.mark.parametrize(("serial", "check"), [("47312482", 9), ("12345678", 5), ("00000008", 0), ("00000015", 5)])
def test_the_check_digit_is_that_of_the_postal_union(serial: str, check: int) -> None:
    assert s10_check_digit(serial) == check


@given(digits8, st.integers(0, 7), st.integers(1, 9))
def test_one_wrong_digit_is_noticed_unless_the_check_digit_is_five(serial: str, place: int, shift: int) -> None:
    wrong = serial[:place] + str((int(serial[place]) + shift) % 10) + serial[place + 1 :]
    check = s10_check_digit(serial)
    if check == 5:  # stands for two remainders: the standard's own weakness
        return
    assert has_wrong_check_digit(f"RR{wrong}{check}CN")


def test_only_numbers_of_the_postal_form_can_have_a_wrong_check_digit() -> None:
    assert has_wrong_check_digit("RR123456789CN")
    assert not has_wrong_check_digit("RR123456785CN")
    assert not has_wrong_check_digit("1Z999AA10123456784")


def test_blanks_pasted_along_are_no_part_of_a_number() -> None:
    assert normalise(" rr 4731\u00a02482\u200b 9 cn\n") == "RR473124829CN"
