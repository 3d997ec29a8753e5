"""A bucket that speaks as much of S3 as a client of it needs, and fails when it is told to.

After Amazon's API reference: PutObject, GetObject with Range, HeadObject, DeleteObject(s), ListObjectsV2, and uploads
in several parts; path style.
"""

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from xml.sax.saxutils import escape

from aiohttp import web

from media.bucket import BucketAddress

_LATER = "2026-11-28T00:00:00.000Z"
_XML = "application/xml"


@dataclass
class Fault:
    """So many requests of a method are answered with this."""

    method: str
    status: int
    code: str
    times: int


@dataclass
class Bucketful:
    """What lies in the bucket `calls`, and what was asked of it."""

    objects: dict[str, bytes] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    keeps_half: bool = False
    """Of whatever is put there in one request, as a server that dies in the middle and says nothing."""
    turns_a_bit: bool = False
    putting: asyncio.Event = field(default_factory=asyncio.Event)
    """Something has been sent."""
    puts_wait_for: asyncio.Event | None = None
    """Before this nothing that is sent is kept."""
    falls_silent_after: int | None = None
    """After so many answers more to who reads, none comes any more; the connection stays."""
    gives_half: bool = False
    """Half the body of whatever is read, and then nothing; the connection stays."""
    silent: asyncio.Event = field(default_factory=asyncio.Event)
    """Somebody has been left without an answer."""
    over: asyncio.Event = field(default_factory=asyncio.Event)
    """Whoever still waits for an answer is let go."""
    url: str = ""
    _uploads: dict[str, dict[int, bytes]] = field(default_factory=dict)

    @property
    def address(self) -> BucketAddress:
        return BucketAddress("s3://calls/finished", endpoint=self.url, key_id="AKIAEXAMPLE", secret="nobody's secret")

    def fail(self, method: str, *, status: int = 500, code: str = "InternalError", times: int = 1_000) -> None:
        self.faults.append(Fault(method, status, code, times))

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """One request, whatever it is."""
        key, body = request.match_info.get("key", ""), await request.read()
        self.asked.append((request.method, key))
        assert request.headers["Authorization"].startswith("AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/"), "not signed"
        for fault in self.faults:
            if fault.method == request.method and fault.times > 0:
                fault.times -= 1
                return _error(fault.status, fault.code)
        declared = request.headers.get("x-amz-content-sha256", "UNSIGNED-PAYLOAD")
        if re.fullmatch("[0-9a-f]{64}", declared) and hashlib.sha256(body).hexdigest() != declared:
            return _error(400, "XAmzContentSHA256Mismatch")
        if request.method == "PUT" and self.puts_wait_for is not None:
            self.putting.set()
            await self.puts_wait_for.wait()
        match request.method:
            case "PUT":
                return self._put(request, key, body)
            case "POST":
                return self._post(request, key, body)
            case "DELETE":
                self._uploads.pop(request.query.get("uploadId", ""), None)
                if "uploadId" not in request.query:
                    self.objects.pop(key, None)
                return web.Response(status=204)
            case _:
                return await self._read(request, key)

    async def _read(self, request: web.Request, key: str) -> web.StreamResponse:
        if self._is_silent():
            self.silent.set()
            await self.over.wait()
        found = self._list(request.query.get("prefix", "")) if not key else self._get(request, key)
        return await self._half(request, found) if self.gives_half else found

    def _put(self, request: web.Request, key: str, body: bytes) -> web.Response:
        if self.keeps_half:
            body = body[: len(body) // 2]
        if self.turns_a_bit:
            body = bytes([body[0] ^ 1]) + body[1:]
        if "uploadId" in request.query:
            self._uploads[request.query["uploadId"]][int(request.query["partNumber"])] = body
        else:
            self.objects[key] = body
        return web.Response(headers={"ETag": f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'})

    def _post(self, request: web.Request, key: str, body: bytes) -> web.Response:
        if "uploads" in request.query:
            upload = f"upload-{len(self.asked)}"
            self._uploads[upload] = {}
            return _xml("InitiateMultipartUploadResult", f"<Key>{escape(key)}</Key><UploadId>{upload}</UploadId>")
        if "delete" in request.query:
            keys = re.findall("<Key>(.*?)</Key>", body.decode())
            for each in keys:
                self.objects.pop(each, None)
            return _xml("DeleteResult", "".join(f"<Deleted><Key>{each}</Key></Deleted>" for each in keys))
        parts = self._uploads.pop(request.query["uploadId"])
        self.objects[key] = b"".join(parts[number] for number in sorted(parts))
        return _xml("CompleteMultipartUploadResult", f'<Key>{escape(key)}</Key><ETag>"whole"</ETag>')

    def _get(self, request: web.Request, key: str) -> web.Response:
        if key not in self.objects:
            return _error(404, "NoSuchKey")
        body, headers = self.objects[key], {"ETag": '"x"', "Last-Modified": formatdate(usegmt=True)}
        if request.method == "HEAD":
            return web.Response(body=body, headers=headers)  # aiohttp sends none of it
        found = re.fullmatch(r"bytes=(\d+)-(\d+)", request.headers.get("Range", ""))
        if found is None:
            return web.Response(body=body, headers=headers)
        first, last = int(found[1]), min(int(found[2]), len(body) - 1)
        headers["Content-Range"] = f"bytes {first}-{last}/{len(body)}"
        return web.Response(status=206, body=body[first : last + 1], headers=headers)

    def _is_silent(self) -> bool:
        if not self.falls_silent_after:
            return self.falls_silent_after is not None
        self.falls_silent_after -= 1
        return False

    async def _half(self, request: web.Request, whole: web.Response) -> web.StreamResponse:
        assert isinstance(whole.body, bytes)
        begun = web.StreamResponse(status=whole.status, headers=whole.headers)
        begun.content_length = len(whole.body)
        await begun.prepare(request)
        await begun.write(whole.body[: len(whole.body) // 2])
        await self.over.wait()
        return begun

    def _list(self, prefix: str) -> web.Response:
        found = "".join(
            f'<Contents><Key>{escape(key)}</Key><LastModified>{_LATER}</LastModified><ETag>"x"</ETag>'
            f"<Size>{len(body)}</Size></Contents>"
            for key, body in sorted(self.objects.items())
            if key.startswith(prefix)
        )
        return _xml("ListBucketResult", f"<Name>calls</Name><IsTruncated>false</IsTruncated>{found}")


@asynccontextmanager
async def open_bucket() -> AsyncIterator[Bucketful]:
    """On a port of its own, empty."""
    there = Bucketful()
    app = web.Application(client_max_size=1 << 30)
    app.router.add_route("*", "/calls", there.answer)
    app.router.add_route("*", "/calls/{key:.*}", there.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        there.url = f"http://{host}:{port}"
        yield there
    finally:
        there.over.set()
        await runner.cleanup()


def _error(status: int, code: str) -> web.Response:
    return web.Response(status=status, content_type=_XML, text=f"<Error><Code>{code}</Code><Message/></Error>")


def _xml(name: str, inside: str) -> web.Response:
    return web.Response(content_type=_XML, text=f'<?xml version="1.0"?><{name}>{inside}</{name}>')
