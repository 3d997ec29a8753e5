"""Which kind of file it is, by its own first bytes: what its sender calls it counts for nothing."""

from enum import StrEnum

HEAD = 32
"""So many bytes tell."""

_HEIF = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")


class FileKind(StrEnum):
    """What is taken in. All of it is served as what it is, and nothing else is served."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    PDF = "pdf"

    @property
    def media_type(self) -> str:
        """As registered with IANA."""
        return "application/pdf" if self is FileKind.PDF else f"image/{self}"

    @property
    def suffixes(self) -> tuple[str, ...]:
        """How the name of such a file ends; the first one is given to a name that ends otherwise."""
        return {FileKind.JPEG: (".jpg", ".jpeg"), FileKind.PDF: (".pdf",)}.get(self, (f".{self}",))

    @property
    def is_picture(self) -> bool:
        """Whether it can be looked at where it stands."""
        return self is not FileKind.PDF


def kind_of(head: bytes) -> FileKind | None:
    """The kind of a file that begins like this; None for what is not taken in."""
    if head.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.PNG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return FileKind.WEBP
    return FileKind.PDF if head.startswith((b"%PDF-1.", b"%PDF-2.")) else None


def is_heif(head: bytes) -> bool:
    """HEIC and AVIF, for whose refusal there is advice (docs/decisions/0030)."""
    return head[4:8] == b"ftyp" and head[8:12] in _HEIF
