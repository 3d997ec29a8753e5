"""What is said between the process that works and the one that listens: one JSON object a line."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

EngineName = Literal["whisper", "http", "pocketsphinx"]


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class EngineChoice(_Line):
    """Which engine, and what it needs. Goes through a pipe, never into arguments or the environment: it has a key."""

    name: EngineName
    model: str
    folder: str = ""
    """Of whisper's model."""
    url: str = ""
    key: str = Field(default="", repr=False)
    timeout_s: float = 300.0
    threads: int = 1


class Order(_Line):
    """The first line to the listener; the WebM file follows it, to its end."""

    engine: EngineChoice
    language: str


class Progress(_Line):
    """So much of the track has been listened to."""

    kind: Literal["progress"] = "progress"
    heard_s: float


class Uttered(_Line):
    """Words, in seconds of the track."""

    kind: Literal["uttered"] = "uttered"
    start_s: float
    end_s: float
    text: str
    language: str
    confidence: float | None


class Ended(_Line):
    """The whole track has been listened to. `whole` false: the file broke off, or could not be read to its end."""

    kind: Literal["ended"] = "ended"
    seconds: float
    speech_s: float
    whole: bool
    peak_mb: float


class Failed(_Line):
    """It came to nothing; `what` is the class of the error, `code` its own."""

    kind: Literal["failed"] = "failed"
    what: Literal["missing", "engine", "track"]
    code: str
    again_after_s: float = 0.0


Told = Annotated[Progress | Uttered | Ended | Failed, Field(discriminator="kind")]
TOLD: TypeAdapter[Progress | Uttered | Ended | Failed] = TypeAdapter(Told)
