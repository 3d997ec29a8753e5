"""After the hang-up: the agent reads, mends and approves the summary. Each operation is one transaction.

Who may do it: the agent of the call and supervisors. Versions are optimistic: whoever saves over a version they have
not seen is told so and loses nothing.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from records.database import Database
from records.effects import Ticket
from records.notes import swap_notes
from records.participants import find_last_agent
from records.search import index_call
from records.summaries import load_summary
from records.tables import CallRow, SummaryEditRow, SummaryRow
from signaling.domain.call import Call
from signaling.domain.effects import Effect
from signaling.domain.errors import NotInThisState
from signaling.protocol.errors import SignalError
from signaling.protocol.words import CallState, ErrorCode, Role
from summary.drafting import drafted_anew, ensure_draft, is_mended, with_facts
from summary.gathering import gather
from summary.material import Material
from summary.model import Summary, SummaryView
from summary.promised import check_days
from summary.statements import Piece
from summary.view import PENDING, view

MAX_NOTES = 20_000


class Editor(Piece):
    """Who asks: the signed-in person, as the sign-in knows them."""

    user_id: str
    role: Role


class WrapUp(Piece):
    """What the wrap-up form sends. `body` null: the agent has not touched the statements."""

    outcome: str | None = Field(default=None, max_length=200)
    notes: str | None = Field(default=None, max_length=MAX_NOTES)
    notes_version: int | None = None
    """Of the notes the editor has seen; None: they are written over whatever stands there."""
    body: Summary | None = None


class Announces(Protocol):
    """Tells the pages of a call that it has changed; `signaling.runtime.announce.Announcer` does."""

    async def announce(
        self, call: Call, effects: Iterable[Effect], tickets: Iterable[Ticket], *, changed: bool
    ) -> None:
        """Called after the commit."""


async def read_summary(database: Database, call_id: str) -> SummaryView:
    """The summary as it stands; `pending` before the draft. Raises SignalError with `call_not_found`."""
    async with database.reading() as session:
        call = await find_call(session, call_id)
        return await view(session, call, await load_summary(session, call_id))


async def save_wrap_up(
    database: Database, call_id: str, *, editor: Editor, version: int, wrap_up: WrapUp, now: datetime
) -> SummaryView:
    """Save outcome, notes and statements. Notes change the draft as long as nobody has touched the statements.

    Raises SignalError: `call_not_found`, `forbidden`, `not_in_this_state`, `version_conflict`, and `invalid_field`
    for a statement whose source is not in this call, or a promise on no day of anybody's.
    """
    async with database.transaction() as session:
        call = await open_for(session, call_id, editor)
        row = await _row_at(session, call, version, untouched=wrap_up.body is None, now=now)
        call.outcome = wrap_up.outcome
        await write_notes(session, call, wrap_up.notes, seen=wrap_up.notes_version)
        material = await gather(session, call)
        body = _mended(material, row, wrap_up.body) if wrap_up.body else await _unmended(material, row)
        row.notes_version = call.notes_version
        _write_body(session, row, body, editor=editor, now=now)
        await index_call(session, call.id)
        await session.flush()
        return await view(session, call, row)


async def find_call(session: AsyncSession, call_id: str) -> CallRow:
    """Raises SignalError with `call_not_found`."""
    call = await session.get(CallRow, call_id, populate_existing=True)
    if call is None:
        raise SignalError(ErrorCode.CALL_NOT_FOUND, "There is no such call.")
    return call


async def admit(session: AsyncSession, call_id: str, editor: Editor) -> CallRow:
    """The call, for its agent or a supervisor. Raises SignalError with `forbidden` for everybody else.

    Where the customer hung up while waiting for another agent, whoever was lost in the talk knows what was said.
    """
    row, agent = await find_call(session, call_id), await find_last_agent(session, call_id)
    is_its_agent = editor.role is Role.AGENT and agent is not None and agent.user_id == editor.user_id
    if editor.role is not Role.SUPERVISOR and not is_its_agent:
        raise SignalError(ErrorCode.FORBIDDEN, "Only the agent of the call or a supervisor may do this.")
    return row


async def open_for(session: AsyncSession, call_id: str, editor: Editor) -> CallRow:
    """As `admit`, and the call is in wrap-up: before and after it there is nothing to write up."""
    call = await admit(session, call_id, editor)
    if call.state is not CallState.WRAP_UP:
        raise NotInThisState(call.state, "WrapUpSaved")
    return call


async def write_notes(session: AsyncSession, call: CallRow, notes: str | None, *, seen: int | None) -> None:
    """Put these notes in the place of those at version `seen`; None: of whatever stands there. The same notes again
    change nothing. Raises SignalError with `version_conflict` when others stand there by now.
    """
    if notes == call.notes:
        return
    at = call.notes_version if seen is None else seen
    if not await swap_notes(session, call, notes, seen=at):
        raise SignalError(ErrorCode.VERSION_CONFLICT, "These notes were changed in another window meanwhile.")


def check_version(row: SummaryRow, version: int) -> None:
    """Raises SignalError with `version_conflict`."""
    if row.version != version:
        raise SignalError(ErrorCode.VERSION_CONFLICT, "Somebody else has changed the summary meanwhile.")


async def _row_at(
    session: AsyncSession, call: CallRow, version: int, *, untouched: bool, now: datetime
) -> SummaryRow:  # fmt: skip
    """The row at the version the editor saw. A form opened before the draft was made may still bring its notes."""
    row = await ensure_draft(session, call, now=now)
    if not (version == PENDING and row.version == 1 and untouched):
        check_version(row, version)
    return row


def _mended(material: Material, row: SummaryRow, body: Summary) -> Summary:
    """A source may be gone by its last day, and what was drawn from it stays."""
    known = (
        material.sources() | Summary.model_validate(row.body).sources() | Summary.model_validate(row.draft).sources()
    )
    if strangers := body.sources() - known:
        kind, ref = min(strangers)
        raise SignalError(ErrorCode.INVALID_FIELD, f"There is no {kind.replace('_', ' ')} {ref} in this call.")
    check_days(body)
    return with_facts(body, material)


async def _unmended(material: Material, row: SummaryRow) -> Summary:
    """New notes make a new draft; a body that somebody has mended stays theirs."""
    mended, draft = is_mended(row), await drafted_anew(material, row)
    row.draft = draft.model_dump(mode="json")
    return with_facts(Summary.model_validate(row.body), material) if mended else draft


def _write_body(
    session: AsyncSession, row: SummaryRow, body: Summary, *, editor: Editor, now: datetime
) -> None:  # fmt: skip
    before, after = row.body, body.model_dump(mode="json")
    row.body, row.version = after, row.version + 1
    if before != after:
        session.add(
            SummaryEditRow(
                call_id=row.call_id, version=row.version, user_id=editor.user_id, at=now, before=before, after=after
            )
        )
