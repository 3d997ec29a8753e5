"""A bucket of S3, or of whatever speaks it, as the storage of finished recordings. What is sent there and removed is
blocking, and never on the event loop; somebody waits for what is read, so that is awaited, and for some seconds only.

obstore asks again by itself what failed on the way (500, 503 SlowDown, a broken connection), for some seconds; after
that it is ours to come back later.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from media.afar import Far
from media.errors import StorageAway

_PIECE = 8 << 20
"""Of what is sent in several requests, two at a time, and read back in as many. Each has a minute."""
_WITHIN = timedelta(seconds=60)
_CONNECTED_WITHIN = timedelta(seconds=5)
_RETRIED_FOR = timedelta(seconds=20)
_ANSWERS_WITHIN = timedelta(seconds=15)
"""Whatever is read, all tries together: whoever presses play looks at a page that does nothing meanwhile."""


@dataclass(frozen=True, slots=True)
class BucketAddress:
    """`url` is s3://bucket/folder. Without a key the machine's own role is asked for one (AWS)."""

    url: str
    endpoint: str | None = None
    """Of another service than Amazon's; the bucket is then in the path."""
    region: str = "us-east-1"
    key_id: str | None = None
    secret: str | None = field(default=None, repr=False)


class Bucket:
    """See `media.storage.Storage`."""

    def __init__(
        self, address: BucketAddress, *, retried_for: timedelta = _RETRIED_FOR,
        answers_within: timedelta = _ANSWERS_WITHIN,
    ) -> None:  # fmt: skip
        self._within_s = answers_within.total_seconds()
        url = urlsplit(address.url)
        config: dict[str, str] = {"region": address.region}
        if address.endpoint is not None:
            config |= {"endpoint": address.endpoint, "virtual_hosted_style_request": "false"}
        if address.key_id is not None and address.secret is not None:
            config |= {"access_key_id": address.key_id, "secret_access_key": address.secret}
        self._store = S3Store(
            url.netloc, prefix=url.path.strip("/") or None, config=config,  # type: ignore[arg-type]  # a TypedDict there
            client_options={
                "allow_http": address.endpoint is not None and address.endpoint.startswith("http://"),
                "timeout": _WITHIN, "connect_timeout": _CONNECTED_WITHIN,
            },
            retry_config={"max_retries": 4, "retry_timeout": retried_for},
        )  # fmt: skip

    def put(self, name: str, file: Path) -> None:
        """See `Storage`."""
        with _away():
            obstore.put(self._store, name, file, chunk_size=_PIECE, max_concurrency=2)

    def holds(self, name: str, file: Path) -> bool:
        """See `Storage`. Some services give a checksum that was never compared with what they keep."""
        size = file.stat().st_size
        with _away(), file.open("rb") as here:
            try:
                if obstore.head(self._store, name)["size"] != size:
                    return False
                return all(self._piece(name, start, size) == here.read(_PIECE) for start in range(0, size, _PIECE))
            except FileNotFoundError:
                return False

    async def find(self, name: str) -> Far | None:
        """See `Storage`."""
        async with _in_time(self._within_s):
            try:
                size = (await obstore.head_async(self._store, name))["size"]
            except FileNotFoundError:
                return None
        return _Object(self._store, name, size, self._within_s)

    def remove(self, recording_id: str) -> None:
        """See `Storage`."""
        with _away():
            for some in obstore.list(self._store, prefix=recording_id):
                for found in some:
                    _delete(self._store, found["path"])

    def _piece(self, name: str, start: int, size: int) -> bytes:
        return bytes(obstore.get_range(self._store, name, start=start, length=min(_PIECE, size - start)))


class _Object:
    """See `media.afar.Far`. Each range is a request of its own."""

    def __init__(self, store: S3Store, name: str, size: int, within_s: float) -> None:
        self._store = store
        self._name = name
        self._within_s = within_s
        self.size = size

    async def read(self, start: int, length: int) -> bytes:
        length = min(length, self.size - start)
        if length <= 0:
            return b""
        async with _in_time(self._within_s):
            try:
                return bytes(await obstore.get_range_async(self._store, self._name, start=start, length=length))
            except FileNotFoundError as error:
                raise StorageAway from error


def _delete(store: S3Store, name: str) -> None:
    try:
        obstore.delete(store, name)
    except FileNotFoundError:
        return


@contextmanager
def _away() -> Iterator[None]:
    try:
        yield
    except BaseError as error:
        raise StorageAway from error


@asynccontextmanager
async def _in_time(within_s: float) -> AsyncIterator[None]:
    """Given up, the request is let go of: nothing of it goes on in the background."""
    try:
        with _away():
            async with asyncio.timeout(within_s):
                yield
    except TimeoutError as error:
        raise StorageAway from error
