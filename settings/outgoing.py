"""Who is told of what happened here, and the helpdesk."""

import base64
from contextlib import suppress
from typing import Literal, Self

from pydantic import AnyHttpUrl, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings


def _is_webhook_secret(text: str) -> bool:
    with suppress(ValueError):
        return text[:6] == "whsec_" and 24 <= len(base64.b64decode(text[6:], validate=True)) <= 64
    return False


class Outgoing(BaseSettings):
    """Who is told of what happened here, and the helpdesk."""

    # outgoing events
    webhook_url: AnyHttpUrl | None = Field(default=None, description="where signed events go; default nowhere")
    webhook_secret: SecretStr | None = Field(
        default=None,
        description="Standard Webhooks secret, whsec_...; while it is being changed the new one and the old one, with "
        "a space between them",
    )
    webhook_private: bool = Field(
        default=False, description="whether the receiver may have a private address; leave false on the internet"
    )
    webhook_timeout_s: float = Field(default=15, ge=0.1, le=60, description="seconds a receiver may take to answer")
    outbox_days: int = Field(
        default=30, ge=1, le=3_650, description="days what was delivered and jobs that are done are kept"
    )

    # the helpdesk
    connector: Literal["none", "generic", "zendesk", "chatwoot"] = Field(
        default="none",
        description="whose own interface notes go to: any that speaks docs/protocol.md (generic), Zendesk, Chatwoot",
    )
    connector_url: AnyHttpUrl | None = Field(
        default=None, description="base of its interface: https://shop.zendesk.com, https://app.chatwoot.com, yours"
    )
    connector_user: str = Field(
        default="", max_length=254,
        description="Zendesk: mail address of the agent whose token it is; Chatwoot: number of the account",
    )  # fmt: skip
    connector_token: SecretStr | None = Field(default=None, description="the interface's API token")
    connector_secret: SecretStr | None = Field(
        default=None,
        description="secret by which its own webhooks to /hooks/helpdesk are signed; without it none is taken",
    )
    connector_field: str = Field(
        default="case_reference", pattern=r"^[a-z][a-z0-9_]{0,39}$",
        description="Chatwoot: custom attribute of a conversation that holds the reference of the case",
    )  # fmt: skip
    connector_language: str = Field(default="en", max_length=35, description="language of the notes, BCP 47")
    connector_private: bool = Field(default=False, description="whether the interface may have a private address")
    call_link_days: int = Field(
        default=30,
        ge=1,
        le=365,
        description="days the link to the call in a note is good for; each use is in the audit",
    )
    embed_minutes: int = Field(
        default=60, ge=1, le=1_440, description="minutes a token of the side app in a helpdesk is good for"
    )

    @field_validator("webhook_secret")
    @classmethod
    def _strong_secret(cls, value: SecretStr | None) -> SecretStr | None:
        """As the Standard Webhooks specification has it: `whsec_` and the base64 of 24 to 64 bytes; two at most."""
        if value is None:
            return value
        texts = value.get_secret_value().split()
        if not 1 <= len(texts) <= 2 or not all(_is_webhook_secret(text) for text in texts):
            raise ValueError("must be whsec_ and the base64 of 24 to 64 bytes")
        return value

    @model_validator(mode="after")
    def _connected(self) -> Self:
        if self.connector != "none" and (self.connector_url is None or self.connector_token is None):
            raise ValueError("REASSURE_CONNECTOR needs REASSURE_CONNECTOR_URL and REASSURE_CONNECTOR_TOKEN")
        if self.connector == "zendesk" and "@" not in self.connector_user:
            raise ValueError("REASSURE_CONNECTOR=zendesk needs the mail address of an agent in REASSURE_CONNECTOR_USER")
        if self.connector == "chatwoot" and not self.connector_user.isdecimal():
            raise ValueError("REASSURE_CONNECTOR=chatwoot needs the number of the account in REASSURE_CONNECTOR_USER")
        signs = self.connector_secret.get_secret_value() if self.connector_secret else None
        if self.connector == "generic" and signs is not None and not _is_webhook_secret(signs):
            raise ValueError("REASSURE_CONNECTOR_SECRET must be whsec_ and the base64 of 24 to 64 bytes")
        return self

    @model_validator(mode="after")
    def _events_are_signed(self) -> Self:
        if self.webhook_url is not None and self.webhook_secret is None:
            raise ValueError("REASSURE_WEBHOOK_URL needs REASSURE_WEBHOOK_SECRET")
        return self

    @property
    def webhook_secrets(self) -> tuple[str, ...]:
        """Those that sign for the endpoint of the settings, the newest first."""
        return tuple(self.webhook_secret.get_secret_value().split()) if self.webhook_secret else ()
