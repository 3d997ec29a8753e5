"""The way in: opening a call on a case, letting the first browser that presses the button in by link or by code, and
making another way in when the customer changes the device.

Unknown, used up, expired and foreign are one answer (`link_not_valid`) after the same work: nothing can be learned.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from records import links
from records.calls import Matter, insert_call, load_call, load_matters
from records.cases import add_case_entry
from records.credentials import hashed, issue
from records.database import Database
from records.effects import carry_out
from records.tables import CallEntryRow, CallRow, CaseRow, UserRow, new_id
from signaling.domain import effects as do
from signaling.domain import events as e
from signaling.domain.call import LIVE, Call, Participant
from signaling.domain.matching import HIGHEST, worth
from signaling.domain.recording_policy import RecordingPolicies
from signaling.protocol.errors import SignalError
from signaling.protocol.snapshot import CallSnapshot, CaseGlimpse, Staffing
from signaling.protocol.words import AgentState, CallMode, CallState, ErrorCode, RecordingWhen, Role
from signaling.runtime.announce import Announcer
from signaling.runtime.board import Board
from signaling.runtime.ports import Clock
from signaling.runtime.rooms import Rooms
from signaling.runtime.snapshots import glimpse

ValueSteps = Mapping[str, Sequence[int]]
"""Currency -> the amounts from which a parcel's value raises its call's priority by one more."""

_PARTICIPANT_TOKEN_TTL = timedelta(hours=12)
_HAND_OVER_TTL = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class OpenedCall:
    """A call's way in. `secret` and `code` are told once and stored only as far as they must be checked.

    No code where the case has no tracking number: the end of that is what is asked for beside it.
    """

    call_id: str
    secret: str
    code: str | None
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The way to another device of the same person. Told once; it opens the call once."""

    call_id: str
    secret: str
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
    recording: RecordingWhen = RecordingWhen.ON_REQUEST


@dataclass(frozen=True, slots=True)
class Joined:
    """The customer is in: `token` opens the socket of this participant."""

    token: str
    participant_id: str
    call: CallSnapshot


class Reception:
    """Opens calls and admits customers."""

    def __init__(
        self, database: Database, rooms: Rooms, announcer: Announcer, board: Board, *, clock: Clock,
        link_ttl: timedelta, code_ttl: timedelta, value_steps: ValueSteps, recording: RecordingPolicies,
    ) -> None:  # fmt: skip
        self._database = database
        self._rooms = rooms
        self._board = board
        self._value_steps = value_steps
        self._recording = recording
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
        now = self._clock()
        async with self._database.transaction() as session:
            case = await session.scalar(select(CaseRow).where(CaseRow.reference == reference))
            if case is None:
                raise SignalError(ErrorCode.CASE_NOT_FOUND, "There is no case with this reference.")
            agent = await _agent(session, agent_user_id) if mode is CallMode.INVITE else None
            priority = min(HIGHEST, priority + worth(case.value_amount, case.value_currency, self._value_steps))
            call = self._new_call(case, mode, language or case.customer_language, priority, agent)
            call = replace(call, skills=frozenset(skills), policy=self._recording.of(case.kind))
            way = await links.draw_way_in(session, case.id, code_expires_at=now + self._code_ttl)
            await insert_call(
                session, call, created_by=created_by, asked_because=reason, link_sha256=hashed(way.secret),
                code=way.code, code_expires_at=way.code_expires_at,
            )  # fmt: skip
            effects = _opening_effects(call, reason)
            for effect in effects:
                await carry_out(session, call, effect, now=now)
        await self._announcer.announce(call, effects, (), changed=False)
        return OpenedCall(call.id, way.secret, way.code, call.link_expires_at)

    async def renew_link(self, call_id: str, *, by: str, agent_user_id: str | None = None) -> OpenedCall:
        """Make another way in; whoever came by the old one is shown out, and the place waits for the customer.

        With `agent_user_id` only if the call is this agent's. Raises SignalError with `call_not_found`, or
        `not_in_this_state` when it is over; then nothing has changed.
        """
        now = self._clock()
        expires_at = now + self._link_ttl
        way: links.WayIn | None = None

        async def renewed(session: AsyncSession) -> tuple[str, e.Event]:
            nonlocal way
            row = await session.get(CallRow, call_id)
            own = agent_user_id is None or await links.belongs_to(session, call_id, agent_user_id)
            if row is None or not own:
                raise SignalError(ErrorCode.CALL_NOT_FOUND, "There is no such call.")
            way = await links.draw_way_in(session, row.case_id, code_expires_at=now + self._code_ttl)
            if row.state in LIVE:  # the rules refuse the others, whose code would be one more to guess
                await links.replace_way_in(session, call_id, way, expires_at=expires_at)
                await links.free_seat(session, call_id, now=now)
                about = {"call_id": call_id, "by": by}
                await add_case_entry(session, row.case_id, kind="link_renewed", key=new_id(), data=about, now=now)
            return call_id, e.LinkRenewed(expires_at, by)

        happened = await self._rooms.happen_to_what(renewed)
        await self._rooms.tell(happened)
        assert way is not None  # noqa: S101 (drawn in the transaction that has just been committed)
        return OpenedCall(call_id, way.secret, way.code, expires_at)

    async def hand_over(self, token: str) -> HandedOver:
        """Make the way to another device for whoever holds the place: nothing changes until that one comes in by it.

        Raises SignalError with `unauthenticated` for a token that opens nothing, `not_in_this_state` after the end.
        """
        now = self._clock()
        async with self._database.transaction() as session:
            found = await links.hand_over(session, token, now=now, ttl=_HAND_OVER_TTL)
            if found is None:
                raise SignalError(ErrorCode.UNAUTHENTICATED, "This token opens nothing, or not any more.")
            row, secret = found
            if row.state not in LIVE:
                raise SignalError(ErrorCode.NOT_IN_THIS_STATE, "The call is over.")
        return HandedOver(row.id, secret, now + _HAND_OVER_TTL)

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
            staffing=self._staffing(row) if row.mode is CallMode.QUEUE else None, recording=row.recording_when,
        )  # fmt: skip

    async def join_by_link(self, call_id: str, secret: str, *, browser: str) -> Joined:
        """Bind the call to this browser and admit it; the same browser may come again. Raises `link_not_valid`.

        By the way to another device this browser takes the place of the one that made it.
        """
        async with self._database.transaction() as session:
            row = await self._row_by_link(session, call_id, secret, browser)
            bound_here = row.link_sha256 == hashed(secret)
            if bound_here:
                call, matter, token = await self._admit(session, row, browser)
        return await (
            self._joined(call, matter, token) if bound_here else self._change_device(call_id, secret, browser)
        )

    async def join_by_code(self, code: str, check: str, *, browser: str) -> Joined:
        """Like a link, by the code read out and the last four characters of the tracking number."""
        async with self._database.transaction() as session:
            row = await links.find_by_code(session, code, check, browser=browser, now=self._clock())
            call, matter, token = await self._admit(session, _opened(row), browser)
        return await self._joined(call, matter, token)

    def _staffing(self, row: CallRow) -> Staffing:
        return self._board.staffing(row.language, frozenset(row.skills))

    async def _change_device(self, call_id: str, secret: str, browser: str) -> Joined:
        now = self._clock()
        token = ""

        async def changed(session: AsyncSession) -> tuple[str, e.Event]:
            nonlocal token
            row = await self._row_by_link(session, call_id, secret, browser)
            if not await links.bind_anew(session, row, secret, browser, now=now):
                raise _not_valid()
            await links.show_out(session, call_id, now=now)
            call = await load_call(session, call_id)
            assert call is not None  # noqa: S101 (read in the same transaction)
            token = await self._token(session, call.customer)
            return call_id, e.DeviceChanged()

        happened = await self._rooms.happen_to_what(changed)
        await self._rooms.tell(happened)
        return await self._joined(happened.call, happened.matter, token)

    async def _joined(self, call: Call, matter: Matter, token: str) -> Joined:
        return Joined(token, call.customer.id, (await self._announcer.seen(call, matter)).call)

    def _new_call(self, case: CaseRow, mode: CallMode, language: str, priority: int, agent: Participant | None) -> Call:
        now = self._clock()
        customer = Participant(new_id(), Role.CUSTOMER, case.customer_name, language)
        return Call(
            id=new_id(), case_id=case.id, mode=mode, state=CallState.CREATED, version=1, language=language,
            priority=priority, participants=(customer, agent) if agent else (customer,), created_at=now,
            link_expires_at=now + self._link_ttl, deadline_at=now + self._link_ttl,
        )  # fmt: skip

    async def _row_by_link(self, session: AsyncSession, call_id: str, secret: str, browser: str | None) -> CallRow:
        return _opened(await links.find_by_link(session, call_id, secret, browser=browser, now=self._clock()))

    async def _admit(self, session: AsyncSession, row: CallRow, browser: str) -> tuple[Call, Matter, str]:
        call, matter = (await load_matters(session, [row.id]))[row.id]
        if not await links.bind(session, row, browser):
            raise _not_valid()
        customer = call.customer
        now = self._clock()
        session.add(CallEntryRow(call_id=call.id, at=now, kind="link_used", participant_id=customer.id, data={}))
        return call, matter, await self._token(session, customer)

    async def _token(self, session: AsyncSession, customer: Participant) -> str:
        return await issue(
            session, kind="participant", name=customer.name, role=Role.CUSTOMER, participant_id=customer.id,
            now=self._clock(), ttl=_PARTICIPANT_TOKEN_TTL,
        )  # fmt: skip


def _opened(row: CallRow | None) -> CallRow:
    if row is None:
        raise _not_valid()
    return row


def _not_valid() -> SignalError:
    return SignalError(ErrorCode.LINK_NOT_VALID, "This link is not valid, or not any more.")


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
