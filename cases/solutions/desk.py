"""Where solutions are decided: what is proposed for a case, what was agreed on, and every deed so far."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from cases.alerting.rules import RuleBook
from cases.amounts import Amount
from cases.board import limits_of, reading_of
from cases.journeys.anomalies import Anomaly
from cases.solutions.agreed import agreed_in
from cases.solutions.deciding import Done, MayNot, Refusal, Standing, decide, settle, standing_of
from cases.solutions.proposing import cost_of, missing, propose
from cases.solutions.second_look import NEEDS_REASON, second_look
from cases.solutions.situation import Situation, SolutionKind
from cases.solutions.terms import exact, freight_of, goods_of, some, terms_of
from cases.solutions.views import (
    AgreedView,
    Asker,
    Decision,
    SituationView,
    SolutionDesk,
    Word,
    decision_view,
    deed_view,
    done_in,
    proposal_view,
)
from cases.stages import Stage, may_follow
from cases.upsert import move
from records.case_terms import find_terms
from records.cases import add_case_entry, find_case, list_tracking_events
from records.database import Database
from records.fact_checks import call_of_case
from records.solutions import append_deed, latest_approved_summary, list_deeds
from records.tables import CaseRow, CaseTermsRow, new_id
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode

_WORDS = {
    Refusal.ONE_STANDS: "Another decision stands; it has to be withdrawn first.",
    Refusal.NOT_OPEN: "This decision is not open, or not any more.",
    Refusal.SAME_PERSON: "The second pair of eyes is somebody else's.",
    Refusal.NOT_YOURS: "It is withdrawn by whoever decided it, or by a supervisor.",
    Refusal.SUPERVISOR_ONLY: "A supervisor has to look at it.",
}
_CONFLICTS = frozenset({Refusal.ONE_STANDS, Refusal.NOT_OPEN})


async def read_desk(database: Database, reference: str, *, asker: Asker, now: datetime) -> SolutionDesk:
    """Stage five of a case. Raises SignalError `case_not_found`."""
    async with database.reading() as session:
        return await _desk(session, await _case(session, reference), asker, now)


async def decide_solution(
    database: Database, reference: str, said: Decision, *, asker: Asker, now: datetime
) -> SolutionDesk:
    """Decide. Above the limit it waits for somebody else. Raises SignalError: `case_not_found`; `call_not_found` for a
    call on another case; as `exact` for a sum that cannot be; `amount_not_positive`; `reason_needed`;
    `not_in_this_state` while another decision stands.
    """
    async with database.transaction() as session:
        case = await _case(session, reference, for_update=True)
        if said.call_id is not None and await call_of_case(session, said.call_id, case.id) is None:
            raise SignalError(ErrorCode.CALL_NOT_FOUND, "There is no such call on this case.")
        amount = some(exact(said.amount))
        about = await _situation(session, case, asker.rules, now)
        cost = cost_of(asker.book, about, said.kind, amount)
        limit = asker.book.limit_of(asker.role, cost.currency)
        second = second_look(about, said.kind, amount, cost=cost, limit=limit)
        if NEEDS_REASON & set(second) and not said.note:
            raise SignalError(ErrorCode.REASON_NEEDED, "What the value of the parcel does not explain needs a reason.")
        deeds = done_in(await list_deeds(session, case.id))
        try:
            done = decide(deeds, new_id(), user_id=asker.user_id, second=second)
        except MayNot as refused:
            raise _refused(refused) from refused
        proposed = next((each for each in propose(about, asker.book) if each.kind is said.kind), None)
        await append_deed(
            session, case.id, now=now, decision_id=done.decision_id, deed=done.deed, kind=said.kind,
            amount_minor=amount.minor, cost_minor=cost.minor, currency=amount.currency, alone=done.alone,
            limit_minor=limit.minor, because=[str(each) for each in proposed.because] if proposed else [],
            rules=asker.book.fingerprint, note=said.note, user_id=asker.user_id, role=asker.role, call_id=said.call_id,
            second_look=[str(each) for each in second],
        )  # fmt: skip
        await _follow_up(session, case, done, kind=said.kind, deeds=[*deeds, done], asker=asker, now=now)
        return await _desk(session, case, asker, now)


async def settle_solution(
    database: Database, reference: str, decision_id: str, word: Word, *, asker: Asker, now: datetime
) -> SolutionDesk:
    """Confirm, decline or withdraw a decision. Raises SignalError: `case_not_found`, `not_found`, `not_in_this_state`;
    `forbidden` for who may not.
    """
    async with database.transaction() as session:
        case = await _case(session, reference, for_update=True)
        rows = await list_deeds(session, case.id)
        decided = next((row for row, _ in rows if row.decision_id == decision_id), None)
        if decided is None:
            raise SignalError(ErrorCode.NOT_FOUND, "There is no such decision on this case.")
        deeds = done_in(rows)
        try:
            done = settle(deeds, decision_id, word.deed, user_id=asker.user_id, role=asker.role)
        except MayNot as refused:
            raise _refused(refused) from refused
        await append_deed(
            session, case.id, now=now, decision_id=decision_id, deed=done.deed, kind=decided.kind,
            amount_minor=decided.amount_minor, cost_minor=decided.cost_minor, currency=decided.currency, alone=True,
            limit_minor=asker.book.limit_of(asker.role, decided.currency).minor, because=[],
            rules=asker.book.fingerprint, note=word.note, user_id=asker.user_id, role=asker.role, call_id=None,
            second_look=[],
        )  # fmt: skip
        kind = SolutionKind(decided.kind)
        await _follow_up(session, case, done, kind=kind, deeds=[*deeds, done], asker=asker, now=now)
        return await _desk(session, case, asker, now)


async def _follow_up(
    session: AsyncSession, case: CaseRow, done: Done, *, kind: SolutionKind, deeds: Sequence[Done], asker: Asker,
    now: datetime,
) -> None:  # fmt: skip
    """It stands on the case; a decision in force moves it to its stage where that may follow."""
    data = {"deed": done.deed, "solution": kind, "decision_id": done.decision_id}
    await add_case_entry(session, case.id, kind=f"solution_{done.deed}", key=new_id(), data=data, now=now)
    in_force = standing_of(deeds, done.decision_id) is Standing.IN_FORCE
    if in_force and may_follow(Stage(case.stage), Stage.SOLUTION) and case.stage != Stage.CLAIM:
        await move(session, case, Stage.SOLUTION, actor=f"user:{asker.user_id}", now=now)


async def _case(session: AsyncSession, reference: str, *, for_update: bool = False) -> CaseRow:
    row = await find_case(session, reference, for_update=for_update)
    if row is None:
        raise SignalError(ErrorCode.CASE_NOT_FOUND, "There is no case with this reference.")
    return row


def _refused(refused: MayNot) -> SignalError:
    conflict = refused.refusal in _CONFLICTS
    return SignalError(ErrorCode.NOT_IN_THIS_STATE if conflict else ErrorCode.FORBIDDEN, _WORDS[refused.refusal])


async def _situation(session: AsyncSession, case: CaseRow, rules: RuleBook, now: datetime) -> Situation:
    told = (await list_tracking_events(session, [case.id])).get(case.id, ())
    patience = limits_of(case, rules).patience()
    reading = await asyncio.to_thread(reading_of, case, told, patience=patience, now=now)
    terms = await find_terms(session, case.id)
    return _situation_of(case, terms, reading.anomaly if reading else None)


def _situation_of(case: CaseRow, terms: CaseTermsRow | None, cause: Anomaly | None) -> Situation:
    known = terms_of(terms)
    return Situation(
        cause=cause, goods=goods_of(case), freight=freight_of(terms), freight_by=known.freight_by,
        insured=known.insured, customer=known.customer,
    )  # fmt: skip


async def _desk(session: AsyncSession, case: CaseRow, asker: Asker, now: datetime) -> SolutionDesk:
    about = await _situation(session, case, asker.rules, now)
    rows = await list_deeds(session, case.id)
    goods = about.goods
    return SolutionDesk(
        situation=SituationView.model_validate(about, from_attributes=True),
        terms=terms_of(await find_terms(session, case.id)), missing=missing(about),
        proposals=tuple(proposal_view(each, about, asker) for each in propose(about, asker.book)),
        agreed=await _agreed(session, case.id, goods),
        limit=asker.book.limit_of(asker.role, goods.currency) if goods else None,
        decision=decision_view(rows, asker), deeds=tuple(deed_view(row, name, asker) for row, name in reversed(rows)),
    )  # fmt: skip


async def _agreed(session: AsyncSession, case_id: str, goods: Amount | None) -> AgreedView | None:
    summary = await latest_approved_summary(session, case_id)
    found = agreed_in(summary.body, goods) if summary else None
    if summary is None or found is None:
        return None
    return AgreedView(call_id=summary.call_id, words=found.words, kind=found.kind, amount=found.amount)
