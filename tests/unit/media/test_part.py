"""Where one part ends and the next begins: each packet is in exactly one of them, late ones in the earlier."""

from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from media.part import Chain, Part, PartLimit
from media.picture import Codec, PicturePacket
from media.place import Place
from media.timeline import Arrived
from media.writer import PartFile
from tests.unit.media.opus import opus_packets


def _part(number: int) -> Part:
    said = {"part_id": f"p{number}", "recording_id": "rec", "participant_id": "someone", "part_number": number}
    grant: Any = type("Grant", (), {**said, "picture": True})()
    return Part(grant, PartFile(Place(Path("/nowhere"), "rec", "someone", number), bytes(32)))


def _sound(number: int, at_s: float) -> Arrived:
    return Arrived(number, number * 960, at_s, b"x")


def _picture(number: int, at_s: float) -> PicturePacket:
    return PicturePacket(number, number, at_s, b"x", Codec.VP8, ends_frame=True)


def test_a_part_that_ends_keeps_what_comes_late_and_the_next_has_the_rest() -> None:
    first, second = _part(1), _part(2)
    chain = Chain(first)
    assert chain.sort(_sound(1, 10.0), may_begin=True, patience_s=2) is first
    chain.prepare(second, 10.1)
    assert chain.sort(_sound(4, 10.2), may_begin=True, patience_s=2) is second
    assert chain.sort(_sound(3, 10.3), may_begin=True, patience_s=2) is first
    assert chain.sort(_sound(2, 12.9), may_begin=True, patience_s=2) is first
    assert list(chain.all) == [first, second]
    assert chain.over(13.0) is None
    assert chain.over(14.3) is first
    assert chain.over(14.3) is None
    assert list(chain.all) == [second]


def test_a_part_that_follows_in_the_same_leg_is_no_later_legs() -> None:
    """Whoever asks the rows for later parts of a voice finds those that we have just asked for, too."""
    chain = Chain(_part(1))
    assert chain.ends_with("p1")
    chain.asking = True
    assert not chain.ends_with("p1")
    chain.prepare(_part(2), 10.0)
    chain.asking = False
    assert (chain.ends_with("p1"), chain.ends_with("p2")) == (False, True)
    chain.sort(_sound(1, 10.2), may_begin=True, patience_s=2)
    assert (chain.ends_with("p1"), chain.ends_with("p2")) == (False, True)


def test_with_a_picture_it_begins_with_a_keyframe_or_when_none_comes() -> None:
    for key_at in (10.5, None):
        first, second = _part(1), _part(2)
        chain = Chain(first)
        chain.sort(_sound(0, 10.0), may_begin=False, patience_s=2)
        chain.prepare(second, 10.0)
        written = []
        for n in range(1, 40):
            at_s = 10.0 + n / 10
            sound = chain.sort(_sound(n, at_s), may_begin=False, patience_s=2)
            picture = chain.sort(_picture(n, at_s), may_begin=at_s == key_at, patience_s=2)
            written.append((sound is second, picture is second))
        begins = 5 if key_at else 21
        assert written.index((True, True)) in (begins - 1, begins)
        assert written == sorted(written)


@given(
    st.lists(st.tuples(st.booleans(), st.integers(0, 30), st.booleans()), max_size=120),
    st.randoms(use_true_random=False),
)
def test_no_packet_is_in_two_parts_and_their_numbers_do_not_mix(steps: list[tuple[bool, int, bool]], rng: Any) -> None:
    chain, made = Chain(_part(1)), 1
    numbers = {True: 0, False: 0}
    homes: dict[tuple[bool, int], int] = {}
    for index, (is_picture, late, may_begin) in enumerate(steps):
        if chain.before is None and chain.following is None and rng.random() < 0.2:
            made += 1
            chain.prepare(_part(made), index / 50)
        if (part := chain.over(index / 50)) is not None:
            assert part is not chain.part
        number = max(0, numbers[is_picture] + (-late if late < 20 else late - 20))
        numbers[is_picture] = max(numbers[is_picture], number + 1)
        if (is_picture, number) in homes:
            continue
        packet = _picture(number, index / 50) if is_picture else _sound(number, index / 50)
        home = chain.sort(packet, may_begin=may_begin and is_picture, patience_s=2)
        homes[is_picture, number] = home.grant.part_number
    for kind in (True, False):
        ordered = [home for (is_picture, _), home in sorted(homes.items()) if is_picture is kind]
        assert ordered == sorted(ordered)


def test_it_is_full_by_size_and_by_length(tmp_path: Path) -> None:
    part = Part(_part(1).grant, PartFile(Place(tmp_path, "rec", "someone", 1), bytes(32)))
    assert not part.has_reached(PartLimit(size=1, seconds=10))
    packets = [Arrived(n, n * 960, 50.02 + n * 0.02, body) for n, body in enumerate(opus_packets(1))]
    part.file.append(packets, zero_s=50.0)
    assert part.has_reached(PartLimit(size=1_000, seconds=10))
    assert part.has_reached(PartLimit(size=1 << 30, seconds=0.9))
    assert not part.has_reached(PartLimit(size=1 << 30, seconds=1.1))
