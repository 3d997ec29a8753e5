"""Every kind of token at every door: the wrong kind, another's, spoilt, run out, revoked. Only the right one opens."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiortc import RTCConfiguration, RTCPeerConnection
from sqlalchemy import update

from lifetime import running
from media.errors import TicketNotValid
from media.ports import Ports
from media.worker import Bind, run_media_worker
from records.credentials import hashed, issue, revoke
from records.database import open_database
from records.migrate import migrate
from records.recorder import RecorderRecords
from records.tables import CallRow, CaseRow, CredentialRow, LegTicketRow, RecordingRow, UserRow
from signaling.protocol.words import CallMode, CallState, RecordingState, Role
from signaling.runtime.node import utc_now
from tests.integration.media.stage import Tone
from tests.integration.web.stage import OTHER_AGENT, Line, Stage, open_stage
from tests.running_time import kept_within

pytestmark = pytest.mark.asyncio(loop_scope="module")

RIGHT = {
    "api_key": "key", "session": "cookie", "socket": "hello", "participant": "hello", "link": "join", "ticket": "whip",
}  # fmt: skip
"""Which door each kind opens."""
SLACK_S = 2.0
"""What a busy machine may take on top."""


@dataclass
class House:
    """A stage with a real recorder behind its door, a call that is being recorded, and a second one that waits."""

    stage: Stage
    agent: Line
    customer: Line
    call: dict[str, Any]
    other: dict[str, Any]
    ticket: str
    customer_id: str

    async def drawn(self, kind: str, *, parent: str | None = None, ttl_s: float = 3600) -> str:
        """A good one of this kind."""
        if kind == "link":
            return str(self.other["secret"])
        if kind == "ticket":
            return self.ticket
        about: dict[str, Any] = {"role": Role.AGENT, "user_id": OTHER_AGENT}
        if kind == "api_key":
            about = {"role": Role.INTEGRATOR}
        if kind == "participant":
            about = {"role": Role.CUSTOMER, "participant_id": self.customer_id}
        async with self.stage.db.transaction() as session:
            token = await issue(session, kind=kind, name=kind, now=utc_now(), ttl=timedelta(seconds=ttl_s), **about)  # type: ignore[arg-type]
            if parent is not None:
                row = CredentialRow
                changed = update(row).where(row.sha256 == hashed(token)).values(parent_sha256=hashed(parent))
                await session.execute(changed)
        return token

    async def tried(self, door: str, token: str) -> str:
        """The code of the refusal, or `opened`."""
        return await _DOORS[door](self, token)


async def _key(house: House, token: str) -> str:
    answer = await (await house.stage.browser()).ask("GET", "/api/cases", headers={"Authorization": f"Bearer {token}"})
    return answer.code or "opened"


async def _cookie(house: House, token: str) -> str:
    headers = {"Cookie": f"reassure_session={token}"}
    return (await (await house.stage.browser()).ask("GET", "/api/cases", headers=headers)).code or "opened"


async def _hello(house: House, token: str) -> str:
    line = await (await house.stage.browser()).socket()
    await line.say("hello", token=token, page_id="tried")
    first = await line.next()
    if first["type"] == "error":
        assert await line.hear("bye", code=first["code"])
    await line.socket.close()
    return str(first["code"]) if first["type"] == "error" else "opened"


async def _join(house: House, token: str, *, call_id: str = "") -> str:
    link = {"call_id": call_id or house.other["call_id"], "secret": token}
    return (await (await house.stage.browser()).ask("POST", "/api/join", link)).code or "opened"


async def _offer() -> str:
    """A real one: the recorder looks at it before it looks at the ticket."""
    peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    peer.addTransceiver(Tone(440), direction="sendonly")
    await peer.setLocalDescription(await peer.createOffer())
    text = peer.localDescription.sdp
    await peer.close()
    return text


async def _whip(house: House, token: str) -> str:
    headers = {"Content-Type": "application/sdp"}
    answer = await (await house.stage.browser()).ask("POST", f"/whip/{token}", data=await _offer(), headers=headers)
    return answer.code or "opened"


_DOORS: dict[str, Callable[[House, str], Awaitable[str]]] = {
    "key": _key, "cookie": _cookie, "hello": _hello, "join": _join, "whip": _whip,
}  # fmt: skip
REFUSED = {
    "key": "unauthenticated", "cookie": "unauthenticated", "hello": "unauthenticated", "join": "link_not_valid",
    "whip": "ticket_not_valid",
}  # fmt: skip


@pytest_asyncio.fixture(loop_scope="module")
async def house(redis_url: str, tmp_path: Path) -> AsyncIterator[House]:
    door = tmp_path / "media.sock"
    async with open_database(f"sqlite+aiosqlite:///{tmp_path}/test.db") as database:
        await migrate(database.engine)
        records, stop = RecorderRecords(database, clock=utc_now, refusal=TicketNotValid), asyncio.Event()
        worker = run_media_worker(
            ports=Ports(tickets=records, gate=records, parts=records, keys=records),
            recordings_dir=tmp_path / "recordings", key_file=tmp_path / "master.keys",
            bind=Bind(unix=door), stop=stop,
        )  # fmt: skip
        async with running(worker), open_stage(database, redis_url, tmp_path, recorder=door) as stage:
            agent, customer, call = await stage.talking()
            ticket, customer_id = await _recorded(agent, customer)
            yield House(stage, agent, customer, call, await _second_call(stage), ticket, customer_id)


async def _recorded(agent: Line, customer: Line) -> tuple[str, str]:
    """Both agree; the customer's ticket, which nobody has used, and the customer's id."""
    await agent.say("consent_request")
    for line in (agent, customer):
        asked = await line.hear("consent_asked")
        decisions = dict.fromkeys(("audio", "transcript", "retention"), "given")
        quoted = {"request_id": asked["request_id"], "wording_sha256": asked["wording_sha256"]}
        await line.say("consent_answer", **quoted, decisions=decisions)
    record = await customer.hear("record")
    people = (await agent.hear("call"))["call"]["participants"]
    (customer_id,) = [person["id"] for person in people if person["role"] == "customer"]
    return str(record["whip_url"]).rpartition("/")[2], customer_id


async def _second_call(stage: Stage) -> dict[str, Any]:
    now = utc_now()
    async with stage.db.transaction() as session:
        session.add(
            CaseRow(
                id="case2", reference="LP-2", stage="anomaly_found", title="a cup", customer_name="Bo",
                customer_language="en", facts={}, created_at=now, updated_at=now,
            )
        )  # fmt: skip
    opened = await stage.node.reception.open_call("LP-2", mode=CallMode.INVITE, created_by="test")
    return {"call_id": opened.call_id, "secret": opened.secret}


async def test_the_right_kind_opens_its_door(house: House) -> None:
    assert await house.tried("whip", house.ticket) == "opened"  # first: who comes by another page is asked again
    for kind in ("api_key", "session", "socket", "participant", "link"):
        assert await house.tried(RIGHT[kind], await house.drawn(kind)) == "opened", kind


@pytest.mark.parametrize("door", _DOORS)
async def test_every_other_kind_opens_nothing(house: House, door: str) -> None:
    for kind, own_door in RIGHT.items():
        if own_door != door:
            token = await house.drawn(kind)
            assert await house.tried(door, token) == REFUSED[door], kind
            assert token not in repr(house.stage.log)
    for kind in RIGHT:
        assert await house.tried(door, hashed(await house.drawn(kind))) == REFUSED[door], f"the hash of a {kind}"
        spoilt = await house.drawn(kind)
        assert await house.tried(door, spoilt[:-1] + ("A" if spoilt[-1] != "A" else "B")) == REFUSED[door], kind


@pytest.mark.parametrize("kind", ["api_key", "session", "socket", "participant"])
async def test_what_has_run_out_or_was_revoked_opens_nothing(house: House, kind: str) -> None:
    door = RIGHT[kind]
    assert await house.tried(door, await house.drawn(kind, ttl_s=-1)) == REFUSED[door]
    token = await house.drawn(kind)
    assert await house.tried(door, token) == "opened"
    async with house.stage.db.transaction() as session:
        await revoke(session, hashed(token), now=utc_now())
    assert await house.tried(door, token) == REFUSED[door]


async def test_what_was_drawn_from_a_sign_in_ends_with_it(house: House) -> None:
    for how in ("revoked", "over"):
        parent = await house.drawn("session")
        token = await house.drawn("socket", parent=parent)
        assert await house.tried("hello", token) == "opened"
        async with house.stage.db.transaction() as session:
            changed = {"revoked_at": utc_now()} if how == "revoked" else {"expires_at": utc_now()}
            row = CredentialRow
            await session.execute(update(row).where(row.sha256 == hashed(parent)).values(**changed))
        assert await house.tried("hello", token) == REFUSED["hello"], how


@pytest.mark.parametrize("kind", ["session", "socket"])
async def test_nothing_of_a_disabled_user_opens_anything(house: House, kind: str) -> None:
    token = await house.drawn(kind)
    async with house.stage.db.transaction() as session:
        await session.execute(update(UserRow).where(UserRow.id == OTHER_AGENT).values(disabled_at=utc_now()))
    assert await house.tried(RIGHT[kind], token) == REFUSED[RIGHT[kind]]


async def test_the_link_of_one_call_opens_no_other_and_none_that_is_over(house: House) -> None:
    secret = await house.drawn("link")
    assert await _join(house, secret, call_id=house.call["call_id"]) == REFUSED["join"]
    assert await _join(house, secret, call_id="nowhere") == REFUSED["join"]
    late, row = utc_now() - timedelta(seconds=1), CallRow
    for spoilt in ({"link_expires_at": late}, {"link_expires_at": utc_now() + timedelta(1), "state": CallState.CLOSED}):
        async with house.stage.db.transaction() as session:
            await session.execute(update(row).where(row.id == house.other["call_id"]).values(**spoilt))
        assert await house.tried("join", secret) == REFUSED["join"]


@pytest.mark.parametrize("how", ["used", "over", "stopped", "discarded"])
async def test_a_ticket_that_was_used_is_late_or_without_consent_opens_no_leg(house: House, how: str) -> None:
    async with house.stage.db.transaction() as session:
        if how == "used":
            await session.execute(update(LegTicketRow).values(claimed_at=utc_now()))
        elif how == "over":
            await session.execute(update(LegTicketRow).values(expires_at=utc_now()))
        else:
            await session.execute(update(RecordingRow).values(state=RecordingState(how)))
    assert await house.tried("whip", house.ticket) == REFUSED["whip"]


async def test_a_participant_is_placed_in_their_own_call_and_in_no_other(house: House) -> None:
    line = await house.stage.line(await house.drawn("participant"), page_id="again")
    shown = await line.hear("call")
    assert shown["call"]["id"] == house.call["call_id"]
    await line.say("enter", call_id=house.other["call_id"])
    await line.hear("error", code="forbidden")


@pytest.mark.parametrize("kind", ["socket", "participant"])
@pytest.mark.parametrize("how", ["itself", "parent"])
async def test_a_socket_that_is_open_ends_within_five_seconds_of_the_revocation(
    house: House, kind: str, how: str
) -> None:
    parent = await house.drawn("session")
    token = await house.drawn(kind, parent=parent)
    line = await house.stage.line(token, page_id="open")
    async with house.stage.db.transaction() as session:
        await revoke(session, hashed(parent if how == "parent" else token), now=utc_now())
    async with kept_within(5 + SLACK_S):
        assert await line.hear("bye", code="unauthenticated", retry=False)
    assert await line.closed() == 1000
