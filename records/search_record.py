"""What a search for words in calls answers: models of the REST interface."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from signaling.protocol.words import Role


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True)


class Mark(_Read):
    """Characters of a passage's text that were looked for; `end` is excluded."""

    start: int
    end: int


class Passage(_Read):
    """Words in which something that was looked for stands."""

    where: Literal["transcript", "summary", "notes"]
    text: str
    marks: tuple[Mark, ...]
    utterance_id: str | None = Field(
        default=None, description="of a transcript; of a summary, the words it rests on, where it rests on any"
    )
    at: datetime | None = Field(default=None, description="when that was said")
    speaker: Role | None = Field(default=None, description="whose words they are, where that is known")


class CallFound(_Read):
    """One call in which every word stands, and where."""

    call_id: str
    case_reference: str
    customer_name: str
    agent_name: str | None
    created_at: datetime
    rough: bool = Field(description="its transcript is by an engine that is good for a first look only")
    passages: tuple[Passage, ...]


class SearchResult(_Read):
    """One page, newest first. `next`: what to ask `before` for the older ones; null when there are none."""

    calls: tuple[CallFound, ...]
    next: int | None
