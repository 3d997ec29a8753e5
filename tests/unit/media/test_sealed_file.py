"""What is sealed is read as it was, in any range, by who has the key; and whoever changes a bit is found."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from media.errors import Damaged
from media.sealed_file import SealedFile, write_sealed

KEY, OTHER = bytes(32), bytes([1] * 32)
CHUNK = 1 << 16
SIZES = (0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 200_000)


def _content(size: int) -> bytes:
    return bytes((n * 31 + n // 251) & 0xFF for n in range(size))


@pytest.mark.parametrize("size", SIZES)
def test_all_of_it_and_each_range_is_read_as_it_was_written(tmp_path: Path, size: int) -> None:
    path, plain = tmp_path / "x.part", _content(size)
    write_sealed(path, KEY, (plain[at : at + 5000] for at in range(0, size, 5000)))
    assert path.stat().st_mode & 0o777 == 0o600
    with SealedFile(path, KEY) as file:
        assert (file.size, file.read(0, size)) == (size, plain)
        for start in (0, 1, CHUNK - 3, CHUNK, size - 1, size):
            for length in (0, 1, 7, CHUNK, size):
                if start >= 0:
                    assert file.read(start, length) == plain[start : start + length]


def test_the_same_content_never_looks_the_same(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_sealed(tmp_path / name, KEY, [_content(1000)])
    one, other = ((tmp_path / name).read_bytes()[8:] for name in ("a", "b"))
    eights = [{sealed[n : n + 8] for n in range(0, len(sealed) - 8, 8)} for sealed in (one, other)]
    assert not eights[0] & eights[1]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.integers(0, 150_000), st.integers(0, 7))
def test_a_bit_that_is_changed_is_found(tmp_path: Path, at: int, bit: int) -> None:
    path, plain = tmp_path / "x.part", _content(150_000)
    write_sealed(path, KEY, [plain])
    sealed = bytearray(path.read_bytes())
    sealed[at] ^= 1 << bit
    path.write_bytes(sealed)
    with pytest.raises(Damaged), SealedFile(path, KEY) as file:
        file.read(0, file.size)


def test_chunks_taken_away_exchanged_or_of_another_file_are_found(tmp_path: Path) -> None:
    path, other = tmp_path / "x.part", tmp_path / "y.part"
    write_sealed(path, KEY, [_content(3 * CHUNK)])
    write_sealed(other, KEY, [_content(3 * CHUNK)])
    head, step = 24, CHUNK + 16
    whole, foreign = path.read_bytes(), other.read_bytes()
    first, second = whole[head : head + step], whole[head + step : head + 2 * step]
    for wrong in (
        whole[:-step], whole[: head + step], whole[:head], whole[:10], whole + bytes(20),
        whole[:head] + second + first + whole[head + 2 * step :],
        whole[:head] + foreign[head : head + step] + whole[head + step :],
        b"RSGROWS1" + whole[8:],
    ):  # fmt: skip
        path.write_bytes(wrong)
        with pytest.raises(Damaged), SealedFile(path, KEY) as file:
            file.read(0, file.size)


def test_without_the_key_there_is_nothing_to_read(tmp_path: Path) -> None:
    path, plain = tmp_path / "x.part", b"four thousand and five, three, two" * 100
    write_sealed(path, KEY, [plain])
    assert plain[:16] not in path.read_bytes()
    with pytest.raises(Damaged):
        SealedFile(path, OTHER)


def test_a_disk_that_refuses_keeps_no_half_of_a_file(tmp_path: Path) -> None:
    def torn() -> list[bytes]:
        raise OSError("no space")

    with pytest.raises(OSError, match="no space"):
        write_sealed(tmp_path / "x.part", KEY, (piece for _ in range(1) for piece in torn()))
    assert list(tmp_path.iterdir()) == []
