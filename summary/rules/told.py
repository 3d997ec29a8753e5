"""The sentences of a call, each with whose it is, where it stands, and the day it was said on. Pure."""

from dataclasses import dataclass
from datetime import date

from signaling.protocol.words import Role
from summary.material import Material
from summary.reading.phrases import sentences
from summary.statements import MAX_TEXT, Source


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence. `speaker` None: it stands in the agent's notes. `line` counts what was said and written."""

    text: str
    source: Source
    speaker: Role | None
    said_on: date
    language: str
    line: int


def told_in_call(material: Material) -> list[Told]:
    """What was said and written in the call."""
    return [
        Told(text, Source(kind=line.kind, ref=line.id, at=line.at), line.speaker, material.day_of(line.at),
             line.language, number)
        for number, line in enumerate(material.lines)
        for text in sentences(line.text)
    ]  # fmt: skip


def told_in_notes(material: Material) -> list[Told]:
    """What the agent has noted."""
    source, today = Source(kind="note", at=material.noted_at), material.day_of(material.noted_at)
    return [Told(text, source, None, today, material.language, 0) for text in sentences(material.notes)]


def quoted(told: Told) -> str:
    """As a statement holds it."""
    return cut(told.text)


def cut(text: str) -> str:
    """No longer than a statement may be."""
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"
