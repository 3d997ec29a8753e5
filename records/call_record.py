"""One call and the log of calls as supervisors, agents and integrators read them: models of the REST interface."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from signaling.protocol.words import CallMode, CallState, Decision, EndReason, PartState, Purpose, Role


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class CallLine(_Read):
    """One row of the log."""

    id: str
    case_reference: str
    customer_name: str
    agent_name: str | None
    mode: CallMode
    state: CallState
    reason: EndReason | None
    created_at: datetime
    active_since: datetime | None
    ended_at: datetime | None
    talk_seconds: float | None = Field(description="from the first moment both were connected to the end")
    outcome: str | None = Field(description="the agent's word at wrap-up")
    recorded: bool = Field(description="there is a recording that has not been discarded")


class CallList(_Read):
    """One page of the log, newest first, and how many rows there are in all."""

    calls: tuple[CallLine, ...]
    total: int
    limit: int
    offset: int


class PersonRecord(_Read):
    """Somebody who was in the call, or was expected."""

    id: str
    role: Role
    name: str
    language: str
    joined_at: datetime | None = Field(description="when their page first took its place; null: they never came")


class EntryRecord(_Read):
    """One line of the timeline."""

    at: datetime
    kind: str
    participant_id: str | None
    data: dict[str, Any]


class MessageRecord(_Read):
    """One line of text beside the call."""

    id: str
    participant_id: str
    text: str
    at: datetime


class ConsentRecord(_Read):
    """One decision with the exact words that were shown."""

    participant_id: str
    purpose: Purpose
    decision: Decision
    locale: str
    wording: str
    wording_sha256: str
    at: datetime


class PartRecord(_Read):
    """One file of one leg, as the writer reported it."""

    id: str
    recording_id: str
    participant_id: str
    number: int
    state: PartState
    reason: str | None
    epoch: datetime | None
    seconds: float
    bytes_written: int


class EditRecord(_Read):
    """One change of the summary."""

    version: int
    user_id: str
    at: datetime
    before: dict[str, Any]
    after: dict[str, Any]


class SummaryOnRecord(_Read):
    """The account of the call as it stands, the draft it began as, and every change between."""

    state: str
    version: int
    body: dict[str, Any]
    draft: dict[str, Any]
    drafted_at: datetime
    approved_at: datetime | None
    approved_by: str | None
    edits: tuple[EditRecord, ...] = ()


class CallRecord(CallLine):
    """Everything that is remembered of one call."""

    notes: str | None
    wait_seconds: float | None = Field(description="from the customer's click to the talk")
    participants: tuple[PersonRecord, ...]
    timeline: tuple[EntryRecord, ...]
    messages: tuple[MessageRecord, ...]
    consents: tuple[ConsentRecord, ...]
    consents_whole: bool = Field(description="the chain of hashes over all consents holds: none was edited or removed")
    parts: tuple[PartRecord, ...]
    summary: SummaryOnRecord | None
