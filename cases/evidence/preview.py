"""A small picture of a picture, for lists. It also proves that a decoder can read what is about to be filed."""

import asyncio
import sys
from pathlib import Path

import structlog

from cases.evidence.findings import broken
from cases.evidence.kinds import FileKind
from cases.evidence.orientation import UPRIGHT, exif_segment
from lifetime import end_process
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode
from tether import tethered

_MAKER = Path(__file__).with_name("preview_maker.py")
_WITHIN_S = 30.0
_ENDS_WITHIN_S = 1.0

log = structlog.get_logger()


async def make_preview(kind: FileKind, picture: Path, target: Path, *, orientation: int) -> None:
    """Write it to `target`. Raises SignalError with `file_broken`, or `unavailable` when it took too long."""
    command = tethered(sys.executable, str(_MAKER), kind, str(picture), str(target))
    process = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL, env={},
    )  # fmt: skip
    try:
        async with asyncio.timeout(_WITHIN_S):
            status = await process.wait()
    except TimeoutError as error:
        log.warning("evidence.preview_late", kind=kind)
        raise SignalError(ErrorCode.UNAVAILABLE, "The picture could not be looked at in time; try again.") from error
    finally:
        await end_process(process, within_s=_ENDS_WITHIN_S)
    if status != 0:
        log.info("evidence.not_decoded", kind=kind, status=status)
        raise broken("no picture can be made of it")
    if orientation != UPRIGHT:
        await asyncio.to_thread(_turn, target, orientation)


def _turn(file: Path, orientation: int) -> None:
    made = file.read_bytes()
    file.write_bytes(made[:2] + exif_segment(orientation) + made[2:])
