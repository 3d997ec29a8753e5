"""The transcript of one call as people and programs read it: models of the REST interface."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from signaling.protocol.words import NoTranscript, Role, TranscriptState


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class SpeakerRecord(_Read):
    """Whose voice a track is. Each voice has tracks of its own, so who speaks is never guessed."""

    participant_id: str
    role: Role
    name: str


class UtteranceRecord(_Read):
    """One stretch of speech. `start_s` and `end_s` are seconds of the part `part_id`, where it can be played."""

    id: str
    participant_id: str
    part_id: str
    at: datetime
    start_s: float
    end_s: float
    language: str
    confidence: float | None = Field(description="0 to 1 as the engine says; null: it says nothing")
    text: str


class StretchRecord(_Read):
    """Seconds of a voice that were not recorded, so that nothing could be written down there."""

    participant_id: str
    part_id: str
    at: datetime
    seconds: float
    why: Literal["lost", "paused", "away"] = Field(description="away: it had no line to the recorder")


class MissingRecord(_Read):
    """A part of a voice of which nothing could be written down, and why, as a stable code."""

    participant_id: str
    part_id: str
    why: str


class TranscriptRecord(_Read):
    """What a machine has written down of a call. `rough`: by an engine that is good for a first look only."""

    call_id: str
    state: TranscriptState
    reason: NoTranscript | None = Field(description="why there is none, or none yet")
    error: str | None = Field(description="stable code of what went wrong last")
    engine: str | None
    model: str | None
    rough: bool
    heard_s: float = Field(description="of `total_s`, all voices together")
    total_s: float
    changed_at: datetime
    speakers: tuple[SpeakerRecord, ...]
    utterances: tuple[UtteranceRecord, ...] = Field(description="in the order of time, whoever speaks")
    stretches: tuple[StretchRecord, ...]
    missing: tuple[MissingRecord, ...]
