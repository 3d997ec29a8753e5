"""What a file is called: the sender's own word for it, as far as it can harm nobody who stores or reads it."""

import re
import unicodedata
from urllib.parse import quote

from cases.evidence.kinds import FileKind

_LONGEST = 80
_NEVER = re.compile(r'[\x00-\x1f\x7f<>:"|?*;%\ud800-\udfff]')
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
"""Names that Windows takes for a device, with any ending."""


def clean_name(told: str, kind: FileKind) -> str:
    """The last step of a path, without what turns text around or means something to a system; ends as its kind does."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", told))[-1]
    visible = "".join(
        each for each in _NEVER.sub("", last) if unicodedata.category(each) not in ("Cf", "Cc", "Co", "Cn")
    )
    name = " ".join(visible.split()).strip(". ")
    stem = _without_suffix(name, kind)[:_LONGEST].strip(". ") or ("document" if kind is FileKind.PDF else "photo")
    if _DEVICES.fullmatch(stem.partition(".")[0]):
        stem = f"_{stem}"
    return stem + kind.suffixes[0]


def attachment(name: str) -> str:
    """`Content-Disposition` that has it saved and never shown in place (RFC 6266, with RFC 8187 for other scripts)."""
    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _without_suffix(name: str, kind: FileKind) -> str:
    for suffix in kind.suffixes:
        if name.lower().endswith(suffix):
            return name[: -len(suffix)]
    return name
