"""A call's way in as rows: its link, its short code, the one browser it is bound to, and the way to another device.

Whoever comes by any of them is admitted here or not at all; what is told about a refusal is not decided here.
"""

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from records.credentials import Kind, find, hashed, issue
from records.tables import CallRow, CaseRow, ConsentRequestRow, CredentialRow, ParticipantRow
from signaling.domain.call import LIVE

_CODE_DIGITS = 8
_HOLDS: tuple[Kind, ...] = ("participant",)
_LEADS_ON: tuple[Kind, ...] = ("hand_over",)
_TELLS: tuple[Kind, ...] = ("receipt",)


@dataclass(frozen=True, slots=True)
class WayIn:
    """What is told once. No code where the case has no tracking number: its end is what is asked for beside it."""

    secret: str
    code: str | None
    code_expires_at: datetime


async def draw_way_in(session: AsyncSession, case_id: str, *, code_expires_at: datetime) -> WayIn:
    """A new secret of 256 bits, and a code that no other call has."""
    case = await session.get_one(CaseRow, case_id)
    code = await _free_code(session) if case.tracking_number else None
    return WayIn(secrets.token_urlsafe(32), code, code_expires_at)


async def replace_way_in(session: AsyncSession, call_id: str, way: WayIn, *, expires_at: datetime) -> None:
    """The call opens by this one only, to the first browser that comes by it."""
    await session.execute(
        update(CallRow)
        .where(CallRow.id == call_id)
        .values(
            link_sha256=hashed(way.secret), link_expires_at=expires_at, browser_sha256=None, code=way.code,
            code_expires_at=way.code_expires_at,
        )
    )  # fmt: skip


async def find_by_link(
    session: AsyncSession, call_id: str, secret: str, *, browser: str | None, now: datetime
) -> CallRow | None:
    """The live call that this link opens to this browser. The same is looked up whatever is wrong with the link."""
    row = await session.get(CallRow, call_id)
    handed_over = await find(session, secret, kinds=_LEADS_ON, now=now)
    if handed_over is not None and handed_over.participant_id is not None:
        person = await session.get_one(ParticipantRow, handed_over.participant_id)
        return row if row is not None and person.call_id == row.id and row.state in LIVE else None
    right = hmac.compare_digest(hashed(secret), row.link_sha256 if row else hashed(""))
    return _open_to(row if right else None, browser, now)


async def find_by_code(
    session: AsyncSession, code: str, check: str, *, browser: str, now: datetime
) -> CallRow | None:  # fmt: skip
    """The same by what was read out and the last four characters of the tracking number."""
    row = await session.scalar(select(CallRow).where(CallRow.code == code))
    case = await session.get(CaseRow, row.case_id) if row else None
    tail = (case.tracking_number or "")[-4:] if case else ""
    right = hmac.compare_digest(check.strip().upper().encode(), tail.upper().encode()) and tail != ""
    fresh = row is not None and row.code_expires_at is not None and row.code_expires_at > now
    return _open_to(row if right and fresh else None, browser, now)


async def bind(session: AsyncSession, row: CallRow, browser: str) -> bool:
    """The way in that `row` was found by leads this browser in, and no other; False when it is another one by now, or
    another browser was first. A code stays as long as it was to last: to whom the answer was lost it opens again.
    """
    unbound_or_own = or_(CallRow.browser_sha256.is_(None), CallRow.browser_sha256 == hashed(browser))
    bound = await session.execute(
        update(CallRow)
        .where(CallRow.id == row.id, CallRow.link_sha256 == row.link_sha256, unbound_or_own)
        .values(browser_sha256=hashed(browser))
        .returning(CallRow.id)
    )
    return bound.first() is not None


async def bind_anew(session: AsyncSession, row: CallRow, secret: str, browser: str, *, now: datetime) -> bool:
    """The way to another device is used up, and from now on the call's link for this browser; False when somebody was
    quicker. The call's row first: whoever renews the link locks in this order too.
    """
    bound = await session.execute(
        update(CallRow)
        .where(CallRow.id == row.id, CallRow.link_sha256 == row.link_sha256)
        .values(link_sha256=hashed(secret), browser_sha256=hashed(browser), code=None, code_expires_at=None)
        .returning(CallRow.id)
    )
    used = await session.execute(
        update(CredentialRow)
        .where(CredentialRow.sha256 == hashed(secret), CredentialRow.revoked_at.is_(None))
        .values(revoked_at=now)
        .returning(CredentialRow.sha256)
    )
    return bound.first() is not None and used.first() is not None


async def hand_over(
    session: AsyncSession, token: str, *, now: datetime, ttl: timedelta
) -> tuple[CallRow, str] | None:  # fmt: skip
    """The call of whoever holds this token, and the secret by which another device of theirs takes the place, once.

    An earlier one opens nothing any more; nor does this one when the token is taken back.
    """
    holder = await find(session, token, kinds=_HOLDS, now=now)
    if holder is None or holder.participant_id is None:
        return None
    person = await session.get_one(ParticipantRow, holder.participant_id)
    await _take_back(session, person.id, _LEADS_ON, now)
    secret = await issue(
        session, kind="hand_over", name=holder.name, role=holder.role, participant_id=person.id, parent=holder, now=now,
        ttl=ttl,
    )  # fmt: skip
    return await session.get_one(CallRow, person.call_id), secret


async def show_out(session: AsyncSession, call_id: str, *, now: datetime) -> None:
    """Every token that the customer of this call was given opens nothing any more. What they agreed to, and the
    receipts of it, stay theirs: they only go on with another device.
    """
    for participant_id in await _customers(session, call_id):
        await _take_back(session, participant_id, _HOLDS + _LEADS_ON, now)


async def free_seat(session: AsyncSession, call_id: str, *, now: datetime) -> None:
    """The same where nobody knows who comes next: their receipts open nothing either, and what was asked until now was
    asked of somebody else. The tokens first: a receipt that is being made holds one, and is found after it.
    """
    await show_out(session, call_id, now=now)
    for participant_id in await _customers(session, call_id):
        await _take_back(session, participant_id, _TELLS, now)
    row = ConsentRequestRow
    asked = update(row).where(row.call_id == call_id, row.seat_freed_at.is_(None))
    await session.execute(asked.values(seat_freed_at=now))


async def belongs_to(session: AsyncSession, call_id: str, user_id: str) -> bool:
    """Whether the call is this user's: not of one from whom it was taken."""
    row = ParticipantRow
    theirs = exists().where(row.call_id == call_id, row.user_id == user_id, row.left_at.is_(None))
    return bool(await session.scalar(select(theirs)))


def _open_to(row: CallRow | None, browser: str | None, now: datetime) -> CallRow | None:
    """This call if it is live and free in time, or bound to this very browser: whoever is in may come back."""
    fresh = row is not None and row.browser_sha256 is None and row.link_expires_at > now
    own = row is not None and row.browser_sha256 == hashed(browser or "")
    return row if row is not None and row.state in LIVE and (fresh or own) else None


async def _customers(session: AsyncSession, call_id: str) -> Sequence[str]:
    row = ParticipantRow
    return (await session.scalars(select(row.id).where(row.call_id == call_id, row.user_id.is_(None)))).all()


async def _take_back(session: AsyncSession, participant_id: str, kinds: tuple[Kind, ...], now: datetime) -> None:
    row = CredentialRow
    theirs = update(row).where(row.participant_id == participant_id, row.kind.in_(kinds), row.revoked_at.is_(None))
    await session.execute(theirs.values(revoked_at=now))


async def _free_code(session: AsyncSession) -> str:
    while True:
        code = f"{secrets.randbelow(10**_CODE_DIGITS):0{_CODE_DIGITS}d}"
        if await session.scalar(select(CallRow.id).where(CallRow.code == code)) is None:
            return code
