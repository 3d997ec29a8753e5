"""TURN URLs as operators write them."""

import pytest

from signaling.turn.url import Way, read_turn_url


@pytest.mark.parametrize(
    ("url", "way"),
    [
        ("turn:turn.example.org", Way("turn.example.org", 3478, "udp")),
        ("turn:turn.example.org:3479?transport=tcp", Way("turn.example.org", 3479, "tcp")),
        ("turns:turn.example.org", Way("turn.example.org", 5349, "tls")),
        ("turns:turn.example.org:443?transport=tcp", Way("turn.example.org", 443, "tls")),
        ("turn:[2001:db8::1]:3478?transport=udp", Way("2001:db8::1", 3478, "udp")),
    ],
)
def test_each_is_a_way(url: str, way: Way) -> None:
    assert read_turn_url(url) == way


@pytest.mark.parametrize(
    "url",
    [
        "", "turn:", "stun:turn.example.org", "turn://turn.example.org", "turn:turn.example.org:0", "turn:x:99999",
        "turn:someone@turn.example.org", "turn:x?transport=sctp", "turns:x?transport=udp", "turn:x:3478 ", "turn:x\n",
    ],
)  # fmt: skip
def test_anything_else_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"turn:HOST|port|turns:"):
        read_turn_url(url)
