"""The way in: opening a call on a case, and letting the first browser that presses the button in by link or by code.

Unknown, used up, expired and foreign are one answer (`link_not_valid`) after the same work: nothing can be learned.
"""

import hmac
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from records.calls import insert_call, load_call
from records.credentials import hashed, issue
from records.database import Database
from records.effects import carry_out
from records.tables import CallEntryRow, CallRow, CaseRow, UserRow, new_id
from signaling.domain import effects as do
from signaling.domain.call import LIVE, Call, Participant
from signaling.domain.matching import HIGHEST, worth
from signaling.protocol.errors import SignalError
from signaling.protocol.snapshot import CallSnapshot, CaseGlimpse, Staffing
from signaling.protocol.words import AgentState, CallMode, CallState, ErrorCode, Role
from signaling.runtime.announce import Announcer
from signaling.runtime.board import Board
from signaling.runtime.ports import Clock
from signaling.runtime.snapshots import glimpse

ValueSteps = Mapping[str, Sequence[int]]
"""Currency -> the amounts from which a parcel's value raises its call's priority by one more."""

_CODE_DIGITS = 8
_PARTICIPANT_TOKEN_TTL = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class OpenedCall:
    """A new call's way in. `secret` and `code` are told once and stored only as far as they must be checked.

    No code where the case has no tracking number: the end of that is what is asked for beside it.
    """

    call_id: str
    secret: str
    code: str | None
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Preview:
    """What the welcome page says before anything is spent."""

    agent_name: str | None
    language: str
    case: CaseGlimpse
    mode: CallMode
    expires_at: datetime
    staffing: Staffing | None
    """For a call that waits in the queue: whether anybody is there."""


@dataclass(frozen=True, slots=True)
class Joined:
    """The customer is in: `token` opens the socket of this participant."""

    token: str
    participant_id: str
    call: CallSnapshot


class Reception:
    """Opens calls and admits customers."""

    def __init__(
        self, database: Database, announcer: Announcer, board: Board, *, clock: Clock, link_ttl: timedelta,
        code_ttl: timedelta, value_steps: ValueSteps,
    ) -> None:  # fmt: skip
        self._database = database
        self._board = board
        self._value_steps = value_steps
        self._announcer = announcer
        self._clock = clock
        self._link_ttl = link_ttl
        self._code_ttl = code_ttl

    async def open_call(
        self,
        reference: str,
        *,
        mode: CallMode,
        created_by: str,
        agent_user_id: str | None = None,
        language: str | None = None,
        reason: str | None = None,
        priority: int = 0,
        skills: Collection[str] = (),
    ) -> OpenedCall:
        """Make a call on the case, with the customer and (for an invitation by an agent) that agent in it.

        Raises SignalError with `case_not_found`, `customer_busy` or `agent_busy`; then nothing was written.
        """
        now, secret = self._clock(), secrets.token_urlsafe(32)
        async with self._database.transaction() as session:
            case = await session.scalar(select(CaseRow).where(CaseRow.reference == reference))
            if case is None:
                raise SignalError(ErrorCode.CASE_NOT_FOUND, "There is no case with this reference.")
            agent = await _agent(session, agent_user_id) if mode is CallMode.INVITE else None
            priority = min(HIGHEST, priority + worth(case.value_amount, case.value_currency, self._value_steps))
            call = self._new_call(case, mode, language or case.customer_language, priority, agent)
            call = replace(call, skills=frozenset(skills))
            code = await _free_code(session) if case.tracking_number else None
            await insert_call(
                session, call, created_by=created_by, asked_because=reason, link_sha256=hashed(secret), code=code,
                code_expires_at=now + self._code_ttl,
            )  # fmt: skip
            effects = _opening_effects(call, reason)
            for effect in effects:
                await carry_out(session, call, effect, now=now)
        await self._announcer.announce(call, effects, (), changed=False)
        return OpenedCall(call.id, secret, code, call.link_expires_at)

    async def preview(self, call_id: str, secret: str, *, browser: str | None) -> Preview:
        """Who is calling and about which parcel. Spends nothing. Raises SignalError `link_not_valid`."""
        async with self._database.reading() as session:
            row = await self._row_by_link(session, call_id, secret, browser)
            call = await load_call(session, row.id)
            case = await glimpse(session, row.case_id)
        agent = call.agent if call else None
        await self._board.refresh()
        return Preview(
            agent_name=agent.name if agent else None, language=row.language, case=case, mode=row.mode,
            expires_at=row.link_expires_at,
            staffing=self._staffing(row) if row.mode is CallMode.QUEUE else None,
        )  # fmt: skip

    async def join_by_link(self, call_id: str, secret: str, *, browser: str) -> Joined:
        """Bind the call to this browser and admit it; the same browser may come again. Raises `link_not_valid`."""
        async with self._database.transaction() as session:
            call, token = await self._admit(
                session, await self._row_by_link(session, call_id, secret, browser), browser
            )
        return await self._joined(call, token)

    async def join_by_code(self, code: str, check: str, *, browser: str) -> Joined:
        """Like a link, by the code read out and the last four characters of the tracking number."""
        async with self._database.transaction() as session:
            call, token = await self._admit(session, await self._row_by_code(session, code, check, browser), browser)
        return await self._joined(call, token)

    def _staffing(self, row: CallRow) -> Staffing:
        return self._board.staffing(row.language, frozenset(row.skills))

    async def _joined(self, call: Call, token: str) -> Joined:
        return Joined(token, call.customer.id, (await self._announcer.seen(call)).call)

    def _new_call(self, case: CaseRow, mode: CallMode, language: str, priority: int, agent: Participant | None) -> Call:
        now = self._clock()
        customer = Participant(new_id(), Role.CUSTOMER, case.customer_name, language)
        return Call(
            id=new_id(), case_id=case.id, mode=mode, state=CallState.CREATED, version=1, language=language,
            priority=priority, participants=(customer, agent) if agent else (customer,), created_at=now,
            link_expires_at=now + self._link_ttl, deadline_at=now + self._link_ttl,
        )  # fmt: skip

    async def _row_by_link(self, session: AsyncSession, call_id: str, secret: str, browser: str | None) -> CallRow:
        row = await session.get(CallRow, call_id)
        right = hmac.compare_digest(hashed(secret), row.link_sha256 if row else hashed(""))
        return self._open_to(row if right else None, browser)

    async def _row_by_code(self, session: AsyncSession, code: str, check: str, browser: str) -> CallRow:
        row = await session.scalar(select(CallRow).where(CallRow.code == code))
        case = await session.get(CaseRow, row.case_id) if row else None
        tail = (case.tracking_number or "")[-4:] if case else ""
        right = hmac.compare_digest(check.strip().upper().encode(), tail.upper().encode()) and tail != ""
        fresh = row is not None and row.code_expires_at is not None and row.code_expires_at > self._clock()
        return self._open_to(row if right and fresh else None, browser)

    def _open_to(self, row: CallRow | None, browser: str | None) -> CallRow:
        """This call if it is live and free in time, or bound to this very browser: whoever is in may come back."""
        fresh = row is not None and row.browser_sha256 is None and row.link_expires_at > self._clock()
        own = row is not None and row.browser_sha256 == hashed(browser or "")
        if row is None or row.state not in LIVE or not (fresh or own):
            raise SignalError(ErrorCode.LINK_NOT_VALID, "This link is not valid, or not any more.")
        return row

    async def _admit(self, session: AsyncSession, row: CallRow, browser: str) -> tuple[Call, str]:
        call = await load_call(session, row.id)
        assert call is not None  # noqa: S101 (read in the same transaction)
        bound = await session.execute(
            update(CallRow)
            .where(
                CallRow.id == call.id, CallRow.browser_sha256.in_([hashed(browser)]) | CallRow.browser_sha256.is_(None)
            )
            .values(browser_sha256=hashed(browser), code=None, code_expires_at=None)
            .returning(CallRow.id)
        )
        if bound.first() is None:
            raise SignalError(ErrorCode.LINK_NOT_VALID, "This link is not valid, or not any more.")
        now = self._clock()
        customer = call.customer
        session.add(CallEntryRow(call_id=call.id, at=now, kind="link_used", participant_id=customer.id, data={}))
        token = await issue(
            session, kind="participant", name=customer.name, role=Role.CUSTOMER, participant_id=customer.id, now=now,
            ttl=_PARTICIPANT_TOKEN_TTL,
        )  # fmt: skip
        return call, token


async def _free_code(session: AsyncSession) -> str:
    """One that no other call has."""
    while True:
        code = f"{secrets.randbelow(10**_CODE_DIGITS):0{_CODE_DIGITS}d}"
        if await session.scalar(select(CallRow.id).where(CallRow.code == code)) is None:
            return code


async def _agent(session: AsyncSession, user_id: str | None) -> Participant | None:
    if user_id is None:
        return None
    user = await session.get_one(UserRow, user_id)
    return Participant(new_id(), Role.AGENT, user.name, user.languages[0], user_id=user.id)


def _opening_effects(call: Call, reason: str | None) -> tuple[do.Effect, ...]:
    entry = do.AddEntry("created", data={"mode": call.mode, "reason": reason})
    if call.agent is None or call.agent.user_id is None:
        return (entry,)
    return (replace(entry, participant_id=call.agent.id), do.SetAgent(call.agent.user_id, AgentState.ON_CALL))
