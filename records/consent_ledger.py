"""Whether the consent ledger is as it was written: every hash followed, every text compared, nothing cut off.

Its head is written into the audit chain from time to time: whoever cuts the end off one has to cut the other. Rows from
before there was one ledger are chained within their calls only; they were counted once, and none can come to them.
"""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import groupby

from sqlalchemy import ColumnElement, Select, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from records.audit import append_audit
from records.consents import FIRST, digest, follows
from records.database import Database
from records.tables import AuditRow, ConsentRow, ConsentTextRow, FormerConsentsRow

ANCHOR = "consents.head"
_AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class Head:
    """The last row of the ledger. `former`: the SHA-256 over the rows from before there was one; empty: there are none,
    None in a head from before they were counted.
    """

    sequence: int
    sha256: str
    former: str | None = None


@dataclass(slots=True)
class Report:
    """What was found. `faults` are sentences for whoever looks after the house; empty: it is whole."""

    decisions: int = 0
    calls: int = 0
    head: Head | None = None
    former: str = ""
    """As in a head, of the rows that are there."""
    faults: list[str] = field(default_factory=list)


async def find_head(session: AsyncSession) -> Head | None:
    """The last row of the ledger; None while there is none."""
    row = ConsentRow
    last = select(row.ledger_sequence, row.sha256).where(row.ledger_sequence.is_not(None))
    found = (await session.execute(last.order_by(row.ledger_sequence.desc()).limit(1))).first()
    former = await session.scalar(select(FormerConsentsRow.sha256))
    return Head(found.ledger_sequence, found.sha256, former or "") if found else None


async def anchor_ledger(database: Database, *, now: datetime) -> None:
    """Write the head into the audit chain, unless it stands there already."""
    async with database.reading() as session:
        head = await find_head(session)
        anchored = head is not None and await _is_anchored(session, head)
    if head is not None and not anchored:
        await append_audit(
            database, actor="system:consents", action=ANCHOR, subject="consents",
            detail=asdict(head), now=now,
        )  # fmt: skip


async def verify_ledger(session: AsyncSession, *, known: Head | None = None) -> Report:
    """Follow all chains. `known` is a head that somebody has kept elsewhere: it must be in the ledger."""
    report = Report(head=await find_head(session))
    await _follow_ledger(session, report)
    await _follow_calls(session, report)
    await _count_former(session, report)
    await _compare_texts(session, report)
    for head, where in [*await _anchors(session), *([(known, "was told")] if known else [])]:
        if await session.scalar(_sha256_at(head.sequence)) != head.sha256:
            report.faults.append(f"Row {head.sequence} of the ledger is not the one that {where}: the end was cut off.")
        if head.former is not None and head.former != report.former:
            report.faults.append(f"The decisions from before the ledger are not what {where}.")
    return report


async def _follow_ledger(session: AsyncSession, report: Report) -> None:
    expected, previous = 1, FIRST
    async for row in _in_the_ledger(session):
        if row.ledger_sequence != expected or row.ledger_previous_sha256 != previous or row.sha256 != digest(row):
            report.faults.append(f"Row {expected} of the ledger was edited, removed or put in.")
            return
        expected, previous = expected + 1, row.sha256


async def _follow_calls(session: AsyncSession, report: Report) -> None:
    """Also rows from before there was one ledger, which are chained within their calls only."""
    before: ConsentRow | None = None
    async for row in _call_by_call(session):
        report.decisions += 1
        if before is None or row.call_id != before.call_id:
            before = None
            report.calls += 1
        if not follows(row, before):
            report.faults.append(
                f"Row {row.sequence} of call {row.call_id} was edited or put in, or one before it removed."
            )
        before = row


async def _count_former(session: AsyncSession, report: Report) -> None:
    """The database takes no more of them, and has kept how many there were."""
    found = sorted(await session.scalars(select(ConsentRow.sha256).where(ConsentRow.form == 1)))
    report.former = hashlib.sha256("\n".join(found).encode()).hexdigest() if found else ""
    counted = [(row.decisions, row.sha256) for row in await session.scalars(select(FormerConsentsRow))]
    if counted != ([(len(found), report.former)] if found else []):
        report.faults.append("A decision was put in among those from before the ledger, edited or removed.")


async def _compare_texts(session: AsyncSession, report: Report) -> None:
    texts = {row.sha256: row.text for row in await session.scalars(select(ConsentTextRow))}
    used = (await session.execute(select(ConsentRow.wording_sha256, ConsentRow.form).distinct())).all()
    for sha256, rows in groupby(sorted(used), key=lambda row: row[0]):
        newest = max(form for _, form in rows)
        words = texts.get(sha256)
        if words is None:
            report.faults.append(f"The text {sha256} is missing.")
        elif newest > 1 and hashlib.sha256(words.encode()).hexdigest() != sha256:
            report.faults.append(f"The text {sha256} was edited.")


async def _anchors(session: AsyncSession) -> list[tuple[Head, str]]:
    rows = await session.execute(
        select(AuditRow.sequence, AuditRow.detail).where(AuditRow.action == ANCHOR).order_by(AuditRow.sequence)
    )
    return [
        (Head(detail["sequence"], detail["sha256"], detail.get("former")), f"stands in row {sequence} of the audit")
        for sequence, detail in rows
    ]


async def _is_anchored(session: AsyncSession, head: Head) -> bool:
    last = select(AuditRow.detail).where(AuditRow.action == ANCHOR).order_by(AuditRow.sequence.desc()).limit(1)
    detail = await session.scalar(last)
    return detail == asdict(head)


def _sha256_at(sequence: int) -> Select[str]:
    return select(ConsentRow.sha256).where(ConsentRow.ledger_sequence == sequence)


async def _in_the_ledger(session: AsyncSession) -> AsyncIterator[ConsentRow]:
    """A few at a time: a ledger may be longer than the memory."""
    row, after = ConsentRow, 0
    while rows := (await session.scalars(_some(row.ledger_sequence > after).order_by(row.ledger_sequence))).all():
        for each in rows:
            yield each
        after = rows[-1].ledger_sequence or 0
        session.expunge_all()


async def _call_by_call(session: AsyncSession) -> AsyncIterator[ConsentRow]:
    row, after = ConsentRow, ("", 0)
    place = tuple_(row.call_id, row.sequence)
    while rows := (await session.scalars(_some(place > after).order_by(row.call_id, row.sequence))).all():
        for each in rows:
            yield each
        after = (rows[-1].call_id, rows[-1].sequence)
        session.expunge_all()


def _some(these: ColumnElement[bool]) -> Select[ConsentRow]:
    return select(ConsentRow).where(these).limit(_AT_A_TIME)
