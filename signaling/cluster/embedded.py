"""A Redis of our own for who has configured none: a child on a private unix socket that keeps nothing.

It never outlives us, not even after kill -9. What is stored in it is not this file's business.
"""

import asyncio
import contextlib
import os
import shutil
import socket
import tempfile
import time
from asyncio.subprocess import DEVNULL, STDOUT, Process
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import structlog

from lifetime import end_process, pause, running, still_wanted
from signaling.cluster.errors import EmbeddedRedisError
from signaling.cluster.redis_program import find_server
from tether import tethered

_START_TIMEOUT_S = 10.0
_END_TIMEOUT_S = 1.0
_RESTART_PAUSE_S = 0.5
_LOOK_S = 0.01
_PREFIX = "reassure-redis-"
_LEFT_BEHIND_AFTER_S = 60.0
_LONGEST_TEMPORARY_FOLDER = 70  # a socket's path may have 107 bytes (sun_path, unix(7)); ours adds 35
log = structlog.get_logger()


@asynccontextmanager
async def open_embedded_redis(folder: Path) -> AsyncIterator[str]:
    """Run a server inside the `async with` and give its `unix://` URL; its log goes to `folder`/redis.log.

    Raises EmbeddedRedisError when there is no program to start or it does not answer within 10 s. Enter it in the
    thread that lives as long as the process: the server is tied to that thread.
    """
    program = await asyncio.to_thread(find_server)
    logfile = folder / "redis.log"
    with _private_folder() as private:
        path = private / "redis.sock"
        process = await _start(program, path, logfile)
        try:
            await _wait_until_it_answers(process, path, logfile)
        except BaseException:
            await end_process(process, within_s=_END_TIMEOUT_S)
            raise
        log.info("redis.embedded", program=str(program), pid=process.pid)
        async with running(_keep(process, lambda: _start(program, path, logfile))):
            yield f"unix://{path}"


async def _keep(process: Process, start_again: Callable[[], Awaitable[Process]]) -> None:
    """Until cancelled: should the server die (out of memory, say), another one comes to the same address, empty."""
    try:
        while still_wanted():
            status = await process.wait()
            log.error("redis.died", status=status, again_in_s=_RESTART_PAUSE_S)
            await pause(_RESTART_PAUSE_S)
            process = await start_again()
    finally:
        await end_process(process, within_s=_END_TIMEOUT_S)


async def _start(program: Path, path: Path, logfile: Path) -> Process:
    """A session of its own: the Ctrl-C meant for us must not end it before we have."""
    options = {
        "port": "0",
        "unixsocket": str(path),
        "unixsocketperm": "700",
        "save": "",
        "appendonly": "no",
        "dir": str(path.parent),
    }
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    try:
        logfile.parent.mkdir(parents=True, exist_ok=True)
        with logfile.open("wb") as output:
            return await asyncio.create_subprocess_exec(
                *tethered(str(program), *words), stdin=DEVNULL, stdout=output, stderr=STDOUT, start_new_session=True
            )
    except OSError as error:
        raise EmbeddedRedisError(f"The embedded Redis cannot start: {error.strerror}: {error.filename}.") from error


async def _wait_until_it_answers(process: Process, path: Path, logfile: Path) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_START_TIMEOUT_S):
            while process.returncode is None:
                if await _answers(path):
                    return
                await asyncio.sleep(_LOOK_S)
    how = "does not answer" if process.returncode is None else f"ended at once (exit code {process.returncode})"
    raise EmbeddedRedisError(f"The embedded Redis {how}; its log is {logfile}.")


async def _answers(path: Path) -> bool:
    try:
        reader, writer = await asyncio.open_unix_connection(path)
    except OSError:
        return False
    try:
        writer.write(b"PING\r\n")
        return await reader.readline() == b"+PONG\r\n"
    except OSError:
        return False
    finally:
        writer.close()


@contextmanager
def _private_folder() -> Iterator[Path]:
    """A new folder with a short path that only we may enter (0700)."""
    temporary = Path(tempfile.gettempdir())
    short = temporary if len(os.fsencode(temporary)) <= _LONGEST_TEMPORARY_FOLDER else Path("/tmp")  # noqa: S108 (mkdtemp)
    _sweep(short)
    private = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=short))
    try:
        yield private
    finally:
        shutil.rmtree(private, ignore_errors=True)


def _sweep(temporary: Path) -> None:
    """Remove what processes ended by kill -9 left behind: folders of ours, a minute old, whose server is dead."""
    for private in temporary.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            facts = private.lstat()
            old = time.time() - facts.st_mtime > _LEFT_BEHIND_AFTER_S
            if facts.st_uid == os.getuid() and old and not _listens(private / "redis.sock"):
                shutil.rmtree(private)


def _listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as attempt:
        return attempt.connect_ex(str(path)) == 0
