"""Tracking numbers as they are written, and as they are read out sign by sign."""

import pytest

from summary.reading.parcel_numbers import check_digit, find_tracking_numbers


@pytest.mark.parametrize(
    ("language", "text", "numbers"),
    [
        ("en", "The number is RR473124829CN.", ["RR473124829CN"]),
        ("en", "It says RR 473 124 829 CN on the label", ["RR473124829CN"]),
        ("en", "R R four seven three one two four eight two nine C N", ["RR473124829CN"]),
        ("en", "R, R, 4, 7, 3, 1, 2, 4, 8, 2, 9, C, N", ["RR473124829CN"]),
        ("es", "es R R cuatro siete tres uno dos cuatro ocho dos nueve C N", ["RR473124829CN"]),
        ("de", "R R vier sieben drei eins zwei vier acht zwei neun C N", ["RR473124829CN"]),
        ("ru", "номер четыре семь три один два четыре восемь два девять ноль", ["4731248290"]),
        ("zh", "单号是四七三一二四八二九零", ["4731248290"]),
        ("ar", "الرقم ٤٧٣١٢٤٨٢٩٠", ["4731248290"]),
        ("en", "1Z999AA10123456784", ["1Z999AA10123456784"]),
        ("en", "RR473124829CN or LX473124829DE", ["RR473124829CN", "LX473124829DE"]),
        ("en", "RR473124829CN LX 473 124 829 DE", ["RR473124829CN", "LX473124829DE"]),
        ("en", "I waited 20 days and paid 45 euros", []),
        ("en", "call me at ten thirty", []),
    ],
)
def test_a_number_is_heard_as_the_case_stores_it(language: str, text: str, numbers: list[str]) -> None:
    assert find_tracking_numbers(text, language) == numbers


def test_the_check_digit_of_the_postal_form_is_looked_at_and_no_other() -> None:
    assert check_digit("RR473124829CN") == "right"
    assert check_digit("RR473124828CN") == "wrong"
    assert check_digit("1Z999AA10123456784") is None
