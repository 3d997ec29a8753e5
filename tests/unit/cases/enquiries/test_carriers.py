"""Whom to ask, by which way, and for how long to wait: as delivered, and as an operator writes it."""

from pathlib import Path

import pytest

from cases.book import BookNotValid
from cases.enquiries.carriers import AS_DELIVERED, Channel, read_carriers

EXAMPLE = Path(__file__).parents[4] / "deploy" / "carriers.example.toml"


def test_what_is_delivered_claims_no_published_time() -> None:
    assert all(way.source is None for carrier in AS_DELIVERED.carrier for way in carrier.way)
    assert [way.channel for way in AS_DELIVERED.ways_of("Correos")] == list(Channel)


def test_a_carrier_is_known_however_its_name_is_written() -> None:
    found = AS_DELIVERED.carrier_of("  royal MAIL ")
    assert found is not None
    assert found.country == "GB"
    assert AS_DELIVERED.carrier_of(None) is None
    assert AS_DELIVERED.carrier_of("Pigeons Ltd") is None


def test_what_an_operator_writes_comes_before_what_is_delivered() -> None:
    book = read_carriers(
        '[expected]\nemail = 9\n[[carrier]]\nnames = ["Correos"]\ncountry = "ES"\n'
        '[[carrier.way]]\nchannel = "phone"\ndays = 3\nsource = "https://correos.example"\n'
    )
    phone, email = book.way_of("CORREOS", Channel.PHONE), book.way_of("CORREOS", Channel.EMAIL)
    assert (phone.days, phone.source, email.days, email.source) == (3, "https://correos.example", 9, None)


def test_the_example_is_one_and_says_what_is_delivered() -> None:
    book = read_carriers(EXAMPLE.read_text("utf-8"))
    delivered = {way.channel: way.days for way in AS_DELIVERED.ways_of("nobody")}
    assert {way.channel: way.days for way in book.ways_of("nobody")} == delivered
    assert book.way_of("exp", Channel.WEB_FORM).days == 10


@pytest.mark.parametrize(
    "text",
    ["[", "surprise = 1", "[[carrier]]\nnames = []", "[expected]\npigeon = 3", "[expected]\nemail = 0"],
)
def test_what_is_not_valid_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(BookNotValid) as refused:
        read_carriers(text)
    assert refused.value.problems
