"""Whose the lines of a case are when its number changes, and when a person says so. Commits nothing by itself."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from cases.numbers.change import Change, what_changed
from cases.numbers.lines import of_another, other_numbers, to_take_back
from cases.numbers.shapes import NumberSaid
from records.cases import add_case_entry, find_case
from records.polls import forget_asking
from records.tables import CaseRow, UserRow, new_id
from records.told_under import (
    SAID_ANOTHERS,
    SAID_OURS,
    go_on_hearing,
    numbered_lines,
    numbers_answered,
    said_ours,
    set_lines_aside,
    stamp_number,
    stop_hearing,
)
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode

_QUESTION = "tracking_number"


async def number_changed(session: AsyncSession, row: CaseRow, before: str | None, *, actor: str, now: datetime) -> None:
    """The number of a locked case is no longer `before`, and nothing has been told under the new one yet.

    The lines of a corrected number are set aside, unless a person has called them this parcel's; those of a number that
    the case has again come back. What the rules have read until now they read anew, and feeds are asked at their next
    look. Of a number that was no stranger's the case goes on hearing.
    """
    after = row.tracking_number
    await stamp_number(session, row.id, before or "")
    await forget_asking(session, row.id)
    if after is None:
        if before is not None:
            await go_on_hearing(session, row.id, before)
        return
    lines = await numbered_lines(session, row.id)
    back = to_take_back(lines, after)
    await set_lines_aside(session, back, aside=False)
    row.updated_at, row.look_at = now, None
    if before is None:
        return
    answered = await numbers_answered(session, row.id, item=_QUESTION)
    change = what_changed(before, after, answered=answered)
    aside: list[str] = []
    ours = change is Change.HAND_OVER or await said_ours(session, row.id, before)
    if ours:
        await go_on_hearing(session, row.id, before)
    else:
        await stop_hearing(session, row.id, before)
        aside = of_another(lines, before, current=after)
        await set_lines_aside(session, aside, aside=True)
    told = sum(before in line.told_under for line in lines)
    data = {
        "actor": actor, "from": before, "to": after, "change": change, "lines": told, "set_aside": len(aside),
        "came_back": len(back),
    }  # fmt: skip
    await add_case_entry(session, row.id, kind="number_changed", key=new_id(), data=data, now=now)


async def say_of_number(
    session: AsyncSession, reference: str, said: NumberSaid, *, actor: str, user: UserRow | None, now: datetime
) -> None:
    """A person says whose the lines of a number are; said twice, nothing changes. Raises SignalError: `case_not_found`;
    `not_found` where no line was told under that number alone; `not_in_this_state` for the number the case has.
    """
    row = await find_case(session, reference, for_update=True)
    if row is None:
        raise SignalError(ErrorCode.CASE_NOT_FOUND, "There is no case with this reference.")
    if said.number == row.tracking_number:
        raise SignalError(ErrorCode.NOT_IN_THIS_STATE, "It is the number of this parcel.")
    lines = await numbered_lines(session, row.id)
    there = {each.number: each for each in other_numbers(lines, current=row.tracking_number)}.get(said.number)
    if there is None:
        raise SignalError(ErrorCode.NOT_FOUND, "No line of this case was told under that number.")
    if there.set_aside is said.set_aside:
        return
    changed = (
        of_another(lines, said.number, current=row.tracking_number)
        if said.set_aside else to_take_back(lines, said.number)
    )  # fmt: skip
    await set_lines_aside(session, changed, aside=said.set_aside)
    await (stop_hearing if said.set_aside else go_on_hearing)(session, row.id, said.number)
    row.updated_at, row.look_at = now, None
    data: dict[str, Any] = {"actor": actor, "by": user.name if user else None}
    data |= {"number": said.number, "lines": len(changed)}
    kind = SAID_ANOTHERS if said.set_aside else SAID_OURS
    await add_case_entry(session, row.id, kind=kind, key=new_id(), data=data, now=now)
