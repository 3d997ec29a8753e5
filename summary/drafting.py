"""Makes the draft of a call, and makes it anew when there is more to draw from; what a person has mended stays."""

import asyncio
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from records.jobs import enqueue_job
from records.search import index_call
from records.summaries import insert_draft, load_summary
from records.tables import CallRow, SummaryRow
from summary.draft import draft_summary
from summary.gathering import gather
from summary.material import Material
from summary.model import GROUPS, Summary
from summary.statements import Statement

MODEL_JOB: Final = "draft_by_model"
MODEL_LANE: Final = "summaries"


async def ensure_draft(
    session: AsyncSession, call: CallRow, *, now: datetime, by_model: bool = False
) -> SummaryRow:  # fmt: skip
    """The summary's row, held until the commit; drafted now if nobody has. `by_model`: a model is asked, too."""
    row = await load_summary(session, call.id, for_update=True)
    if row is None:
        drafted = await asyncio.to_thread(draft_summary, await gather(session, call))
        draft = drafted.model_dump(mode="json")
        row = await insert_draft(
            session, call_id=call.id, case_id=call.case_id, draft=draft, notes_version=call.notes_version, now=now
        )  # fmt: skip
        await index_call(session, call.id)
    if by_model:
        await ask_model(session, row, because="talk", now=now)
    return row


async def redraft(session: AsyncSession, call: CallRow, *, now: datetime, by_model: bool = False) -> None:
    """There is more to draw from: a transcript. A body that somebody has mended stays; the draft beside it is new."""
    row = await ensure_draft(session, call, now=now)
    if row.state != "draft":
        return
    put_draft(row, await asyncio.to_thread(draft_summary, await gather(session, call)), engine="rules")
    await index_call(session, call.id)
    if by_model:
        await ask_model(session, row, because="transcript", now=now)


async def ask_model(session: AsyncSession, row: SummaryRow, *, because: str, now: datetime) -> None:
    """Have a language model draft it; asked twice for the same reason, done once."""
    if row.state != "draft":
        return
    row.waits_for_model = True
    payload = {"call_id": row.call_id, "because": because}
    await enqueue_job(
        session, kind=MODEL_JOB, key=f"{row.call_id}:{because}", payload=payload, run_at=now, lane=MODEL_LANE
    )


def put_draft(row: SummaryRow, draft: Summary, *, engine: str) -> None:
    """In the place of the draft, and of the body if nobody has mended it: then whoever reads the old one is told."""
    body = row.body if is_mended(row) else draft.model_dump(mode="json")
    if body != row.body:
        row.body, row.version = body, row.version + 1
    row.draft, row.engine = draft.model_dump(mode="json"), engine


async def drafted_anew(material: Material, row: SummaryRow) -> Summary:
    """The draft with the notes as they are now; what a model has drafted keeps everything but what rested on notes."""
    by_rules = await asyncio.to_thread(draft_summary, material)
    if row.engine != "model":
        return by_rules
    before = Summary.model_validate(row.draft)
    return with_facts(
        before.model_copy(update={group: _with_notes(before, by_rules, group) for group in GROUPS}), material
    )


def with_facts(body: Summary, material: Material) -> Summary:
    """The same statements with the facts nobody edits."""
    return body.model_copy(
        update={"outcome": material.outcome, "consents": material.consents, "recordings": material.recordings}
    )


def is_mended(row: SummaryRow) -> bool:
    """Whether a person has changed the statements."""
    return _statements(row.body) != _statements(row.draft)


def _statements(body: dict[str, object]) -> dict[str, object]:
    return {group: body.get(group) for group in GROUPS}


def _with_notes(before: Summary, by_rules: Summary, group: str) -> tuple[Statement, ...]:
    kept = tuple(each for each in getattr(before, group) if not _is_noted(each))
    noted = tuple(each for each in getattr(by_rules, group) if _is_noted(each))
    return kept + (() if group == "next_stage" and kept else noted)


def _is_noted(statement: Statement) -> bool:
    return any(source.kind == "note" for source in statement.sources)
