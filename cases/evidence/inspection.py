"""The look into a file before anybody else touches it: pure, and no decoder.

A decoder is what hostile pictures are made for. It sees only what is well formed here and not too large, in a process
of its own (`preview`).
"""

from dataclasses import dataclass

from cases.evidence.findings import Data, Findings, broken
from cases.evidence.jpeg import look_into_jpeg
from cases.evidence.kinds import HEAD, FileKind, is_heif, kind_of
from cases.evidence.png import check_png, look_into_png
from cases.evidence.webp import look_into_webp
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode

_END_OF_PDF = 1024
_LONGEST_SIDE = 30_000


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be."""

    most_bytes: int = 15 * 1024 * 1024
    most_pixels: int = 64_000_000


def look_into(data: Data, *, limits: Limits, keep_place: bool) -> tuple[FileKind, Findings]:
    """What it is, and what of it is kept; with `keep_place` also what tells where and when it was taken.

    Raises SignalError with `file_kind_refused`, `file_broken` or `too_many_pixels`.
    """
    kind = _kind(data)
    findings = _look(kind, data, keep_place=keep_place)
    if findings.pixels > limits.most_pixels or max(findings.width or 0, findings.height or 0) > _LONGEST_SIDE:
        raise SignalError(ErrorCode.TOO_MANY_PIXELS, f"A picture may have {limits.most_pixels} points.")
    if kind is FileKind.PNG:
        check_png(data)
    return kind, findings


def _kind(data: Data) -> FileKind:
    head = data[:HEAD]
    kind = kind_of(head)
    if kind is not None:
        return kind
    if is_heif(head):
        raise SignalError(ErrorCode.FILE_KIND_REFUSED, "HEIC and AVIF are not taken: send the photo as JPEG.")
    raise SignalError(ErrorCode.FILE_KIND_REFUSED, "Photos (JPEG, PNG, WebP) and PDF documents are taken.")


def _look(kind: FileKind, data: Data, *, keep_place: bool) -> Findings:
    match kind:
        case FileKind.JPEG:
            return look_into_jpeg(data, keep_place=keep_place)
        case FileKind.PNG:
            return look_into_png(data, keep_place=keep_place)
        case FileKind.WEBP:
            return look_into_webp(data, keep_place=keep_place)
        case FileKind.PDF:
            return _look_into_pdf(data)


def _look_into_pdf(data: Data) -> Findings:
    """ISO 32000-1, 7.5.5: its end is marked. What is in it is for whoever opens it, and never for us."""
    if b"%%EOF" not in data[max(0, len(data) - _END_OF_PDF) :]:
        raise broken("it ends too early")
    return Findings((slice(0, len(data)),))
