"""Models of engines on disk: brought by an explicit command, each file proven by its SHA-256, whole or not there.

Nothing is ever fetched at first use: a service that has consent to write down a voice has none to fetch a gigabyte in
the middle of a call.
"""

import hashlib
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import aiohttp
from yarl import URL

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_LINE = re.compile(r"([0-9a-f]{64}) [ *]([A-Za-z0-9][A-Za-z0-9._-]{0,99})")
_SUMS = "SHA256SUMS"
_AT_A_TIME = 1 << 20
_ANSWERS_WITHIN_S = 30.0

Tell = Callable[[str, int], None]
"""Called with a file's name and how many of its bytes are there."""


class ModelRefused(Exception):  # noqa: N818 (reads as the refusal it is)
    """What came is not what was asked for; nothing of it stays. The message is for the operator."""


def model_folder(models: Path, name: str) -> Path:
    """Where the model of this name lies. Raises ModelRefused for a name that is none."""
    if not _NAME.fullmatch(name):
        raise ModelRefused(f"{name} is no name of a model: letters, digits, dots, - and _.")
    return models / name


def is_complete(folder: Path) -> bool:
    """Whether a model lies there with all its files; their bytes were proven when they came."""
    try:
        wanted = read_sums((folder / _SUMS).read_text(encoding="ascii"))
    except (OSError, UnicodeError, ModelRefused):
        return False
    return all((folder / name).is_file() for name in wanted)


def list_models(models: Path) -> list[str]:
    """The names of those that are complete."""
    return sorted(each.name for each in models.iterdir() if is_complete(each)) if models.is_dir() else []


def damaged_files(folder: Path) -> list[str]:
    """Files of a model whose bytes are not those that came, or that are not there."""
    wanted = read_sums((folder / _SUMS).read_text(encoding="ascii"))
    return [name for name, sha256 in wanted.items() if _sha256(folder / name) != sha256]


def read_sums(text: str) -> dict[str, str]:
    """Each file and its SHA-256, as `sha256sum` writes them. Raises ModelRefused."""
    found: dict[str, str] = {}
    for line in filter(str.strip, text.splitlines()):
        match = _LINE.fullmatch(line.strip())
        if match is None or match[2] == _SUMS:
            raise ModelRefused("The list of checksums holds a line that is none: write it with sha256sum.")
        found[match[2]] = match[1]
    if not found:
        raise ModelRefused("The list of checksums is empty.")
    return found


async def fetch_model(models: Path, name: str, *, base: URL, sums: Mapping[str, str], tell: Tell) -> Path:
    """Bring every file of `sums` from below `base`; only once all are proven does the model stand under its name.

    Raises ModelRefused, aiohttp.ClientError, TimeoutError or OSError; then there is no more of it than before.
    """
    folder = model_folder(models, name)
    coming = models / f"{name}.coming"
    shutil.rmtree(coming, ignore_errors=True)
    coming.mkdir(mode=0o755, parents=True)
    try:
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=_ANSWERS_WITHIN_S, sock_read=_ANSWERS_WITHIN_S)
        async with aiohttp.ClientSession(timeout=timeout) as client:
            for file, sha256 in sums.items():
                await _fetch(client, base / file, coming / file, sha256, tell)
        (coming / _SUMS).write_text("".join(f"{sha256}  {file}\n" for file, sha256 in sums.items()), encoding="ascii")
        shutil.rmtree(folder, ignore_errors=True)
        coming.rename(folder)
    finally:
        shutil.rmtree(coming, ignore_errors=True)
    return folder


async def _fetch(client: aiohttp.ClientSession, url: URL, target: Path, sha256: str, tell: Tell) -> None:
    digest, size = hashlib.sha256(), 0
    async with client.get(url, raise_for_status=True) as answer:
        with target.open("wb") as file:  # a command's own loop: it has nothing else to do
            async for piece in answer.content.iter_chunked(_AT_A_TIME):
                digest.update(piece)
                size += len(piece)
                file.write(piece)
                tell(target.name, size)
    if digest.hexdigest() != sha256:
        raise ModelRefused(f"{target.name} is not the file of the list: its SHA-256 is {digest.hexdigest()}.")


def _sha256(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError:
        return ""
