"""What is recorded when, by how many workers, and where it is kept."""

import re
from ipaddress import IPv4Address
from pathlib import Path
from typing import Literal, Self

from pydantic import AnyHttpUrl, BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from settings.serving import Address, Serving
from signaling.domain.recording_policy import RecordingPolicies, RecordingPolicy
from signaling.protocol.words import OnRecorderFailure, RecordingWhen

_LEAST_PORTS = 16
_UNREADABLE = "is no URL that can be read"


def read_ports(text: str) -> range:
    """`40000-40999`, both ends included. Raises ValueError."""
    first, _, last = text.partition("-")
    if not (first.isdecimal() and last.isdecimal() and 1024 <= int(first) <= int(last) <= 65_535):
        raise ValueError("is FIRST-LAST, from 1024 to 65535")
    return range(int(first), int(last) + 1)


class RecordingRule(BaseModel):
    """When calls of one kind of case are recorded, and what becomes of them if the recorder fails."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    when: RecordingWhen
    on_failure: OnRecorderFailure = OnRecorderFailure.GO_ON


class Recording(Serving):
    """What is recorded when, by how many workers, and where it is kept."""

    # recording
    recordings_dir: Path | None = Field(default=None, description="parts are written here; default DATA_DIR/recordings")
    master_key_file: Path | None = Field(
        default=None,
        description="keys that lock the key of each recording; made if it is not there, never among the recordings, "
        "the same for all nodes and workers; default DATA_DIR/master.keys",
    )
    certificate_key_file: Path | None = Field(
        default=None,
        description="key that signs certificates of deletion, the same for all nodes; made if it is not there; default "
        "DATA_DIR/certificates.key",
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
    customer_recording: Literal["never", "own_recording"] = Field(
        default="own_recording",
        description="what of a recording a customer may download by the receipt: nothing, or what was kept of "
        "themselves, sound and picture",
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

    @field_validator("customer_recording", mode="before")
    @classmethod
    def _its_former_name(cls, value: object) -> object:
        """`own_voice`, as it was called before a part could have a picture."""
        return "own_recording" if value == "own_voice" else value

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

    @model_validator(mode="after")
    def _storage_key(self) -> Self:
        if (self.storage_key_id is None) != (self.storage_secret is None):
            raise ValueError("REASSURE_STORAGE_KEY_ID and REASSURE_STORAGE_SECRET need each other")
        return self

    @model_validator(mode="after")
    def _ports_for_all(self) -> Self:
        if self.media_ports and len(read_ports(self.media_ports)) < _LEAST_PORTS * max(1, self.media_workers):
            raise ValueError(f"REASSURE_MEDIA_PORTS needs {_LEAST_PORTS} ports for each media worker")
        if self.master_keys.absolute().is_relative_to(self.recordings.absolute()):
            raise ValueError("REASSURE_MASTER_KEY_FILE must lie elsewhere than the recordings")
        return self

    @property
    def recordings(self) -> Path:
        """The folder of recordings in effect."""
        return self.recordings_dir or self.data_dir / "recordings"

    @property
    def master_keys(self) -> Path:
        """The file of master keys in effect."""
        return self.master_key_file or self.data_dir / "master.keys"

    @property
    def certificate_key(self) -> Path:
        """The file of the key that signs certificates, in effect."""
        return self.certificate_key_file or self.data_dir / "certificates.key"

    def ports_of(self, slot: int) -> range | None:
        """The UDP ports of one of this machine's media workers; None: any."""
        if self.media_ports is None:
            return None
        ports, workers = read_ports(self.media_ports), max(1, self.media_workers)
        each = len(ports) // workers
        return ports[slot * each : (slot + 1) * each]

    @property
    def recording(self) -> RecordingPolicies:
        """When which calls are recorded, as the rules read it."""
        by_kind = {kind: RecordingPolicy(rule.when, rule.on_failure) for kind, rule in self.recording_by_kind.items()}
        otherwise = RecordingPolicy(RecordingWhen(self.recording_when), OnRecorderFailure(self.on_recorder_failure))
        return RecordingPolicies(otherwise, by_kind)
