"""What an address lacks, by the rules of its country."""

import pytest

from cases.address import Address, AddressPart, read_address

A = AddressPart
FULL: dict[str, dict[str, object]] = {
    "ES": {"street": "Calle Feria", "house": "12", "flat": "3º B", "postcode": "41003", "city": "Sevilla"},
    "DE": {"street": "Hauptstraße 5", "postcode": "04109", "city": "Leipzig", "many_live_there": False},
    "GB": {"street": "The Old Rectory", "postcode": "bs1 4dj", "city": "Bristol", "many_live_there": False},
    "CN": {"street": "深南大道", "house": "1号", "flat": "1203", "postcode": "518000", "city": "深圳", "region": "粤"},
    "BR": {
        "street": "Rua Augusta", "house": "1500", "flat": "ap. 42", "postcode": "01304-001", "city": "São Paulo",
        "region": "SP",
    },
    "US": {"street": "1600 Elm St", "flat": "4", "postcode": "78701", "city": "Austin", "region": "TX"},
    "RU": {"street": "ул. Ленина", "house": "7", "flat": "15", "postcode": "644043", "city": "Омск"},
    "AE": {"street": "Al Wasl Rd", "house": "8", "flat": "1", "city": "Dubai"},
}  # fmt: skip


def address(country: str, **changed: object) -> Address:
    return Address.model_validate(FULL[country] | changed | {"country": country})


@pytest.mark.parametrize("country", FULL)
def test_a_whole_address_lacks_nothing(country: str) -> None:
    reading = read_address(address(country))
    assert (reading.missing, reading.odd_postcode, reading.ask_for_flat) == ((), False, False)


@pytest.mark.parametrize(
    ("country", "changed", "missing"),
    [
        ("ES", {"house": ""}, (A.HOUSE,)),
        ("DE", {"street": "Hauptstraße"}, (A.HOUSE,)),
        ("GB", {"postcode": ""}, (A.POSTCODE,)),
        ("CN", {"region": ""}, (A.REGION,)),
        ("US", {"region": "", "city": ""}, (A.CITY, A.REGION)),
        ("AE", {"street": ""}, (A.STREET,)),
        ("ES", {"flat": "", "many_live_there": True}, (A.FLAT,)),
    ],
)
def test_what_is_missing_is_named(country: str, changed: dict[str, object], missing: tuple[AddressPart, ...]) -> None:
    assert read_address(address(country, **changed)).missing == missing


@pytest.mark.parametrize(
    ("country", "postcode"), [("ES", "4100"), ("GB", "41003"), ("US", "ABCDE"), ("CN", "5180"), ("RU", "６４４０４３")]
)
def test_a_postcode_of_another_form_is_noticed_and_not_refused(country: str, postcode: str) -> None:
    reading = read_address(address(country, postcode=postcode))
    assert (reading.odd_postcode, reading.missing) == (True, ())


def test_whether_there_are_flats_is_asked_until_somebody_has_said_so() -> None:
    assert read_address(address("ES", flat="")).ask_for_flat
    assert not read_address(address("ES", flat="", many_live_there=False)).ask_for_flat
