"""What is asked of the sender of a picture, and when."""

from media.picture import Codec, PicturePacket
from media.picture_track import PictureTrack

KEY, INTER = bytes([0x10, 0x00]) + bytes(20), bytes([0x10, 0x01]) + bytes(20)


class _Line:
    """A picture that comes, 20 packets a second."""

    def __init__(self) -> None:
        self.track = PictureTrack({96: Codec.VP8})
        self.now_s = 10.0
        self.sequence = 65_500

    def send(self, payload: bytes, *, payload_type: int = 96, ssrc: int = 1) -> PicturePacket | None:
        self.now_s += 0.05
        self.sequence += 1
        return self.track.packet(
            ssrc, self.sequence & 0xFFFF, 0, payload, payload_type=payload_type, ends_frame=True, now_s=self.now_s
        )  # fmt: skip

    def asks(self, seconds: float) -> int:
        """How often a keyframe is asked for meanwhile."""
        asked = 0
        for _ in range(round(seconds * 20)):
            self.send(INTER)
            asked += self.track.asks_for_keyframe(self.now_s)
        return asked


def test_it_is_asked_for_at_the_start_once_a_second_until_it_comes() -> None:
    line = _Line()
    assert not line.track.asks_for_keyframe(line.now_s), "of whom?"
    assert line.asks(3) == 3
    line.send(KEY)
    assert line.asks(10) == 0


def test_from_time_to_time_one_is_asked_for_so_that_one_can_jump_to_it() -> None:
    line = _Line()
    line.asks(1)
    line.send(KEY)
    assert line.asks(19.5) == 0
    assert line.asks(1) == 1
    line.send(KEY)
    assert line.asks(10) == 0


def test_a_loss_that_is_filled_asks_for_none_and_one_that_stays_does() -> None:
    line = _Line()
    line.asks(1)
    line.send(KEY)
    line.sequence += 1
    line.send(INTER)
    assert line.track.ask(line.now_s + 0.1) == [(line.sequence - 1) & 0xFFFF]
    missing, newest = line.sequence - 1, line.sequence
    line.sequence = missing - 1
    assert line.send(INTER) is not None
    line.sequence = newest
    assert line.asks(3) == 0
    line.sequence += 1
    line.send(INTER)
    line.track.ask(line.now_s + 1.5)
    assert line.asks(0.5) == 1


def test_after_a_pause_and_of_another_stream_one_is_needed() -> None:
    line = _Line()
    line.asks(1)
    line.send(KEY)
    assert line.asks(2) == 0
    line.track.need_keyframe()
    assert line.asks(0.5) == 1
    line.send(KEY)
    assert line.asks(2) == 0
    line.send(INTER, ssrc=2)
    assert line.track.asks_for_keyframe(line.now_s)


def test_padding_has_its_number_and_what_was_not_agreed_on_is_left_out() -> None:
    line = _Line()
    first = line.send(KEY)
    assert line.send(KEY, payload_type=97) is None
    line.sequence -= 1
    padding = line.send(b"")
    assert first is not None
    assert padding is not None
    assert (padding.number, padding.payload) == (first.number + 1, b"")
