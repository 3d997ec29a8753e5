"""Endpoints: who is told of what, secrets that are changed, a failing one that somebody hears of, and their end."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update
from standardwebhooks import Webhook

from media.master_keys import MasterKeys
from outgoing.dispatch import deliver_everything_due
from outgoing.endpoint_view import OF_SETTINGS, EndpointChange, NewEndpoint
from outgoing.endpoints import (
    add_endpoint,
    change_endpoint,
    keep_endpoint_of_settings,
    read_endpoints,
    remove,
    rotate_secret,
    turn_endpoint,
)
from outgoing.secret_lock import SecretLock
from outgoing.signing import in_force, sign
from outgoing.spreading import spread_events
from outgoing.standing import PATIENCE
from records.database import Database
from records.tables import AuditRow, CaseRow, EndpointRow, EndpointState
from signaling.protocol.errors import SignalError
from tests.integration.outgoing.stage import (
    Time,
    add,
    deliveries,
    delivery,
    due_again,
    endpoint,
    enqueue,
    receiving,
    sending,
)

NOW = datetime.now(UTC)


@pytest.fixture
def lock(tmp_path: Path) -> SecretLock:
    masters = MasterKeys(tmp_path / "master.keys")
    masters.make()
    return SecretLock(masters)


async def _case(db: Database, reference: str, **columns: str) -> None:
    async with db.transaction() as session:
        session.add(
            CaseRow(
                reference=reference, stage="anomaly_found", title="a lamp", customer_name="Lucía",
                customer_language="es", facts={}, created_at=NOW, updated_at=NOW, **columns,
            )
        )  # fmt: skip


async def _audited(db: Database) -> list[str]:
    async with db.reading() as session:
        return list(await session.scalars(select(AuditRow.action).order_by(AuditRow.sequence)))


async def test_each_endpoint_gets_what_it_wants_by_type_and_by_case(db: Database) -> None:
    await _case(db, "LP-1", kind="dispute", customer_country="ES")
    await _case(db, "LP-2", kind="loss", customer_country="ES")
    await add(db, "everything", "http://x.example/")
    await add(db, "ended", "http://x.example/", event_types=["call.ended"])
    await add(db, "disputes", "http://x.example/", cases={"kind": ["dispute"], "customer_country": ["es"]})
    await add(db, "unset", "http://x.example/", state=EndpointState.UNSET)
    one = await enqueue(db, "1", type="call.ended", case_reference="LP-1")
    two = await enqueue(db, "2", type="call.ended", case_reference="LP-2")
    three = await enqueue(db, "3", type="case.alert", case_reference="LP-1")
    assert await spread_events(db, now=NOW) == 3
    given = {
        name: {row.event_id for row in await deliveries(db, name)}
        for name in ("everything", "ended", "disputes", "unset")
    }
    assert given == {"everything": {one, two, three}, "ended": {one, two}, "disputes": {one, three}, "unset": set()}
    assert await spread_events(db, now=NOW) == 0


async def test_a_changed_secret_signs_beside_the_old_one(sqlite_db: Database, lock: SecretLock) -> None:
    now = datetime.now(UTC)  # whoever verifies takes nothing that is five minutes old
    told = await add_endpoint(
        sqlite_db, NewEndpoint(url="https://desk.example/hook"), lock, actor="user:sam", allow_private=False, now=now
    )
    changed = await rotate_secret(sqlite_db, told.endpoint.id, lock, actor="user:sam", now=now)
    assert changed.secret != told.secret
    assert changed.endpoint.old_secret_until == now + timedelta(hours=24)
    row = await endpoint(sqlite_db, told.endpoint.id)
    texts = [await lock.open(row.id, each) for each in in_force(row.secrets, now=now)]
    signature = sign(texts, "msg_1", "{}", now=now)
    headers = {"webhook-id": "msg_1", "webhook-timestamp": str(int(now.timestamp())), "webhook-signature": signature}
    for secret in (told.secret, changed.secret):
        Webhook(secret).verify("{}", headers)
    shown = (await read_endpoints(sqlite_db, now=now)).model_dump_json()
    assert told.secret not in shown
    assert changed.secret not in shown
    assert await _audited(sqlite_db) == ["webhook.add", "webhook.rotate"]


@pytest.mark.parametrize(
    "url",
    [
        "ftp://desk.example/", "https:///hook", "https://user:pw@desk.example/", "http://127.0.0.1/hook",
        "http://[::1]/hook", "http://169.254.169.254/", "https://desk.example/#x", "desk.example/hook",
        "http://[::ffff:10.0.0.1]/", "http://0.0.0.0/hook",
    ],
)  # fmt: skip
async def test_an_address_nothing_may_be_sent_to_is_refused(sqlite_db: Database, lock: SecretLock, url: str) -> None:
    with pytest.raises(SignalError):
        await add_endpoint(sqlite_db, NewEndpoint(url=url), lock, actor="user:sam", allow_private=False, now=NOW)
    assert (await read_endpoints(sqlite_db, now=NOW)).endpoints == ()


async def test_a_failing_endpoint_is_told_of_once_and_again_when_it_is_well(db: Database) -> None:
    clock = Time()
    await enqueue(db)
    async with receiving(500, 500, 500) as there, sending() as here:
        await add(db, "one", there.url)
        await deliver_everything_due(db, here, clock=clock)
        assert await _audited(db) == []
        assert not (await read_endpoints(db, now=clock.now)).endpoints[0].failing
        await _has_failed_for(db, 2 * PATIENCE)
        for _ in range(2):
            await due_again(db)
            await deliver_everything_due(db, here, clock=clock)
            (shown,) = (await read_endpoints(db, now=clock.now)).endpoints
            assert (shown.failing, shown.last_error) == (True, "the receiver answered 500")
        assert await _audited(db) == ["webhook.failing"]
        await due_again(db)
        await deliver_everything_due(db, here, clock=clock)
    assert await _audited(db) == ["webhook.failing", "webhook.recovered"]
    (shown,) = (await read_endpoints(db, now=clock.now)).endpoints
    assert (shown.failing, shown.failing_since, shown.last_error, shown.waiting) == (False, None, None, 0)
    assert shown.last_delivered_at is not None


async def test_whoever_says_that_they_are_gone_is_in_the_audit_at_once(sqlite_db: Database) -> None:
    clock = Time()
    await enqueue(sqlite_db)
    async with receiving(410) as there, sending() as here:
        await add(sqlite_db, "one", there.url)
        await deliver_everything_due(sqlite_db, here, clock=clock)
    assert await _audited(sqlite_db) == ["webhook.gone"]
    assert (await read_endpoints(sqlite_db, now=clock.now)).endpoints[0].failing
    again = await turn_endpoint(sqlite_db, "one", on=True, actor="user:sam", now=clock.now)
    assert (again.state, again.failing, again.dead) == (EndpointState.ON, False, 1)


async def test_the_endpoint_of_the_settings_comes_and_goes_with_them(sqlite_db: Database, lock: SecretLock) -> None:
    async def start(url: str | None) -> EndpointState | None:
        await keep_endpoint_of_settings(sqlite_db, OF_SETTINGS, kind="webhook", url=url, now=NOW)
        shown = (await read_endpoints(sqlite_db, now=NOW)).endpoints
        return shown[0].state if shown else None

    assert await start(None) is None
    assert await start("https://desk.example/") is EndpointState.ON
    await turn_endpoint(sqlite_db, OF_SETTINGS, on=False, actor="user:sam", now=NOW)
    assert await start("https://desk.example/") is EndpointState.OFF, "a person's word outlives a start"
    with pytest.raises(SignalError):
        await rotate_secret(sqlite_db, OF_SETTINGS, lock, actor="user:sam", now=NOW)
    with pytest.raises(SignalError):
        await remove(sqlite_db, OF_SETTINGS, actor="user:sam", now=NOW)
    assert await start("https://other.example/") is EndpointState.ON
    assert await start(None) is EndpointState.UNSET
    await enqueue(sqlite_db)
    assert await spread_events(sqlite_db, now=NOW) == 0, "nothing new is kept for it"
    with pytest.raises(SignalError):
        await turn_endpoint(sqlite_db, OF_SETTINGS, on=True, actor="user:sam", now=NOW)
    await remove(sqlite_db, OF_SETTINGS, actor="user:sam", now=NOW)
    assert await start(None) is None


async def test_what_is_removed_takes_its_deliveries_with_it_and_nobody_elses(db: Database) -> None:
    await add(db, "one", "http://x.example/")
    await add(db, "other", "http://x.example/")
    await enqueue(db)
    await spread_events(db, now=NOW)
    await remove(db, "one", actor="user:sam", now=NOW)
    assert await deliveries(db, "one") == []
    await delivery(db, "other")
    with pytest.raises(SignalError):
        await remove(db, "one", actor="user:sam", now=NOW)


async def test_what_it_is_told_can_be_changed(sqlite_db: Database) -> None:
    await add(sqlite_db, "one", "http://x.example/")
    change = EndpointChange.model_validate(
        {"on": False, "description": " the shop ", "event_types": ["call.ended"], "cases": {"kind": ["dispute"]}}
    )
    shown = await change_endpoint(sqlite_db, "one", change, actor="user:sam", now=NOW)
    assert (shown.state, shown.description) == (EndpointState.OFF, "the shop")
    assert (shown.event_types, shown.cases) == (("call.ended",), {"kind": ("dispute",)})


async def _has_failed_for(db: Database, time: timedelta) -> None:
    async with db.transaction() as session:
        await session.execute(update(EndpointRow).values(failing_since=datetime.now(UTC) - time))
