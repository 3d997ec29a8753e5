"""The storage of finished recordings against a server that speaks S3: what is sent is there, in any range, and when the
other side fails nobody believes that it is.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from media.afar import Afar, open_afar
from media.bucket import Bucket
from media.errors import StorageAway
from media.sealed_file import write_sealed
from tests.s3 import Bucketful, open_bucket

KEY = bytes(32)
PLAIN = bytes((n * 31 + n // 251) & 0xFF for n in range(300_000))


@pytest.fixture
async def there() -> AsyncIterator[Bucketful]:
    async with open_bucket() as opened:
        yield opened


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "rec" / "whole.sound"
    path.parent.mkdir()
    write_sealed(path, KEY, [PLAIN])
    return path


def _bucket(there: Bucketful) -> Bucket:
    return Bucket(there.address, retried_for=timedelta(seconds=1), answers_within=timedelta(seconds=1))


async def _opened(bucket: Bucket) -> Afar:
    far = await bucket.find("rec/whole.sound")
    assert far is not None
    return await open_afar(far, KEY)


async def test_what_is_put_there_is_there_and_read_in_any_range(there: Bucketful, file: Path) -> None:
    bucket = _bucket(there)
    await asyncio.to_thread(bucket.put, "rec/whole.sound", file)
    assert there.objects == {"finished/rec/whole.sound": await asyncio.to_thread(file.read_bytes)}
    assert await asyncio.to_thread(bucket.holds, "rec/whole.sound", file)
    sealed = await _opened(bucket)
    assert sealed.size == len(PLAIN)
    there.asked.clear()
    for start, length in ((0, 10), (65_530, 20), (131_000, 140_000), (299_990, 100), (300_000, 5)):
        assert await sealed.read(start, length) == PLAIN[start : start + length]
    assert len(there.asked) == 4, "one request for each range that is not empty"


async def test_a_large_file_goes_in_several_requests(there: Bucketful, tmp_path: Path) -> None:
    large = tmp_path / "large.part"
    large.write_bytes(bytes(range(256)) * 90_000)
    await asyncio.to_thread(_bucket(there).put, "rec/large.part", large)
    assert there.objects["finished/rec/large.part"] == large.read_bytes()
    assert sum(method == "PUT" for method, _ in there.asked) == 3


async def test_what_is_not_there_is_none_and_not_held(there: Bucketful, file: Path) -> None:
    bucket = _bucket(there)
    assert await bucket.find("rec/nothing") is None
    assert not await asyncio.to_thread(bucket.holds, "rec/nothing", file)


@pytest.mark.parametrize("fault", ["keeps_half", "turns_a_bit"])
async def test_what_arrives_as_something_else_is_not_held(there: Bucketful, file: Path, fault: str) -> None:
    setattr(there, fault, True)
    bucket = _bucket(there)
    await asyncio.to_thread(bucket.put, "rec/whole.sound", file)
    assert not await asyncio.to_thread(bucket.holds, "rec/whole.sound", file)


@pytest.mark.parametrize(("status", "code"), [(500, "InternalError"), (503, "SlowDown")])
async def test_a_server_that_fails_now_and_then_is_asked_again(
    there: Bucketful, file: Path, status: int, code: str
) -> None:
    there.fail("PUT", status=status, code=code, times=1)
    await asyncio.to_thread(Bucket(there.address).put, "rec/whole.sound", file)
    assert there.objects["finished/rec/whole.sound"] == await asyncio.to_thread(file.read_bytes)


@pytest.mark.parametrize(("status", "code"), [(500, "InternalError"), (503, "SlowDown"), (403, "AccessDenied")])
async def test_one_that_always_fails_is_away(there: Bucketful, file: Path, status: int, code: str) -> None:
    bucket = _bucket(there)
    there.fail("PUT", status=status, code=code)
    with pytest.raises(StorageAway):
        await asyncio.to_thread(bucket.put, "rec/whole.sound", file)
    there.fail("GET", status=status, code=code)
    with pytest.raises(StorageAway):
        await asyncio.to_thread(bucket.remove, "rec")


async def test_nobody_there_at_all_is_away(there: Bucketful, file: Path) -> None:
    there.url = "http://127.0.0.1:9"
    with pytest.raises(StorageAway):
        await asyncio.to_thread(_bucket(there).put, "rec/whole.sound", file)


async def test_a_recording_is_removed_and_no_other(there: Bucketful, file: Path) -> None:
    bucket = _bucket(there)
    for name in ("rec/whole.sound", "rec/ag-1.part", "rec2/whole.sound"):
        await asyncio.to_thread(bucket.put, name, file)
    await asyncio.to_thread(bucket.remove, "rec")
    assert list(there.objects) == ["finished/rec2/whole.sound"]
    await asyncio.to_thread(bucket.remove, "rec")


async def test_what_is_gone_while_it_is_read_is_said(there: Bucketful, file: Path) -> None:
    bucket = _bucket(there)
    await asyncio.to_thread(bucket.put, "rec/whole.sound", file)
    sealed = await _opened(bucket)
    there.objects.clear()
    with pytest.raises(StorageAway):
        await sealed.read(0, 100)


async def test_a_large_file_is_read_in_pieces(there: Bucketful, tmp_path: Path) -> None:
    path, plain = tmp_path / "whole.sound", bytes(range(256)) * 10_000
    write_sealed(path, KEY, [plain])
    there.objects["finished/rec/whole.sound"] = path.read_bytes()
    sealed = await _opened(_bucket(there))
    there.asked.clear()
    assert await sealed.read(5, len(plain)) == plain[5:]
    assert len(there.asked) == 3, "a MiB and a little each"


@pytest.mark.parametrize("answers", [0, 1, 2, 3])
async def test_one_that_falls_silent_is_away(there: Bucketful, file: Path, answers: int) -> None:
    """At each of the requests that opening and reading takes."""
    there.objects["finished/rec/whole.sound"] = await asyncio.to_thread(file.read_bytes)
    there.falls_silent_after = answers
    async with asyncio.timeout(15):  # the promised deadline; this bucket's is shorter
        with pytest.raises(StorageAway):
            await (await _opened(_bucket(there))).read(0, 100)
    assert len(there.asked) == answers + 1


async def test_half_an_answer_is_none(there: Bucketful, file: Path) -> None:
    there.objects["finished/rec/whole.sound"] = await asyncio.to_thread(file.read_bytes)
    sealed = await _opened(_bucket(there))
    there.gives_half = True
    async with asyncio.timeout(15):
        with pytest.raises(StorageAway):
            await sealed.read(0, len(PLAIN))


async def test_whoever_waits_for_it_keeps_nobody_from_the_disk_of_this_machine(there: Bucketful) -> None:
    """More than there are threads for waiting."""
    there.falls_silent_after = 0
    bucket = Bucket(there.address)
    waiting = [asyncio.ensure_future(bucket.find(f"rec/{n}")) for n in range(60)]
    async with asyncio.timeout(10):
        await there.silent.wait()
        assert await asyncio.to_thread(lambda: "read") == "read"
    assert not any(one.done() for one in waiting)
    for one in waiting:
        one.cancel()
    await asyncio.wait(waiting)
