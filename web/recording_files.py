"""What else there is of a whole recording: the picture of its sound, and MP3 for whoever knows nothing newer."""

from contextlib import AsyncExitStack

from aiohttp import hdrs, web
from aiohttp.abc import AbstractStreamWriter
from pydantic import BaseModel, Field

from records.audit import append_audit
from records.tables import RecordingFileRow
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode
from web.calls import check_may_read
from web.operation import Ask
from web.parts import Mp3
from web.recordings import find_whole, next_piece, open_file, readable
from web.still_there import StillThere, still_there


class WholeSearch(BaseModel, extra="forbid"):
    """Which recording of the call; default its first."""

    recording: str | None = Field(default=None, max_length=64)


async def read_peaks(ask: Ask[None, WholeSearch]) -> web.Response:
    """How loud each side was, as audiowaveform's .dat. No audit row: it says when somebody spoke, and not what."""
    row = await _row(ask)
    file = await open_file(ask.parts.recordings.open_peaks(row.recording_id))
    try:
        with readable():
            body = await file.read(0, file.size)
    finally:
        await file.aclose()
    return web.Response(body=body, content_type="application/octet-stream", headers={"Cache-Control": "no-store"})


async def export_mp3(ask: Ask[None, WholeSearch]) -> web.StreamResponse:
    """The whole recording as MP3, made while it is sent; who has it is written down before the first byte."""
    parts = ask.parts
    row = await _row(ask)
    if parts.mp3 is None:
        raise SignalError(ErrorCode.UNAVAILABLE, "No MP3 is made here.")
    file = await open_file(parts.recordings.open_whole(row.recording_id))
    try:
        await append_audit(
            parts.database, actor=ask.caller.actor, action="recording.mp3", subject=f"call:{ask.path('call_id')}",
            detail={"recording_id": row.recording_id}, now=parts.clock(),
        )  # fmt: skip
    except BaseException:
        await file.aclose()
        raise
    making, standing = AsyncExitStack(), still_there(parts.database, row.recording_id)
    return _Made(making, await making.enter_async_context(parts.mp3(file)), standing, name=row.recording_id)


class _Made(web.StreamResponse):
    """Sent piece by piece once the headers are complete. What breaks off is never ended as if it were whole."""

    def __init__(self, making: AsyncExitStack, mp3: Mp3, standing: StillThere, *, name: str) -> None:
        super().__init__()
        self.content_type = "audio/mpeg"
        self.headers[hdrs.CACHE_CONTROL] = "no-store"
        self.headers[hdrs.CONTENT_DISPOSITION] = f'attachment; filename="{name}.mp3"'
        self._making = making
        self._mp3 = mp3
        self._standing = standing

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        """The body goes with the headers, as a file's does."""
        async with self._making:
            writer = await super().prepare(request)
            while piece := await next_piece(self, self._mp3.read(), self._standing):
                await self.write(piece)
            await self.write_eof()
        return writer


async def _row(ask: Ask[None, WholeSearch]) -> RecordingFileRow:
    call_id = ask.path("call_id")
    await check_may_read(ask.parts.database, ask.caller, call_id)
    row = await find_whole(ask, call_id, ask.query.recording)
    if row is None:
        raise SignalError(ErrorCode.NOT_FOUND, "There is no file of a recording in this call.")
    return row
