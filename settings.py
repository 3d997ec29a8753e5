"""Every setting, its default, its limits and what it is for; validated before anything starts.

Each field is the environment variable `REASSURE_<NAME>`. Only the command line and the composition root read this
file, and hand the values on.
"""

import base64
import re
from contextlib import suppress
from datetime import date
from decimal import Decimal
from ipaddress import IPv4Address
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import (
    AnyHttpUrl,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict
from redis.asyncio import ConnectionPool
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from cases.contacts.local_time import QuietHours
from cases.letters.mail_server import is_sender, read_smtp_url
from signaling.domain.hours import OpeningHours
from signaling.domain.recording_policy import RecordingPolicies, RecordingPolicy
from signaling.protocol.words import OnRecorderFailure, RecordingWhen
from signaling.turn.url import read_turn_url

Address = Annotated[str, StringConstraints(min_length=1, max_length=253)]
_ORIGIN = re.compile(r"(https://[a-z0-9-]+(\.[a-z0-9-]+)*|http://(localhost|127\.0\.0\.1))(:[1-9][0-9]{0,4})?")
_LEAST_PORTS = 16
_UNREADABLE = "is no URL that can be read"


def read_ports(text: str) -> range:
    """`40000-40999`, both ends included. Raises ValueError."""
    first, _, last = text.partition("-")
    if not (first.isdecimal() and last.isdecimal() and 1024 <= int(first) <= int(last) <= 65_535):
        raise ValueError("is FIRST-LAST, from 1024 to 65535")
    return range(int(first), int(last) + 1)


def _is_webhook_secret(text: str) -> bool:
    with suppress(ValueError):
        return text[:6] == "whsec_" and 24 <= len(base64.b64decode(text[6:], validate=True)) <= 64
    return False


class RecordingRule(BaseModel):
    """When calls of one kind of case are recorded, and what becomes of them if the recorder fails."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    when: RecordingWhen
    on_failure: OnRecorderFailure = OnRecorderFailure.GO_ON


class OpeningTimes(BaseModel):
    """When customers may expect somebody; spans may end on the next day, and an empty week is always open."""

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


class Settings(BaseSettings):
    """With none set, everything runs embedded: SQLite and recordings in `data_dir`, Redis as our own child, no TURN."""

    model_config = SettingsConfigDict(env_prefix="REASSURE_", frozen=True, extra="ignore")

    # where we listen and how we are reached
    host: Address = Field(default="localhost", description="address the server listens on")
    port: int = Field(default=8080, ge=0, le=65535, description="port the server listens on; 0 lets the system choose")
    public_url: AnyHttpUrl | None = Field(
        default=None, description="how browsers reach us, for links and the Origin check; default http://HOST:PORT"
    )
    frame_ancestors: tuple[str, ...] = Field(
        default=(), description='helpdesks that may frame the case pages, as JSON: ["https://desk.example.org"]'
    )
    trusted_proxies: int = Field(
        default=0, ge=0, le=5, description="reverse proxies in front whose X-Forwarded-For is believed"
    )
    log_format: Literal["console", "json"] = Field(default="console", description="how the log is written to stderr")
    log_level: Literal["debug", "info", "warning", "error"] = Field(default="info", description="what is logged")

    # what remembers
    data_dir: Path = Field(default=Path("var"), description="database, recordings and first passwords live here")
    database_url: SecretStr | None = Field(
        default=None, description="postgresql+psycopg://... ; default SQLite in DATA_DIR"
    )
    redis_url: SecretStr | None = Field(default=None, description="redis://... ; default a child process of our own")
    samples_dir: Path = Field(
        default=Path(__file__).parent / "samples", description="sample cases for an empty database"
    )

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

    # recording
    recordings_dir: Path | None = Field(default=None, description="parts are written here; default DATA_DIR/recordings")
    master_key_file: Path | None = Field(
        default=None,
        description="keys that lock the key of each recording; made if it is not there, never among the recordings, "
        "the same for all nodes and workers; default DATA_DIR/master.keys",
    )
    disk_reserve_mb: int = Field(
        default=512, ge=0, le=1_000_000,
        description="MB that are left free where recordings and files lie: with less no recording begins and no file "
        "is taken, with half of it recordings that run are finished; 0: none",
    )  # fmt: skip
    record_picture: Literal["never", "with_consent"] = Field(
        default="never",
        description="whether a recording may take the pictures too, asked for apart; one no leaves it at the sound",
    )
    part_max_mb: int = Field(
        default=2_048, ge=1, le=16_384, description="MB a part of a recording may have; the next one begins by itself"
    )
    part_max_minutes: int = Field(default=240, ge=1, le=1_440, description="minutes a part of a recording may have")
    retention_days: int = Field(default=30, ge=1, le=3_650, description="days a recording is kept, as the consent says")
    recording_when: Literal["never", "on_request", "required_to_start", "required_throughout"] = Field(
        default="on_request",
        description="calls are never recorded; are if the agent asks and everybody agrees; end without all saying yes; "
        "end also when somebody takes it back",
    )
    on_recorder_failure: Literal["go_on", "end"] = Field(
        default="go_on", description="what becomes of a call whose recorder fails: it goes on and says so, or ends"
    )
    recording_by_kind: dict[str, RecordingRule] = Field(
        default={},
        description='other rules for kinds of cases, as JSON: {"dispute": {"when": "required_to_start", "on_failure": '
        '"end"}}',
    )
    recorder_patience_s: float = Field(
        default=20,
        ge=2,
        le=600,
        description="seconds in which nothing of a recording may reach the disk until it has failed",
    )
    customer_recording: Literal["never", "own_voice"] = Field(
        default="own_voice", description="what of a recording a customer may download by the receipt"
    )
    line_days: int = Field(
        default=180, ge=1, le=3_650, description="days the quality of a call's line and tests of it are kept"
    )
    receipt_days: int = Field(default=30, ge=1, le=365, description="days the link to a receipt of consent is good for")
    media_workers: int = Field(
        default=1,
        ge=0,
        le=32,
        description="media worker processes the server starts, one for each core that records; 0: none",
    )
    media_url: str | None = Field(
        default=None,
        description="http://host:port of the only media worker; default all that tell of themselves through Redis",
    )
    media_host: Address = Field(
        default="127.0.0.1", description="address of this machine at which nodes reach the doors of its media workers"
    )
    media_addresses: tuple[str, ...] = Field(
        default=(), description="addresses the recorder offers to browsers, as JSON list; default all of this machine"
    )
    media_public_address: str | None = Field(
        default=None, description="IPv4 address the internet has for this machine, where it is another one (1:1 NAT)"
    )
    media_ports: str | None = Field(
        default=None,
        description="UDP ports of the recorder, such as 40000-40999, that the firewall lets in; each worker of the "
        "machine takes a part of its own; default any",
    )
    media_private_candidates: bool = Field(
        default=True, description="whether a leg may come from a private address; set to false on the internet"
    )

    # where finished recordings are kept
    storage_url: str | None = Field(
        default=None,
        description="s3://bucket/folder that finished recordings are moved to, sealed as they are; default they stay "
        "in RECORDINGS_DIR",
    )
    storage_endpoint: str | None = Field(
        default=None, description="https://host[:port] of an S3 that is not Amazon's; the bucket is then in the path"
    )
    storage_region: str = Field(default="us-east-1", min_length=1, max_length=64, description="the bucket's region")
    storage_key_id: str | None = Field(default=None, description="access key; default the role of the machine (AWS)")
    storage_secret: SecretStr | None = Field(default=None, description="secret of that access key")

    # transcripts
    transcriber: Literal["none", "whisper", "http", "pocketsphinx"] = Field(
        default="none",
        description="who writes down recordings whose people agreed to it: whisper (extra asr, with a model fetched by "
        "`app.py models fetch`), http (any OpenAI-compatible endpoint: voices leave the house), pocketsphinx (English "
        "and Spanish, for tests and a first look only); none: they wait",
    )
    transcriber_model: str = Field(
        default="small", min_length=1, max_length=100,
        description="name of whisper's model in MODELS_DIR, or of the endpoint's model",
    )  # fmt: skip
    transcriber_url: AnyHttpUrl | None = Field(
        default=None, description="base of the endpoint, as https://asr.example.org/v1; for http"
    )
    transcriber_key: SecretStr | None = Field(default=None, description="the endpoint's API key, if it wants one")
    transcriber_timeout_s: float = Field(
        default=120, ge=1, le=1_800, description="seconds an engine may take for half a minute of speech"
    )
    transcriber_threads: int = Field(default=1, ge=1, le=64, description="cores whisper may use at once")
    transcript_workers: int = Field(
        default=1, ge=0, le=1,
        description="whether the server itself writes down, in another process; 0: only `app.py worker transcripts`",
    )  # fmt: skip
    models_dir: Path | None = Field(default=None, description="models of engines lie here; default DATA_DIR/models")

    # summaries
    llm_base_url: AnyHttpUrl | None = Field(
        default=None,
        description="base of an OpenAI-compatible endpoint that drafts summaries, as http://127.0.0.1:11434/v1: the "
        "words of calls leave the house for it; default the rules draft them",
    )
    llm_model: str = Field(default="", max_length=200, description="name of the endpoint's model")
    llm_key_file: Path | None = Field(default=None, description="file with the endpoint's API key, if it wants one")
    llm_timeout_s: float = Field(default=60, ge=1, le=600, description="seconds the model may take for one call")
    llm_price_in: Decimal | None = Field(
        default=None, ge=0, description="what a million tokens of question cost, for the cost told with each summary"
    )
    llm_price_out: Decimal | None = Field(default=None, ge=0, description="what a million tokens of answer cost")
    review_within_h: float = Field(
        default=24, gt=0, le=720,
        description="hours after which a summary nobody has reviewed is put on its case, marked as not reviewed",
    )  # fmt: skip
    copy_days: int = Field(default=30, ge=1, le=365, description="days the link to the customer's own copy is good for")

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

    # sign-in
    session_ttl_s: int = Field(default=43_200, ge=300, le=30 * 86_400, description="seconds a sign-in lasts")

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: SecretStr | None) -> SecretStr | None:
        known = ("postgresql+psycopg://", "sqlite+aiosqlite:///")
        if value is not None and not value.get_secret_value().startswith(known):
            raise ValueError(f"must begin with {' or '.join(known)}")
        try:
            make_url(value.get_secret_value() if value else known[0])
        except (ValueError, ArgumentError) as error:
            raise ValueError(_UNREADABLE) from error
        return value

    @field_validator("redis_url")
    @classmethod
    def _known_redis(cls, value: SecretStr | None) -> SecretStr | None:
        """Looked at with redis-py's own eyes, but for the number of the database: it takes a wrong one for 0."""
        if value is None:
            return value
        url = value.get_secret_value()
        if not url.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("must begin with redis://, rediss:// or unix://")
        try:
            ConnectionPool.from_url(url).make_connection()  # type: ignore[no-untyped-call]  # redis-py has no type here
            database = urlsplit(url).path.strip("/")
        except (ValueError, TypeError) as error:
            raise ValueError(_UNREADABLE) from error
        if database and not database.isdecimal() and not url.startswith("unix://"):
            raise ValueError("the database of a Redis is a number")
        return value

    @field_validator("public_url")
    @classmethod
    def _nothing_but_an_origin(cls, value: AnyHttpUrl | None) -> AnyHttpUrl | None:
        """The pages and the Origin check know no path in front of ours, and links are no place for a password."""
        if value is not None and (value.username or value.password or value.query or value.fragment):
            raise ValueError("is scheme, host and port, and nothing else")
        if value is not None and value.path not in (None, "/"):
            raise ValueError("has no path: the service needs a host name of its own")
        return value

    @field_validator("frame_ancestors")
    @classmethod
    def _origins_and_nothing_else(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        """Each goes into a header as it is: no wildcard, no path, nothing that would begin another directive."""
        for origin in value:
            if not _ORIGIN.fullmatch(origin):
                raise ValueError("each is an origin, https://host or https://host:port (http:// for localhost only)")
        return value

    @field_validator("turn_urls")
    @classmethod
    def _turn(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for url in value:
            read_turn_url(url)
        return value

    @field_validator("media_url")
    @classmethod
    def _http(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        try:
            AnyHttpUrl(value or "http://127.0.0.1")
        except ValueError as error:
            raise ValueError(_UNREADABLE) from error
        return value

    @field_validator("storage_url")
    @classmethod
    def _bucket(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[\w./-]*)?", value):
            raise ValueError("is s3://bucket or s3://bucket/folder")
        return value

    @field_validator("storage_endpoint")
    @classmethod
    def _another_s3(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"https?://[\w.-]+(:[0-9]{1,5})?/?", value):
            raise ValueError("is https://host or https://host:port")
        return value

    @field_validator("media_public_address")
    @classmethod
    def _public(cls, value: str | None) -> str | None:
        try:
            return None if value is None else str(IPv4Address(value))
        except ValueError as error:
            raise ValueError("is an IPv4 address") from error

    @field_validator("media_ports")
    @classmethod
    def _ports(cls, value: str | None) -> str | None:
        if value is not None:
            read_ports(value)
        return value

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
    def _whole_model(self) -> "Settings":
        if (self.llm_base_url is None) != (not self.llm_model):
            raise ValueError("REASSURE_LLM_BASE_URL and REASSURE_LLM_MODEL need each other")
        return self

    @model_validator(mode="after")
    def _together(self) -> "Settings":
        if self.webhook_url is not None and self.webhook_secret is None:
            raise ValueError("REASSURE_WEBHOOK_URL needs REASSURE_WEBHOOK_SECRET")
        if self.seventeentrack_url is not None and self.seventeentrack_key is None:
            raise ValueError("REASSURE_SEVENTEENTRACK_URL needs REASSURE_SEVENTEENTRACK_KEY")
        if self.aftership_url is not None and self.aftership_api_key is None:
            raise ValueError("REASSURE_AFTERSHIP_URL needs REASSURE_AFTERSHIP_API_KEY")
        if (self.smtp_url is None) != (self.mail_from is None):
            raise ValueError("REASSURE_SMTP_URL and REASSURE_MAIL_FROM need each other")
        if self.mail_from is not None and not is_sender(self.mail_from):
            raise ValueError("REASSURE_MAIL_FROM is no address of a sender")
        if self.turn_urls and self.turn_secret is None:
            raise ValueError("REASSURE_TURN_URLS needs REASSURE_TURN_SECRET")
        if self.ice_transport_policy == "relay" and not self.turn_urls:
            raise ValueError("REASSURE_ICE_TRANSPORT_POLICY=relay needs REASSURE_TURN_URLS")
        if self.media_ports and len(read_ports(self.media_ports)) < _LEAST_PORTS * max(1, self.media_workers):
            raise ValueError(f"REASSURE_MEDIA_PORTS needs {_LEAST_PORTS} ports for each media worker")
        if self.transcriber == "http" and self.transcriber_url is None:
            raise ValueError("REASSURE_TRANSCRIBER=http needs REASSURE_TRANSCRIBER_URL")
        if self.master_keys.absolute().is_relative_to(self.recordings.absolute()):
            raise ValueError("REASSURE_MASTER_KEY_FILE must lie elsewhere than the recordings")
        evidence, recordings = self.evidence.resolve(), self.recordings.resolve()
        if evidence == self.data_dir.resolve():
            raise ValueError("REASSURE_EVIDENCE_DIR must be another folder than REASSURE_DATA_DIR")
        if evidence.is_relative_to(recordings) or recordings.is_relative_to(evidence):
            raise ValueError("REASSURE_EVIDENCE_DIR must lie elsewhere than the recordings")
        return self

    @model_validator(mode="after")
    def _connected(self) -> "Settings":
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
    def _storage_key(self) -> "Settings":
        if (self.storage_key_id is None) != (self.storage_secret is None):
            raise ValueError("REASSURE_STORAGE_KEY_ID and REASSURE_STORAGE_SECRET need each other")
        return self

    @property
    def database(self) -> str:
        """The SQLAlchemy URL in effect."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite+aiosqlite:///{self.data_dir.absolute() / 'reassure.db'}"

    @property
    def recordings(self) -> Path:
        """The folder of recordings in effect."""
        return self.recordings_dir or self.data_dir / "recordings"

    def ports_of(self, slot: int) -> range | None:
        """The UDP ports of one of this machine's media workers; None: any."""
        if self.media_ports is None:
            return None
        ports, workers = read_ports(self.media_ports), max(1, self.media_workers)
        each = len(ports) // workers
        return ports[slot * each : (slot + 1) * each]

    @property
    def evidence(self) -> Path:
        """The folder of photos and documents in effect."""
        return self.evidence_dir or self.data_dir / "evidence"

    @property
    def packs(self) -> Path:
        """The folder of claim packs in effect."""
        return self.packs_dir or self.data_dir / "packs"

    @property
    def recording(self) -> RecordingPolicies:
        """When which calls are recorded, as the rules read it."""
        by_kind = {kind: RecordingPolicy(rule.when, rule.on_failure) for kind, rule in self.recording_by_kind.items()}
        otherwise = RecordingPolicy(RecordingWhen(self.recording_when), OnRecorderFailure(self.on_recorder_failure))
        return RecordingPolicies(otherwise, by_kind)

    @property
    def models(self) -> Path:
        """The folder of engines' models in effect."""
        return self.models_dir or self.data_dir / "models"

    @property
    def master_keys(self) -> Path:
        """The file of master keys in effect."""
        return self.master_key_file or self.data_dir / "master.keys"

    @property
    def webhook_secrets(self) -> tuple[str, ...]:
        """Those that sign for the endpoint of the settings, the newest first."""
        return tuple(self.webhook_secret.get_secret_value().split()) if self.webhook_secret else ()

    @property
    def origin(self) -> str:
        """Scheme, host and port under which browsers know us, without a trailing slash."""
        return str(self.public_url).rstrip("/") if self.public_url else f"http://{self.host}:{self.port}"

    @property
    def origins(self) -> frozenset[str]:
        """Every origin a browser may come from: ours; without a public URL also this machine's other names."""
        if self.public_url is not None:
            return frozenset({self.origin})
        names = (self.host, "localhost", "127.0.0.1", "[::1]")
        return frozenset(f"http://{name}:{self.port}" for name in names)
