"""Gathers what a claim pack is made from, out of the rows. Decides nothing."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from cases.alerting.rules import RuleBook
from cases.amounts import Amount, amount_or_none
from cases.claims.pack.consents import Consents, gather_consents
from cases.claims.pack.content import (
    ClaimantPart,
    FilePart,
    PackContent,
    ParcelPart,
    StatementPart,
    SummaryPart,
    TextPart,
    WrongNumberPart,
)
from cases.claims.pack.left_out import TEXTS_IN_ARCHIVE, events_left_out, texts_left_out
from cases.claims.pack.letters import gather_letters
from cases.claims.pack.places import stand_ins
from cases.claims.progress import Step
from cases.claims.reading import read_journey_of
from cases.claims.sender import Sender
from cases.claims.stated import Stated, named_by, stated
from cases.claims.words import Whom
from cases.numbers.lines import other_numbers
from cases.parcel import Money
from cases.solutions.terms import Terms, goods_of, terms_of
from records.case_terms import find_terms
from records.cases import count_tracking_events
from records.claims import count_texts, list_steps, summaries_of_case, texts_of_case, vouchers_of
from records.evidence import list_of_case
from records.statements import arrived_at, list_statements
from records.tables import CaseRow, ClaimPackRow, EvidenceRow, SummaryRow
from records.told_under import numbered_lines
from signaling.protocol.words import Role

_GROUPS = ("situation", "said", "agreed", "commitments", "open_questions")


async def gather_pack(session: AsyncSession, pack: ClaimPackRow, rules: RuleBook, sender: Sender) -> PackContent:
    """Everything, as it stands in this transaction; times and the sum are those of the order."""
    case = await session.get_one(CaseRow, pack.case_id)
    now = pack.asked_at
    journey = await read_journey_of(session, case, rules, now)
    terms = terms_of(await find_terms(session, case.id))
    point = journey.point
    vouchers = await vouchers_of(session, case.id)
    every = (await list_of_case(session, case.id))[::-1]
    consents = await gather_consents(session, case.id, case.reference, every)
    instead = stand_ins(every, consents)
    rows = [row for row in every if row.id not in instead]
    taken_back = await arrived_at(session, case.id)
    statements = stated(await list_statements(session, case.id), taken_back, named_by(case))
    files = tuple(_file(row, number, vouchers, consents[row.id], instead) for number, row in enumerate(rows, start=1))
    texts = await _texts(session, case.id)
    left_out = (
        *texts_left_out(total=await count_texts(session, case.id), taken=len(texts)),
        *events_left_out(total=await count_tracking_events(session, case.id), taken=len(journey.events)),
    )
    return PackContent(
        pack_id=pack.id, reference=case.reference, title=case.title, as_of=now, whom=Whom(pack.whom),
        addressee=case.carrier if pack.whom == Whom.CARRIER else terms.insurer, language=pack.language,
        their_number=await _their_number(session, case.id, pack.whom),
        loss=journey.loss, arrived_at=None if statements else taken_back,
        claimant=_claimant(sender, case.carrier if pack.whom == Whom.CARRIER else None),
        claimed=amount_or_none(pack.claimed_minor, pack.claimed_currency)
        or await _submitted(session, case.id, pack.whom),
        parcel=_parcel(case, terms), seen_last=point.seen if point else None,
        silent_days=point.silent_days if point else None, events=tuple(journey.events),
        wrong_numbers=await _wrong_numbers(session, case),
        statements=tuple(map(_statement, statements)),
        files=files, letters=await gather_letters(session, case.id, files), texts=texts,
        summaries=tuple(map(_summary, await summaries_of_case(session, case.id))), left_out=left_out,
    )  # fmt: skip


async def _submitted(session: AsyncSession, case_id: str, whom: str) -> Amount | None:
    """What was claimed last of them: an order of an older release names no sum."""
    rows = [row for row, _ in await list_steps(session, case_id) if row.whom == whom and row.step == Step.SUBMITTED]
    return amount_or_none(rows[-1].amount_minor, rows[-1].currency) if rows else None


async def _their_number(session: AsyncSession, case_id: str, whom: str) -> str:
    """What they call the claim, as it was noted last; empty where they have not said."""
    told = [row.number for row, _ in await list_steps(session, case_id) if row.whom == whom and row.number]
    return told[-1] if told else ""


async def _wrong_numbers(session: AsyncSession, case: CaseRow) -> tuple[WrongNumberPart, ...]:
    numbers = other_numbers(await numbered_lines(session, case.id), current=case.tracking_number)
    return tuple(WrongNumberPart(number=each.number, lines=len(each.lines)) for each in numbers if each.set_aside)


def _claimant(sender: Sender, carrier: str | None) -> ClaimantPart | None:
    who = sender.claimant
    return ClaimantPart(
        name=who.name, address=who.address, contact=who.contact, customer_number=sender.number_with(carrier)
    ) if who else None  # fmt: skip


def _parcel(case: CaseRow, terms: Terms) -> ParcelPart:
    insurance = [terms.insurer, terms.insurance_number, _money(terms.insured_for)]
    goods = goods_of(case)
    value = f"{goods.text} {goods.currency}" if goods else None
    return ParcelPart(
        order=case.order_reference, number=case.tracking_number, carrier=case.carrier, posted_on=case.shipped_on,
        due_on=terms.due_on, origin=_place(case.origin_city, case.origin_country),
        destination=_place(case.destination_city, case.destination_country), recipient=case.customer_name, value=value,
        freight=_money(terms.freight), insurance=", ".join(part for part in insurance if part) or None,
        contents=terms.contents, weight_g=terms.weight_g,
    )  # fmt: skip


def _money(money: Money | None) -> str | None:
    return f"{money.amount} {money.currency}" if money else None


def _place(city: str | None, country: str | None) -> str | None:
    return ", ".join(part for part in (city, country) if part) or None


def _statement(one: Stated) -> StatementPart:
    row = one.row
    said = json.loads(row.text)
    return StatementPart(
        title=said["title"], lines=tuple(said["lines"]), text=row.text, text_sha256=row.text_sha256, locale=row.locale,
        own_words=row.own_words, signed_name=row.signed_name, way=row.way, at=row.at, sha256=row.sha256,
        whole=one.whole, replaces_at=one.replaces_at, replaced_at=one.replaced_at, reads_now=one.reads_now,
    )  # fmt: skip


def _file(
    row: EvidenceRow, number: int, vouchers: Mapping[str, Sequence[str]], consents: Consents,
    instead: Mapping[str, str],
) -> FilePart:  # fmt: skip
    copies = tuple(copy for copy, other in instead.items() if other == row.id)
    return FilePart(
        id=row.id, number=number, name=row.name, media_type=row.media_type, sha256=row.sha256, size=row.size,
        received_sha256=row.received_sha256, at=row.at, by_customer=row.by_role is Role.CUSTOMER, by_name=row.by_name,
        in_call=row.call_id is not None, keeps_place=row.keeps_place, consent=consents.first,
        consents_again=consents.again,
        vouchers=tuple(sorted(item for item, ids in vouchers.items() if {row.id, *copies}.intersection(ids))),
        stands_for=copies,
    )  # fmt: skip


async def _texts(session: AsyncSession, case_id: str) -> tuple[TextPart, ...]:
    found = await texts_of_case(session, case_id, limit=TEXTS_IN_ARCHIVE)
    return tuple(TextPart(at=row.at, name=who.name, role=who.role, text=row.text) for row, who in found)


def _summary(row: SummaryRow) -> SummaryPart:
    """Of whatever form it is: the words of its statements."""
    return SummaryPart(
        call_id=row.call_id, approved_at=row.approved_at or row.drafted_at, outcome=_text(row.body.get("outcome")),
        statements=tuple((group, text) for group in _GROUPS for text in _texts_in(row.body.get(group))),
    )  # fmt: skip


def _texts_in(items: Any) -> list[str]:  # noqa: ANN401 (JSON of any release)
    found = [each.get("text") for each in items if isinstance(each, dict)] if isinstance(items, list) else []
    return [text for text in found if isinstance(text, str)]


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
