"""The key of the certificates: made once, kept to ourselves, and no other text or key passes for it."""

import stat
from pathlib import Path

import pytest

from records.erasing.signing import SigningKey, SigningKeyUnusable, is_signed, key_id_of


def test_it_is_made_once_and_the_same_ever_after(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "certificates.key"
    first, again = SigningKey.at(path), SigningKey.at(path)
    assert (first.public, first.key_id) == (again.public, again.key_id)
    assert first.key_id == key_id_of(first.public)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["certificates.key"]


def test_only_this_text_by_this_key_is_signed(tmp_path: Path) -> None:
    ours, other = SigningKey.at(tmp_path / "one"), SigningKey.at(tmp_path / "two")
    signature = ours.sign("three rows went")
    assert is_signed("three rows went", signature, public=ours.public)
    assert not is_signed("four rows went", signature, public=ours.public)
    assert not is_signed("three rows went", signature, public=other.public)
    assert not is_signed("three rows went", "no signature", public=ours.public)


def test_a_file_that_is_no_key_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "certificates.key"
    path.write_text("something else")
    with pytest.raises(SigningKeyUnusable):
        SigningKey.at(path)
    assert path.read_text() == "something else"
