"""Cases coming in from a helpdesk by REST. Told twice, nothing changes; carriers' feeds come in by `cases.intake`.

Everything one body brings commits together: the columns, the events, the entry on the case, the outgoing event, and
what feeds have told of its parcel before there was a case.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from cases.event_rows import add_events
from cases.intake import take_what_waits, take_what_was_missed
from cases.journeys.tracking_event import TrackingEvent
from cases.numbers.desk import number_changed
from cases.parcel import CaseBody, Place, Reference
from cases.purchases import is_to_come
from cases.stages import Stage, may_follow
from records.cases import (
    add_case_entry,
    add_many_entries,
    find_case,
    insert_case,
    insert_cases,
    lock_cases,
)
from records.database import Database
from records.outbox import enqueue_event
from records.tables import Became, CaseRow, new_id
from records.unclaimed import hold_numbers, keep_body
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode

HELPDESK = "helpdesk"
"""The `source` of events that came with a case rather than from a feed."""

_reference: TypeAdapter[str] = TypeAdapter(Reference)


async def upsert_case(
    database: Database, reference: str, body: CaseBody, *, actor: str, now: datetime, raw_body: bytes | None = None
) -> bool:
    """Make the case, or make it say what `body` says; True when it is new. `actor` is who asked, for the entry.
    `raw_body` is what `body` was read from: it is kept where it tells an event that is new.

    Raises SignalError: `invalid_field` for a reference of another form, `not_in_this_state` for a stage that cannot
    follow the present one, `day_in_future` for a purchase that is still to come; nothing is changed then.
    """
    async with database.transaction() as session:
        return await put_case(session, reference, body, actor=actor, now=now, raw_body=raw_body)


async def put_case(
    session: AsyncSession, reference: str, body: CaseBody, *, actor: str, now: datetime, raw_body: bytes | None = None
) -> bool:
    """`upsert_case` inside the caller's transaction, which holds no case but those of this number."""
    _check_reference(reference)
    if body.purchased_again_at is not None and is_to_come(body.purchased_again_at, now=now):
        raise SignalError(ErrorCode.DAY_IN_FUTURE, "Nobody has bought then yet.")
    row = (await hold_cases(session, {reference: body})).get(reference)
    if row is None:
        stage = body.stage or Stage.ANOMALY_FOUND
        row = await insert_case(session, reference=reference, stage=stage, columns=_columns(body), now=now)
        if row is not None:
            data = {"actor": actor, "stage": stage}
            await add_case_entry(session, row.id, kind="case_created", key="case", data=data, now=now)
            await _add_told(session, row, body, raw_body=raw_body, now=now)
            await _take_what_was_told(session, {reference: row.tracking_number}, now=now)
            return True
        row = await find_case(session, reference, for_update=True)
        if row is None:
            raise SignalError(ErrorCode.UNAVAILABLE, "The case came and went; try again.")
    await _change(session, row, body, actor=actor, now=now, raw_body=raw_body)
    return False


async def put_cases(
    session: AsyncSession, bodies: Mapping[str, CaseBody], *, actor: str, now: datetime
) -> Sequence[str]:  # fmt: skip
    """`put_case` for many whose events come by another way: the new ones in few statements. Those that were not there.

    A case that says so already is left alone, and what a body does not speak of stays as it is: files have the columns
    that somebody needed, and none for kind and facts. Raises SignalError as `put_case` does; then nothing is changed.
    """
    there = await hold_cases(session, bodies)
    fresh = {reference: body for reference, body in bodies.items() if reference not in there}
    if fresh and not await _make(session, fresh, actor=actor, now=now):
        for reference, body in fresh.items():  # somebody else has made one of them since we looked
            await put_case(session, reference, body, actor=actor, now=now)
    for reference, row in there.items():
        await _change(session, row, bodies[reference], actor=actor, now=now, spared=_unsaid(bodies[reference]))
    await _take_what_was_told(session, {name: body.tracking_number for name, body in fresh.items()}, now=now)
    return list(fresh)


async def hold_cases(session: AsyncSession, bodies: Mapping[str, CaseBody]) -> Mapping[str, CaseRow]:
    """The cases there are of these references, held until the commit together with all that putting them may touch.

    Everybody who gives a case its number, or tells of a number, holds numbers first and cases by their ids after them,
    each at once: so no two wait for each other.
    """
    numbers = {body.tracking_number for body in bodies.values() if body.tracking_number}
    await hold_numbers(session, numbers)
    return await lock_cases(session, list(bodies), numbers=numbers)


async def _make(session: AsyncSession, bodies: Mapping[str, CaseBody], *, actor: str, now: datetime) -> bool:
    rows = [
        {"id": new_id(), "reference": reference, "stage": body.stage or Stage.ANOMALY_FOUND, **_columns(body)}
        for reference, body in bodies.items()
    ]
    try:
        await insert_cases(session, rows, now=now)
    except IntegrityError:
        return False
    entries = {row["id"]: {"actor": actor, "stage": row["stage"]} for row in rows}
    await add_many_entries(session, entries, kind="case_created", key="case", now=now)
    return True


async def _change(
    session: AsyncSession, row: CaseRow, body: CaseBody, *, actor: str, now: datetime,
    spared: frozenset[str] = frozenset(), raw_body: bytes | None = None,
) -> None:  # fmt: skip
    if body.stage is not None:
        await move(session, row, body.stage, actor=actor, now=now)
    columns = _changing(body)
    changed = sorted(
        name for name, value in columns.items() if name not in spared and getattr(row, name) != value
    )  # fmt: skip
    number = row.tracking_number
    for name in changed:
        setattr(row, name, columns[name])
    if "tracking_number" in changed:
        await number_changed(session, row, number, actor=actor, now=now)
    added = await _add_told(session, row, body, raw_body=raw_body, now=now) if body.events else 0
    if changed or added:
        row.updated_at, row.look_at = now, None
        data = {"actor": actor, "changed": changed, "events_added": added}
        await add_case_entry(session, row.id, kind="case_changed", key=new_id(), data=data, now=now)
    if "tracking_number" in changed:
        await _take_what_was_told(session, {row.reference: row.tracking_number}, now=now)


async def _add_told(
    session: AsyncSession, row: CaseRow, body: CaseBody, *, raw_body: bytes | None, now: datetime
) -> int:  # fmt: skip
    """The events of a body, and the body itself as it came, if one of them is new."""
    digest = None if raw_body is None else hashlib.sha256(raw_body).hexdigest()
    added = await add_events(session, row, _told(body), told_in=digest)
    if added and raw_body is not None and digest is not None:
        await keep_body(session, digest, raw_body, feed=HELPDESK, became=Became.TAKEN, now=now)
    return added


async def _take_what_was_told(session: AsyncSession, numbers: Mapping[str, str | None], *, now: datetime) -> None:
    """Of these numbers, by the cases that have just been given them."""
    given = {reference: number for reference, number in numbers.items() if number}
    if given:
        await take_what_waits(session, set(given.values()), now=now)
        await take_what_was_missed(session, set(given), now=now)


async def move(session: AsyncSession, row: CaseRow, stage: Stage, *, actor: str, now: datetime) -> None:
    """Change the stage, note it, and tell the helpdesk in the same transaction."""
    before = Stage(row.stage)
    if before is stage:
        return
    if not may_follow(before, stage):
        raise SignalError(ErrorCode.NOT_IN_THIS_STATE, f"A case cannot go from {before} to {stage}.")
    row.stage, row.updated_at = stage, now
    key, step = new_id(), {"from": before, "to": stage, "actor": actor}
    await add_case_entry(session, row.id, kind="stage_changed", key=key, data=step, now=now)
    data = {"case_reference": row.reference, **step, "at": now.isoformat()}
    payload = {"type": "case.stage_changed", "timestamp": now.isoformat(), "data": data}
    await enqueue_event(session, type="case.stage_changed", key=key, payload=payload, now=now)


def _check_reference(reference: str) -> None:
    try:
        _reference.validate_python(reference)
    except ValidationError as error:
        words = "A case reference is 1 to 64 letters, digits, points, hyphens or underscores."
        raise SignalError(ErrorCode.INVALID_FIELD, words) from error


def _columns(body: CaseBody) -> Mapping[str, Any]:
    value, customer = body.value, body.customer
    return {
        "title": body.title,
        "kind": body.kind,
        "order_reference": body.order_reference,
        "tracking_number": body.tracking_number,
        "carrier": body.carrier,
        "shipped_on": body.shipped_on,
        "value_amount": value.amount if value else None,
        "value_currency": value.currency if value else None,
        **_place("origin", body.origin),
        **_place("destination", body.destination),
        "customer_name": customer.name,
        "customer_language": customer.language,
        "customer_country": customer.country,
        "customer_contact": customer.contact,
        "purchased_again_at": body.purchased_again_at,
        "facts": body.facts,
    }


def _changing(body: CaseBody) -> Mapping[str, Any]:
    """What a case that is there is to say: who does not speak of a purchase takes none back."""
    columns = dict(_columns(body))
    if "purchased_again_at" not in body.model_fields_set:
        del columns["purchased_again_at"]
    return columns


def _unsaid(body: CaseBody) -> frozenset[str]:
    """The columns that nothing in this body speaks of."""
    said = body.model_fields_set
    plain = ("kind", "order_reference", "tracking_number", "carrier", "shipped_on", "facts")
    groups = {
        "value": ("value_amount", "value_currency"), "origin": ("origin_country", "origin_city"),
        "destination": ("destination_country", "destination_city"),
    }  # fmt: skip
    return frozenset(
        [*(name for name in plain if name not in said),
         *(name for group, names in groups.items() if group not in said for name in names),
         *(f"customer_{name}" for name in ("country", "contact") if name not in body.customer.model_fields_set)]
    )  # fmt: skip


def _place(name: str, place: Place | None) -> Mapping[str, str | None]:
    return {f"{name}_country": place.country if place else None, f"{name}_city": place.city if place else None}


def _told(body: CaseBody) -> Sequence[TrackingEvent]:
    return [event.told_by(HELPDESK) for event in body.events]
