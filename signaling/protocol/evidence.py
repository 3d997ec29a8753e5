"""What the pages of a call are shown of the files that come from it, and of what was asked for."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Part(BaseModel):
    """Base of the pieces."""

    model_config = ConfigDict(frozen=True)


class EvidenceFile(Part):
    """One file on the case that came from this call."""

    id: str
    name: str
    media_type: str
    size: int = Field(description="in bytes")
    sha256: str = Field(description="of what is kept")
    participant_id: str | None = Field(description="who sent it; null: not from a page of this call")
    by_name: str
    at: datetime


class EvidenceRequest(Part):
    """What the agent asked for last. `failed`: it was meant to be sent, and could not be."""

    id: str
    what: Literal["label"]
    state: Literal["asked", "accepted", "declined", "failed", "withdrawn", "filed"]
    asked_at: datetime
