"""The customer's own copy of an approved summary: what was agreed, what was promised and until when. Nothing internal.

It is put together from named fields: what is added to the summary later does not come in by itself.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from records.summaries import load_summary
from records.tables import CallRow, CaseRow, CommitmentRow, ParticipantRow
from signaling.protocol.words import Role
from summary.model import Summary
from summary.statements import AgreedKind, Commitment, Piece


class CopyAgreed(Piece):
    """One thing both sides settled on."""

    kind: AgreedKind
    amount: Decimal | None
    currency: str | None
    text: str


class CopyPromise(Piece):
    """One promise, as it stands now. `until` is the last day of it where the customer is."""

    by: Literal["us", "you"]
    text: str
    until: date | None
    time_zone: str | None
    state: Literal["open", "kept", "broken"]


class CustomerCopy(Piece):
    """What one customer may keep from one call."""

    case_reference: str
    title: str
    name: str
    talk_from: datetime | None
    talk_to: datetime | None
    agreed: tuple[CopyAgreed, ...]
    promises: tuple[CopyPromise, ...]
    made_at: datetime
    expires_at: datetime | None
    words_in: str = Field(description="the language of `text`")


async def make_copy(
    session: AsyncSession, participant_id: str, *, now: datetime, expires_at: datetime | None
) -> CustomerCopy | None:
    """Of the call this customer was in; None when its summary was not approved."""
    person = await session.get(ParticipantRow, participant_id)
    if person is None or person.role is not Role.CUSTOMER:
        return None
    row = await load_summary(session, person.call_id)
    if row is None or row.state != "approved":
        return None
    call = await session.get_one(CallRow, person.call_id)
    case = await session.get_one(CaseRow, call.case_id)
    body = Summary.model_validate(row.body)
    tasks = await session.scalars(
        select(CommitmentRow).where(CommitmentRow.call_id == call.id, CommitmentRow.kind == "promise")
    )
    standing = {task.note: task for task in tasks}
    return CustomerCopy(
        case_reference=case.reference, title=case.title, name=person.name, talk_from=call.active_since,
        talk_to=call.ended_at, made_at=now, expires_at=expires_at, words_in=body.language,
        agreed=tuple(
            CopyAgreed(kind=each.kind, amount=each.amount, currency=each.currency, text=each.text)
            for each in body.agreed
        ),
        promises=tuple(_promise(each, standing.get(each.text)) for each in body.commitments if each.who is not None),
    )  # fmt: skip


def _promise(promise: Commitment, task: CommitmentRow | None) -> CopyPromise:
    """As it was approved; put off or settled since, as that says."""
    until = task.due_at.astimezone(ZoneInfo(task.time_zone)).date() if task else promise.due_on
    return CopyPromise.model_validate(
        {
            "by": "you" if promise.who is Role.CUSTOMER else "us", "text": promise.text, "until": until,
            "time_zone": task.time_zone if task else promise.time_zone, "state": task.state if task else "open",
        }
    )  # fmt: skip
