"""What is still to come: promises with their days, questions nobody answered, and where the case goes next. Pure."""

from collections.abc import Iterator, Sequence

from cases.stages import Stage, may_follow
from signaling.protocol.words import Role
from summary.material import Line, Material
from summary.reading.dates import find_due
from summary.reading.phrases import is_question, promise, puts_off, sentences
from summary.reading.topics import stage_of
from summary.rules.told import Told, cut, quoted
from summary.statements import Agreement, Commitment, NextStage, Source, Statement


def commitments(told: Sequence[Told], *, time_zone: str) -> Iterator[Commitment]:
    """By whom, by when. What a customer expects of others is no promise of anybody's."""
    for each in told:
        subject = promise(each.text, each.language)
        if subject is None or (subject == "unsaid" and each.speaker is Role.CUSTOMER):
            continue
        due = find_due(each.text, said_on=each.said_on, language=each.language)
        # A note is the agent's: "I will call" in it is the agent's promise, "the carrier will call" is nobody's here.
        yield Commitment(
            text=quoted(each), sources=(each.source,),
            who=(each.speaker or Role.AGENT) if subject == "speaker" else None,
            due_on=due.day if due else None, due_words=due.words if due else None,
            time_zone=time_zone if due and due.day else None,
        )  # fmt: skip


def open_questions(material: Material) -> Iterator[Statement]:
    """What the customer asked and nobody from our side took up afterwards, and what the notes leave open."""
    for index, line in enumerate(material.lines):
        if line.speaker is Role.CUSTOMER and is_question(line.text) and not _answered(material.lines[index + 1 :]):
            for text in filter(is_question, sentences(line.text)):
                yield Statement(text=cut(text), sources=(Source(kind=line.kind, ref=line.id, at=line.at),))
    for text in filter(is_question, sentences(material.notes)):
        yield Statement(text=cut(text), sources=(Source(kind="note", at=material.noted_at),))


def next_stage(told: Sequence[Told], agreed: Sequence[Agreement], *, now: str | None) -> Iterator[NextStage]:
    """What was agreed is a solution; else the last step that our side announced, if the case may go there."""
    before = Stage(now) if now in set(Stage) else None
    if settled := next((each for each in agreed if each.kind != "other"), None):
        if before is None or (before is not Stage.SOLUTION and may_follow(before, Stage.SOLUTION)):
            yield NextStage(text=settled.text, sources=settled.sources, stage="solution")
        return
    for each in reversed(told):
        stage = stage_of(each.text) if each.speaker is not Role.CUSTOMER and promise(each.text, each.language) else None
        if stage and stage != now and (before is None or may_follow(before, Stage(stage))):
            yield NextStage(text=quoted(each), sources=(each.source,), stage=stage)
            return


def _answered(later: tuple[Line, ...]) -> bool:
    return any(
        line.speaker is not Role.CUSTOMER and not puts_off(line.text, line.language) and not is_question(line.text)
        for line in later
    )
