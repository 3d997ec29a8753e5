"""Asking a carrier: what was asked and answered on a case, and what there is to ask with."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from cases.alerting.rules import RuleBook
from cases.board import events_of, limits_of, reading_of
from cases.enquiries.answers import GOES_ON, Outcome, Proposal, after_answer, after_asking
from cases.enquiries.carriers import CarrierBook, Channel
from cases.enquiries.draft import Draft, Known, LastSeen, draft, language_of, languages
from cases.enquiries.public_holidays import Observed, observed
from cases.enquiries.shapes import EnquiryDesk, EnquiryView, LetterView, NewEnquiry, NewLetter, WayView
from cases.enquiries.working_days import due_day
from cases.journeys.anomalies import Anomaly
from cases.journeys.journey import happened
from cases.parcel import Money, Place
from cases.stages import Stage
from records.alerts import open_alert
from records.cases import add_case_entry, find_case, list_tracking_events
from records.contacts import contacts_of
from records.database import Database
from records.enquiries import answered_at, are_files_of, enquiries_of, letters_of, lock_enquiry
from records.fact_checks import list_answers
from records.tables import CaseRow, EnquiryLetterRow, EnquiryRow, TrackingEventRow, new_id
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode


class Inquirer:
    """Asks on behalf of one user's request: the books are those of the house."""

    def __init__(self, database: Database, *, carriers: CarrierBook, rules: RuleBook, now: datetime) -> None:
        self._database = database
        self._carriers = carriers
        self._rules = rules
        self._now = now

    async def read(self, reference: str) -> EnquiryDesk:
        """Raises SignalError `case_not_found`."""
        async with self._database.reading() as session:
            return await self._desk(session, await _case(session, reference))

    async def draft(self, reference: str, *, language: str | None, signed: str) -> Draft:
        """The enquiry in the carrier's language, or in the one wished for. Raises SignalError `case_not_found`."""
        async with self._database.reading() as session:
            row = await _case(session, reference)
            told = (await list_tracking_events(session, [row.id])).get(row.id, ())
        known = await asyncio.to_thread(self._read, row, told, signed)
        wanted = language or language_of(self._country_of(row))
        return await asyncio.to_thread(draft, known, language=wanted)

    async def ask(self, reference: str, said: NewEnquiry, *, user_id: str) -> EnquiryDesk:
        """Write down what was asked. Raises SignalError `case_not_found`, `invalid_field` for files of other cases."""
        async with self._database.transaction() as session:
            row = await _case(session, reference)
            await _check_files(session, row.id, said.evidence_ids)
            days = said.days or self._carriers.way_of(row.carrier, said.channel).days
            kept = await _observed(row)
            enquiry = EnquiryRow(
                id=new_id(), case_id=row.id, carrier=row.carrier or "", channel=said.channel, address=said.address,
                asked_at=self._now, asked_by=user_id, days=days, due_on=await _due(self._now, days, kept),
                countries=list(kept.countries), state="open",
            )  # fmt: skip
            session.add(enquiry)
            await session.flush()
            out = NewLetter(
                direction="out", channel=said.channel, subject=said.subject, text=said.text,
                evidence_ids=said.evidence_ids,
            )  # fmt: skip
            self._file(session, enquiry, out, user_id=user_id)
            await self._note(session, enquiry, "enquiry_sent", {"due_on": enquiry.due_on.isoformat()})
            return await self._desk(session, row)

    async def file(self, enquiry_id: str, said: NewLetter, *, user_id: str) -> EnquiryDesk:
        """File a letter. An answer closes the enquiry, unless the carrier says it owes another one; asking again and
        such an answer open it for a new time to wait, counted from their day. A letter that is filed after a newer
        answer changes nothing of that.

        Raises SignalError: `not_found`; `invalid_field` for files of another case, an outcome of our own letter, an
        answer that says neither a word nor what follows from it, a day that has not come.
        """
        _check(said, now=self._now)
        async with self._database.transaction() as session:
            found = await lock_enquiry(session, enquiry_id)
            if found is None:
                raise SignalError(ErrorCode.NOT_FOUND, "There is no such enquiry.")
            enquiry, row = found
            await _check_files(session, row.id, said.evidence_ids)
            at, answered = said.at or self._now, await answered_at(session, enquiry.id)
            self._file(session, enquiry, said, user_id=user_id)
            if answered is None or at >= answered:
                await self._stands(enquiry, row, said, at=at)
            kind = "enquiry_answered" if said.direction == "in" else "enquiry_written"
            await self._note(session, enquiry, kind, {"outcome": said.outcome})
            return await self._desk(session, row)

    async def _stands(self, enquiry: EnquiryRow, row: CaseRow, said: NewLetter, *, at: datetime) -> None:
        """How the enquiry stands after its newest letter."""
        if said.outcome is not None:
            enquiry.outcome = said.outcome
        waits = said.direction == "out" or said.outcome in GOES_ON
        if waits or said.outcome is not None:
            enquiry.state = "open" if waits else "closed"
        if waits and (due := await _due(at, enquiry.days, await _observed(row))) > enquiry.due_on:
            enquiry.due_on, enquiry.reminded_at = due, None

    def _file(self, session: AsyncSession, enquiry: EnquiryRow, said: NewLetter, *, user_id: str) -> None:
        session.add(
            EnquiryLetterRow(
                enquiry_id=enquiry.id, case_id=enquiry.case_id, direction=said.direction, channel=said.channel,
                at=said.at or self._now, subject=said.subject, text=said.text, evidence_ids=list(said.evidence_ids),
                outcome=said.outcome, user_id=user_id, filed_at=self._now,
            )
        )  # fmt: skip

    async def _note(self, session: AsyncSession, enquiry: EnquiryRow, kind: str, data: dict[str, str | None]) -> None:
        known = {"carrier": enquiry.carrier, "channel": enquiry.channel, "enquiry_id": enquiry.id}
        await add_case_entry(session, enquiry.case_id, kind=kind, key=new_id(), data={**known, **data}, now=self._now)

    async def _desk(self, session: AsyncSession, row: CaseRow) -> EnquiryDesk:
        asked, letters = await enquiries_of(session, row.id), await letters_of(session, row.id)
        kept = await _observed(row)
        ways = self._carriers.ways_of(row.carrier)
        due = [await _due(self._now, way.days, kept) for way in ways]
        return EnquiryDesk(
            carrier=row.carrier, language=language_of(self._country_of(row)), languages=languages(),
            ways=tuple(WayView(**dict(way), due_on=day) for way, day in zip(ways, due, strict=True)),
            countries=kept.countries, unknown=kept.unknown,
            enquiries=tuple(
                self._view(one, name, [pair for pair in letters if pair[0].enquiry_id == one.id])
                for one, name in asked
            ),
            proposals=await self._proposals(session, row, [one for one, _ in letters]),
        )  # fmt: skip

    def _view(self, row: EnquiryRow, asked_by: str, letters: list[tuple[EnquiryLetterRow, str]]) -> EnquiryView:
        is_open = row.state == "open"
        return EnquiryView(
            id=row.id, carrier=row.carrier, channel=Channel(row.channel), address=row.address, asked_at=row.asked_at,
            asked_by=asked_by, days=row.days, due_on=row.due_on, countries=tuple(row.countries),
            state="open" if is_open else "closed", overdue=is_open and row.due_on < self._now.astimezone(UTC).date(),
            outcome=_outcome(row.outcome), letters=tuple(_letter(one, name) for one, name in letters),
        )  # fmt: skip

    async def _proposals(
        self, session: AsyncSession, row: CaseRow, letters: list[EnquiryLetterRow]
    ) -> tuple[Proposal, ...]:  # fmt: skip
        """From the newest answer, else from having asked; what the customer was told since is not proposed again."""
        if not letters:
            return ()
        newest = max(one.filed_at for one in letters)
        told = {contact.moment for contact, _ in await contacts_of(session, row.id) if contact.at >= newest}
        found = await self._following(session, row, letters)
        return tuple(each for each in found if each.moment is None or each.moment not in told)

    async def _following(
        self, session: AsyncSession, row: CaseRow, letters: list[EnquiryLetterRow]
    ) -> tuple[Proposal, ...]:  # fmt: skip
        stage = Stage(row.stage)
        answers = [one for one in letters if _outcome(one.outcome)]
        if answers and (outcome := _outcome(answers[-1].outcome)):
            facts: dict[str, str] = {}
            for given, _ in await list_answers(session, row.id):
                facts.setdefault(given.item, given.answer)
            alert = await open_alert(session, row.id)
            return after_answer(outcome, stage=stage, alert_stands=alert is not None, facts=facts)
        return after_asking(stage)

    def _read(self, row: CaseRow, told: Sequence[TrackingEventRow], signed: str) -> Known:
        reading = reading_of(row, told, patience=limits_of(row, self._rules).patience(), now=self._now)
        events = happened(events_of(told), now=self._now)
        last = events[-1] if events else None
        seen = LastSeen(last.at.date(), last.description, last.location) if last else None
        return _known(row, seen, reading.anomaly if reading else None, signed)

    def _country_of(self, row: CaseRow) -> str | None:
        carrier = self._carriers.carrier_of(row.carrier)
        return carrier.country if carrier else None


async def _case(session: AsyncSession, reference: str) -> CaseRow:
    row = await find_case(session, reference)
    if row is None:
        raise SignalError(ErrorCode.CASE_NOT_FOUND, "There is no case with this reference.")
    return row


async def _check_files(session: AsyncSession, case_id: str, evidence_ids: tuple[str, ...]) -> None:
    if evidence_ids and not await are_files_of(session, case_id, evidence_ids):
        raise SignalError(ErrorCode.INVALID_FIELD, "Only files of this case can be filed with it.")


def _check(said: NewLetter, *, now: datetime) -> None:
    if said.direction == "out" and (said.outcome or not said.text):
        raise SignalError(ErrorCode.INVALID_FIELD, "What we write has a text and no outcome.")
    if said.direction == "in" and not (said.text or said.evidence_ids or said.outcome is Outcome.NO_ANSWER):
        raise SignalError(ErrorCode.INVALID_FIELD, "An answer has words, or a file that holds them.")
    if said.at is not None and said.at > now:
        raise SignalError(ErrorCode.INVALID_FIELD, "This moment has not come yet.")


async def _observed(row: CaseRow) -> Observed:
    return await asyncio.to_thread(observed, (row.origin_country, row.destination_country))


async def _due(now: datetime, days: int, kept: Observed) -> date:
    """Working out a year's holidays takes a while, the first time it is asked for."""
    return await asyncio.to_thread(due_day, now.astimezone(UTC).date(), days, kept.calendars)


def _known(row: CaseRow, seen: LastSeen | None, anomaly: Anomaly | None, signed: str) -> Known:
    value = None
    if row.value_amount is not None and row.value_currency is not None:
        value = Money.model_construct(amount=row.value_amount, currency=row.value_currency)
    return Known(
        reference=row.reference, number=row.tracking_number, order=row.order_reference, shipped_on=row.shipped_on,
        origin=_place(row.origin_country, row.origin_city),
        destination=_place(row.destination_country, row.destination_city), contents=row.title, value=value, last=seen,
        anomaly=anomaly, signed=signed,
    )  # fmt: skip


def _place(country: str | None, city: str | None) -> Place | None:
    return Place.model_construct(country=country, city=city) if country else None


def _outcome(word: str | None) -> Outcome | None:
    """A word of a newer release than ours is none that we know."""
    return Outcome(word) if word in set(Outcome) else None


def _letter(row: EnquiryLetterRow, name: str) -> LetterView:
    return LetterView(
        direction="in" if row.direction == "in" else "out", channel=Channel(row.channel), at=row.at,
        subject=row.subject, text=row.text, evidence_ids=tuple(row.evidence_ids), outcome=_outcome(row.outcome),
        by_name=name,
    )  # fmt: skip
