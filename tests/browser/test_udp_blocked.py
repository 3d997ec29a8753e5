"""A network that lets no UDP out: the call goes by TCP over a relay, and where only the web gets out, by TLS on 443."""

import asyncio
import base64
import hashlib
import os
import subprocess
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from records.call_log import read_call
from records.database import Database
from signaling.protocol.words import Role
from signaling.runtime.ice import IceConfig
from tests.browser.far import FarNetwork, far_network
from tests.browser.narrow import narrow
from tests.browser.stage import Stage, open_stage, until
from tests.contract.coturn import SECRET, ours_alone, running_coturn

pytestmark = pytest.mark.slow

WEB = 443


@dataclass(frozen=True)
class Certificate:
    """A test's own, which no browser believes unless it is told its key."""

    lines: str
    flag: str


@pytest.fixture
def far() -> Iterator[FarNetwork]:
    with far_network() as far:
        if far is None and os.geteuid() != 0:
            pytest.skip("another network needs root")
        assert far is not None, "this machine makes no network namespace: see `ip netns add`"
        yield far


@pytest.mark.parametrize("way", ["tcp", "tls"])
async def test_without_udp_two_people_see_each_other_over_the_relay(
    sqlite_db: Database, redis_url: str, tmp_path: Path, far: FarNetwork, way: str
) -> None:
    certificate = certificate_of(tmp_path, far.near)
    async with AsyncExitStack() as stack:
        lines = ours_alone(far.near) + certificate.lines
        turn = stack.enter_context(running_coturn(tmp_path, lines, tls=True, tls_port=WEB, address=far.near))
        ice = IceConfig(turn_urls=(*turn.urls, turn.tls_url), turn_secret=SECRET)
        stage = await stack.enter_async_context(open_stage(sqlite_db, redis_url, tmp_path, ice=ice, far=far))
        doors = [port_of(stage.origin), turn.port if way == "tcp" else WEB]
        await stack.enter_async_context(narrow(far, doors=doors, deaf=[turn.port, WEB]))
        await stage.open_call()
        agent, customer = await stage.agent(), await stage.far_customer(far, tmp_path, flags=(certificate.flag,))
        for page in (agent, customer):
            await page.evaluate("session.ready()")
        for page in (agent, customer):
            await until(page, "frames.count > 5 && brightness() > 20 && ears.at > 0", within_s=30)
        assert await customers_paths(stage) == [("relayed", way)]


async def customers_paths(stage: Stage) -> list[tuple[str, str]]:
    """Kind and protocol of each, as they are kept with the call."""
    async with asyncio.timeout(20):
        while not (told := await _told_by_customer(stage)):  # noqa: ASYNC110 (no event tells it)
            await asyncio.sleep(0.2)
    return told


async def _told_by_customer(stage: Stage) -> list[tuple[str, str]]:
    async with stage.db.reading() as session:
        call = await read_call(session, stage.call_id)
    assert call is not None
    (customer,) = [person.id for person in call.participants if person.role is Role.CUSTOMER]
    pages = [page for page in call.steps if page.participant_id == customer]
    return [(path.kind, path.protocol) for page in pages for path in page.paths]


def certificate_of(folder: Path, address: str) -> Certificate:
    """Made now, for this address."""
    key, cert = folder / "turn.key", folder / "turn.pem"
    made = (
        "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
        "-subj", "/CN=turn", "-addext", f"subjectAltName=IP:{address}", "-keyout", str(key), "-out", str(cert),
    )  # fmt: skip
    subprocess.run(made, check=True, capture_output=True, timeout=20)
    key.chmod(0o644)  # coturn gives up being root before it reads it
    public = subprocess.run(
        ("openssl", "pkey", "-in", str(key), "-pubout", "-outform", "der"), check=True, capture_output=True, timeout=20
    )
    spki = base64.b64encode(hashlib.sha256(public.stdout).digest()).decode()
    return Certificate(f"cert={cert}\npkey={key}\n", f"--ignore-certificate-errors-spki-list={spki}")


def port_of(origin: str) -> int:
    return int(origin.rpartition(":")[2])
