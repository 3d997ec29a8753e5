"""Promises 2 and 3 as they are attacked: real nodes, the real recorder on the same database, browsers that send on.

Whoever may be recorded says one tone, and from the moment in which somebody's consent does not stand, another one. The
other one is in no file.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import numpy as np
import pytest
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from sqlalchemy import select

from media.errors import GivenUp, TicketNotValid
from media.master_keys import MasterKeys
from media.ports import Ports, Standing
from media.vault import Vault
from media.worker import Bind, run_media_worker
from records.database import Database
from records.media_workers import register_worker
from records.recorder import RecorderRecords, Writer
from records.tables import PartRow, new_id
from signaling.domain import events as e
from signaling.domain.call import Participant
from signaling.protocol.words import PartState, Role
from signaling.runtime.node import utc_now
from signaling.runtime.reception import OpenedCall
from tests.integration.media.stage import RATE, Tone, decoded_samples, played
from tests.integration.signaling import stage as signaling
from tests.integration.signaling.stage import Browser
from tests.running_time import kept_within

INSIDE_HZ, OUTSIDE_HZ, SILENCE_HZ = 440.0, 1500.0, 0.0
_WINDOW = RATE // 50
_THERE = 0.15
"""Of the loudest: a tone that is there at all."""


class Store(RecorderRecords):
    """The rows behind the recorder, which may be away or late."""

    away = False
    late_s = 0.0

    async def standing(self, recording_ids: Collection[str]) -> Mapping[str, Standing]:
        if self.away:
            raise ConnectionError("the store is away")
        await asyncio.sleep(self.late_s)
        return await super().standing(recording_ids)


@dataclass
class Scene:
    """Two people who talk, and a recorder that may be given a leg of theirs."""

    stage: signaling.Stage
    agent: Browser
    customer: Browser
    opened: OpenedCall
    store: Store
    folder: Path
    http: aiohttp.ClientSession
    peers: list[RTCPeerConnection] = field(default_factory=list)
    voices: list[Tone] = field(default_factory=list)

    async def agree(self) -> None:
        """Everybody says yes; each page opens its leg and says what may be recorded."""
        self.agent.say("consent_request")
        for browser in (self.agent, self.customer):
            await self.yes(browser)
        await self.agent.call_where(lambda c: c["recording"]["state"] == "open")
        for browser in (self.agent, self.customer):
            await self.open_leg(browser)

    async def yes(self, browser: Browser) -> None:
        asked = await browser.hear("consent_asked")
        decisions = {one["purpose"]: "given" for one in asked["questions"]}
        browser.say(
            "consent_answer", request_id=asked["request_id"], wording_sha256=asked["wording_sha256"],
            decisions=decisions,
        )  # fmt: skip

    async def open_leg(self, browser: Browser) -> int:
        """With the ticket that this page has been given; the recorder's status."""
        return await self.knock((await browser.hear("record"))["whip_url"])

    async def knock(self, whip_url: str) -> int:
        peer, voice = RTCPeerConnection(RTCConfiguration(iceServers=[])), Tone(INSIDE_HZ)
        self.peers.append(peer)
        peer.addTransceiver(voice, direction="sendonly")
        await peer.setLocalDescription(await peer.createOffer())
        headers = {"Content-Type": "application/sdp"}
        async with self.http.post(
            f"http://recorder{whip_url}", data=peer.localDescription.sdp, headers=headers
        ) as told:
            if told.status == 201:
                await peer.setRemoteDescription(RTCSessionDescription(await told.text(), "answer"))
                self.voices.append(voice)
            return told.status

    def say(self, frequency_hz: float) -> None:
        """Everybody, from the next packet on."""
        for voice in self.voices:
            voice.frequency_hz = frequency_hz

    async def grows(self, *numbers: int) -> None:
        """These parts, counted as they were opened, have bytes on the disk and are being written."""
        async with asyncio.timeout(30):
            while not set(numbers) <= {number for number, part in enumerate(await self.parts(), 1) if _grows(part)}:  # noqa: ASYNC110 (rows tell nobody)
                await asyncio.sleep(0.05)

    async def parts(self) -> list[PartRow]:
        async with self.stage.db.reading() as session:
            return list(await session.scalars(select(PartRow).order_by(PartRow.opened_at)))

    def files(self) -> list[str]:
        return sorted(str(file) for file in self.folder.rglob("*") if file.is_file() and file.suffix != ".keys")


@asynccontextmanager
async def talking(db: Database, redis_url: str, folder: Path) -> AsyncIterator[tuple[Scene, asyncio.Event]]:
    """The scene, and what ends its recorder."""
    number = await register_worker(db, line="only", alone=True, now=utc_now())
    writer = Writer(number, gone=_nobody, given_up=GivenUp)
    store = Store(db, clock=utc_now, refusal=TicketNotValid, writer=writer)
    door = Path(f"/tmp/consent-{os.getpid()}.sock")  # noqa: S108 (a unix socket's path has 108 bytes at most)
    stop = asyncio.Event()
    worker = run_media_worker(
        ports=Ports(tickets=store, gate=store, parts=store, keys=store), recordings_dir=folder / "recordings",
        key_file=folder / "master.keys", bind=Bind(unix=door), stop=stop, wall=utc_now,
    )  # fmt: skip
    async with asyncio.TaskGroup() as tasks, signaling.open_stage(db, redis_url, nodes=2) as stage:
        recording = tasks.create_task(worker)
        async with aiohttp.ClientSession(connector=aiohttp.UnixConnector(str(door))) as http:
            await _listening(http)
            scene = Scene(stage, *(await stage.talking()), store, folder / "recordings", http)
            try:
                yield scene, stop
            finally:
                for peer in scene.peers:
                    await peer.close()
                stop.set()
                await asyncio.wait([recording])


def _grows(part: PartRow) -> bool:
    return part.state is PartState.WRITING and part.bytes_written > 0


async def _nobody(numbers: Collection[int]) -> Collection[int]:
    """Of the other workers, of which there are none, is gone."""
    return ()


async def _listening(http: aiohttp.ClientSession) -> None:
    async with asyncio.timeout(30):
        while True:
            with suppress(aiohttp.ClientConnectorError):
                async with http.get("http://recorder/healthz"):
                    return
            await asyncio.sleep(0.02)


def heard(webm: bytes) -> dict[float, float]:
    """How loud each of the two tones is in the window in which it is loudest."""
    sound = decoded_samples(webm)
    windows = sound[: len(sound) // _WINDOW * _WINDOW].reshape(-1, _WINDOW)
    time = np.arange(_WINDOW) / RATE
    return {
        hz: float(np.abs(windows @ np.exp(-2j * np.pi * hz * time)).max() * 2 / _WINDOW)
        for hz in (INSIDE_HZ, OUTSIDE_HZ)
    }


async def _withdrawn(scene: Scene) -> None:
    scene.customer.say("consent_withdraw")
    await scene.agent.call_where(lambda c: c["recording"]["state"] == "stopped")


async def _answers_late(scene: Scene) -> None:
    """Whatever the recorder is told, it is told almost too late."""
    scene.store.late_s = 0.8
    await asyncio.sleep(1)
    await _withdrawn(scene)


async def _store_away(scene: Scene) -> None:
    scene.store.away = True


async def _transferred(scene: Scene) -> None:
    scene.agent.vanish()
    await scene.customer.call("interrupted")
    await scene.stage.user_token("ana")
    ana = Participant(new_id(), Role.AGENT, "Ana", "en", user_id="ana")
    await scene.stage.nodes[0].rooms.happen(scene.opened.call_id, e.AgentReplaced(ana, "sam"))


async def _declined_again(scene: Scene) -> None:
    back = await _elsewhere(scene)
    asked = await back.hear("consent_asked")
    no = {one["purpose"]: "declined" for one in asked["questions"]}
    back.say("consent_answer", request_id=asked["request_id"], wording_sha256=asked["wording_sha256"], decisions=no)
    await scene.agent.call_where(lambda c: c["recording"]["state"] == "stopped")


async def _elsewhere(scene: Scene) -> Browser:
    """The customer's page was loaded again: another page, and nobody knows yet who sits before it."""
    await scene.stage.lose(scene.customer)
    back = await scene.stage.customer(scene.opened)
    await scene.agent.call_where(lambda c: bool(c["recording"]["asked_again"]))
    scene.say(OUTSIDE_HZ)
    return back


@pytest.mark.parametrize("story", [_withdrawn, _answers_late, _store_away, _transferred, _declined_again])
async def test_what_is_said_once_consent_does_not_stand_is_in_no_file(
    sqlite_db: Database, redis_url: str, tmp_path: Path, story: Callable[[Scene], Awaitable[None]]
) -> None:
    async with talking(sqlite_db, redis_url, tmp_path) as (scene, stop):
        await scene.agree()
        await scene.grows(1, 2)
        await asyncio.sleep(0.5)
        await story(scene)
        scene.say(OUTSIDE_HZ)
        await asyncio.sleep(2.5)
        stop.set()
    await _only_inside(scene, parts=2)


async def test_who_comes_back_by_another_page_is_recorded_again_only_from_their_yes_on(
    sqlite_db: Database, redis_url: str, tmp_path: Path
) -> None:
    async with talking(sqlite_db, redis_url, tmp_path) as (scene, stop):
        await scene.agree()
        await scene.grows(1, 2)
        old = [await scene.knock("/whip/" + "x" * 43)]
        back = await _elsewhere(scene)
        await asyncio.sleep(1)
        scene.agent.say("leg_lost", recording_id=(await scene.parts())[0].recording_id)
        assert (await scene.agent.hear("error"))["code"] == "consent_missing"
        scene.say(SILENCE_HZ)  # the yes stands a moment before the page hears of it, and what is said then is recorded
        await asyncio.sleep(0.5)
        await scene.yes(back)
        await scene.agent.call_where(lambda c: c["recording"]["state"] == "open" and not c["recording"]["asked_again"])
        scene.say(INSIDE_HZ)
        assert (old, await scene.open_leg(back)) == ([404], 201)
        await scene.grows(3)  # the part before it may be finished at leisure
        await asyncio.sleep(0.5)
        stop.set()
    await _only_inside(scene, parts=3)


async def test_a_ticket_given_while_consent_stood_opens_nothing_afterwards(
    sqlite_db: Database, redis_url: str, tmp_path: Path
) -> None:
    async with talking(sqlite_db, redis_url, tmp_path) as (scene, _):
        scene.agent.say("consent_request")
        for browser in (scene.agent, scene.customer):
            await scene.yes(browser)
        ticket = (await scene.customer.hear("record"))["whip_url"]
        scene.agent.say("consent_withdraw")
        await scene.customer.call_where(lambda c: c["recording"]["state"] == "stopped")
        assert await scene.knock(ticket) == 404
        assert scene.files() == []


async def test_words_that_have_changed_are_agreed_to_by_nobody(
    sqlite_db: Database, redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = signaling.PlainWords.words

    def other_words(self: signaling.PlainWords, locale: str, *, retention_days: int, **how: Any) -> Any:
        return before(self, locale, retention_days=retention_days + 1, **how)

    async with talking(sqlite_db, redis_url, tmp_path) as (scene, _):
        scene.agent.say("consent_request")
        await scene.yes(scene.agent)
        asked = await scene.customer.hear("consent_asked")
        monkeypatch.setattr(signaling.PlainWords, "words", other_words)
        yes = {one["purpose"]: "given" for one in asked["questions"]}
        scene.customer.say(
            "consent_answer", request_id=asked["request_id"], wording_sha256=asked["wording_sha256"], decisions=yes
        )
        assert (await scene.customer.hear("error"))["code"] == "wording_changed"
        assert await scene.parts() == []
        assert scene.files() == []


@pytest.mark.parametrize("discard", [False, True])
async def test_withdrawal_stops_the_server_and_shows_on_both_pages_within_a_second(
    sqlite_db: Database, redis_url: str, tmp_path: Path, *, discard: bool
) -> None:
    word = "discarded" if discard else "stopped"
    async with talking(sqlite_db, redis_url, tmp_path) as (scene, stop):
        await scene.agree()
        await scene.grows(1, 2)
        await asyncio.sleep(0.5)
        scene.customer.say("consent_withdraw", discard=discard)
        async with kept_within(1):
            for browser in (scene.agent, scene.customer):
                await browser.call_where(lambda c: c["recording"]["state"] == word)
        scene.say(OUTSIDE_HZ)
        withdrawn = utc_now()
        async with asyncio.timeout(30):
            while any(part.state is PartState.WRITING for part in await scene.parts()):  # noqa: ASYNC110 (the same)
                await asyncio.sleep(0.05)
        for part in await scene.parts():
            assert part.epoch is not None
            assert (part.epoch - withdrawn).total_seconds() + part.seconds < 1
        await asyncio.sleep(0.5)
        if discard:
            assert scene.files() == [], "also nothing beside it, and nothing half made"
        stop.set()
    if discard:
        assert scene.files() == []
    else:
        await _only_inside(scene, parts=2)


async def _only_inside(scene: Scene, *, parts: int) -> None:
    """What may be recorded is in every part, and nothing else is in any."""
    rows = await scene.parts()
    assert len(rows) == parts
    vault = Vault(scene.folder, scene.store, MasterKeys(scene.folder.with_name("master.keys")))
    for row in rows:
        tones = heard(await played(vault, row.recording_id, row.participant_id, row.number))
        assert tones[INSIDE_HZ] > 0.1, tones
        assert tones[OUTSIDE_HZ] < _THERE * tones[INSIDE_HZ], tones
