"""From hang-up to the case: what the agent saves and approves, on both engines."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from records.call_log import CallFilter, list_calls
from records.calls import insert_call
from records.database import Database
from records.tables import AgentRow, CallRow, CaseEntryRow, OutboxRow
from signaling.domain import events as e
from signaling.domain.call import Participant
from signaling.protocol.errors import SignalError
from signaling.protocol.words import AgentState, CallState, ErrorCode, PartState, Role
from summary.approval import approve
from summary.model import SummaryView
from summary.statements import Commitment, Source
from summary.wrap_up import Editor, WrapUp, read_summary, save_wrap_up
from tests.integration.summary.ended_call import (
    NOW,
    OTHER,
    SUPERVISOR,
    WEI,
    Listener,
    add_part,
    ended_call,
    taken_over,
    talk,
    waiting_again,
)
from tests.unit.signaling.story import AGENT, CUSTOMER, START, invited

NOTES = WrapUp(outcome="claim_opened", notes="I'll call Lucía by Friday.")


async def _save(db: Database, version: int, wrap_up: WrapUp = NOTES, editor: Editor = WEI) -> SummaryView:
    return await save_wrap_up(db, "call", editor=editor, version=version, wrap_up=wrap_up, now=NOW)


async def _approve(db: Database, version: int, editor: Editor = WEI, announcer: Listener | None = None) -> SummaryView:
    return await approve(
        db, "call", editor=editor, version=version, now=NOW, announcer=announcer or Listener()
    )  # fmt: skip


async def _filed(db: Database) -> tuple[int, int, CallState, AgentState]:
    """Summaries on the case, `summary.attached` in the outbox, the call's state, the agent's."""
    async with db.reading() as session:
        entries = await session.scalar(select(func.count()).select_from(CaseEntryRow).where(CaseEntryRow.key == "call"))
        attached = OutboxRow.type == "summary.attached"
        events = await session.scalar(select(func.count()).select_from(OutboxRow).where(attached))
        call = await session.get_one(CallRow, "call")
        agent = await session.get_one(AgentRow, "wei")
        return entries or 0, events or 0, call.state, agent.state


NOTHING_FILED = (0, 0, CallState.WRAP_UP, AgentState.WRAP_UP)
FILED = (1, 1, CallState.CLOSED, AgentState.AVAILABLE)


async def test_notes_saved_before_the_draft_make_it_and_promise_what_they_promise(db: Database) -> None:
    await ended_call(db)
    assert (await read_summary(db, "call")).state == "pending"
    saved = await _save(db, 0)
    assert saved.body is not None
    assert [(c.text, c.due_on) for c in saved.body.commitments] == [("I'll call Lucía by Friday.", date(2026, 3, 6))]
    assert [q.text for q in saved.body.open_questions] == ["¿Dónde está mi paquete?"]
    assert (saved.outcome, saved.notes, saved.body.outcome) == (NOTES.outcome, NOTES.notes, NOTES.outcome)
    assert await read_summary(db, "call") == saved


async def test_an_old_version_overwrites_nothing(db: Database) -> None:
    await ended_call(db)
    saved = await _save(db, 0)
    await _save(db, saved.version, WrapUp(notes="second"))
    with pytest.raises(SignalError) as refusal:
        await _save(db, saved.version, WrapUp(notes="third"))
    assert refusal.value.code is ErrorCode.VERSION_CONFLICT
    assert (await read_summary(db, "call")).notes == "second"


async def test_what_the_agent_mended_is_kept_by_new_notes_and_thrown_away_by_a_redraft_only(db: Database) -> None:
    await ended_call(db)
    saved = await _save(db, 0)
    assert saved.body is not None
    own = Commitment(text="A new lamp is sent.", sources=(Source(kind="agent"),))
    mended = await _save(
        db, saved.version, NOTES.model_copy(update={"body": saved.body.model_copy(update={"commitments": (own,)})})
    )
    later = await _save(db, mended.version, WrapUp(notes="I will write on 2026-03-09."))
    assert later.body is not None
    assert later.body.commitments == (own,)


async def test_a_statement_without_a_source_in_this_call_is_refused(db: Database) -> None:
    await ended_call(db)
    saved = await _save(db, 0)
    assert saved.body is not None
    foreign = Commitment(text="x", sources=(Source(kind="tracking_event", ref="9"),))
    body = saved.body.model_copy(update={"commitments": (foreign,)})
    with pytest.raises(SignalError) as refusal:
        await _save(db, saved.version, WrapUp(body=body))
    assert refusal.value.code is ErrorCode.INVALID_FIELD
    assert refusal.value.message == "There is no tracking event 9 in this call."


async def test_facts_about_consent_and_recording_are_not_the_agents_to_write(db: Database) -> None:
    await ended_call(db, recorded=True)
    await add_part(db, "cu", PartState.COMPLETE)
    saved = await _save(db, 0)
    assert saved.body is not None
    rosy = saved.body.model_copy(update={"consents": (), "recordings": ()})
    again = await _save(db, saved.version, WrapUp(body=rosy))
    assert again.body is not None
    assert len(again.body.consents) == 6
    assert [(r.seconds, r.partial) for r in again.body.recordings] == [(12.5, False)]


async def test_approval_files_everything_in_one_step_and_says_so(db: Database) -> None:
    await ended_call(db)
    saved, announcer = await _save(db, 0), Listener()
    approved = await _approve(db, saved.version, announcer=announcer)
    assert (approved.state, approved.approved_by) == ("approved", "wei")
    assert await _filed(db) == FILED
    assert [call.state for call in announcer.heard] == [CallState.CLOSED]


async def test_approving_an_older_call_leaves_the_agent_to_write_up_the_newer_one(db: Database) -> None:
    await ended_call(db)
    people = (replace(CUSTOMER, id="cu2"), replace(AGENT, id="ag2"))
    later = replace(invited(), id="later", state=CallState.WRAP_UP, participants=people, ended_at=NOW)
    async with db.transaction() as session:
        await insert_call(
            session, later, created_by="wei", asked_because=None, link_sha256="y", code=None, code_expires_at=NOW
        )
    await _approve(db, (await _save(db, 0)).version)
    assert await _filed(db) == (1, 1, CallState.CLOSED, AgentState.WRAP_UP)


async def test_approving_the_newer_call_frees_the_agent_whatever_is_left_of_older_ones(db: Database) -> None:
    await ended_call(db)
    people = (replace(CUSTOMER, id="cu2"), replace(AGENT, id="ag2"))
    older = replace(invited(), id="older", state=CallState.WRAP_UP, participants=people, ended_at=START - timedelta(1))
    async with db.transaction() as session:
        await insert_call(
            session, older, created_by="wei", asked_because=None, link_sha256="y", code=None, code_expires_at=NOW
        )
    await _approve(db, (await _save(db, 0)).version)
    assert await _filed(db) == FILED


async def test_two_approvals_at_once_are_one_in_effect(db: Database) -> None:
    await ended_call(db)
    version = (await _save(db, 0)).version
    announcer = Listener()
    views = await asyncio.gather(*(_approve(db, version, who, announcer) for who in (WEI, SUPERVISOR, WEI)))
    assert len({view.approved_by for view in views}) == 1
    assert await _filed(db) == FILED
    assert len(announcer.heard) == 1


@pytest.mark.parametrize("step", ["records.outbox", "attach_to_case", "save_call", "carry_out"])
async def test_a_failure_at_any_step_files_nothing_and_approving_again_files_all(
    db: Database, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ended_call(db)
    version = (await _save(db, 0)).version

    async def dies(*_: object, **__: object) -> None:
        raise ConnectionResetError

    with monkeypatch.context() as patched, pytest.raises(ConnectionResetError):
        patched.setattr(f"summary.approval.{'enqueue_event' if step == 'records.outbox' else step}", dies)
        await _approve(db, version)
    assert await _filed(db) == NOTHING_FILED
    await _approve(db, version)
    assert await _filed(db) == FILED


@pytest.mark.parametrize("operation", ["save", "approve"])
async def test_another_agent_may_neither_save_nor_approve(db: Database, operation: str) -> None:
    await ended_call(db)
    version = (await _save(db, 0)).version
    with pytest.raises(SignalError) as refusal:
        await (_save(db, version, editor=OTHER) if operation == "save" else _approve(db, version, OTHER))
    assert refusal.value.code is ErrorCode.FORBIDDEN
    assert await _filed(db) == NOTHING_FILED


async def test_before_the_draft_there_is_nothing_to_approve_and_after_the_approval_nothing_to_save(
    db: Database,
) -> None:
    await ended_call(db)
    with pytest.raises(SignalError) as early:
        await _approve(db, 0)
    approved = await _approve(db, (await _save(db, 0)).version)
    with pytest.raises(SignalError) as late:
        await _save(db, approved.version)
    assert (early.value.code, late.value.code) == (ErrorCode.SUMMARY_NOT_READY, ErrorCode.NOT_IN_THIS_STATE)


async def test_a_withdrawal_after_the_approval_does_not_rewrite_what_was_approved(db: Database) -> None:
    await ended_call(db, recorded=True)
    approved = await _approve(db, (await _save(db, 0)).version)
    await talk(db, e.ConsentWithdrawn("cu", True, "es", "w", "h"))
    assert (await read_summary(db, "call")).body == approved.body


async def _agent_in_the_log(db: Database) -> str | None:
    async with db.reading() as session:
        (line,) = (await list_calls(session, CallFilter(), limit=9, offset=0)).calls
        return line.agent_name


async def test_a_talk_that_ends_after_its_agent_was_lost_is_written_up_by_that_agent(db: Database) -> None:
    await waiting_again(db)
    await talk(db, e.HungUp("cu"), after_s=65)
    with pytest.raises(SignalError) as refusal:
        await _save(db, 0, editor=OTHER)
    assert refusal.value.code is ErrorCode.FORBIDDEN
    saved = await _save(db, 0)
    await _approve(db, saved.version)
    assert await _filed(db) == (1, 1, CallState.CLOSED, AgentState.MISSED)
    assert await _agent_in_the_log(db) == "Wei"


async def test_of_several_agents_who_were_lost_the_last_one_who_came_writes_it_up(db: Database) -> None:
    await waiting_again(db)
    gone = e.ParticipantArrived("ag2", "page-b"), e.TalkConnected("cu"), e.ParticipantLeft("ag2", "page-b")
    await taken_over(db, *gone)
    await talk(db, e.HungUp("cu"), after_s=205)
    with pytest.raises(SignalError):
        await _save(db, 0, editor=WEI)
    assert (await _save(db, 0, editor=OTHER)).notes == NOTES.notes
    assert await _agent_in_the_log(db) == "ana"


async def test_an_agent_who_took_a_call_and_never_came_has_nothing_to_write_up(db: Database) -> None:
    await waiting_again(db)
    await taken_over(db)
    await talk(db, e.HungUp("cu"), after_s=205)
    with pytest.raises(SignalError):
        await _save(db, 0, editor=OTHER)
    assert (await _save(db, 0)).notes == NOTES.notes
    assert await _agent_in_the_log(db) == "Wei"


async def test_the_log_names_the_agent_who_has_the_call_now(db: Database) -> None:
    await waiting_again(db)
    zoe = Participant("ag2", Role.AGENT, "Zoe", "en", user_id="ana")
    await talk(db, e.Offered("of", "ana", NOW), e.OfferAccepted("of", zoe), after_s=70)
    assert await _agent_in_the_log(db) == "Zoe"
