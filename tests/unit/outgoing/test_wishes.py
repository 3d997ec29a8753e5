"""Which events an endpoint is told of."""

import pytest

from outgoing.wishes import Wish

DISPUTE = {"kind": "dispute", "carrier": "China Post", "customer_country": "ES", "customer_language": "es"}


@pytest.mark.parametrize(
    ("types", "cases", "taken"),
    [
        ((), {}, True),
        (("call.ended",), {}, True),
        (("call.started",), {}, False),
        ((), {"kind": ["dispute", "loss"]}, True),
        ((), {"kind": ["loss"]}, False),
        ((), {"kind": ["Dispute"], "customer_country": ["es"]}, True),
        ((), {"kind": ["dispute"], "customer_country": ["FR"]}, False),
        (("call.started",), {"kind": ["dispute"]}, False),
    ],
)
def test_type_and_every_named_field_must_fit(types: tuple[str, ...], cases: dict[str, list[str]], taken: bool) -> None:
    assert Wish(types, cases).takes("call.ended", DISPUTE) is taken


def test_who_chooses_by_the_case_is_not_told_of_what_has_none_or_whose_field_is_unknown() -> None:
    wish = Wish((), {"kind": ["dispute"]})
    assert not wish.takes("call.ended", None)
    assert not wish.takes("call.ended", {**DISPUTE, "kind": None})
