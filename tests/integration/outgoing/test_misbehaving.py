"""A receiver that misbehaves in every way costs its own deliveries time, and nothing else: no event is lost, none is
taken for delivered, nothing of a stranger's answer is kept or waited for.
"""

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import update

from outgoing.dispatch import deliver_everything_due
from records.database import Database
from records.tables import EndpointRow
from tests.integration.outgoing import misbehaviour as bad
from tests.integration.outgoing.stage import Time, add, delivery, due_again, enqueue, receiving, sending

SAYS_NO = {
    "500": bad.says(b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n"),
    "301": bad.says(b"HTTP/1.1 301 There\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n"),
    "404": bad.says(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"),
    "half a head": bad.says(b"HTTP/1.1 200 O"),
    "no HTTP": bad.says(b"220 mail.example.org ESMTP\r\n"),
    "no status": bad.says(b"HTTP/1.1 fine OK\r\n\r\n"),
    "nothing at all": bad.says(b""),
    "is silent": bad.is_silent,
    "does not read": bad.does_not_read,
    "closes at once": bad.closes_at_once,
    "resets": bad.resets,
    "drips": bad.drips,
    "talks for ever": bad.talks_for_ever,
    "wants more": bad.wants_more,
}
NEVER_DONE = ("is silent", "does not read", "drips", "talks for ever", "wants more")
"""These are given up; all others answer, or are gone, however busy the machine is."""
SAYS_YES = {
    "half a body": bad.says(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf"),
    "a body without end": bad.floods,
    "204": bad.says(b"HTTP/1.1 204 OK\r\n\r\n"),
}


@pytest.mark.parametrize("how", SAYS_NO)
async def test_it_is_tried_again_and_taken_once_the_receiver_is_well(sqlite_db: Database, how: str) -> None:
    event_id = await enqueue(sqlite_db)
    timeout_s = 2.5 if how in NEVER_DONE else 20.0
    async with (
        bad.listening(SAYS_NO[how]) as url,
        receiving() as well,
        receiving() as other,
        sending(timeout_s=timeout_s) as here,
    ):
        await add(sqlite_db, "one", url)
        await add(sqlite_db, "other", other.url)
        async with asyncio.timeout(40):
            assert await deliver_everything_due(sqlite_db, here, clock=Time()) == 2
        row = await delivery(sqlite_db)
        assert (row.delivered_at, row.dead_at, row.attempts) == (None, None, 1)
        assert 0 < len(row.last_error or "") <= 300
        assert other.ids == [event_id]
        async with sqlite_db.transaction() as session:
            await session.execute(update(EndpointRow).where(EndpointRow.id == "one").values(url=well.url))
        await due_again(sqlite_db)
        assert await deliver_everything_due(sqlite_db, here, clock=Time()) == 1
        assert (well.ids, other.ids) == ([event_id], [event_id])


@pytest.mark.parametrize("how", SAYS_YES)
async def test_2xx_is_enough_whatever_follows(sqlite_db: Database, how: str) -> None:
    await enqueue(sqlite_db)
    async with bad.listening(SAYS_YES[how]) as url, sending(timeout_s=60) as here:
        await add(sqlite_db, "one", url)
        async with asyncio.timeout(30):
            assert await deliver_everything_due(sqlite_db, here, clock=Time()) == 1
    assert (await delivery(sqlite_db)).delivered_at is not None


@pytest.mark.parametrize("name", ["localhost", "elsewhere.example"])
async def test_a_certificate_nobody_vouches_for_is_not_sent_a_byte(
    sqlite_db: Database, tmp_path: Path, name: str
) -> None:
    await enqueue(sqlite_db)
    came: list[str] = []

    async def hook(request: web.Request) -> web.Response:
        came.append(request.path)
        return web.Response()

    app = web.Application()
    app.router.add_post("/hook", hook)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=_own_certificate(tmp_path, name)).start()
    try:
        await add(sqlite_db, "one", f"https://localhost:{runner.addresses[0][1]}/hook")
        async with sending(timeout_s=5) as here:
            assert await deliver_everything_due(sqlite_db, here, clock=Time()) == 1
    finally:
        await runner.cleanup()
    assert came == []
    assert "certificate" in ((await delivery(sqlite_db)).last_error or "").lower()


async def test_a_receiver_that_is_not_there_is_tried_again(sqlite_db: Database) -> None:
    await enqueue(sqlite_db)
    async with bad.listening(bad.is_silent) as url:
        pass
    await add(sqlite_db, "one", url)
    async with sending() as here:
        assert await deliver_everything_due(sqlite_db, here, clock=Time()) == 1
    assert "Connect" in ((await delivery(sqlite_db)).last_error or "")


def _own_certificate(folder: Path, name: str) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "own.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
