"""The master keys: a small file that lies elsewhere than the recordings, and locks the key of each of them.

One key a line, its name and 32 bytes as base64; the last one locks new keys, the older ones open what they have locked.
The file is looked at again whenever it has changed: nobody needs to be started anew for a new key.
"""

import base64
import errno
import fcntl
import os
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from media.errors import KeyFileUnusable, KeyMissing
from media.ports import LockedKey
from media.seal import KEY_BYTES

_LINE = re.compile(r"([0-9a-f]{16}) ([A-Za-z0-9+/]{43}=)")
_NONCE_BYTES = 12
_ALONE_WITHIN_S = 10.0
_LOOK_EVERY_S = 0.02


@dataclass(frozen=True, slots=True)
class Locked:
    """A recording's key, and the name of the master key that opens it."""

    master: str
    locked: bytes


class MasterKeys:
    """Those of one file. Blocking, but for a few hundred bytes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: tuple[int, int] | None = None
        self._keys: dict[str, bytes] = {}

    def make(self) -> None:
        """The first key, in a file of mode 0600, unless there is a file. Of two who make it at once one wins.

        Raises OSError, and KeyFileUnusable when what is there is no file of keys.
        """
        if self.path.exists():
            self._look()
            return
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        drawn = self.path.with_name(f"{self.path.name}.{secrets.token_hex(4)}")
        _write(drawn, [_drawn()])
        try:
            os.link(drawn, self.path)
        except FileExistsError:
            pass
        finally:
            drawn.unlink()

    @property
    def names(self) -> tuple[str, ...]:
        """Of all keys; the last is the one in use. Raises KeyFileUnusable, or OSError."""
        self._look()
        return tuple(self._keys)

    @property
    def unchanged_s(self) -> float:
        """So long ago a key was added or dropped last. Raises OSError."""
        return time.time() - self.path.stat().st_mtime

    def add(self) -> str:
        """Draw another key; it is the one in use from now on. Its name. Raises OSError, and KeyFileUnusable."""
        line = _drawn()
        with self._alone():
            self._replace([*self._lines(), line])
        return line.split()[0]

    def drop(self, name: str) -> None:
        """Take a key out of the file. What it locked can never be opened again. Raises as `add` does."""
        with self._alone():
            self._replace([line for line in self._lines() if not line.startswith(f"{name} ")])

    def lock(self, recording_id: str, key: bytes) -> Locked:
        """Lock a recording's key with the master key in use; it opens for this recording only. Raises KeyMissing."""
        master = list(self._there())[-1]
        nonce = secrets.token_bytes(_NONCE_BYTES)
        locked = AESGCM(self._keys[master]).encrypt(nonce, key, _about(recording_id, master))
        return Locked(master, nonce + locked)

    def unlock(self, recording_id: str, locked: LockedKey) -> bytes:
        """The recording's key. Raises KeyMissing when its master key is not in the file, or is another one."""
        keys = self._there()
        if locked.master not in keys:
            raise KeyMissing
        nonce, sealed = locked.locked[:_NONCE_BYTES], locked.locked[_NONCE_BYTES:]
        try:
            return AESGCM(keys[locked.master]).decrypt(nonce, sealed, _about(recording_id, locked.master))
        except InvalidTag as error:
            raise KeyMissing from error

    def _there(self) -> dict[str, bytes]:
        try:
            self._look()
        except OSError as error:
            raise KeyMissing from error
        return self._keys

    def _look(self) -> None:
        now = self.path.stat()
        if self._seen != (now.st_mtime_ns, now.st_ino):
            self._keys = _read(self.path)
            self._seen = now.st_mtime_ns, now.st_ino

    def _lines(self) -> list[str]:
        return [f"{name} {base64.b64encode(key).decode()}" for name, key in self._keys.items()]

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Of two who change the file at once the later one reads what the other has written."""
        until_s = time.monotonic() + _ALONE_WITHIN_S
        while (held := _locked(self.path)) is None:
            if time.monotonic() > until_s:
                raise OSError(errno.EBUSY, "Another command is changing the master keys", str(self.path))
            time.sleep(_LOOK_EVERY_S)
        try:
            self._look()
            yield
        finally:
            os.close(held)

    def _replace(self, lines: list[str]) -> None:
        beside = self.path.with_name(f"{self.path.name}.{secrets.token_hex(4)}")
        _write(beside, lines)
        beside.replace(self.path)


def _locked(path: Path) -> int | None:
    """The file, ours alone until it is closed; None when somebody else has it, or has put another one in its place."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.fstat(descriptor).st_ino == path.stat().st_ino:
            return descriptor
    except BlockingIOError:
        pass
    except BaseException:
        os.close(descriptor)
        raise
    os.close(descriptor)
    return None


def _drawn() -> str:
    return f"{secrets.token_hex(8)} {base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}"


def _about(recording_id: str, master: str) -> bytes:
    return f"{master} {recording_id}".encode()


def _read(path: Path) -> dict[str, bytes]:
    keys: dict[str, bytes] = {}
    for line in path.read_text(encoding="ascii", errors="replace").splitlines():
        found = _LINE.fullmatch(line.strip())
        if found is not None:
            keys[found[1]] = base64.b64decode(found[2])
        elif line.strip() and not line.startswith("#"):
            raise KeyFileUnusable(f"A line of {path} is no key.")  # and is not shown: it may nearly be one
    if not keys:
        raise KeyFileUnusable(f"There is no key in {path}.")
    return keys


def _write(path: Path, lines: list[str]) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write("".join(f"{line}\n" for line in lines))
        file.flush()
        os.fsync(file.fileno())
