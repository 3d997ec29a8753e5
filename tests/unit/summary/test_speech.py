"""How a voice is cut into stretches of speech. The detector is a list of what it will say."""

from array import array
from collections.abc import Iterator

import pytest

from summary.transcribing.port import BYTES_PER_S, Speech
from summary.transcribing.speech import WINDOW, WINDOW_BYTES, Cutter

_LOUD = array("h", [3_000, -3_000] * (WINDOW // 2)).tobytes()
_PER_S = 16_000 / WINDOW


def _windows(seconds: float) -> int:
    return round(seconds * _PER_S)


def _cut(*stretches: tuple[float, float]) -> list[Speech]:
    """Each stretch is (seconds, how likely it is speech); it is fed in odd pieces."""
    likely = [chance for seconds, chance in stretches for _ in range(_windows(seconds))]
    said = iter(likely)
    cutter = Cutter(lambda _: next(said))
    samples = _LOUD * len(likely)
    return [*_fed(cutter, samples), *cutter.end()]


def _fed(cutter: Cutter, samples: bytes) -> Iterator[Speech]:
    for start in range(0, len(samples), 777 * 2):
        yield from cutter.feed(samples[start : start + 777 * 2])


def test_two_sentences_with_a_breath_between_are_two_stretches_where_they_are() -> None:
    first, second = _cut((1.0, 0.0), (2.0, 0.9), (2.0, 0.0), (1.5, 0.9), (1.0, 0.0))
    assert [first.start_s, first.seconds] == pytest.approx([0.75, 2.5], abs=0.1)
    assert second.start_s == pytest.approx(4.75, abs=0.1)


def test_a_short_pause_ends_nothing() -> None:
    (only,) = _cut((0.5, 0.0), (1.0, 0.9), (0.4, 0.0), (1.0, 0.9), (2.0, 0.0))
    assert only.seconds > 2.4


def test_a_click_is_no_speech() -> None:
    assert _cut((1.0, 0.0), (0.1, 0.9), (2.0, 0.0)) == []


def test_who_speaks_at_the_end_is_heard() -> None:
    (last,) = _cut((1.0, 0.0), (1.0, 0.9))
    assert last.start_s + last.seconds == pytest.approx(2.0, abs=0.05)


def test_who_never_stops_is_cut_before_half_a_minute_and_nothing_is_lost_or_heard_twice() -> None:
    stretches = _cut((70.0, 0.9))
    assert all(stretch.seconds <= 28.1 for stretch in stretches)
    ends = [stretch.start_s + stretch.seconds for stretch in stretches]
    assert [stretch.start_s for stretch in stretches[1:]] == pytest.approx(ends[:-1], abs=1e-6)
    assert ends[-1] == pytest.approx(70.0, abs=0.05)


def test_it_is_cut_where_it_is_quietest() -> None:
    first, _ = _cut((25.0, 0.9), (0.1, 0.4), (10.0, 0.9))
    assert first.start_s + first.seconds == pytest.approx(25.0, abs=0.1)


def test_of_silence_the_detector_is_not_even_asked() -> None:
    def never(_: bytes) -> float:
        raise AssertionError("it was asked")

    cutter = Cutter(never)
    assert list(cutter.feed(bytes(100 * WINDOW_BYTES))) == []
    assert cutter.heard_s == pytest.approx(100 * WINDOW_BYTES / BYTES_PER_S)
