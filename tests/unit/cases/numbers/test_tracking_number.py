"""Postal check digits and the shapes of numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.numbers.tracking_number import did_you_mean, has_wrong_check_digit, normalise, s10_check_digit

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
    assert normalise("\u2067RR47\u00ad3124829CN\u2069") == "RR473124829CN"


@pytest.mark.parametrize(
    "typed", ["ＲＲ４７３１２４８２９ＣＮ", "RR４73124829CN", "RR٤٧٣١٢٤٨٢٩CN", "ｒｒ　473124829cn"]
)
def test_signs_of_other_keyboards_are_those_that_carriers_write(typed: str) -> None:
    assert normalise(typed) == "RR473124829CN"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("RR473124892CN", "RR473124829CN"),  # two digits swapped
        ("RR743124829CN", "RR473124829CN"),
        ("RR47312482OCN", "RR473124829CN"),  # O for 0, and that is not it either
        ("RR4731Z4829CN", "RR473124829CN"),  # Z for 2
        ("RR473124829C N", None),  # blanks are no slip
        ("RR473124828CN", "RR473124829CN"),  # the check digit itself
        ("8R473124829CN", "BR473124829CN"),
        ("1Z999AA10123456784", None),
        ("LP12345678901234", None),
        ("", None),
    ],
)
def test_a_slip_of_the_hand_is_understood(typed: str, meant: str | None) -> None:
    found = did_you_mean(typed)
    assert len(found) <= 3
    assert (meant in found) if meant else (not found or "RR473124829CN" not in found)


@given(digits8, st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=4, max_size=4))
def test_what_may_be_meant_always_fits_and_a_number_that_fits_is_left_alone(serial: str, letters: str) -> None:
    right = f"{letters[:2]}{serial}{s10_check_digit(serial)}{letters[2:]}"
    assert did_you_mean(right) == ()
    wrong = f"{letters[:2]}{serial}{(s10_check_digit(serial) + 1) % 10}{letters[2:]}"
    assert right in did_you_mean(wrong) or len(did_you_mean(wrong)) == 3
    assert not any(has_wrong_check_digit(each) for each in did_you_mean(wrong))
