"""Playing a recording, or a part of one, or a range: who listens is written down before the first byte goes out."""

from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

import structlog
from aiohttp import hdrs, web
from aiohttp.abc import AbstractStreamWriter
from pydantic import BaseModel, Field

from records.audit import append_audit
from records.call_log import find_playable_part, list_parts
from records.recording_files import find_playable_file
from records.tables import PartRow, RecordingFileRow
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode, PartState
from web.calls import check_may_read
from web.operation import Ask
from web.parts import OpenPart, Parts
from web.ranges import Span, read_range
from web.still_there import Gone, StillThere, still_there

_AT_A_TIME = 1 << 18
_SOUND = "audio/webm"
_SUFFIXES = {"video/x-matroska": "mkv"}
log = structlog.get_logger()


class PartSearch(BaseModel, extra="forbid"):
    """Which recording, whole, or which part of one; default the first whole one, and without any the first part."""

    part: str | None = Field(default=None, max_length=64)
    recording: str | None = Field(default=None, max_length=64)


async def play_recording(ask: Ask[None, PartSearch]) -> web.StreamResponse:
    """The sound of a whole recording, or one part: WebM, or Matroska when its picture is H.264; `Range` is honoured
    (RFC 9110, section 14).
    """
    parts, call_id = ask.parts, ask.path("call_id")
    await check_may_read(parts.database, ask.caller, call_id)
    whole = await find_whole(ask, call_id, ask.query.recording) if ask.query.part is None else None
    if whole is None:
        row = await _part(ask, call_id)
        file, name, detail = await open_part(parts, row), row.id, {"part_id": row.id}
        recording_id, media_type = row.recording_id, row.media_type or _SOUND
    else:
        name = recording_id = whole.recording_id
        detail, media_type = {"recording_id": recording_id}, _SOUND
        file = await open_file(parts.recordings.open_whole(recording_id))
    try:
        await append_audit(
            parts.database, actor=ask.caller.actor, action="recording.play", subject=f"call:{call_id}",
            detail={**detail, "range": _range(ask.http)}, now=parts.clock(),
        )  # fmt: skip
    except BaseException:
        await file.aclose()
        raise
    standing = still_there(parts.database, recording_id)
    return await _send_file(ask.http, file, standing, name=name, media_type=media_type)


class _Played(web.StreamResponse):
    """A part, or a range of it, read and sent piece by piece once the headers are complete."""

    def __init__(
        self, file: OpenPart, standing: StillThere, span: Span, *, status: HTTPStatus, media_type: str
    ) -> None:
        super().__init__(status=status)
        self.content_type = media_type
        self.content_length = span.end - span.start
        self._file = file
        self._standing = standing
        self._span = span

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        """The body goes with the headers, as a file's does."""
        try:
            writer = await super().prepare(request)
            for start in range(self._span.start, self._span.end, _AT_A_TIME):
                length = min(_AT_A_TIME, self._span.end - start)
                await self.write(await next_piece(self, self._file.read(start, length), self._standing))
            await self.write_eof()
            return writer
        finally:
            await self._file.aclose()


async def next_piece(answer: web.StreamResponse, reading: Awaitable[bytes], standing: StillThere) -> bytes:
    """Of an answer that has begun. What cannot be read any more, or was discarded meanwhile, cuts it off: nobody takes
    that for all of it. Raises ConnectionResetError.
    """
    try:
        piece = await reading
        await standing.check()
    except Gone as error:
        log.info("recordings.discarded_while_sent")
        answer.force_close()
        raise ConnectionResetError("it was discarded meanwhile") from error
    except (ValueError, OSError) as error:
        what = "recordings.damaged" if isinstance(error, ValueError) else "recordings.not_readable"
        log.error(what, error=type(error).__name__)  # noqa: TRY400 (there is nothing to trace)
        answer.force_close()
        raise ConnectionResetError("nothing can be read from here on") from error
    return piece


async def send_part(ask: Ask[Any, Any], file: OpenPart, row: PartRow) -> web.StreamResponse:
    """A part, or the range of it that is asked for; the file is closed with the answer."""
    standing = still_there(ask.parts.database, row.recording_id)
    return await _send_file(ask.http, file, standing, name=row.id, media_type=row.media_type or _SOUND)


async def _send_file(
    request: web.Request, file: OpenPart, standing: StillThere, *, name: str, media_type: str
) -> web.StreamResponse:
    """Whatever is open, or the range of it that is asked for; likewise closed."""
    try:
        span = read_range(request.headers.get(hdrs.RANGE, ""), file.size)
    except ValueError:
        await file.aclose()
        answer: web.StreamResponse = web.Response(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        answer.headers["Content-Range"] = f"bytes */{file.size}"
        return answer
    status = HTTPStatus.OK if span is None else HTTPStatus.PARTIAL_CONTENT
    answer = _Played(file, standing, span or Span(0, file.size), status=status, media_type=media_type)
    answer.headers.update(
        {
            "Accept-Ranges": "bytes",
            "Cache-Control": "no-store",
            "Content-Disposition": f'inline; filename="{name}.{_SUFFIXES.get(media_type, "webm")}"',
        }
    )
    if span is not None:
        answer.headers["Content-Range"] = f"bytes {span.start}-{span.end - 1}/{file.size}"
    return answer


async def open_part(parts: Parts, row: PartRow) -> OpenPart:
    """A finished part. Raises SignalError with `not_found` or `unavailable`."""
    if row.state is PartState.WRITING:
        raise SignalError(ErrorCode.NOT_FOUND, "This part is not finished yet.")
    return await open_file(parts.recordings.open(row.recording_id, row.participant_id, row.number))


async def open_file(opening: Awaitable[OpenPart | None]) -> OpenPart:
    """What is being opened. Raises SignalError with `not_found`, `recording_damaged`, or `unavailable` just now."""
    with readable():
        file = await opening
    if file is None:
        raise SignalError(ErrorCode.NOT_FOUND, "This file is not here, or not finished yet.")
    return file


@contextmanager
def readable() -> Iterator[None]:
    """Around what is read before an answer begins. Raises SignalError with `recording_damaged` or `unavailable`."""
    try:
        yield
    except (LookupError, OSError) as error:
        log.exception("recordings.not_readable")
        raise SignalError(ErrorCode.UNAVAILABLE, "This recording cannot be read just now.") from error
    except ValueError as error:
        log.error("recordings.damaged")  # noqa: TRY400 (there is nothing to trace)
        raise SignalError(ErrorCode.RECORDING_DAMAGED, "What lies on the disk is not what was recorded.") from error


async def find_whole(ask: Ask[Any, Any], call_id: str, recording_id: str | None) -> RecordingFileRow | None:
    """The row of the file of this recording, by default of the call's first; None when it has none that is played."""
    async with ask.parts.database.reading() as session:
        found = await find_playable_file(session, call_id, recording_id)
    if found is None and recording_id is not None:
        raise SignalError(ErrorCode.NOT_FOUND, "There is no file of such a recording in this call.")
    return found


async def _part(ask: Ask[None, PartSearch], call_id: str) -> PartRow:
    async with ask.parts.database.reading() as session:
        wanted = ask.query.part
        candidates = [part.id for part in await list_parts(session, call_id)] if wanted is None else [wanted]
        for part_id in candidates:
            row = await find_playable_part(session, call_id, part_id)
            if row is not None:
                return row
    raise SignalError(ErrorCode.NOT_FOUND, "There is no such part in this call.")


def _range(request: web.Request) -> str:
    """As asked for; a header may hold anything, also what no database stores."""
    return request.headers.get(hdrs.RANGE, "")[:100].encode("ascii", "replace").decode()
