"""The ear of the spoken-call test must itself be able to tell voices apart."""

import subprocess
from pathlib import Path

import numpy as np
import pytest

from tests.e2e.voices.listen import decode, loudness_of, marker_offset, match
from tests.e2e.voices.speak import AGENT, CUSTOMER, RATE, read, speak


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("voices")
    return speak(CUSTOMER, folder / "customer.wav", seconds=14), speak(AGENT, folder / "agent.wav", seconds=14)


def _through_opus(wav: Path, *, start_s: float) -> Path:
    out = wav.with_suffix(f".{start_s}.webm")
    rounds = ["-stream_loop", "1", "-i", str(wav), "-ss", str(start_s), "-t", "12"]
    subprocess.run(
        ["ffmpeg", "-y", "-v", "error", *rounds, "-c:a", "libopus", "-b:a", "32k", str(out)], check=True, timeout=60
    )
    return out


@pytest.mark.parametrize("start_s", [1.5, 8.0, 13.0])
def test_a_part_is_recognised_as_its_own_speaker_and_not_the_other(spoken: tuple[Path, Path], start_s: float) -> None:
    """Wherever in the round of its microphone it began."""
    customer, agent = spoken
    heard = decode(_through_opus(customer, start_s=start_s))
    own, _ = match(heard, read(customer))
    other, _ = match(heard, read(agent))
    assert own > 0.9
    assert other < 0.6
    assert loudness_of(heard, CUSTOMER.marker_hz) > 3
    assert loudness_of(heard, AGENT.marker_hz) < 2


def test_the_place_in_time_is_found_within_20_ms(spoken: tuple[Path, Path]) -> None:
    heard = decode(_through_opus(spoken[0], start_s=1.5))
    strength, start = marker_offset(heard, CUSTOMER.marker_hz, length=14 * RATE)
    assert strength > 0.7
    assert start == pytest.approx(-1.5, abs=0.02)


def test_noise_is_nobody(spoken: tuple[Path, Path]) -> None:
    noise = np.random.default_rng(1).normal(0, 0.1, 10 * RATE)
    assert match(noise, read(spoken[0]))[0] < 0.5
