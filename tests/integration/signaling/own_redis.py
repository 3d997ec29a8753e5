"""A Redis process of a test's own, to be stopped, and started again empty at the same address."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from lifetime import end_process
from signaling.cluster.redis_program import find_server


class OwnRedis:
    """Runs from `start` to `stop`."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "own.sock"
        self.url = f"unix://{self._path}"
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        options = ("--port", "0", "--unixsocket", str(self._path), "--save", "", "--dir", str(self._path.parent))
        program = await asyncio.to_thread(find_server)
        self._process = await asyncio.create_subprocess_exec(program, *options, stdout=asyncio.subprocess.DEVNULL)
        async with asyncio.timeout(30):
            while True:
                with suppress(OSError):
                    (await asyncio.open_unix_connection(self._path))[1].close()
                    return
                await asyncio.sleep(0.02)

    def freeze(self) -> None:
        """It keeps its connections, takes new ones, and answers nobody."""
        if self._process is not None:
            self._process.send_signal(signal.SIGSTOP)

    async def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            await end_process(self._process, within_s=5)
            self._process = None


@asynccontextmanager
async def own_redis(folder: Path) -> AsyncIterator[OwnRedis]:
    redis = OwnRedis(folder)
    await redis.start()
    try:
        yield redis
    finally:
        await redis.stop()
