"""The structured summary of a call: strict, capped, and every statement says where in the call it comes from.

`consents` and `recordings` are facts read from the ledger and the recorder's rows; nobody edits them.
"""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from signaling.protocol.words import NoTranscript, TranscriptState
from summary.facts import ConsentState, RecordingFacts
from summary.statements import (
    Agreement,
    Commitment,
    Evidence,
    Fact,
    Mood,
    NextStage,
    Piece,
    Said,
    Statement,
)

MAX_STATEMENTS = 200
GROUPS: Final = (
    "situation", "account", "facts", "agreed", "refused", "commitments", "evidence", "moods", "open_questions",
    "next_stage",
)  # fmt: skip
"""The fields that hold statements, in the order in which they are read."""


class Summary(Piece):
    """The account of one call."""

    schema_version: Literal[2] = 2
    language: Annotated[str, StringConstraints(min_length=2, max_length=35)]
    situation: tuple[Statement, ...] = Field(default=(), max_length=MAX_STATEMENTS)
    account: tuple[Said, ...] = Field(
        default=(), max_length=MAX_STATEMENTS, description="what the customer says has happened"
    )
    facts: tuple[Fact, ...] = Field(default=(), max_length=MAX_STATEMENTS)
    agreed: tuple[Agreement, ...] = Field(default=(), max_length=MAX_STATEMENTS)
    refused: tuple[Said, ...] = Field(default=(), max_length=MAX_STATEMENTS)
    commitments: tuple[Commitment, ...] = Field(default=(), max_length=MAX_STATEMENTS)
    evidence: tuple[Evidence, ...] = Field(default=(), max_length=MAX_STATEMENTS)
    moods: tuple[Mood, ...] = Field(default=(), max_length=2, description="at the start and at the end, by their words")
    open_questions: tuple[Statement, ...] = Field(default=(), max_length=MAX_STATEMENTS)
    next_stage: tuple[NextStage, ...] = Field(default=(), max_length=1)
    outcome: str | None = Field(default=None, max_length=200)
    consents: tuple[ConsentState, ...] = ()
    recordings: tuple[RecordingFacts, ...] = ()

    def statements(self) -> Iterator[Statement]:
        """Every one, in the order in which they are read."""
        for group in GROUPS:
            yield from getattr(self, group)

    def sources(self) -> frozenset[tuple[str, str]]:
        """Kind and reference of everything the statements rest on."""
        return frozenset((source.kind, source.ref) for each in self.statements() for source in each.sources)


class Drafting(Piece):
    """How the draft came about, and how much of the call it could take in."""

    engine: Literal["rules", "model"]
    model: str | None = None
    fell_back: str | None = Field(default=None, description="why the model's draft was not used; a stable code")
    waits_for_model: bool = Field(default=False, description="a language model is still at it")
    transcript: TranscriptState | None = Field(default=None, description="null: nothing was recorded")
    no_transcript: NoTranscript | None = Field(default=None, description="why nothing of the talk was heard")
    rough: bool = Field(default=False, description="its words are by an engine that is good for a first look only")
    heard_s: float = 0.0
    total_s: float = 0.0
    tokens_in: int | None = None
    tokens_out: int | None = None
    cost: Decimal | None = Field(default=None, description="by the prices in the settings, in their currency")


class SummaryEdit(Piece):
    """One change by a person: the body before and after it; `version` is the one it made."""

    version: int
    user_id: str
    at: datetime
    before: Summary
    after: Summary


SummaryState = Literal["pending", "draft", "approved", "rejected", "not_reviewed"]


class SummaryView(Piece):
    """Everything about a call's summary. `pending` (version 0, no body) until the draft is made."""

    call_id: str
    state: SummaryState
    version: int
    outcome: str | None
    notes: str | None
    notes_version: int = 0
    drafted_from_notes: int = Field(
        default=0,
        description="which version of the notes the statements take into account; behind `notes_version`: save",
    )
    draft: Summary | None = None
    body: Summary | None = None
    drafting: Drafting | None = None
    edits: tuple[SummaryEdit, ...] = ()
    drafted_at: datetime | None = None
    approved_at: datetime | None = None
    approved_by: str | None = None
    rejected_because: str | None = None
