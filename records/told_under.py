"""The memory of numbers: under which of them each line of a case was told, and which lines are set aside.

Commits nothing by itself. The case must be locked by whoever writes.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from records.database import few_lengths
from records.tables import AlertRow, CaseEntryRow, FactCheckRow, FormerNumberRow, TrackingEventRow

_NOT_SYNCHRONIZED = {"synchronize_session": False}
_AT_ONCE = 500
SAID_OURS, SAID_ANOTHERS = "lines_taken_back", "lines_set_aside"
"""Entries of a person's word on the lines of one number."""


@dataclass(frozen=True, slots=True)
class KnownLine:
    """What of a line that is there matters when it is told again."""

    stage: str | None
    told_under: tuple[str, ...]
    set_aside: bool


@dataclass(frozen=True, slots=True)
class Again:
    """A line that is there, told again: its columns as they are told now, and under which number."""

    known: KnownLine
    columns: Mapping[str, Any]
    number: str


@dataclass(frozen=True, slots=True)
class NumberedLine:
    """One line of a case, by its numbers."""

    id: str
    told_under: frozenset[str]
    set_aside: bool


async def known_lines(session: AsyncSession, *wanted: ColumnElement[bool]) -> dict[tuple[str, str], KnownLine]:
    """By case id and digest."""
    row = TrackingEventRow
    found = await session.execute(
        select(row.case_id, row.digest, row.stage, row.told_under, row.set_aside).where(*wanted)
    )
    return {(case_id, digest): KnownLine(stage, tuple(under), aside) for case_id, digest, stage, under, aside in found}


async def tell_again(session: AsyncSession, told: Mapping[tuple[str, str], Again]) -> Sequence[tuple[str, str]]:
    """Note under which number these lines, by case and digest, are told by now; gives those that were set aside and are
    the case's own again, since its number tells them.
    """
    row, back = TrackingEventRow, []
    for (case_id, digest), each in told.items():
        before = each.known
        if not before.set_aside and (not before.told_under or each.number in before.told_under):
            continue
        values: dict[str, Any] = {"told_under": list(dict.fromkeys((*before.told_under, each.number)))}
        if before.set_aside:
            values |= {**each.columns, "set_aside": False}
            back.append((case_id, digest))
        of_line = update(row).where(row.case_id == case_id, row.digest == digest).values(values)
        await session.execute(of_line, execution_options=_NOT_SYNCHRONIZED)
    return back


async def stamp_number(session: AsyncSession, case_id: str, number: str) -> None:
    """The case is about to have another number: what it was told and alerted to until now was under this one."""
    row, alert = TrackingEventRow, AlertRow
    found = await session.execute(select(row.id, row.told_under).where(row.case_id == case_id))
    await _change(session, [line for line, told_under in found if not told_under], told_under=[number])
    unstamped = update(alert).where(alert.case_id == case_id, alert.number.is_(None)).values(number=number)
    await session.execute(unstamped, execution_options=_NOT_SYNCHRONIZED)


async def numbered_lines(session: AsyncSession, case_id: str) -> Sequence[NumberedLine]:
    """Every line of a case, those that are set aside too."""
    row = TrackingEventRow
    found = await session.execute(select(row.id, row.told_under, row.set_aside).where(row.case_id == case_id))
    return [NumberedLine(line, frozenset(told_under), aside) for line, told_under, aside in found]


async def set_lines_aside(session: AsyncSession, lines: Collection[str], *, aside: bool) -> None:
    """These lines, by their ids, are another parcel's, or are not."""
    await _change(session, list(lines), set_aside=aside)


async def _change(session: AsyncSession, lines: Sequence[str], **values: Any) -> None:  # noqa: ANN401 (columns)
    row = TrackingEventRow
    for begin in range(0, len(lines), _AT_ONCE):
        some = update(row).where(row.id.in_(few_lengths(lines[begin : begin + _AT_ONCE]))).values(**values)
        await session.execute(some, execution_options=_NOT_SYNCHRONIZED)


async def numbers_aside(session: AsyncSession, case_ids: Sequence[str]) -> Mapping[str, frozenset[str]]:
    """Of these cases, the numbers whose lines are set aside; a case without such lines is left out."""
    row = TrackingEventRow
    aside = select(row.case_id, row.told_under).where(row.case_id.in_(case_ids), row.set_aside.is_(True))
    found: dict[str, frozenset[str]] = {}
    for case_id, told_under in await session.execute(aside):
        found[case_id] = found.get(case_id, frozenset()) | frozenset(told_under)
    return found


async def go_on_hearing(session: AsyncSession, case_id: str, number: str) -> None:
    """What is told of a number that a case has no more is of its parcel all the same."""
    await session.merge(FormerNumberRow(number=number, case_id=case_id))
    await session.flush()


async def stop_hearing(session: AsyncSession, case_id: str, number: str) -> None:
    """What is told of a number that a case had is of another parcel."""
    row = FormerNumberRow
    await session.execute(delete(row).where(row.number == number, row.case_id == case_id))


async def said_ours(session: AsyncSession, case_id: str, number: str) -> bool:
    """Whether the last person who said whose the lines of this number are called them this parcel's."""
    row = CaseEntryRow
    said = select(row.kind, row.data).where(row.case_id == case_id, row.kind.in_((SAID_OURS, SAID_ANOTHERS)))
    found = await session.execute(said.order_by(row.at.desc(), row.id.desc()))
    return next((kind == SAID_OURS for kind, data in found if data.get("number") == number), False)


async def numbers_answered(session: AsyncSession, case_id: str, *, item: str) -> frozenset[str]:
    """Every number that an answer to this question of the checklist gave as the customer's."""
    row = FactCheckRow
    found = await session.scalars(select(row.detail).where(row.case_id == case_id, row.item == item))
    return frozenset(str(detail["number"]) for detail in found if detail.get("number"))
