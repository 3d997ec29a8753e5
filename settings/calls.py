"""How long things last in a call, when customers may expect somebody, and how browsers find each other."""

from datetime import date
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings

from signaling.domain.hours import OpeningHours
from signaling.turn.url import read_turn_url


class OpeningTimes(BaseModel):
    """When customers may expect somebody; spans may end on the next day, and an empty week is always open but on the
    closed days.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    time_zone: str
    week: dict[str, tuple[str, ...]]
    closed_on: tuple[date, ...] = ()

    @model_validator(mode="after")
    def _readable(self) -> "OpeningTimes":
        self.hours()
        return self

    def hours(self) -> OpeningHours:
        """As the rules read it."""
        return OpeningHours.parse(self.time_zone, self.week, self.closed_on)


class Calls(BaseSettings):
    """How long things last in a call, when customers may expect somebody, and how browsers find each other."""

    # calls
    link_ttl_s: int = Field(default=86_400, ge=60, le=30 * 86_400, description="seconds a join link opens its call")
    code_ttl_s: int = Field(default=900, ge=60, le=3_600, description="seconds a short spoken code is good for")
    ring_timeout_s: float = Field(default=20, ge=0.2, le=120, description="seconds an offer rings at one agent")
    return_grace_s: float = Field(default=60, ge=0.2, le=600, description="seconds somebody lost may come back")
    connect_timeout_s: float = Field(
        default=60, ge=1, le=600, description="seconds two present people may take to connect"
    )
    queue_timeout_s: float = Field(
        default=3_600, ge=1, le=86_400, description="seconds a customer may wait in the queue"
    )
    priority_step_s: int = Field(
        default=300, ge=10, le=86_400, description="seconds of waiting that raise a call's priority by one, up to 9"
    )
    value_priority: dict[str, tuple[int, ...]] = Field(
        default={"EUR": (150, 600), "USD": (150, 600), "GBP": (130, 500), "CNY": (1_200, 4_800)},
        description="amounts in each currency from which a parcel's value raises its call's priority by one more",
    )
    opening_hours: OpeningTimes | None = Field(
        default=None,
        description='when somebody is there, as JSON: {"time_zone": "Europe/Madrid", "week": {"mon": ["09:00-18:00"]}, '
        '"closed_on": ["2026-12-25"]}; default always',
    )
    lease_s: float = Field(default=15, ge=1, le=120, description="seconds after which a silent node counts as gone")
    drain_s: float = Field(
        default=8, ge=0, le=10, description="longest wait, on SIGTERM, until who asks /readyz has heard no twice"
    )

    # WebRTC
    turn_urls: tuple[str, ...] = Field(
        default=(),
        description='TURN servers, preferred ones first, as JSON: ["turn:turn.example.org:3478?transport=udp"]; one '
        "that relays to the inside is not handed out",
    )
    turn_secret: SecretStr | None = Field(default=None, description="shared secret of coturn's use-auth-secret")
    turn_ttl_s: int = Field(default=300, ge=60, le=86_400, description="seconds a TURN credential is good for")
    stun_urls: tuple[str, ...] = Field(default=(), description="STUN servers, as JSON list")
    ice_transport_policy: Literal["all", "relay"] = Field(
        default="all", description="relay hides each side's addresses from the other; needs TURN"
    )
    warm_lobby: bool = Field(
        default=True,
        description="whether browsers connect, black and silent, while the customer is still in the lobby; false: with "
        "the second click",
    )

    @field_validator("turn_urls")
    @classmethod
    def _turn(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for url in value:
            read_turn_url(url)
        return value

    @model_validator(mode="after")
    def _turn_is_whole(self) -> Self:
        if self.turn_urls and self.turn_secret is None:
            raise ValueError("REASSURE_TURN_URLS needs REASSURE_TURN_SECRET")
        if self.ice_transport_policy == "relay" and not self.turn_urls:
            raise ValueError("REASSURE_ICE_TRANSPORT_POLICY=relay needs REASSURE_TURN_URLS")
        return self
