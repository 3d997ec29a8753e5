"""The memory of alerts: which cases are to be looked at, what was raised, how it ended. Commits nothing by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, bindparam, case, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from records.database import Database
from records.tables import AlertRow, CallRow, CaseEntryRow, CaseRow, CommitmentRow
from signaling.domain.call import LIVE
from signaling.protocol.words import EndReason

_NOW = bindparam("now", type_=CaseRow.look_at.type)
_DUE = or_(CaseRow.look_at.is_(None), CaseRow.look_at <= _NOW)
_LOOK = select(exists().where(_DUE))
_FAILED = (EndReason.ABANDONED, EndReason.MISSED, EndReason.LOST)


@dataclass(frozen=True, slots=True)
class Dealings:
    """What the customer of a case has been through with us."""

    promised_by: datetime | None = None
    broken_promises: int = 0
    calls: int = 0
    failed_calls: int = 0


async def look_due(database: Database, *, now: datetime) -> bool:
    """Whether there may be a case to look at: asked often, and mostly there is none."""
    ((found,),) = await database.look(_LOOK, {"now": now})
    return bool(found)


async def lock_due_cases(session: AsyncSession, *, now: datetime, limit: int) -> Sequence[CaseRow]:
    """Cases that are to be looked at, held until the commit; who else looks for some is given others. Those of which
    there is news come first, then those that were looked at longest ago.
    """
    row = CaseRow
    for due in (
        select(row).where(row.look_at.is_(None)).order_by(row.id),
        select(row).where(row.look_at <= _NOW).order_by(row.look_at),
    ):
        found = (await session.scalars(due.limit(limit).with_for_update(skip_locked=True), {"now": now})).all()
        if found:
            return found
    return ()


async def look_again(session: AsyncSession, case_ids: Sequence[str], *, at: datetime) -> None:
    """When these are to be looked at next. Nothing else about them changes."""
    await session.execute(update(CaseRow).where(CaseRow.id.in_(case_ids)).values(look_at=at))


async def alerts_of(session: AsyncSession, case_ids: Sequence[str]) -> Mapping[str, Sequence[AlertRow]]:
    """Every alert these cases ever had, the newest last."""
    query = select(AlertRow).where(AlertRow.case_id.in_(case_ids)).order_by(AlertRow.raised_at, AlertRow.id)
    found: dict[str, list[AlertRow]] = {}
    for row in await session.scalars(query.execution_options(populate_existing=True)):
        found.setdefault(row.case_id, []).append(row)
    return found


async def open_alert(session: AsyncSession, case_id: str) -> AlertRow | None:
    """The alert that stands on a case."""
    row = AlertRow
    query = select(row).where(row.case_id == case_id, row.closed_at.is_(None)).order_by(row.raised_at.desc()).limit(1)
    found: AlertRow | None = await session.scalar(query)
    return found


async def open_alerts(session: AsyncSession, *, limit: int) -> Sequence[Row[AlertRow, CaseRow]]:
    """What stands anywhere, each with its case; those that need somebody first come first."""
    query = select(AlertRow, CaseRow).join(CaseRow, CaseRow.id == AlertRow.case_id).where(AlertRow.closed_at.is_(None))
    return (await session.execute(query.order_by(AlertRow.act_by, AlertRow.id).limit(limit))).all()


async def count_open_alerts(session: AsyncSession) -> int:
    """How many stand."""
    return await session.scalar(select(func.count()).select_from(AlertRow).where(AlertRow.closed_at.is_(None))) or 0


async def settle_alert(
    session: AsyncSession, alert_id: str, *, user_id: str | None, now: datetime
) -> tuple[AlertRow, CaseRow] | None:  # fmt: skip
    """A person has dealt with it; whoever is first counts. None: there is no such alert.

    The case is held before the alert, as the watch does: else each may wait for what the other one has.
    """
    row = AlertRow
    held = select(CaseRow.id).join(row, row.case_id == CaseRow.id).where(row.id == alert_id)
    await session.execute(held.with_for_update(of=CaseRow))
    ended = await session.execute(
        update(row)
        .where(row.id == alert_id, row.closed_at.is_(None))
        .values(closed_at=now, closed_because="settled", closed_by=user_id)
        .returning(row.id)
    )
    was_open = ended.first() is not None
    query = select(row, CaseRow).join(CaseRow, CaseRow.id == row.case_id).where(row.id == alert_id)
    found = (await session.execute(query.execution_options(populate_existing=True))).one_or_none()
    if found is None:
        return None
    alert, case_row = found
    if was_open:
        entry = {"anomaly": alert.anomaly, "alert_id": alert.id}
        session.add(CaseEntryRow(case_id=case_row.id, kind="alert_settled", key=alert.id, at=now, data=entry))
    return alert, case_row


async def stage_since(session: AsyncSession, case_id: str) -> datetime | None:
    """Since when the case has been in its stage."""
    row = CaseEntryRow
    moved = select(func.max(row.at)).where(row.case_id == case_id, row.kind.in_(("case_created", "stage_changed")))
    found: datetime | None = await session.scalar(moved)
    return found


async def stages_of(
    session: AsyncSession, case_ids: Sequence[str]
) -> Mapping[str, Sequence[tuple[datetime, str, str]]]:  # fmt: skip
    """When these cases came to which stage, and who brought them there, oldest first."""
    row = CaseEntryRow
    kinds = ("case_created", "stage_changed")
    query = select(row.case_id, row.at, row.data).where(row.case_id.in_(case_ids), row.kind.in_(kinds))
    found: dict[str, list[tuple[datetime, str, str]]] = {}
    for case_id, at, data in await session.execute(query.order_by(row.at, row.id)):
        stage = data.get("to") or data.get("stage") or ""
        found.setdefault(case_id, []).append((at, stage, data.get("actor") or ""))
    return found


async def dealings_of(session: AsyncSession, case_ids: Sequence[str]) -> Mapping[str, Dealings]:
    """What each customer has been through; a case without calls and promises is left out."""
    promise, call = CommitmentRow, CallRow
    promises = await session.execute(
        select(
            promise.case_id,
            func.min(case((promise.state == "open", promise.due_at))),
            func.count(case((promise.state == "broken", 1))),
        )
        .where(promise.case_id.in_(case_ids))
        .group_by(promise.case_id)
    )
    calls = await session.execute(
        select(call.case_id, func.count(), func.count(case((call.reason.in_(_FAILED), 1))))
        .where(call.case_id.in_(case_ids), call.state.not_in(tuple(LIVE)))
        .group_by(call.case_id)
    )
    promised = {case_id: (due, broken) for case_id, due, broken in promises}
    called = {case_id: (number, failed) for case_id, number, failed in calls}
    return {
        case_id: Dealings(*promised.get(case_id, (None, 0)), *called.get(case_id, (0, 0)))
        for case_id in promised.keys() | called.keys()
    }
