"""Takes one file in, from its first byte to its row: received, looked into, scanned, kept, filed.

Nothing of a file that is refused stays. The row is last: what stands on the case is whole, and its hashes are true.
When nobody knows whether the row was written, the file stays, and the sweep looks an hour later.
"""

import asyncio
import hashlib
import mmap
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from cases.evidence.findings import Findings, pieces
from cases.evidence.inspection import Limits, look_into
from cases.evidence.kinds import FileKind
from cases.evidence.names import clean_name
from cases.evidence.preview import make_preview
from cases.evidence.scanner import Scanner
from cases.evidence.storage import Storage
from records.consents import keep_text
from records.database import Database
from records.evidence import Arrival, add_evidence, answer_with_known, count_of_case, find_same, known_ids
from records.sent_again import note_sent_again
from records.tables import EvidenceRow, new_id
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode

_AT_ONCE_OF_ONE = 3
_LOOKING_AT_ONCE = 2
"""So many files are decoded at a time: each may take 300 MB for a moment."""
_MOST_ON_A_CASE = 500
_PREVIEW = ".preview.jpg"
_WRITTEN_AT_ONCE = 256 * 1024

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Agreed:
    """What its sender had read when they sent it: the hash of the words, and the words where we know them."""

    locale: str
    sha256: str
    words: str | None


@dataclass(frozen=True, slots=True)
class Wish:
    """What its sender says of a file. `sha256` is of what they sent, in hexadecimal, for us to compare."""

    arrival: Arrival
    name: str = ""
    sha256: str | None = None
    keep_place: bool = False
    agreed: Agreed | None = None


@dataclass(frozen=True, slots=True)
class Filed:
    """What stands on the case; `new` is false when these very bytes stood there already."""

    row: EvidenceRow
    new: bool


@dataclass(frozen=True, slots=True)
class _Received:
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class _Kept:
    kind: FileKind
    findings: Findings
    sha256: str
    size: int


class Cabinet:
    """Files of all cases, at one node."""

    def __init__(
        self, database: Database, storage: Storage, scanner: Scanner, *, limits: Limits, has_room: Callable[[], bool],
        clock: Callable[[], datetime],
    ) -> None:  # fmt: skip
        """`has_room` may block: whether the disk can take another file."""
        self.limits = limits
        self._database = database
        self._storage = storage
        self._scanner = scanner
        self._has_room = has_room
        self._clock = clock
        self._sending: Counter[str] = Counter()
        self._looking = asyncio.Semaphore(_LOOKING_AT_ONCE)

    async def file(self, sent: AsyncIterator[bytes], wish: Wish) -> Filed:
        """Take in what comes. Raises SignalError with what is wrong with it, and then nothing of it stays."""
        try:
            with self._one_more_of(wish.arrival.actor):
                await self._check_disk()
                async with self._drafts(3) as (received_as, kept_as, preview_as):
                    received = await _receive(sent, received_as)
                    if wish.sha256 is not None and wish.sha256 != received.sha256:
                        raise SignalError(ErrorCode.HASH_MISMATCH, "What came is not what was sent.")
                    async with self._looking:
                        kept = await asyncio.to_thread(
                            _look_and_write, received_as, kept_as, self.limits, keep_place=wish.keep_place
                        )
                        await self._scanner.scan(received_as)
                        if kept.kind.is_picture:
                            turned = kept.findings.orientation
                            await make_preview(kept.kind, kept_as, preview_as, orientation=turned)
                    return await self._put_away(wish, received, kept, kept_as, preview_as)
        except OSError as error:
            log.exception("evidence.storage_away")
            raise SignalError(ErrorCode.UNAVAILABLE, "Files cannot be kept at this moment; try again.") from error

    async def locate(self, row: EvidenceRow, *, preview: bool = False) -> Path | None:
        """A file that has it, or the small picture of it; None when there is none."""
        return await self._storage.locate(row.id + _PREVIEW if preview else _key_of(row))

    async def sweep(self) -> int:
        """Out of the way with what a crash has left behind; how many files that were."""

        async def known(ids: object) -> set[str]:
            async with self._database.reading() as session:
                return await known_ids(session, ids)  # type: ignore[arg-type]

        return await self._storage.sweep(known)

    async def _check_disk(self) -> None:
        if not await asyncio.to_thread(self._has_room):
            log.error("evidence.no_room")
            raise SignalError(ErrorCode.UNAVAILABLE, "There is no room for files at this moment; try again later.")

    async def _put_away(self, wish: Wish, received: _Received, kept: _Kept, kept_as: Path, preview_as: Path) -> Filed:
        same = await self._same(wish, kept)
        if same is not None:
            return Filed(same, new=False)
        row = _row(wish, received, kept, now=self._clock())
        await self._storage.keep(_key_of(row), kept_as)
        if kept.kind.is_picture:
            await self._storage.keep(row.id + _PREVIEW, preview_as)
        try:
            async with self._database.transaction() as session:
                await _check_room(session, row.case_id)
                await _keep_words(session, wish, now=row.at)
                await add_evidence(session, row, now=row.at)
        except (SignalError, IntegrityError) as error:  # after any other the row may stand: then the sweep decides
            await self._take_back(row)
            if isinstance(error, IntegrityError) and (same := await self._same(wish, kept)) is not None:
                return Filed(same, new=False)  # it was sent twice, and the other one was first
            raise
        log.info("evidence.filed", id=row.id, kind=kept.kind, size=kept.size, call_id=row.call_id)
        return Filed(row, new=True)

    async def _same(self, wish: Wish, kept: _Kept) -> EvidenceRow | None:
        arrival = wish.arrival
        async with self._database.reading() as session:
            same = await find_same(session, arrival.case_id, kept.sha256)
        if same is not None and arrival.call_id is not None:
            await self._sent_again(wish, same, arrival.call_id)
        return same

    async def _sent_again(self, wish: Wish, known: EvidenceRow, call_id: str) -> None:
        """What is asked for in the call is answered by it, and what its sender has agreed to this time is kept. A place
        that the first copy was stripped of makes other bytes: those are filed anew, and never come here.
        """
        arrival, agreed, now = wish.arrival, wish.agreed, self._clock()
        async with self._database.transaction() as session:
            if arrival.request_id is not None:
                await answer_with_known(session, known, call_id, arrival.request_id, now=now)
            await _keep_words(session, wish, now=now)
            await note_sent_again(
                session, known, arrival, keeps_place=wish.keep_place, locale=agreed.locale if agreed else None,
                sha256=agreed.sha256 if agreed else None, now=now,
            )  # fmt: skip

    async def _take_back(self, row: EvidenceRow) -> None:
        await self._storage.remove(_key_of(row))
        await self._storage.remove(row.id + _PREVIEW)

    @contextmanager
    def _one_more_of(self, actor: str) -> Iterator[None]:
        if self._sending[actor] >= _AT_ONCE_OF_ONE:
            raise SignalError(ErrorCode.RATE_LIMITED, "Send one file after the other.")
        self._sending[actor] += 1
        try:
            yield
        finally:
            self._sending[actor] -= 1
            if not self._sending[actor]:
                del self._sending[actor]

    @asynccontextmanager
    async def _drafts(self, count: int) -> AsyncIterator[list[Path]]:
        async with AsyncExitStack() as stack:
            drafts = []
            for _ in range(count):
                draft = await self._storage.draft()
                stack.callback(draft.unlink, missing_ok=True)
                drafts.append(draft)
            yield drafts


async def _keep_words(session: AsyncSession, wish: Wish, *, now: datetime) -> None:
    if wish.agreed is not None and wish.agreed.words is not None:
        await keep_text(session, wish.agreed.sha256, wish.agreed.words, now=now)


async def _check_room(session: AsyncSession, case_id: str) -> None:
    if await count_of_case(session, case_id) >= _MOST_ON_A_CASE:
        raise SignalError(ErrorCode.EVIDENCE_FULL, f"A case holds {_MOST_ON_A_CASE} files.")


async def _receive(sent: AsyncIterator[bytes], file: Path) -> _Received:
    digest, size = hashlib.sha256(), 0
    waiting = bytearray()
    with await asyncio.to_thread(file.open, "wb") as opened:

        def write(some: bytes) -> None:
            opened.write(some)
            digest.update(some)

        async for piece in sent:
            waiting += piece
            size += len(piece)
            if len(waiting) >= _WRITTEN_AT_ONCE:
                await asyncio.to_thread(write, bytes(waiting))
                waiting.clear()
        await asyncio.to_thread(write, bytes(waiting))
    return _Received(digest.hexdigest(), size)


def _look_and_write(source: Path, target: Path, limits: Limits, *, keep_place: bool) -> _Kept:
    """Blocks; the file is mapped and not read into memory."""
    digest, size = hashlib.sha256(), 0
    if source.stat().st_size == 0:
        raise SignalError(ErrorCode.FILE_BROKEN, "The file is empty.")
    with source.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as data:
        kind, findings = look_into(data, limits=limits, keep_place=keep_place)
        with target.open("wb") as kept:
            for piece in pieces(data, findings.kept):
                kept.write(piece)
                digest.update(piece)
                size += len(piece)
    return _Kept(kind, findings, digest.hexdigest(), size)


def _row(wish: Wish, received: _Received, kept: _Kept, *, now: datetime) -> EvidenceRow:
    arrival = wish.arrival
    return EvidenceRow(
        id=new_id(), case_id=arrival.case_id, call_id=arrival.call_id, participant_id=arrival.participant_id,
        request_id=arrival.request_id, actor=arrival.actor, by_role=arrival.by_role, by_name=arrival.by_name,
        name=clean_name(wish.name, kept.kind), kind=kept.kind, media_type=kept.kind.media_type, size=kept.size,
        width=kept.findings.width, height=kept.findings.height, sha256=kept.sha256,
        received_size=received.size, received_sha256=received.sha256, keeps_place=wish.keep_place, at=now,
        agreed_locale=wish.agreed.locale if wish.agreed else None,
        agreed_sha256=wish.agreed.sha256 if wish.agreed else None,
    )  # fmt: skip


def _key_of(row: EvidenceRow) -> str:
    return row.id + FileKind(row.kind).suffixes[0]
