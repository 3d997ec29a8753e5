"""The key file: what is locked opens for its recording only, older keys open on, and no key is ever shown."""

import fcntl
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from media import master_keys
from media.errors import KeyFileUnusable, KeyMissing
from media.master_keys import Locked, MasterKeys


def _keys(tmp_path: Path) -> MasterKeys:
    masters = MasterKeys(tmp_path / "keys" / "master.keys")
    masters.make()
    return masters


def test_it_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    masters = _keys(tmp_path)
    text = masters.path.read_text()
    masters.make()
    MasterKeys(masters.path).make()
    assert masters.path.read_text() == text
    assert masters.path.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in masters.path.parent.iterdir()] == ["master.keys"]


def test_what_is_locked_opens_for_its_recording_only(tmp_path: Path) -> None:
    masters, key = _keys(tmp_path), bytes(range(32))
    locked = masters.lock("rec", key)
    assert key not in locked.locked
    assert masters.unlock("rec", locked) == key
    with pytest.raises(KeyMissing):
        masters.unlock("other", locked)
    with pytest.raises(KeyMissing):
        masters.unlock("rec", Locked(locked.master, locked.locked[:-1] + bytes([locked.locked[-1] ^ 1])))


def test_a_new_key_locks_from_now_on_and_who_runs_already_sees_it(tmp_path: Path) -> None:
    masters = _keys(tmp_path)
    elsewhere, old = MasterKeys(masters.path), masters.lock("rec", bytes(32))
    assert elsewhere.unlock("rec", old) == bytes(32)
    name = masters.add()
    assert elsewhere.names == (old.master, name)
    new = elsewhere.lock("rec", bytes(32))
    assert new.master == name
    assert masters.unlock("rec", new) == masters.unlock("rec", old) == bytes(32)
    masters.drop(old.master)
    with pytest.raises(KeyMissing):
        elsewhere.unlock("rec", old)
    assert elsewhere.unlock("rec", new) == bytes(32)


def test_of_keys_that_are_added_and_dropped_at_once_none_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each waits at the disk until all have come so far, or are kept from it."""
    masters, fsync, written = _keys(tmp_path), os.fsync, threading.Barrier(4)
    (first,) = masters.names

    def slow(descriptor: int) -> None:
        with suppress(threading.BrokenBarrierError):
            written.wait(timeout=0.2)
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", slow)
    with ThreadPoolExecutor(4) as at_once:
        adding = [at_once.submit(MasterKeys(masters.path).add) for _ in range(3)]
        dropping = at_once.submit(MasterKeys(masters.path).drop, first)
        added = {each.result() for each in adding}
        dropping.result()
    assert set(masters.names) == added
    assert [path.name for path in masters.path.parent.iterdir()] == ["master.keys"]


def test_who_keeps_the_key_file_to_themselves_is_not_waited_for_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(master_keys, "_ALONE_WITHIN_S", 0.05)
    masters = _keys(tmp_path)
    names = masters.names
    with masters.path.open("r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(OSError, match="Another command"):
            masters.add()
    assert masters.names == names
    assert masters.unchanged_s >= 0


def test_a_file_of_something_else_is_named_and_not_shown(tmp_path: Path) -> None:
    file = tmp_path / "master.keys"
    for text in ("", "# nothing\n", "secret words\n", "0123456789abcdef c2hvcnQ=\n"):
        file.write_text(text)
        with pytest.raises(KeyFileUnusable) as refused:
            MasterKeys(file).make()
        assert str(file) in refused.value.message
        assert "secret" not in refused.value.message.replace(str(file), "")
