"""The numbers a case had before, as pages read them."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from cases.journeys.tracking_event import TrackingEvent
from cases.numbers.tracking_number import normalise


class OtherNumber(BaseModel):
    """A number the case has no more. `set_aside`: its lines are another parcel's, and `events` the newest of them."""

    model_config = ConfigDict(frozen=True)
    number: str
    lines: int
    set_aside: bool
    events: tuple[TrackingEvent, ...]


class NumberSaid(BaseModel):
    """Whose the lines of a number are that the case had before."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    number: Annotated[str, StringConstraints(min_length=1, max_length=64), AfterValidator(normalise)]
    set_aside: bool = Field(description="true: another parcel's; false: this parcel's")
