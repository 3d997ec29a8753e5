"""A bucket of S3, or of whatever speaks it, as the storage of finished recordings. Blocking; never on the event loop.

obstore asks again by itself what failed on the way (500, 503 SlowDown, a broken connection), for some seconds; after
that it is ours to come back later.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from media.errors import StorageAway
from media.sealed_file import Source

_PIECE = 8 << 20
"""Of what is sent in several requests, two at a time, and read back in as many. Each has a minute."""
_WITHIN = timedelta(seconds=60)
_CONNECTED_WITHIN = timedelta(seconds=5)
_RETRIED_FOR = timedelta(seconds=20)


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

    def __init__(self, address: BucketAddress, *, retried_for: timedelta = _RETRIED_FOR) -> None:
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
        there = self.find(name)
        if there is None or there.size != file.stat().st_size:
            return False
        with file.open("rb") as here:
            return all(there.read(start, _PIECE) == here.read(_PIECE) for start in range(0, there.size, _PIECE))

    def find(self, name: str) -> Source | None:
        """See `Storage`."""
        with _away():
            try:
                size = obstore.head(self._store, name)["size"]
            except FileNotFoundError:
                return None
        return _Object(self._store, name, size)

    def remove(self, recording_id: str) -> None:
        """See `Storage`."""
        with _away():
            for some in obstore.list(self._store, prefix=recording_id):
                for found in some:
                    _delete(self._store, found["path"])


class _Object:
    def __init__(self, store: S3Store, name: str, size: int) -> None:
        self._store = store
        self._name = name
        self.size = size

    def read(self, start: int, length: int) -> bytes:
        length = min(length, self.size - start)
        if length <= 0:
            return b""
        with _away():
            try:
                return bytes(obstore.get_range(self._store, self._name, start=start, length=length))
            except FileNotFoundError as error:
                raise StorageAway from error

    def close(self) -> None:
        """Each range is a request of its own."""


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
