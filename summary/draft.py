"""Drafts the summary by rules from what there is. Pure; every statement is a quotation with its sources.

Nothing is concluded that the words do not say: the agent reads the draft, mends it, and only then approves.
"""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from summary.check import check
from summary.material import Material
from summary.model import MAX_STATEMENTS, Summary
from summary.rules.account import account, evidence, facts, moods
from summary.rules.agreements import agreements, refusals
from summary.rules.promises import commitments, next_stage, open_questions
from summary.rules.told import cut, told_in_call, told_in_notes
from summary.statements import Source, Statement

_SCANS_SHOWN = 5
_TELLING = ("connected", "reconnected", "lost", "hung_up", "consent_declined", "consent_withdrawn", "talk_failed")
Kind = TypeVar("Kind")


def draft_summary(material: Material) -> Summary:
    """The draft. The facts about consent and recording are taken over as they stand."""
    said, noted = told_in_call(material), told_in_notes(material)
    usual = material.usual_currency
    agreed = _capped([*agreements(said, usual=usual), *agreements(noted, usual=usual)])
    drafted = Summary(
        language=material.language,
        situation=_capped(situation(material)),
        account=_capped(account(said)),
        facts=_capped(facts([*said, *noted], material)),
        agreed=agreed,
        refused=_capped([*refusals(said), *refusals(noted)]),
        commitments=_capped(commitments([*said, *noted], time_zone=material.time_zone)),
        evidence=_capped(evidence(said, material)),
        moods=tuple(moods(said)),
        open_questions=_capped(open_questions(material)),
        next_stage=tuple(next_stage([*said, *noted], agreed, now=material.fact("stage"))),
        outcome=material.outcome,
        consents=material.consents,
        recordings=material.recordings,
    )
    return check(drafted, material)


def situation(material: Material) -> Iterator[Statement]:
    """What the case says, the last lines of the journey, and the turns of the call."""
    for fact in material.case:
        yield Statement(text=cut(fact.value), sources=(Source(kind="case", ref=fact.field),))
    for scan in sorted(material.scans, key=lambda scan: scan.at)[-_SCANS_SHOWN:]:
        text = f"{scan.description} ({scan.location})" if scan.location else scan.description
        yield Statement(text=cut(text), sources=(Source(kind="tracking_event", ref=scan.id, at=scan.at),))
    for moment in material.timeline:
        if moment.kind in _TELLING:
            yield Statement(text=moment.kind, sources=(Source(kind="timeline", ref=moment.id, at=moment.at),))


def _capped(statements: Iterable[Kind]) -> tuple[Kind, ...]:
    return tuple(statement for statement, _ in zip(statements, range(MAX_STATEMENTS), strict=False))
