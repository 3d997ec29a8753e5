"""Playing a part: who listens is written down before the first byte goes out. Whole files and ranges."""

from pathlib import Path

from aiohttp import hdrs, web
from pydantic import BaseModel, Field

from records.audit import append_audit
from records.call_log import find_playable_part, list_parts
from records.tables import PartRow
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode
from web.calls import check_may_read
from web.operation import Ask


class PartSearch(BaseModel, extra="forbid"):
    """Which part of the recording; default the first that can be played."""

    part: str | None = Field(default=None, max_length=64)


async def play_recording(ask: Ask[None, PartSearch]) -> web.FileResponse:
    """One part as WebM with Opus; `Range` is honoured (RFC 9110, section 14)."""
    parts, call_id = ask.parts, ask.path("call_id")
    await check_may_read(parts.database, ask.caller, call_id)
    row = await _part(ask, call_id)
    file = parts.config.recordings_dir / row.recording_id / f"{row.participant_id}-{row.number}.webm"
    if not _lies_there(file, parts.config.recordings_dir):
        raise SignalError(ErrorCode.NOT_FOUND, "This part is not here, or not finished yet.")
    await append_audit(
        parts.database, actor=ask.caller.actor, action="recording.play", subject=f"call:{call_id}",
        detail={"part_id": row.id, "range": _range(ask.http)}, now=parts.clock(),
    )  # fmt: skip
    headers = {
        "Content-Type": "audio/webm",
        "Cache-Control": "no-store",
        "Content-Disposition": f'inline; filename="{row.id}.webm"',
    }
    return web.FileResponse(file, headers=headers)


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


def _lies_there(file: Path, folder: Path) -> bool:
    return file.resolve().is_relative_to(folder.resolve()) and file.is_file()
