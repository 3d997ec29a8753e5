"""Keeping a customer informed: when they hear from us next, the message for it, and what they were told."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncSession

from cases.alerting.rules import RuleBook
from cases.alerting.urgency import Because, Known, Mood, mood_of
from cases.board import limits_of, reading_of
from cases.contacts.local_time import Place, QuietHours
from cases.contacts.moments import Moment, moment_for
from cases.contacts.plan import Planned, Standing, next_update
from cases.contacts.ratings import RatingView, rating_view
from cases.contacts.shapes import (
    ContactDesk,
    ContactView,
    LocalTime,
    NewContact,
    PlanView,
    Preview,
    WantedLetter,
    Way,
)
from cases.contacts.update_letter import Update, languages, update_letter
from cases.contacts.whereabouts import customers_place
from cases.journeys.journey import folded
from cases.letters.courier import Courier, send
from cases.letters.letter import Letter
from cases.stages import Stage
from records.alerts import Dealings, dealings_of
from records.cases import add_case_entry, find_case, list_tracking_events
from records.contacts import contacts_of, zone_told
from records.database import Database
from records.enquiries import next_answer_due
from records.ratings import ratings_of_case
from records.tables import CaseRow, ContactRow, new_id
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode

_RATINGS_SHOWN = 5
_FURTHEST_PROMISE = timedelta(days=62)


@dataclass(frozen=True, slots=True)
class _Standing:
    """A case as far as its customer is to be kept informed."""

    row: CaseRow
    told: Sequence[tuple[ContactRow, str]]
    planned: Planned
    afresh: Planned
    """Were they told something now."""
    standing: Standing
    because: tuple[Because, ...]
    place: Place
    ratings: tuple[RatingView, ...]


class Informer:
    """Works for one user's request: the rules, the couriers and the customer's night are those of the house."""

    def __init__(
        self, database: Database, *, rules: RuleBook, couriers: tuple[Courier, ...], quiet: QuietHours | None,
        now: datetime,
    ) -> None:  # fmt: skip
        self._database = database
        self._rules = rules
        self._couriers = couriers
        self._quiet = quiet
        self._now = now

    async def read(self, reference: str) -> ContactDesk:
        """Raises SignalError `case_not_found`."""
        async with self._database.reading() as session:
            return self._desk(await self._standing(session, reference))

    async def preview(self, reference: str, wanted: WantedLetter, *, agent: str) -> Preview:
        """The message to be read before it is sent. Raises SignalError `case_not_found`."""
        async with self._database.reading() as session:
            known = await self._standing(session, reference)
        row, standing = known.row, known.standing
        next_at = known.afresh.due_at if wanted.promise else None
        update = Update(
            moment=wanted.moment, name=row.customer_name, title=row.title, reference=row.reference,
            carrier=row.carrier, detail=wanted.detail, answer_by=standing.answer_due, next_at=next_at, agent=agent,
        )  # fmt: skip
        language = wanted.language or row.customer_language
        contact = row.customer_contact or ""
        letter = await asyncio.to_thread(update_letter, update, to=contact, language=language, place=known.place)
        return Preview(
            moment=wanted.moment, language=letter.language, subject=letter.subject, text=letter.text,
            to=row.customer_contact, way=self._way(contact), next_update_at=next_at,
        )  # fmt: skip

    async def tell(self, reference: str, said: NewContact, *, user_id: str) -> ContactDesk:
        """Send it by the first courier that takes it, or write down that somebody has told them.

        Raises SignalError: `case_not_found`; `invalid_field` for a promise that is over or far away;
        `not_in_this_state` at the customer's night, and when nobody brings it.
        """
        if said.next_update_at and not self._now < said.next_update_at <= self._now + _FURTHEST_PROMISE:
            raise SignalError(ErrorCode.INVALID_FIELD, "The next word lies in the next two months.")
        async with self._database.reading() as session:
            known = await self._standing(session, reference)
        if not (said.by_hand or said.although_night) and known.place.is_night(self._now, self._quiet):
            raise SignalError(ErrorCode.NOT_IN_THIS_STATE, "It is night at the customer's.")
        row = known.row
        way: Way = "by_hand" if said.by_hand else await self._send(row, said)
        async with self._database.transaction() as session:
            held = await find_case(session, reference, for_update=True)
            if held is None:
                raise SignalError(ErrorCode.CASE_NOT_FOUND, "There is no case with this reference.")
            contact = ContactRow(
                id=new_id(), case_id=held.id, moment=said.moment, way=way, language=said.language,
                to=row.customer_contact or "", subject=said.subject, text=said.text, at=self._now, user_id=user_id,
                next_update_at=said.next_update_at,
            )  # fmt: skip
            session.add(contact)
            held.next_update_at = said.next_update_at
            promised = said.next_update_at.isoformat() if said.next_update_at else None
            data = {"moment": said.moment, "way": way, "language": said.language, "next_update_at": promised}
            await add_case_entry(
                session, held.id, kind="customer_contacted", key=contact.id, data=data, now=self._now
            )  # fmt: skip
            return self._desk(await self._standing(session, reference))

    async def _send(self, row: CaseRow, said: NewContact) -> Literal["mail", "helpdesk"]:
        letter = Letter(
            to=row.customer_contact or "", language=said.language, subject=said.subject, text=said.text,
            case_reference=row.reference, kind=said.moment,
        )  # fmt: skip
        way = await send(letter, self._couriers)
        if way is None:
            raise SignalError(ErrorCode.NOT_IN_THIS_STATE, "Nobody brings it: a person has to tell them.")
        return way

    def _way(self, contact: str) -> Literal["mail", "helpdesk"] | None:
        return next((courier.way for courier in self._couriers if courier.reaches(contact)), None)

    async def _standing(self, session: AsyncSession, reference: str) -> _Standing:
        row = await find_case(session, reference)
        if row is None:
            raise SignalError(ErrorCode.CASE_NOT_FOUND, "There is no case with this reference.")
        told = [(contact, name) for contact, name in await contacts_of(session, row.id)]
        events = (await list_tracking_events(session, [row.id])).get(row.id, ())
        patience = limits_of(row, self._rules).patience()
        reading = await asyncio.to_thread(reading_of, row, events, patience=patience, now=self._now)
        dealt = (await dealings_of(session, [row.id])).get(row.id, Dealings())
        mood, because = _mood(row, dealt, now=self._now)
        standing = Standing(
            stage=Stage(row.stage), mood=mood, anomaly=reading.anomaly if reading else None,
            answer_due=await next_answer_due(session, row.id), told_before=bool(told),
        )  # fmt: skip
        zone = await zone_told(session, row.id)
        place = await asyncio.to_thread(customers_place, row, zone_told=zone)
        since = told[0][0].at if told else row.created_at
        afresh = replace(standing, told_before=True)
        return _Standing(
            row=row, told=told, planned=next_update(since, standing, place=place, quiet=self._quiet),
            afresh=next_update(self._now, afresh, place=place, quiet=self._quiet), standing=standing,
            because=because, place=place, ratings=await _ratings(session, row, dealt),
        )  # fmt: skip

    def _desk(self, known: _Standing) -> ContactDesk:
        row, promised = known.row, known.row.next_update_at
        said = frozenset(moment for contact, _ in known.told if (moment := _moment(contact.moment)))
        plan = PlanView(
            due_at=promised or known.planned.due_at, promised=promised is not None,
            reasons=() if promised else known.planned.reasons, moment=moment_for(Stage(row.stage), told=said),
        )  # fmt: skip
        place = known.place
        return ContactDesk(
            plan=plan,
            local_time=LocalTime(
                zones=tuple(str(clock.tzinfo) for clock in place.clocks(self._now)), told=place.told,
                is_night=place.is_night(self._now, self._quiet),
                night_until=place.day_begins(self._now, self._quiet),
            ),
            mood=known.standing.mood, because=known.because, answer_due=known.standing.answer_due,
            languages=languages(), contacts=tuple(_contact(one, name) for one, name in known.told),
            ratings=known.ratings,
        )  # fmt: skip


async def _ratings(session: AsyncSession, row: CaseRow, dealt: Dealings) -> tuple[RatingView, ...]:
    found = await ratings_of_case(session, row.id, limit=_RATINGS_SHOWN)
    views = (rating_view(one, name, promised=dealt.promised_by is not None) for one, name in found)
    return tuple(view for view in views if view)


def _mood(row: CaseRow, dealt: Dealings, *, now: datetime) -> tuple[Mood, tuple[Because, ...]]:
    told = next((str(value) for name, value in row.facts.items() if folded(name) == "mood"), None)
    known = Known(
        worth=0, act_by=now, promised_by=dealt.promised_by, broken_promises=dealt.broken_promises,
        failed_calls=dealt.failed_calls, calls=dealt.calls, told=told,
    )  # fmt: skip
    return mood_of(known, now=now)


def _moment(word: str) -> Moment | None:
    """A word of a newer release than ours is none that we know."""
    return Moment(word) if word in set(Moment) else None


def _contact(row: ContactRow, name: str) -> ContactView:
    ways: dict[str, Way] = {"mail": "mail", "helpdesk": "helpdesk"}
    return ContactView(
        moment=_moment(row.moment), way=ways.get(row.way, "by_hand"), language=row.language, to=row.to,
        subject=row.subject, text=row.text, at=row.at, by_name=name, next_update_at=row.next_update_at,
    )  # fmt: skip
