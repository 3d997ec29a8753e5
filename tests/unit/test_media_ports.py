"""Which UDP ports each media worker of a machine takes: parts of one range that do not touch."""

import pytest
from pydantic import ValidationError

from settings import Settings


def test_each_worker_has_a_part_of_its_own() -> None:
    settings = Settings(media_ports="40000-40099", media_workers=3)
    parts = [settings.ports_of(slot) for slot in range(3)]
    assert parts == [range(40_000, 40_033), range(40_033, 40_066), range(40_066, 40_099)]
    assert Settings(media_workers=3).ports_of(1) is None
    assert Settings(media_ports="40000-40099", media_workers=0).ports_of(0) == range(40_000, 40_100)


@pytest.mark.parametrize("wrong", ["", "40000", "40099-40000", "80-90", "1024-70000", "a-b", "40000-40020"])
def test_what_is_no_range_or_too_short_for_them_is_refused(wrong: str) -> None:
    with pytest.raises(ValidationError):
        Settings(media_ports=wrong, media_workers=2)


@pytest.mark.parametrize("wrong", ["recorder.example.org", "2001:db8::1", "10.0.0", ""])
def test_a_public_address_is_one_of_ipv4(wrong: str) -> None:
    with pytest.raises(ValidationError):
        Settings(media_public_address=wrong)
    assert Settings(media_public_address="203.0.113.9").media_public_address == "203.0.113.9"
