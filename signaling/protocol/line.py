"""What a page measures of the line of its talk: one sample for two seconds."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

SAMPLES = 60
"""At once: two minutes of them, for a page whose line to the server was down."""
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
_Ms = Annotated[int, Field(ge=0, le=600_000)]
_Kbit = Annotated[int, Field(ge=0, le=10_000_000)]
_Pixels = Annotated[int, Field(ge=0, le=16_384)]


class LineSample(BaseModel):
    """What was measured, `ago_ms` before it is told. Null: this browser does not tell, or there was nothing to measure.

    `in` is what this page received of the other's voice, `out` what the other browser reported of this one's.
    `concealed` is the share of the sound that was made up because nothing had come in time, after all redundancy;
    `mos` is the E-model's mark (ITU-T G.107). No address of anybody.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    ago_ms: Annotated[int, Field(ge=0, le=3_600_000)]
    mos: Annotated[float, Field(ge=1, le=5, allow_inf_nan=False)] | None = None
    loss_in: Share | None = None
    loss_out: Share | None = None
    concealed: Share | None = None
    round_trip_ms: _Ms | None = None
    jitter_ms: _Ms | None = None
    kbit_in: _Kbit = 0
    kbit_out: _Kbit = 0
    width: _Pixels | None = None
    height: _Pixels | None = None
    fps: Annotated[int, Field(ge=0, le=240)] | None = None
    freezes: Annotated[int, Field(ge=0, le=1000)] = 0
    freeze_ms: _Ms = 0
    sent: Literal["full", "smaller", "smallest", "paused"] = Field(
        default="full", description="how much of the own picture was sent, so that the voice stays clear"
    )
    relayed: bool = False
