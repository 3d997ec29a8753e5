"""Where claims are worked on: deadlines, vouchers, statements and steps of one case, and what is noted of them."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from cases.alerting.rules import RuleBook
from cases.amounts import Amount, amount_or_none
from cases.claims.claimable import claimable_of, proposed, worth_in
from cases.claims.deadlines import Carried, Deadline, deadlines, earliest
from cases.claims.delivery_day import delivery_day
from cases.claims.pack.sheet import languages
from cases.claims.pack.views import pack_views
from cases.claims.plausible import check_days, check_sum, submission
from cases.claims.progress import SETTLED, Step, Taken, last_step, next_steps, outstanding, recovered
from cases.claims.reading import JourneyRead, read_journey_of
from cases.claims.sender import Sender
from cases.claims.stated import Stated, named_by, stated
from cases.claims.terms_of_carriers import ClaimBook
from cases.claims.views import (
    ClaimDesk,
    ClaimView,
    DeadlineView,
    LossView,
    NewStep,
    NewVoucher,
    StatementAskedView,
    StatementView,
    StepView,
    VoucherView,
)
from cases.claims.vouchers import Known, voucher_list
from cases.claims.words import Loss, Voucher, Whom
from cases.enquiries.draft import language_of
from cases.solutions.terms import Terms, exact, terms_of
from cases.stages import Stage, may_follow
from cases.upsert import move
from records.case_changes import newest_changes
from records.case_terms import find_terms
from records.cases import add_case_entry, find_case
from records.claims import append_step, count_texts, list_packs, list_steps, say_voucher, vouchers_of
from records.database import Database
from records.enquiries import count_letters
from records.evidence import find_evidence
from records.statements import arrived_at, latest_request, list_statements
from records.tables import CaseRow, ClaimStepRow, new_id
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode


@dataclass(frozen=True, slots=True)
class Books:
    """By what a claim is read: what carriers publish, what is wrong with a journey, and who claims."""

    claims: ClaimBook
    rules: RuleBook
    sender: Sender


async def read_claim(database: Database, reference: str, *, books: Books, now: datetime) -> ClaimDesk:
    """Stage six of a case. Raises SignalError `case_not_found`."""
    async with database.reading() as session:
        return await claim_desk(session, await _case(session, reference), books, now)


async def note_step(
    database: Database, reference: str, said: NewStep, *, user_id: str, books: Books, now: datetime
) -> ClaimDesk:
    """Write down what happened to a claim. Raises SignalError: `case_not_found`; `not_in_this_state` for what cannot
    follow; as `exact`, `check_days` and `check_sum` for what cannot have happened.
    """
    amount = exact(said.amount) if said.amount else None
    async with database.transaction() as session:
        case = await _case(session, reference, for_update=True)
        steps = _taken(await list_steps(session, case.id))
        if said.step not in next_steps(steps, said.whom):
            raise SignalError(ErrorCode.NOT_IN_THIS_STATE, f"{said.step} cannot follow what was noted last.")
        about = await claimable_of(session, case)
        step = Taken(said.whom, said.step, said.happened_on, amount, said.answer_by)
        check_days(step, steps, about, today=now.astimezone(UTC).date())
        check_sum(step, steps, about, why=said.note)
        await append_step(
            session, case.id, now=now, whom=said.whom, step=said.step, happened_on=said.happened_on,
            amount_minor=amount.minor if amount else None, currency=amount.currency if amount else None,
            number=said.number, answer_by=said.answer_by, note=said.note, user_id=user_id,
        )  # fmt: skip
        data = {"step": said.step, "whom": said.whom}
        await add_case_entry(session, case.id, kind=f"claim_{said.step}", key=new_id(), data=data, now=now)
        if said.step is Step.SUBMITTED and may_follow(Stage(case.stage), Stage.CLAIM):
            await move(session, case, Stage.CLAIM, actor=f"user:{user_id}", now=now)
        return await claim_desk(session, case, books, now)


async def mark_voucher(
    database: Database, reference: str, said: NewVoucher, *, user_id: str, books: Books, now: datetime
) -> ClaimDesk:
    """Say which voucher a file of the case is. Raises SignalError: `case_not_found`; `not_found` for another file."""
    async with database.transaction() as session:
        case = await _case(session, reference, for_update=True)
        if await find_evidence(session, reference, said.evidence_id) is None:
            raise SignalError(ErrorCode.NOT_FOUND, "There is no such file on this case.")
        await say_voucher(
            session, case.id, item=said.item, evidence_id=said.evidence_id, counts=said.counts, user_id=user_id, now=now
        )
        return await claim_desk(session, case, books, now)


async def claim_desk(session: AsyncSession, case: CaseRow, books: Books, now: datetime) -> ClaimDesk:
    """Everything about the claims of this case, as it stands in this transaction."""
    journey = await read_journey_of(session, case, books.rules, now)
    told_terms = await find_terms(session, case.id)
    terms = terms_of(told_terms)
    delivered_on = None
    if journey.delivered is not None:
        delivered_on = await asyncio.to_thread(delivery_day, journey.delivered, case.destination_country)
    parcel = carried(case, terms, journey.loss, delivered_on)
    days = deadlines(parcel, books.claims)
    rows, packs = await list_steps(session, case.id), await list_packs(session, case.id)
    steps = _taken(rows)
    worth = worth_in(case, told_terms)
    proposals = {
        whom: proposed(whom, worth, steps=[row for row, _ in rows], packs=[row for row, _ in packs]) for whom in Whom
    }
    statements = stated(await list_statements(session, case.id), await arrived_at(session, case.id), named_by(case))
    files = await vouchers_of(session, case.id)
    has = await _has(session, case, terms, journey, statements)
    known = Known(journey.loss, terms.insured, has, _by_voucher(files))
    published = [books.claims.terms_for(whom, _name(whom, case, terms)) for whom in Whom]
    asked = await latest_request(session, case.id)
    point = journey.point
    return ClaimDesk(
        loss=journey.loss, point=LossView(seen=point.seen, silent_days=point.silent_days) if point else None,
        claims=tuple(
            _claim(
                whom, _name(whom, case, terms), books, days=days, steps=steps, proposal=proposals[whom]
            )
            for whom in _claimed(terms, steps)
        ),
        deadlines=tuple(map(_deadline, days)),
        vouchers=tuple(
            VoucherView.model_validate(each, from_attributes=True) for each in voucher_list(known, *published)
        ),
        asked=StatementAskedView(
            state=asked.state, asked_at=asked.asked_at, expires_at=asked.expires_at, in_call=asked.call_id is not None
        ) if asked else None,
        statements=statement_views(statements),
        steps=tuple(_step(row, name) for row, name in reversed(rows)), recovered=recovered(steps),
        packs=pack_views(packs, await newest_changes(session, case.id)),
        pack_languages=tuple(sorted(await asyncio.to_thread(languages))),
        claimant=books.sender.claimant.name if books.sender.claimant else None,
    )  # fmt: skip


def carried(case: CaseRow, terms: Terms, loss: Loss, delivered_on: date | None) -> Carried:
    """What deadlines ask about the parcel of a case."""
    ends = (case.origin_country, case.destination_country)
    return Carried(
        carrier=case.carrier, insurer=terms.insurer if terms.insured is not False else None,
        loss=loss,
        abroad=None if None in ends else ends[0] != ends[1], posted_on=case.shipped_on, due_on=terms.due_on,
        delivered_on=delivered_on,
    )  # fmt: skip


def statement_views(statements: Sequence[Stated]) -> tuple[StatementView, ...]:
    """The newest first."""
    return tuple(
        StatementView(
            id=each.row.id, at=each.row.at, way=each.row.way, locale=each.row.locale, text=each.row.text,
            text_sha256=each.row.text_sha256, own_words=each.row.own_words, signed_name=each.row.signed_name,
            whole=each.whole, replaces_at=each.replaces_at, other_now=bool(each.reads_now),
        )
        for each in reversed(statements)
    )  # fmt: skip


async def _case(session: AsyncSession, reference: str, *, for_update: bool = False) -> CaseRow:
    row = await find_case(session, reference, for_update=for_update)
    if row is None:
        raise SignalError(ErrorCode.CASE_NOT_FOUND, "There is no case with this reference.")
    return row


async def _has(
    session: AsyncSession, case: CaseRow, terms: Terms, journey: JourneyRead, statements: Sequence[Stated]
) -> frozenset[Voucher]:
    """What the case itself says or holds."""
    held = {
        Voucher.ORDER: bool(case.order_reference),
        Voucher.TRACKING_NUMBER: bool(case.tracking_number),
        Voucher.TRAJECTORY: journey.seen,
        Voucher.CORRESPONDENCE: await count_texts(session, case.id) + await count_letters(session, case.id) > 0,
        Voucher.CONTENTS: terms.contents is not None and terms.weight_g is not None,
        Voucher.STATEMENT: any(each.whole for each in statements),
        Voucher.INSURANCE: terms.insurance_number is not None,
    }
    return frozenset(voucher for voucher, there in held.items() if there)


def _by_voucher(files: Mapping[str, Sequence[str]]) -> Mapping[Voucher, Sequence[str]]:
    """A word of a newer release than ours is left out."""
    return {Voucher(item): ids for item, ids in files.items() if item in set(Voucher)}


def _claimed(terms: Terms, steps: Sequence[Taken]) -> tuple[Whom, ...]:
    """The carrier always; the insurer where there is one, or where something was claimed already."""
    insured = bool(terms.insured or terms.insurer or last_step(steps, Whom.INSURER))
    return (Whom.CARRIER, Whom.INSURER) if insured else (Whom.CARRIER,)


def _name(whom: Whom, case: CaseRow, terms: Terms) -> str | None:
    return case.carrier if whom is Whom.CARRIER else terms.insurer


def _claim(
    whom: Whom, name: str | None, books: Books, *, days: Sequence[Deadline], steps: Sequence[Taken],
    proposal: Amount | None,
) -> ClaimView:  # fmt: skip
    published = books.claims.terms_for(whom, name)
    country = books.sender.country_of(name)
    last = last_step(steps, whom)
    may = next_steps(steps, whom)
    submitted = submission(steps, whom)
    return ClaimView(
        whom=whom, name=name, published=published.name if published else None,
        standing=last.step if last else None, next=tuple(each for each in Step if each in may),
        submit_by=earliest(days, whom), answer_by=answer_by(last), claimed=submitted.amount if submitted else None,
        outstanding=outstanding(steps, whom), proposed=proposal, language=language_of(country) if country else None,
    )  # fmt: skip


def answer_by(last: Taken | None) -> date | None:
    """Until when they wait for us, if they do."""
    return last.answer_by if last and last.step not in SETTLED else None


def _deadline(each: Deadline) -> DeadlineView:
    told = each.published
    return DeadlineView(
        whom=each.whom, name=each.name, service=told.service, counted_from=told.counted_from, days=told.days,
        months=told.months, first_day=each.first_day, last_day=each.last_day, source=told.source, url=str(told.url),
        dated=told.dated, read_on=told.read_on, quoted=told.seen == "quoted",
    )  # fmt: skip


def _taken(rows: Sequence[Row[ClaimStepRow, str]]) -> list[Taken]:
    return [taken(row) for row, _ in rows]


def taken(row: ClaimStepRow) -> Taken:
    """A step as the rules read it."""
    return Taken(Whom(row.whom), Step(row.step), row.happened_on, _amount(row), row.answer_by)


def _amount(row: ClaimStepRow) -> Amount | None:
    return amount_or_none(row.amount_minor, row.currency)


def _step(row: ClaimStepRow, name: str) -> StepView:
    return StepView(
        whom=Whom(row.whom), step=Step(row.step), happened_on=row.happened_on, amount=_amount(row), number=row.number,
        answer_by=row.answer_by, note=row.note, by_name=name, at=row.at,
    )  # fmt: skip
