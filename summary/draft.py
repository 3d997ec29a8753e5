"""Drafts the summary by rules from what there is. Pure; every statement is a quotation with its source.

Nothing is concluded that the words do not say: the agent reads the draft, mends it, and only then approves.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from signaling.protocol.words import Role
from summary.dates import find_due
from summary.material import Line, Material
from summary.model import MAX_STATEMENTS, MAX_TEXT, Commitment, Said, Source, Statement, Summary
from summary.phrases import is_agreement, is_question, promise, puts_off, sentences

_SCANS_SHOWN = 5
_TELLING = ("connected", "reconnected", "lost", "hung_up", "consent_declined", "consent_withdrawn", "talk_failed")


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    source: Source
    speaker: Role | None
    written_on: date
    language: str


def draft_summary(material: Material) -> Summary:
    """The draft. The facts about consent and recording are taken over as they stand."""
    said = list(_sentences(material))
    return Summary(
        language=material.language,
        situation=_capped(_situation(material)),
        said=tuple(Said(text=_cut(s.text), source=s.source, speaker=s.speaker) for s in said[:MAX_STATEMENTS]),
        agreed=_capped(Statement(text=_cut(s.text), source=s.source) for s in said if is_agreement(s.text, s.language)),
        commitments=tuple(_commitments(said))[:MAX_STATEMENTS],
        open_questions=_capped(_open_questions(material)),
        outcome=material.outcome,
        consents=material.consents,
        recordings=material.recordings,
    )


def _situation(material: Material) -> Iterator[Statement]:
    for fact in material.case:
        yield Statement(text=_cut(fact.value), source=Source(kind="case", ref=fact.field))
    for scan in sorted(material.scans, key=lambda scan: scan.at)[-_SCANS_SHOWN:]:
        text = f"{scan.description} ({scan.location})" if scan.location else scan.description
        yield Statement(text=_cut(text), source=Source(kind="tracking_event", ref=scan.id, at=scan.at))
    for moment in material.timeline:
        if moment.kind in _TELLING:
            yield Statement(text=moment.kind, source=Source(kind="timeline", ref=moment.id, at=moment.at))


def _sentences(material: Material) -> Iterator[_Sentence]:
    for line in material.lines:
        for text in sentences(line.text):
            yield _Sentence(text, _source(line), line.speaker, line.at.date(), line.language)
    for text in sentences(material.notes):
        yield _Sentence(text, _note(material.noted_at), None, material.noted_at.date(), material.language)


def _commitments(said: list[_Sentence]) -> Iterator[Commitment]:
    for sentence in said:
        subject = promise(sentence.text, sentence.language)
        if subject is None or (subject == "unsaid" and sentence.speaker is Role.CUSTOMER):
            continue  # what a customer expects of others is no promise of anybody's
        due = find_due(sentence.text, said_on=sentence.written_on, language=sentence.language)
        # A note is the agent's: "I will call" in it is the agent's promise, "the carrier will call" is nobody's here.
        who = (sentence.speaker or Role.AGENT) if subject == "speaker" else None
        yield Commitment(
            text=_cut(sentence.text),
            source=sentence.source,
            who=who,
            due_on=due.day if due else None,
            due_words=due.words if due else None,
        )


def _open_questions(material: Material) -> Iterator[Statement]:
    """What the customer asked and nobody from our side took up afterwards, and what the notes leave open."""
    for index, line in enumerate(material.lines):
        if line.speaker is Role.CUSTOMER and is_question(line.text) and not _answered(material.lines[index + 1 :]):
            for text in filter(is_question, sentences(line.text)):
                yield Statement(text=_cut(text), source=_source(line))
    for text in filter(is_question, sentences(material.notes)):
        yield Statement(text=_cut(text), source=_note(material.noted_at))


def _answered(later: tuple[Line, ...]) -> bool:
    return any(
        line.speaker is not Role.CUSTOMER and not puts_off(line.text, line.language) and not is_question(line.text)
        for line in later
    )


def _source(line: Line) -> Source:
    return Source(kind=line.kind, ref=line.id, at=line.at)


def _note(at: datetime) -> Source:
    return Source(kind="note", at=at)


def _cut(text: str) -> str:
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"


def _capped(statements: Iterator[Statement]) -> tuple[Statement, ...]:
    return tuple(statement for statement, _ in zip(statements, range(MAX_STATEMENTS), strict=False))
