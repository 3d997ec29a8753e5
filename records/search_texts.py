"""The texts of calls that can be searched, as they stand in their rows: what was said, the summary, the notes.

What a summary repeats of its case (`situation`) is the case's, and found there.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from records.database import few_lengths
from records.tables import CallRow, ParticipantRow, SummaryRow, UtteranceRow
from signaling.protocol.words import Role

_SEARCHED = ("account", "facts", "agreed", "refused", "commitments", "evidence", "open_questions")


@dataclass(frozen=True, slots=True)
class Spoken:
    """One utterance."""

    id: str
    at: datetime
    speaker: Role
    text: str


@dataclass(frozen=True, slots=True)
class Stated:
    """One statement of a summary, and the first words of the talk that it rests on, where it rests on any."""

    text: str
    speaker: Role | None
    utterance_id: str | None
    at: datetime | None


@dataclass(slots=True)
class Texts:
    """All of one call."""

    spoken: list[Spoken] = field(default_factory=list)
    statements: list[Stated] = field(default_factory=list)
    notes: str = ""

    def __iter__(self) -> Iterator[str]:
        """Each of them."""
        yield from (one.text for one in self.spoken)
        yield from (one.text for one in self.statements)
        if self.notes:
            yield self.notes


async def read_texts(session: AsyncSession, call_ids: Collection[str]) -> dict[str, Texts]:
    """Of each of these calls."""
    found = {call_id: Texts() for call_id in call_ids}
    if not found:
        return found
    these = few_lengths(call_ids)
    said = select(UtteranceRow.call_id, UtteranceRow.id, UtteranceRow.at, ParticipantRow.role, UtteranceRow.text).join(
        ParticipantRow, ParticipantRow.id == UtteranceRow.participant_id
    )
    for call_id, utterance_id, at, speaker, words in await session.execute(
        said.where(UtteranceRow.call_id.in_(these)).order_by(UtteranceRow.call_id, UtteranceRow.at, UtteranceRow.id)
    ):
        found[call_id].spoken.append(Spoken(utterance_id, at, speaker, words))
    for call_id, body in await session.execute(
        select(SummaryRow.call_id, SummaryRow.body).where(SummaryRow.call_id.in_(these))
    ):
        found[call_id].statements = list(_statements(body))
    noted = select(CallRow.id, CallRow.notes).where(CallRow.id.in_(these), CallRow.notes.is_not(None))
    for call_id, notes in await session.execute(noted):
        found[call_id].notes = notes or ""
    return found


def _statements(body: Mapping[str, Any]) -> Iterator[Stated]:
    for group in _SEARCHED:
        statements: Sequence[Mapping[str, Any]] = body.get(group, ())
        for statement in statements:
            speaker = statement.get("speaker")
            heard = next((each for each in statement.get("sources", ()) if each.get("kind") == "transcript"), None)
            yield Stated(
                str(statement.get("text", "")), Role(speaker) if speaker else None,
                utterance_id=heard["ref"] if heard else None, at=_moment(heard) if heard else None,
            )  # fmt: skip


def _moment(source: Mapping[str, Any]) -> datetime | None:
    return datetime.fromisoformat(source["at"]) if source.get("at") else None
