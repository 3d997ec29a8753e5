"""A call's summary as the pages see it: the statements, how the draft came about, and every change by a person."""

from sqlalchemy.ext.asyncio import AsyncSession

from records.summaries import list_edits
from records.tables import CallRow, SummaryEditRow, SummaryRow, TranscriptRow
from records.transcript_reading import ROUGH
from signaling.protocol.words import NoTranscript
from summary.drafting import with_facts
from summary.gathering import gather
from summary.model import Drafting, Summary, SummaryEdit, SummaryView

PENDING = 0
"""The version of a summary that is not drafted yet."""


async def view(session: AsyncSession, call: CallRow, row: SummaryRow | None) -> SummaryView:
    """What the pages see. Until it is on the case the facts are read anew; afterwards they stand as they were filed."""
    drafting = await _drafting(session, call, row)
    if row is None:
        return SummaryView(
            call_id=call.id, state="pending", version=PENDING, outcome=call.outcome, notes=call.notes,
            notes_version=call.notes_version, drafting=drafting,
        )  # fmt: skip
    body = Summary.model_validate(row.body)
    if row.state == "draft":
        body = with_facts(body, await gather(session, call))
    return SummaryView.model_validate(
        {
            "call_id": call.id, "state": row.state, "version": row.version, "outcome": call.outcome,
            "notes": call.notes, "notes_version": call.notes_version, "drafted_from_notes": row.notes_version,
            "draft": Summary.model_validate(row.draft), "body": body, "drafting": drafting,
            "edits": tuple(_edit(edit) for edit in await list_edits(session, call.id)), "drafted_at": row.drafted_at,
            "approved_at": row.approved_at, "approved_by": row.approved_by, "rejected_because": row.rejected_because,
        }
    )  # fmt: skip


async def _drafting(session: AsyncSession, call: CallRow, row: SummaryRow | None) -> Drafting:
    heard = await session.get(TranscriptRow, call.id, populate_existing=True)
    about = {
        "transcript": heard.state if heard else None, "heard_s": heard.heard_s if heard else 0.0,
        "total_s": heard.total_s if heard else 0.0,
        "no_transcript": heard.reason if heard else _why_unrecorded(call),
        "rough": heard is not None and heard.engine in ROUGH,
    }  # fmt: skip
    if row is None:
        return Drafting.model_validate({"engine": "rules", **about})
    return Drafting.model_validate(
        {
            **about, "engine": row.engine, "model": row.model, "fell_back": row.fell_back,
            "waits_for_model": row.waits_for_model and row.state == "draft", "tokens_in": row.tokens_in,
            "tokens_out": row.tokens_out, "cost": row.cost,
        }
    )  # fmt: skip


def _why_unrecorded(call: CallRow) -> NoTranscript:
    """Nobody talked, or not everybody agreed: not to have been asked is no consent either."""
    return NoTranscript.TOO_SHORT if call.active_since is None else NoTranscript.NO_CONSENT


def _edit(row: SummaryEditRow) -> SummaryEdit:
    return SummaryEdit(
        version=row.version, user_id=row.user_id, at=row.at, before=Summary.model_validate(row.before),
        after=Summary.model_validate(row.after),
    )  # fmt: skip
