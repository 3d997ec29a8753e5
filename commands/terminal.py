"""How the command line speaks: what an operator can mend is one clear line and exit code 2, never a traceback."""

import asyncio
import fcntl
import os
import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import NoReturn

import structlog
import typer
from pydantic import ValidationError
from pydantic_settings import SettingsError
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from cases.book import BookNotValid
from cases.samples import NoSample
from house.journal import write_log
from house.stores import open_records
from media.errors import KeyFileUnusable
from media.master_keys import MasterKeys
from records.database import Database
from records.erasing.signing import SigningKeyUnusable
from settings import Settings
from signaling.cluster.errors import EmbeddedRedisError

log = structlog.get_logger()


def fail(line: str) -> NoReturn:
    """Say it on stderr and end with 2."""
    typer.echo(f"reassure: {line}", err=True)
    raise typer.Exit(2)


def read_settings(process: str) -> Settings:
    """The settings, and the log set up as they say. A wrong one is named; one that does not exist is only logged,
    since others (a container's service variables) may use our prefix.
    """
    try:
        settings = Settings()
    except SettingsError as error:
        field = re.search(r'field "(\w+)"', str(error))
        fail(f"{f'REASSURE_{field[1].upper()}' if field else 'A setting'}: must be a list, as JSON")
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        name = str(next(iter(first["loc"]), "")).upper()
        fail(f"{f'REASSURE_{name}: ' if name else ''}{first['msg'].removeprefix('Value error, ')}")
    write_log(settings.log_format, settings.log_level, process=process)
    known = {f"REASSURE_{name.upper()}" for name in (*Settings.model_fields, "password")}
    if unknown := sorted(name for name in os.environ if name.startswith("REASSURE_") and name not in known):
        log.warning("settings.unknown", names=unknown)
    return settings


def data_dir(settings: Settings) -> Path:
    """The data folder, made if it is not there, and writable."""
    folder = settings.data_dir.absolute()
    _make(folder, "REASSURE_DATA_DIR")
    return folder


def recordings_dir(settings: Settings) -> Path:
    """The folder of recordings, likewise; looked at early, since the recorder is another process."""
    folder = settings.recordings.absolute()
    _make(folder, "REASSURE_RECORDINGS_DIR")
    return folder


def evidence_dir(settings: Settings) -> Path:
    """The folder of photos and documents, likewise: else the first customer who sends one would find out."""
    folder = settings.evidence.absolute()
    _make(folder, "REASSURE_EVIDENCE_DIR")
    return folder


def master_keys(settings: Settings) -> None:
    """The file of master keys, made if it is not there, and one that can be read."""
    try:
        MasterKeys(settings.master_keys.absolute()).make()
    except OSError as error:
        fail(f"Cannot use {settings.master_keys}: {error.strerror}. REASSURE_MASTER_KEY_FILE chooses another file.")
    except KeyFileUnusable as error:
        fail(error.message)


def _make(folder: Path, setting: str) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        fail(f"Cannot write to {folder}: {error.strerror}. {setting} chooses another folder.")


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Two servers on one folder would take each other's recordings for leftovers."""
    with (folder / "lock").open("w") as lock:
        _lock(lock.fileno(), f"Another Reassure is running on {folder}.")
        yield


@contextmanager
def only_recorder(folder: Path, *, alone: bool) -> Iterator[None]:
    """Without a Redis that they share, a second recorder would take the parts the first is writing for leftovers of a
    dead one, and end them: then there may be only one. With it, there may be several, and none that is alone.

    The folder itself is locked: nothing lies in it but recordings.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _lock(descriptor, f"Another recorder is writing to {folder}.", shared=not alone)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, otherwise: str, *, shared: bool = False) -> None:
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        fail(otherwise)


@contextmanager
def plain_errors() -> Iterator[None]:
    """What an operator can mend, as one line; everything else is ours and keeps its traceback."""
    try:
        yield
    except (
        OSError, EmbeddedRedisError, NoSample, BookNotValid, SigningKeyUnusable, SQLAlchemyError, BaseExceptionGroup,
    ) as error:  # fmt: skip
        cause = _first(error)
        if isinstance(cause, SQLAlchemyError) and not isinstance(cause, IntegrityError):
            fail(f"The database cannot be used: {str(cause).splitlines()[0]}")
        if isinstance(cause, OSError):
            fail(f"{cause.strerror or cause}{f': {cause.filename}' if cause.filename else ''}")
        if isinstance(cause, BookNotValid):
            fail(f"{cause.about} cannot be read: {cause}")
        if isinstance(cause, EmbeddedRedisError | NoSample | SigningKeyUnusable):
            fail(str(cause))
        raise


def with_database(do: Callable[[Database], Awaitable[None]]) -> None:
    """Run a command against the migrated database."""

    async def run(settings: Settings) -> None:
        async with open_records(settings) as database:
            await do(database)

    with plain_errors():
        settings = read_settings("command")
        data_dir(settings)
        asyncio.run(run(settings))


def _first(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
