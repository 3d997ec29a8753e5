"""The commands of whoever looks after the master keys: another one, and away with the old."""

from collections import Counter

import typer

from commands.terminal import fail, master_keys, plain_errors, read_settings, with_database
from media.errors import KeyMissing
from media.master_keys import MasterKeys
from outgoing.secret_lock import SecretLock, lock_secrets_anew
from records.database import Database
from records.endpoints import masters_of_secrets
from records.recording_keys import LockedKey, list_locked, lock_anew, masters_in_use
from settings import Settings

keys = typer.Typer(
    no_args_is_help=True, help="Master keys, which lock the key of each recording and the secret of each endpoint."
)

_SPARED_S = 5 * 60
"""So long it may take, at most, until what was locked with a key is in the database and can be seen."""


@keys.command("rotate")
def rotate() -> None:
    """Draw a new master key and lock every recording's key and every endpoint's secret with it; meanwhile nothing is
    recorded, played or sent less.
    """
    masters = _masters()
    with plain_errors():
        name = masters.add()

    async def lock_all(database: Database) -> None:
        moved, lost = await _lock_recordings(database, masters)
        secrets = await lock_secrets_anew(database, SecretLock(masters))
        typer.echo(f"{name} is in use; {_counted(moved, secrets.moved)} are locked with it.")
        if lost or secrets.lost:
            fail(f"{_counted(lost, secrets.lost)} cannot be opened: their master key is not in {masters.path}.")

    with_database(lock_all)


@keys.command("list")
def list_keys() -> None:
    """Each master key by name, and how much it locks; the last one is in use. No key is shown."""
    masters = _masters()

    async def show(database: Database) -> None:
        used = await _used(database)
        for name in masters.names:
            typer.echo(f"{name}\t{used.pop(name, 0)}")
        if used:
            fail(f"{used.total()} recordings and secrets cannot be opened: their master key is not in {masters.path}.")

    with_database(show)


@keys.command("retire")
def retire() -> None:
    """Take the keys out of the file that lock nothing any more; the one in use stays, and so do all for some minutes
    after a change.
    """
    masters = _masters()

    async def drop(database: Database) -> None:
        names, unchanged_s = masters.names, masters.unchanged_s
        used = await _used(database)
        idle = [name for name in names[:-1] if name not in used]
        if idle and unchanged_s < _SPARED_S:
            fail(
                f"No key is taken out of {masters.path}: it was changed less than {_SPARED_S // 60} minutes ago, and a "
                f"recorder may be about to keep what an old key has locked. Ask again later."
            )
        for name in idle:
            masters.drop(name)
        typer.echo(f"{len(idle)} keys are gone from {masters.path}.")

    with_database(drop)


async def _lock_recordings(database: Database, masters: MasterKeys) -> tuple[int, int]:
    """How many were locked anew, and how many cannot be opened."""
    moved, lost = 0, 0
    async with database.reading() as session:
        locked = await list_locked(session)
    for recording_id, old in locked:
        try:
            anew = masters.lock(recording_id, masters.unlock(recording_id, old))
        except KeyMissing:
            lost += 1
            continue
        async with database.transaction() as session:
            moved += await lock_anew(session, recording_id, old=old, new=LockedKey(anew.master, anew.locked))
    return moved, lost


async def _used(database: Database) -> Counter[str]:
    """By name, how much each master key locks."""
    async with database.reading() as session:
        return Counter(await masters_in_use(session)) + Counter(await masters_of_secrets(session))


def _counted(recordings: int, secrets: int) -> str:
    return f"{recordings} recordings and {secrets} secrets"


def _masters() -> MasterKeys:
    with plain_errors():
        settings: Settings = read_settings("command")
        master_keys(settings)
        return MasterKeys(settings.master_keys.absolute())
