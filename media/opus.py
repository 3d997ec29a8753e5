"""What the first bytes of an Opus packet say (RFC 6716, section 3), and packets of silence. Nothing is decoded."""

from collections.abc import Iterator

SAMPLES_PER_S = 48_000
"""RTP timestamps of Opus count this clock, whatever was sampled (RFC 7587, section 4.1)."""

_LONGEST_S = 0.12
_QUIET = bytes.fromhex("f8fffe")
_QUIET_S = 0.02
_QUIET_LONG = bytes.fromhex("fb06") + 6 * _QUIET[1:]
_QUIET_LONG_S = 0.12


def packet_seconds(payload: bytes) -> float:
    """How long a packet sounds: table 2 and the frame count code. Never more than the 120 ms that may be."""
    if not payload:
        return 0.0
    config, code = payload[0] >> 3, payload[0] & 3
    if config < 12:
        frame_ms = (10.0, 20.0, 40.0, 60.0)[config % 4]
    elif config < 16:
        frame_ms = (10.0, 20.0)[config % 2]
    else:
        frame_ms = (2.5, 5.0, 10.0, 20.0)[config % 4]
    frames = (1, 2, 2, payload[1] & 63 if len(payload) > 1 else 0)[code]
    return min(frame_ms * frames / 1000, _LONGEST_S)


def is_stereo(payload: bytes) -> bool:
    """Whether two channels are in it."""
    return bool(payload) and bool(payload[0] & 4)


def silence(seconds: float) -> Iterator[tuple[float, bytes]]:
    """Packets of digital silence, each with where it begins; what is left over is shorter than 20 ms."""
    at_s = 0.0
    for payload, length_s in ((_QUIET_LONG, _QUIET_LONG_S), (_QUIET, _QUIET_S)):
        for _ in range(int((seconds - at_s) / length_s + 1e-6)):
            yield at_s, payload
            at_s += length_s
