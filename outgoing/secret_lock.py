"""Secrets of endpoints as they lie in the database: locked with the deployment's master key, as recordings' keys are.

A secret is opened to sign one letter, and written down nowhere. Whoever has the database alone can sign nothing.
"""

import asyncio
import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from records.database import Database
from records.endpoints import find_endpoint, list_endpoints


class Locked(Protocol):
    """Something that was locked, and the name of the master key that opens it."""

    @property
    def master(self) -> str:
        """The name."""

    @property
    def locked(self) -> bytes:
        """Of use only with that one."""


class Masters(Protocol):
    """The deployment's master keys; `media.master_keys.MasterKeys` is. Blocking. Both raise LookupError when the key is
    not there.
    """

    def lock(self, about: str, key: bytes, /) -> Locked:
        """With the one in use; it opens again only for what it is about."""

    def unlock(self, about: str, locked: Locked, /) -> bytes:
        """With the one it names."""


@dataclass(frozen=True, slots=True)
class _Kept:
    master: str
    locked: bytes


@dataclass(frozen=True, slots=True)
class LockedAgain:
    """How many secrets were locked, and how many cannot be opened: their master key is not there."""

    moved: int
    lost: int


class SecretLock:
    """Locks secrets for their endpoint and opens them again."""

    def __init__(self, masters: Masters) -> None:
        self._masters = masters

    async def lock(self, endpoint_id: str, text: str) -> dict[str, Any]:
        """As it is kept. Raises LookupError when there is no master key."""
        locked = await asyncio.to_thread(self._masters.lock, _about(endpoint_id), text.encode())
        return {"master": locked.master, "locked": base64.b64encode(locked.locked).decode()}

    async def open(self, endpoint_id: str, kept: Mapping[str, Any]) -> str:
        """Raises LookupError when its master key is not there, or it was locked for another endpoint."""
        if is_plain(kept):
            return str(kept["text"])
        locked = _Kept(kept["master"], base64.b64decode(kept["locked"]))
        return (await asyncio.to_thread(self._masters.unlock, _about(endpoint_id), locked)).decode()


def is_plain(kept: Mapping[str, Any]) -> bool:
    """From before secrets were locked, or of a node of then that still runs beside us: signs until it is locked."""
    return "text" in kept


async def lock_plain_secrets(database: Database, lock: SecretLock) -> int:
    """What lies there in the clear does so no more; how many there were. Raises LookupError without a master key."""
    done = 0
    async with database.reading() as session:
        plain = [row.id for row in await list_endpoints(session) if any(is_plain(each) for each in row.secrets)]
    for endpoint_id in plain:
        done += await _lock_one(database, lock, endpoint_id)
    return done


async def lock_secrets_anew(database: Database, lock: SecretLock) -> LockedAgain:
    """Every secret with the master key that is in use now. What cannot be opened stays as it is."""
    moved, lost = 0, 0
    async with database.reading() as session:
        kept = {row.id: len(row.secrets) for row in await list_endpoints(session) if row.secrets}
    for endpoint_id, count in kept.items():
        try:
            moved += await _lock_one(database, lock, endpoint_id)
        except LookupError:
            lost += count
    return LockedAgain(moved, lost)


async def _lock_one(database: Database, lock: SecretLock, endpoint_id: str) -> int:
    """Its row is held meanwhile: a secret that is being changed is not lost to us."""
    async with database.transaction() as session:
        row = await find_endpoint(session, endpoint_id, for_update=True)
        if row is None:
            return 0
        row.secrets = [
            {**await lock.lock(endpoint_id, await lock.open(endpoint_id, each)), "until": each["until"]}
            for each in row.secrets
        ]
        return len(row.secrets)


def _about(endpoint_id: str) -> str:
    """No recording has such a name, so that nothing opens as the other."""
    return f"endpoint:{endpoint_id}"
