"""Who takes the database signs nothing: no secret of an endpoint lies in it in the open, nor does what opens it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from media.master_keys import MasterKeys
from outgoing.dispatch import deliver_everything_due
from outgoing.endpoint_view import NewEndpoint
from outgoing.endpoints import add_endpoint, rotate_secret
from outgoing.secret_lock import LockedAgain, SecretLock, lock_plain_secrets, lock_secrets_anew
from outgoing.webhook import open_webhooks
from records.database import Database
from records.endpoints import masters_of_secrets
from records.tables import EndpointRow
from tests.integration.outgoing.stage import SECRET, Time, add, delivery, due_again, endpoint, enqueue, receiving

NOW = datetime.now(UTC)


@pytest.fixture
def masters(tmp_path: Path) -> MasterKeys:
    made = MasterKeys(tmp_path / "keys" / "master.keys")
    made.make()
    return made


@pytest.fixture
def lock(masters: MasterKeys) -> SecretLock:
    return SecretLock(masters)


async def _everything(db: Database) -> str:
    async with db.reading() as session:
        return repr([vars(row) for row in await session.scalars(select(EndpointRow))])


async def test_a_secret_that_was_drawn_or_changed_here_is_nowhere_in_the_rows(db: Database, lock: SecretLock) -> None:
    wanted = NewEndpoint(url="https://desk.example/hook")
    told = await add_endpoint(db, wanted, lock, actor="user:sam", allow_private=False, now=NOW)
    changed = await rotate_secret(db, told.endpoint.id, lock, actor="user:sam", now=NOW)
    row = await endpoint(db, told.endpoint.id)
    assert [await lock.open(row.id, each) for each in row.secrets] == [changed.secret, told.secret]
    rows = await _everything(db)
    for secret in (told.secret, changed.secret):
        assert secret not in rows
        assert secret.removeprefix("whsec_")[:16] not in rows


async def test_what_lay_there_in_the_clear_is_locked_at_the_next_start_and_signs_as_before(
    db: Database, lock: SecretLock
) -> None:
    await enqueue(db)
    async with receiving() as there, open_webhooks(lock, timeout_s=5, allow_private=True) as here:
        await add(db, "one", there.url)
        await add(db, "connector", "x", kind="connector", secrets=[])
        assert SECRET in await _everything(db)
        assert [await lock_plain_secrets(db, lock) for _ in range(2)] == [1, 0]
        assert SECRET not in await _everything(db)
        await deliver_everything_due(db, {"webhook": here}, clock=Time())
    assert there.bodies, "the receiver has checked the signature by the secret it knows"


async def test_another_master_key_locks_secrets_too_and_the_old_one_can_go(
    db: Database, masters: MasterKeys, lock: SecretLock
) -> None:
    await add(db, "one", "https://desk.example/")
    await lock_plain_secrets(db, lock)
    (old,) = masters.names
    new = masters.add()
    assert await lock_secrets_anew(db, lock) == LockedAgain(moved=1, lost=0)
    async with db.reading() as session:
        assert await masters_of_secrets(session) == {new: 1}
    masters.drop(old)
    assert await lock.open("one", (await endpoint(db)).secrets[0]) == SECRET


async def test_a_secret_whose_master_key_is_lost_is_counted_and_kept_as_it_is(
    sqlite_db: Database, masters: MasterKeys, lock: SecretLock
) -> None:
    await add(sqlite_db, "one", "https://desk.example/")
    await lock_plain_secrets(sqlite_db, lock)
    before = (await endpoint(sqlite_db)).secrets
    (old,) = masters.names
    masters.add()
    masters.drop(old)
    assert await lock_secrets_anew(sqlite_db, lock) == LockedAgain(moved=0, lost=1)
    assert (await endpoint(sqlite_db)).secrets == before


async def test_a_secret_opens_for_its_own_endpoint_alone(sqlite_db: Database, lock: SecretLock) -> None:
    await add(sqlite_db, "one", "https://desk.example/")
    await lock_plain_secrets(sqlite_db, lock)
    (kept,) = (await endpoint(sqlite_db)).secrets
    with pytest.raises(LookupError):
        await lock.open("other", kept)


async def test_without_its_secret_nothing_is_sent_and_the_event_waits(
    sqlite_db: Database, masters: MasterKeys, lock: SecretLock
) -> None:
    await enqueue(sqlite_db)
    async with receiving() as there, open_webhooks(lock, timeout_s=5, allow_private=True) as here:
        await add(sqlite_db, "one", there.url)
        await lock_plain_secrets(sqlite_db, lock)
        elsewhere = masters.path.rename(masters.path.with_name("elsewhere"))
        await deliver_everything_due(sqlite_db, {"webhook": here}, clock=Time())
        assert there.ids == []
        assert "master key" in ((await delivery(sqlite_db)).last_error or "")
        elsewhere.rename(masters.path)
        await due_again(sqlite_db)
        await deliver_everything_due(sqlite_db, {"webhook": here}, clock=Time())
        assert len(there.ids) == 1
