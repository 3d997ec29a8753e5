"""Consents under which a file was sent that stood on its case already: who, when, and to which words. Commits nothing.

They are entries of the case, which are only ever added; the file's own row tells of the first time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from records.cases import add_many_entries
from records.evidence import Arrival
from records.tables import CaseEntryRow, EvidenceRow, ParticipantRow
from signaling.protocol.words import Role

KIND = "evidence_sent_again"


@dataclass(frozen=True, slots=True)
class Consented:
    """One consent more to a file. `sha256` is of the words that were read, where the page said which."""

    evidence_id: str
    at: datetime
    by_name: str
    participant_id: str
    call_id: str
    keeps_place: bool
    locale: str | None
    sha256: str | None


async def note_sent_again(
    session: AsyncSession, known: EvidenceRow, arrival: Arrival, *, keeps_place: bool, locale: str | None,
    sha256: str | None, now: datetime,
) -> None:  # fmt: skip
    """Write it down, once for each person, wording and wish; what the row says already is not said again."""
    if arrival.by_role is not Role.CUSTOMER or arrival.participant_id is None:
        return
    said = (arrival.participant_id, sha256, keeps_place)
    if said == (known.participant_id, known.agreed_sha256, known.keeps_place):
        return
    data = {
        "evidence_id": known.id, "name": known.name, "by": arrival.actor, "participant_id": arrival.participant_id,
        "call_id": arrival.call_id, "keeps_place": keeps_place, "agreed_locale": locale, "agreed_sha256": sha256,
    }  # fmt: skip
    key = ":".join((known.id, *map(str, said)))
    await add_many_entries(session, {known.case_id: data}, kind=KIND, key=key, now=now)


async def sent_again(session: AsyncSession, case_id: str) -> Sequence[Consented]:
    """All of a case, oldest first."""
    row = CaseEntryRow
    entries = select(row).where(row.case_id == case_id, row.kind == KIND).order_by(row.at, row.key)
    found = [(entry.at, entry.data) for entry in await session.scalars(entries)]
    person = ParticipantRow
    people = select(person.id, person.name).where(person.id.in_({data["participant_id"] for _, data in found}))
    names = {person_id: name for person_id, name in await session.execute(people)}  # noqa: C416 (rows are no pairs to mypy)
    return [
        Consented(
            evidence_id=data["evidence_id"], at=at, by_name=names.get(data["participant_id"], ""),
            participant_id=data["participant_id"], call_id=data["call_id"], keeps_place=data["keeps_place"],
            locale=data["agreed_locale"], sha256=data["agreed_sha256"],
        )
        for at, data in found
    ]  # fmt: skip
