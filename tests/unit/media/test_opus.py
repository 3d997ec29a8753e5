"""What a packet says of itself, and silence of any length."""

import pytest

from media.opus import packet_seconds, silence


@pytest.mark.parametrize(
    ("toc", "seconds"),
    [
        (b"\x78", 0.02), (b"\x7b\x06", 0.12), (b"\xfc", 0.02), (b"\x18", 0.06), (b"\xe1", 0.005), (b"", 0.0),
        (b"\x1b\x3f", 0.12),
    ],
)  # fmt: skip
def test_the_length_of_a_packet_is_read_from_its_first_bytes(toc: bytes, seconds: float) -> None:
    assert packet_seconds(toc) == pytest.approx(seconds)


@pytest.mark.parametrize("seconds", [0.0, 0.01, 0.02, 0.1, 0.12, 0.5, 61.0])
def test_silence_fills_what_it_is_asked_for(seconds: float) -> None:
    packets = list(silence(seconds))
    at_s = 0.0
    for begins_s, payload in packets:
        assert begins_s == pytest.approx(at_s)
        at_s += packet_seconds(payload)
    assert 0 <= seconds - at_s < 0.02
