"""A call's life. `calls.version` grows with every change and is what writers compare before they swap."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from records.tables.base import Base, new_id, unique_where, word
from signaling.protocol.words import CallMode, CallState, EndReason, OnRecorderFailure, RecordingWhen, Role


class CallRow(Base):
    """One conversation on a case. Secrets are stored as SHA-256; the short code lives for minutes only."""

    __tablename__ = "calls"
    __table_args__ = (unique_where("uq_calls_code", "code", where="code IS NOT NULL"),)
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    mode: Mapped[CallMode] = mapped_column(word(CallMode))
    state: Mapped[CallState] = mapped_column(word(CallState), index=True)
    reason: Mapped[EndReason | None] = mapped_column(word(EndReason))
    version: Mapped[int]
    language: Mapped[str]
    priority: Mapped[int]
    """0 to 9; a higher one is served first."""
    asked_because: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(index=True)
    created_by: Mapped[str]
    skills: Mapped[list[str]] = mapped_column(default=list)
    """What the agent has to know; every one of them."""
    waiting_since: Mapped[datetime | None]
    requeued_at: Mapped[datetime | None]
    """When the agent was lost for good and the customer went to the head of the queue."""
    deadline_at: Mapped[datetime | None] = mapped_column(index=True)
    """When the present state ends by itself; every node's clock looks for those that are due."""
    active_since: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    """The agent's word at wrap-up."""
    notes: Mapped[str | None]
    notes_version: Mapped[int] = mapped_column(default=0)
    """Grows whenever the notes are saved: nobody writes over notes they have not seen."""
    recording_when: Mapped[RecordingWhen] = mapped_column(word(RecordingWhen), default=RecordingWhen.ON_REQUEST)
    """As the policy was when the call was opened: what its people were told holds."""
    on_recorder_failure: Mapped[OnRecorderFailure] = mapped_column(
        word(OnRecorderFailure), default=OnRecorderFailure.GO_ON
    )
    link_sha256: Mapped[str]
    link_expires_at: Mapped[datetime]
    browser_sha256: Mapped[str | None]
    """The first browser that pressed the button; no other one gets in by this link."""
    code: Mapped[str | None]
    code_expires_at: Mapped[datetime | None]


class ParticipantRow(Base):
    """One person in a call. A person (`person_key`) is in one live call at most: the partial index says so."""

    __tablename__ = "participants"
    __table_args__ = (unique_where("uq_participants_live_person", "person_key", where="live"),)
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"), index=True)
    role: Mapped[Role] = mapped_column(word(Role))
    user_id: Mapped[str | None] = mapped_column(ForeignKey("users.id"), index=True)
    person_key: Mapped[str]
    """`user:{id}` of an agent, `case:{id}` of the customer of that case."""
    live: Mapped[bool]
    name: Mapped[str]
    language: Mapped[str]
    page_id: Mapped[str | None]
    node_id: Mapped[str | None]
    ready: Mapped[bool]
    ready_on: Mapped[str | None]
    """The page on which they clicked last."""
    audio: Mapped[bool]
    video: Mapped[bool]
    screen: Mapped[bool] = mapped_column(default=False)
    """The picture is their screen, not their camera."""
    joined_at: Mapped[datetime | None]
    away_since: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    """An agent who was lost or replaced does not belong to the call from here on."""


class OfferRow(Base):
    """A waiting call shown to one agent. Open (no outcome) at most once for each call and for each agent."""

    __tablename__ = "offers"
    __table_args__ = (
        unique_where("uq_offers_open_call", "call_id", where="outcome IS NULL"),
        unique_where("uq_offers_open_user", "user_id", where="outcome IS NULL"),
    )
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"), index=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    outcome: Mapped[str | None]
    closed_at: Mapped[datetime | None]


class CallEntryRow(Base):
    """One line of a call's timeline: what happened, when, by whom."""

    __tablename__ = "call_entries"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"), index=True)
    at: Mapped[datetime]
    kind: Mapped[str]
    participant_id: Mapped[str | None] = mapped_column(ForeignKey("participants.id"))
    data: Mapped[dict[str, Any]]


class StepsRow(Base):
    """How one page of somebody came into the talk, in milliseconds after its link was opened, and by which paths."""

    __tablename__ = "call_steps"
    __table_args__ = (UniqueConstraint("participant_id", "page_id"),)
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"), index=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participants.id"))
    page_id: Mapped[str]
    told_at: Mapped[datetime]
    """When the page first told it."""
    permission: Mapped[int | None]
    socket: Mapped[int | None]
    ice: Mapped[int | None]
    keys: Mapped[int | None]
    click: Mapped[int | None]
    first_sound: Mapped[int | None]
    first_picture: Mapped[int | None]
    paths: Mapped[list[dict[str, Any]]]
    """One after the other, each with the moment it was told of; no addresses."""


class MessageRow(Base):
    """One line of text beside the call; the same `client_id` twice is one line."""

    __tablename__ = "messages"
    __table_args__ = (UniqueConstraint("participant_id", "client_id"),)
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"), index=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participants.id"))
    client_id: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime]
