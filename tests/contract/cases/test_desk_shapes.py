"""What the board gives is what the pages expect, and every word of it can be said in the pages' languages."""

import json
import re
from enum import StrEnum
from pathlib import Path

import pytest
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from cases.alerting.alerts import Advice
from cases.alerting.replay import Change
from cases.alerting.urgency import Because, Mood
from cases.board import CaseView
from cases.case_list import CaseLine, CaseList
from cases.checklist import Item, Seen, Source
from cases.contacts.follow_up import FollowUp
from cases.contacts.moments import Moment
from cases.contacts.plan import Reason
from cases.enquiries.answers import Outcome
from cases.enquiries.carriers import Channel
from cases.imports.lines import Fault, Why
from cases.imports.rows import Wrong
from cases.journeys.anomalies import Anomaly, Reading
from cases.journeys.journey import Stop
from cases.journeys.strip import Mark
from cases.journeys.tracking_event import Progress, TrackingEvent
from cases.parcel import CaseBody, Place
from cases.stages import Stage
from records.case_list import Sort

STATIC = Path(__file__).parents[3] / "web" / "static"
DESK = (STATIC / "js/protocol/desk.d.ts").read_text("utf-8")
LOCALES = sorted((STATIC / "locales/desk").glob("*.json"))


def expected(name: str) -> set[str]:
    """The fields of an interface, those of the objects inside it left out."""
    match = re.search(rf"export interface {name} \{{(.*?)\n?\}}\n", DESK, re.DOTALL)
    assert match is not None
    inside = match[1]
    while (flat := re.sub(r"\{[^{}]*\}", "object", inside)) != inside:
        inside = flat
    return set(re.findall(r"(\w+)\??:", inside))


@pytest.mark.parametrize("model", [TrackingEvent, CaseLine, CaseList, Place, Stop, Reading, CaseView])
def test_the_board_gives_exactly_the_fields_the_pages_read(model: type[BaseModel]) -> None:
    assert set(model.model_fields) == expected(model.__name__)


@pytest.mark.parametrize("locale", LOCALES, ids=lambda path: path.stem)
@pytest.mark.parametrize(
    ("group", "words"),
    [
        ("anomaly", Anomaly), ("progress", Progress), ("stage", Stage), ("why", Anomaly), ("advice", Advice),
        ("mood", Mood), ("mood_because", Because), ("fact.seen", Seen), ("fact.source", Source),
        ("imports.unreadable", Why), ("rules.change", Change), ("strip.mark", Mark), ("list.sort", Sort),
        ("enquiry.channel", Channel), ("enquiry.outcome", Outcome), ("contact.moment", Moment), ("plan.reason", Reason),
        ("follow_up", FollowUp),
    ],
)  # fmt: skip
def test_every_word_can_be_said_in_every_language(locale: Path, group: str, words: type[StrEnum]) -> None:
    said = json.loads(locale.read_text("utf-8"))
    assert {name.removeprefix(f"{group}.") for name in said if name.startswith(f"{group}.")} == set(words)


@pytest.mark.parametrize("locale", LOCALES, ids=lambda path: path.stem)
def test_everything_that_may_be_wrong_with_a_line_and_every_question_can_be_said(locale: Path) -> None:
    said = json.loads(locale.read_text("utf-8"))
    problems = {f"imports.problem.{code}" for code in (*Wrong, *Fault)}
    assert {name for name in said if name.startswith("imports.problem.")} == problems
    assert {f"fact.{item}" for item in Item} <= said.keys()


def test_the_shapes_can_be_described() -> None:
    _, described = models_json_schema(
        [(CaseBody, "validation"), (CaseView, "serialization"), (CaseList, "serialization")]
    )
    assert described["$defs"]["CaseBody"]["additionalProperties"] is False
