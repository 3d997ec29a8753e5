"""Files on cases, what carriers tell, rules, and how customers are written to."""

from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AnyHttpUrl, Field, SecretStr, StringConstraints, field_validator, model_validator

from cases.contacts.local_time import QuietHours
from cases.letters.mail_server import is_sender, read_smtp_url
from settings.serving import Serving

_Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
_UNREADABLE = "is no URL that can be read"


class Casework(Serving):
    """Files on cases, what carriers tell, rules, and how customers are written to."""

    # files on cases
    evidence_dir: Path | None = Field(
        default=None,
        description="photos and documents are kept here and nothing else is, the same for all nodes; "
        "default DATA_DIR/evidence",
    )
    evidence_max_mb: int = Field(default=15, ge=1, le=100, description="megabytes a photo or document may have")
    evidence_max_megapixels: int = Field(default=64, ge=1, le=200, description="millions of points a photo may have")
    evidence_upload_s: float = Field(default=300, ge=10, le=3_600, description="seconds a file may take to arrive")
    clamd: str | None = Field(
        default=None,
        description="clamd that looks into each file, unix:///run/clamav/clamd.ctl or tcp://host:3310; without its "
        "answer none is taken; default nobody looks",
    )
    clamd_timeout_s: float = Field(default=30, ge=1, le=120, description="seconds clamd may take for one file")

    # carriers' feeds
    seventeentrack_key: SecretStr | None = Field(default=None, description="key that signs /hooks/17track")
    aftership_secret: SecretStr | None = Field(default=None, description="secret that signs /hooks/aftership")
    seventeentrack_url: AnyHttpUrl | None = Field(
        default=None,
        description="where 17TRACK is asked for what its webhooks lost, https://api.17track.net/track/v2.2; default "
        "nobody is asked",
    )
    aftership_url: AnyHttpUrl | None = Field(
        default=None, description="where AfterShip is asked, https://api.aftership.com/tracking/2025-07; default nobody"
    )
    aftership_api_key: SecretStr | None = Field(default=None, description="key with which AfterShip is asked")
    poll_every_h: float = Field(
        default=12, ge=0.1, le=168, description="hours after which a parcel is asked about again"
    )
    feeds_open_cases: bool = Field(
        default=False,
        description="whether a feed's parcel that no case knows becomes one when the rules raise an alert",
    )
    unclaimed_days: int = Field(
        default=60, ge=1, le=365, description="days a push that no case has claimed is kept and waits for one"
    )
    unclaimed_most: int = Field(
        default=100_000, ge=100, le=10_000_000, description="unclaimed pushes that are kept; the oldest go first"
    )
    unclaimed_mb: int = Field(
        default=256, ge=16, le=100_000, description="megabytes of unclaimed pushes, compressed, that are kept"
    )

    # alerts, and the way to customers
    rules_file: Path | None = Field(
        default=None,
        description="rules for alerts, TOML; default as in deploy/rules.example.toml without its exceptions",
    )
    solutions_file: Path | None = Field(
        default=None,
        description="table of solutions and who may decide how much, TOML as in deploy/solutions.example.toml; default "
        "the table of the product",
    )
    packs_dir: Path | None = Field(
        default=None,
        description="claim packs are kept here and nothing else is, the same for all nodes; default DATA_DIR/packs",
    )
    claims_dir: Path | None = Field(
        default=None,
        description="deadlines and vouchers of carriers and insurers beside those delivered, a TOML for each, as in "
        "cases/claims/published",
    )
    carriers_file: Path | None = Field(
        default=None,
        description="where carriers are asked and how long they take, TOML; deploy/carriers.example.toml explains it",
    )
    claimant_name: _Line | None = Field(
        default=None,
        description="who claims from carriers and insurers: your shop, as claim packs name it at their head",
    )
    claimant_address: tuple[_Line, ...] = Field(
        default=(), max_length=6, description='its address line by line, as JSON: ["Calle Mayor 1", "28013 Madrid"]'
    )
    claimant_contact: _Line | None = Field(
        default=None, description="by which it is answered: an e-mail address, a telephone number"
    )
    quiet_hours: str = Field(
        default="21:00-08:00",
        description="the customer's night by their own clock, in which nothing is sent to them and no call offered; "
        "empty: there is none",
    )
    smtp_url: SecretStr | None = Field(
        default=None,
        description="mail server for messages to customers: smtps://user:password@host:465, smtp+starttls://host:587, "
        "or smtp://host:25 for one beside us; default the helpdesk sends them",
    )
    mail_from: str | None = Field(default=None, description="sender of mail to customers: Name <desk@example.org>")

    @field_validator("clamd")
    @classmethod
    def _socket_of_clamd(cls, value: str | None) -> str | None:
        if value is None:
            return value
        try:
            parsed = urlsplit(value)
            tcp = parsed.scheme == "tcp" and bool(parsed.hostname) and parsed.port is not None and not parsed.path
        except ValueError as error:
            raise ValueError(_UNREADABLE) from error
        if not tcp and not (parsed.scheme == "unix" and parsed.path.startswith("/") and not parsed.netloc):
            raise ValueError("is unix:///path/of/its/socket or tcp://host:port")
        return value

    @field_validator("quiet_hours")
    @classmethod
    def _quiet(cls, value: str) -> str:
        if value:
            QuietHours.parse(value)
        return value

    @field_validator("smtp_url")
    @classmethod
    def _mail_server(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            read_smtp_url(value.get_secret_value())
        return value

    @model_validator(mode="after")
    def _feeds_are_whole(self) -> Self:
        if self.seventeentrack_url is not None and self.seventeentrack_key is None:
            raise ValueError("REASSURE_SEVENTEENTRACK_URL needs REASSURE_SEVENTEENTRACK_KEY")
        if self.aftership_url is not None and self.aftership_api_key is None:
            raise ValueError("REASSURE_AFTERSHIP_URL needs REASSURE_AFTERSHIP_API_KEY")
        return self

    @model_validator(mode="after")
    def _claimant_is_whole(self) -> Self:
        if self.claimant_name is None and (self.claimant_address or self.claimant_contact):
            raise ValueError("REASSURE_CLAIMANT_ADDRESS and REASSURE_CLAIMANT_CONTACT need REASSURE_CLAIMANT_NAME")
        return self

    @model_validator(mode="after")
    def _mail_is_whole(self) -> Self:
        if (self.smtp_url is None) != (self.mail_from is None):
            raise ValueError("REASSURE_SMTP_URL and REASSURE_MAIL_FROM need each other")
        if self.mail_from is not None and not is_sender(self.mail_from):
            raise ValueError("REASSURE_MAIL_FROM is no address of a sender")
        return self

    @property
    def evidence(self) -> Path:
        """The folder of photos and documents in effect."""
        return self.evidence_dir or self.data_dir / "evidence"

    @property
    def packs(self) -> Path:
        """The folder of claim packs in effect."""
        return self.packs_dir or self.data_dir / "packs"
