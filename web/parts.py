"""What the doors are given: everything below the web layer, handed in by the composition root."""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, Protocol

from aiohttp import web
from redis.asyncio import Redis

from cases.alerting.rules import AS_DELIVERED, RuleBook
from cases.alerting.worklist import ValueSteps
from cases.claims.pack.binder import Binder
from cases.claims.sender import NOBODY, Sender
from cases.claims.terms_of_carriers import NOTHING_PUBLISHED, ClaimBook
from cases.connectors.port import CaseConnector
from cases.contacts.local_time import AT_NIGHT, QuietHours
from cases.enquiries.carriers import AS_DELIVERED as CARRIERS_AS_DELIVERED
from cases.enquiries.carriers import CarrierBook
from cases.evidence.filing import Cabinet
from cases.letters.courier import Courier
from cases.solutions.delivered_table import AS_DELIVERED as SOLUTIONS_AS_DELIVERED
from cases.solutions.table import SolutionBook
from cases.unclaimed import Unclaimed
from outgoing.secret_lock import SecretLock
from records.database import Database
from signaling.runtime.node import Node
from web.metrics import Metrics
from web.pulse import Pulse
from web.readiness import Readiness
from web.recorders import Recorders


@dataclass(frozen=True, slots=True)
class WebConfig:
    """The settings of the doors. `origin` is the one in links; `origins` are all that browsers may come from.

    `frame_ancestors` are the origins of helpdesks that may frame an agent's pages; `embed_frames` those of one of
    several helpdesks, by the name of its API key, for the side apps it has asked for.
    """

    origin: str
    origins: frozenset[str]
    session_ttl: timedelta = timedelta(hours=12)
    trusted_proxies: int = 0
    frame_ancestors: tuple[str, ...] = ()
    embed_frames: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    seventeentrack_key: str | None = None
    aftership_secret: str | None = None
    upload_within_s: float = 300.0
    customer_recording: Literal["never", "own_recording"] = "own_recording"
    receipt_ttl: timedelta = timedelta(days=30)
    copy_ttl: timedelta = timedelta(days=30)
    private_endpoints: bool = False
    embed_ttl: timedelta = timedelta(hours=1)

    @property
    def secure(self) -> bool:
        """Whether browsers reach us over TLS, so that cookies may be told to need it."""
        return self.origin.startswith("https://")


class OpenPart(Protocol):
    """A part of a recording, opened for reading, on this disk or far away."""

    size: int

    async def read(self, start: int, length: int) -> bytes:
        """These bytes, fewer at the end. Raises ValueError when they are not what was written, and ConnectionError
        when where they lie does not answer in its time.
        """

    async def aclose(self) -> None:
        """Nothing is read any more."""


class Recordings(Protocol):
    """Where the files of recordings are opened; they lie sealed."""

    async def open(self, recording_id: str, participant_id: str, number: int) -> OpenPart | None:
        """A finished part; None when its file is not there. Raises LookupError when its key is not, ValueError when it
        is not what was written, and ConnectionError when the storage that has it does not answer.
        """

    async def open_whole(self, recording_id: str) -> OpenPart | None:
        """All parts of it as one stereo WebM; likewise."""

    async def open_peaks(self, recording_id: str) -> OpenPart | None:
        """How loud each side was, to be drawn (audiowaveform's .dat, version 2, 8 bits); likewise."""


class Mp3(Protocol):
    """Being made."""

    async def read(self) -> bytes:
        """The next piece, empty at its end. Raises as what it is made of does: half of it is not all."""


Mp3Maker = Callable[[OpenPart], AbstractAsyncContextManager[Mp3]]
"""Makes MP3 of a file, and closes it. Raises TimeoutError when it has too much to do."""


@dataclass(frozen=True, slots=True)
class Casework:
    """What work on cases goes by. `opens_cases`: a feed's alarming parcel that no case knows becomes one. `rules_text`
    is what `rules` were read from.
    """

    rules: RuleBook = AS_DELIVERED
    rules_text: str = ""
    opens_cases: bool = False
    couriers: tuple[Courier, ...] = ()
    value_steps: ValueSteps = field(default_factory=dict)
    solutions: SolutionBook = SOLUTIONS_AS_DELIVERED
    claims: ClaimBook = NOTHING_PUBLISHED
    carriers: CarrierBook = CARRIERS_AS_DELIVERED
    sender: Sender = NOBODY
    """Who claims."""
    quiet: QuietHours | None = AT_NIGHT
    """The customer's night; None: there is none."""
    unclaimed: Unclaimed | None = None
    """Where lies what no case has claimed; None: nobody keeps it within bounds."""


@dataclass(frozen=True, slots=True)
class Parts:
    """`recorders` is the way to the media workers."""

    config: WebConfig
    database: Database
    redis: "Redis"
    node: Node
    recorders: Recorders
    clock: Callable[[], datetime]
    recordings: Recordings = field(kw_only=True)
    secret_lock: SecretLock = field(kw_only=True)
    """Locks the secrets of endpoints."""
    mp3: Mp3Maker | None = None
    """None: nobody makes any here."""
    work_waits: Callable[[], None] = lambda: None
    """Called after a commit that has left jobs or outgoing events to do."""
    turn: Callable[[], Mapping[str, str]] = dict
    """Each TURN server's URL, and what was found when it was last looked at."""
    evidence: Cabinet | None = None
    """Where files go; None: none are taken here."""
    packs: Binder | None = None
    """Makes and keeps claim packs; None: none are made here."""
    casework: Casework = field(default_factory=Casework)
    helpdesk: CaseConnector | None = None
    metrics: Metrics = field(default_factory=Metrics)
    readiness: Readiness = field(default_factory=Readiness)
    pulse: Pulse = field(default_factory=Pulse)


PARTS = web.AppKey("parts", Parts)
