"""Looking after endpoints: who is told, of what, and by which secret. Every change is in the audit before it is made.

Two endpoints are not a person's: that of the settings (`REASSURE_WEBHOOK_URL`) and that of the connector. A person may
turn them on and off and choose what they are told; where they are and how they sign stands in the settings.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from yarl import URL

from outgoing.endpoint_view import (
    OF_CONNECTOR,
    OF_SETTINGS,
    EndpointChange,
    EndpointList,
    EndpointView,
    EndpointWish,
    Kind,
    NewEndpoint,
    ToldSecret,
    view_of,
)
from outgoing.secret_lock import SecretLock
from outgoing.signing import draw_secret, rotated
from outgoing.target import InsideAddress, check_literal
from records.audit import append_audit
from records.database import Database
from records.endpoints import Counted, count_deliveries, find_endpoint, list_endpoints, remove_endpoint
from records.tables import EndpointRow, EndpointState, new_id
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode

MOST = 50


async def read_endpoints(database: Database, *, now: datetime) -> EndpointList:
    """As they stand now."""
    async with database.reading() as session:
        rows = await list_endpoints(session)
        counted = await count_deliveries(session)
    return EndpointList(endpoints=tuple(view_of(row, counted, now=now) for row in rows))


async def add_endpoint(
    database: Database, wanted: NewEndpoint, lock: SecretLock, *, actor: str, allow_private: bool, now: datetime
) -> ToldSecret:
    """Raises SignalError with `invalid_field` for an address nothing may be sent to, and as `rotate_secret`."""
    _check(wanted.url, allow_private=allow_private)
    endpoint_id, secret = new_id(), draw_secret()
    row = EndpointRow(
        id=endpoint_id, kind="webhook", state=EndpointState.ON, url=wanted.url, created_at=now, created_by=actor,
        secrets=rotated((), await _locked(lock, endpoint_id, secret), now=now), failing_since=None, told_at=None,
        **_told(wanted),
    )  # fmt: skip
    await _audit(database, "add", row.id, {"url": wanted.url, **_told(wanted)}, actor=actor, now=now)
    async with database.transaction() as session:
        if len(await list_endpoints(session)) >= MOST:
            raise SignalError(ErrorCode.NOT_IN_THIS_STATE, f"There are {MOST} endpoints already.")
        session.add(row)
    return ToldSecret(endpoint=view_of(row, {}, now=now), secret=secret)


async def change_endpoint(
    database: Database, endpoint_id: str, change: EndpointChange, *, actor: str, now: datetime
) -> EndpointView:
    """Raises SignalError with `not_found`, and `not_in_this_state` for one whose setting is gone."""
    detail = {"on": change.on, **_told(change)}
    await _audit(database, "change", endpoint_id, detail, actor=actor, now=now)
    async with database.transaction() as session:
        row = _found(await find_endpoint(session, endpoint_id, for_update=True))
        for name, value in _told(change).items():
            setattr(row, name, value)
        _turn(row, on=change.on)
    return await _read_one(database, endpoint_id, now=now)


async def turn_endpoint(database: Database, endpoint_id: str, *, on: bool, actor: str, now: datetime) -> EndpointView:
    """The same for the one switch. What waited for it is sent at once when it is turned on."""
    await _audit(database, "on" if on else "off", endpoint_id, {}, actor=actor, now=now)
    async with database.transaction() as session:
        _turn(_found(await find_endpoint(session, endpoint_id, for_update=True)), on=on)
    return await _read_one(database, endpoint_id, now=now)


async def rotate_secret(
    database: Database, endpoint_id: str, lock: SecretLock, *, actor: str, now: datetime
) -> ToldSecret:  # fmt: skip
    """A new secret; for a day the old one signs beside it. Raises SignalError as `remove` does, and with `unavailable`
    where no master key is there to lock it.
    """
    secret = draw_secret()
    fresh = await _locked(lock, endpoint_id, secret)
    await _audit(database, "rotate", endpoint_id, {}, actor=actor, now=now)
    async with database.transaction() as session:
        row = _own(await find_endpoint(session, endpoint_id, for_update=True))
        row.secrets = rotated(row.secrets, fresh, now=now)
    return ToldSecret(endpoint=await _read_one(database, endpoint_id, now=now), secret=secret)


async def remove(database: Database, endpoint_id: str, *, actor: str, now: datetime) -> None:
    """For good, with what waits for it and its dead letters.

    Raises SignalError with `not_found`, and `not_in_this_state` for one of the settings that stands there still.
    """
    async with database.reading() as session:
        counted = (await count_deliveries(session)).get(endpoint_id, Counted())
    lost = {"waiting": counted.waiting, "dead": counted.dead}
    await _audit(database, "remove", endpoint_id, lost, actor=actor, now=now)
    async with database.transaction() as session:
        row = _found(await find_endpoint(session, endpoint_id, for_update=True))
        if row.state is not EndpointState.UNSET:
            _own(row)
        await remove_endpoint(session, endpoint_id)


async def keep_endpoint_of_settings(
    database: Database, endpoint_id: str, *, kind: Kind, url: str | None, event_types: tuple[str, ...] = (),
    now: datetime,
) -> None:  # fmt: skip
    """At each start: there is one where the settings say so, and where they do not any more it takes nothing new.

    A new address of it is a new beginning: it is on, whatever the old one said.
    """
    async with database.transaction() as session:
        row = await find_endpoint(session, endpoint_id, for_update=True)
        if row is None:
            if url is not None:
                await _insert(session, endpoint_id, kind, url, event_types, now=now)
        elif url is None:
            row.state = EndpointState.UNSET
        elif row.state is EndpointState.UNSET or row.url != url:
            row.url, row.state, row.failing_since, row.told_at = url, EndpointState.ON, None, None


async def _locked(lock: SecretLock, endpoint_id: str, secret: str) -> dict[str, Any]:
    try:
        return await lock.lock(endpoint_id, secret)
    except LookupError as error:
        raise SignalError(ErrorCode.UNAVAILABLE, "The master key that locks secrets is not here.") from error


async def _insert(
    session: AsyncSession, endpoint_id: str, kind: Kind, url: str, event_types: tuple[str, ...], *, now: datetime
) -> None:
    row = EndpointRow(
        id=endpoint_id, kind=kind, state=EndpointState.ON, url=url, description="", event_types=list(event_types),
        cases={}, secrets=[], created_at=now, created_by="settings",
    )  # fmt: skip
    with suppress(IntegrityError):  # a node that starts beside us was first
        async with session.begin_nested():
            session.add(row)


def _told(wish: EndpointWish) -> dict[str, object]:
    return {
        "description": wish.description, "event_types": [str(each) for each in wish.event_types],
        "cases": {str(field): list(values) for field, values in wish.cases.items()},
    }  # fmt: skip


def _check(url: str, *, allow_private: bool) -> None:
    try:
        parsed = URL(url)
        plain = parsed.scheme in ("http", "https") and parsed.host and not (parsed.user or parsed.password)
        if not plain or parsed.fragment:
            raise SignalError(ErrorCode.INVALID_FIELD, "An endpoint is http(s)://host/path, without a password.")
        if not allow_private:
            check_literal(parsed)
    except InsideAddress as error:
        raise SignalError(ErrorCode.INVALID_FIELD, "Nothing is sent to an address of the inside.") from error
    except ValueError as error:
        raise SignalError(ErrorCode.INVALID_FIELD, "This is no address that can be read.") from error


def _turn(row: EndpointRow, *, on: bool) -> None:
    if row.state is EndpointState.UNSET:
        raise SignalError(ErrorCode.NOT_IN_THIS_STATE, "Its setting is gone: it takes nothing any more.")
    if on and row.state is not EndpointState.ON:
        row.state, row.failing_since, row.told_at = EndpointState.ON, None, None
    elif not on and row.state is EndpointState.ON:
        row.state = EndpointState.OFF


def _found(row: EndpointRow | None) -> EndpointRow:
    if row is None:
        raise SignalError(ErrorCode.NOT_FOUND, "There is no such endpoint.")
    return row


def _own(row: EndpointRow | None) -> EndpointRow:
    if _found(row).id in (OF_SETTINGS, OF_CONNECTOR):
        raise SignalError(ErrorCode.NOT_IN_THIS_STATE, "This endpoint is looked after in the settings.")
    return _found(row)


async def _audit(
    database: Database, what: str, endpoint_id: str, detail: Mapping[str, object], *, actor: str, now: datetime
) -> None:
    await append_audit(
        database, actor=actor, action=f"webhook.{what}", subject=f"endpoint:{endpoint_id}", detail=detail, now=now
    )


async def _read_one(database: Database, endpoint_id: str, *, now: datetime) -> EndpointView:
    async with database.reading() as session:
        row = _found(await find_endpoint(session, endpoint_id))
        return view_of(row, await count_deliveries(session), now=now)
