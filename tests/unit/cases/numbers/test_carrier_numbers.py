"""How carriers write their numbers."""

import pytest

from cases.numbers.carrier_numbers import read_number


@pytest.mark.parametrize(
    ("number", "carrier", "form"),
    [
        ("1Z999AA10123456784", "UPS", "UPS"),
        ("7035 1144 7713 8472", "Canada Post", "Canada Post"),
        ("SF1234567890123", "SF Express", "SF Express"),
        ("9400111899223197428497", "USPS", "USPS"),
        ("YT2112345678901234", "YunExpress", "YunExpress"),
    ],
)
def test_a_number_of_the_carriers_own_form_raises_no_doubt(number: str, carrier: str, form: str) -> None:
    reading = read_number(number, carrier)
    assert form in reading.forms
    assert not reading.other_carrier


def test_a_wrong_check_digit_is_not_the_carriers_form() -> None:
    assert "UPS" in read_number("1Z999AA10123456784", None).forms
    assert "UPS" not in read_number("1Z999AA10123456785", None).forms
    assert read_number("1Z999AA10123456785", "UPS").other_carrier


def test_posts_take_postal_numbers_as_well_and_a_parcel_service_does_not() -> None:
    assert not read_number("RR473124829CN", "Canada Post").other_carrier
    assert not read_number("RR473124829CN", "Deutsche Post DHL").other_carrier
    assert read_number("RR473124829CN", "UPS").other_carrier


def test_nothing_is_said_of_a_carrier_nobody_knows() -> None:
    reading = read_number("whatever-1", "Uncle Joe's Mules")
    assert (reading.forms, reading.other_carrier, reading.postal) == ((), False, False)
