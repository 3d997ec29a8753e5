"""The recorder against real peers: what is on disk, what never is, and what strangers can do to it."""

import asyncio
import gc
import os
import threading
from pathlib import Path

import pytest
from aiortc import RTCConfiguration, RTCPeerConnection

from media.errors import GivenUp, KeyMissing
from media.leg import Leg
from media.place import Place
from media.ports import Standing
from media.sealed_file import SealedFile
from media.transport import Transport
from media.vault import Vault
from media.writer import PartFile, Written
from tests.integration.media.stage import Grant, Memory, Tone, decoded, open_stage, open_vault, played
from tests.running_time import kept_within
from tests.unit.media.opus import opus_packets
from tests.unit.media.test_writer import arrived


@pytest.fixture
def door(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A unix socket's path has 108 bytes at most; pytest's folders are longer."""
    return Path(f"/tmp/door-{os.getpid()}-{tmp_path_factory.getbasetemp().name[-4:]}.sock")  # noqa: S108


async def test_two_voices_become_two_parts_on_one_clock(tmp_path: Path, door: Path) -> None:
    async with open_stage(tmp_path, door) as stage:
        memory = stage.memory
        customer = await stage.speak(memory.grant("customer"), frequency_hz=440)
        agent = await stage.speak(memory.grant("agent"), frequency_hz=1000)
        assert await memory.until("progress", "part-customer-1") > 0
        await memory.until("progress", "part-agent-1")
        await asyncio.sleep(3)
        ended = await asyncio.gather(*(stage.delete(location) for location in (customer, agent)))  # at the same time
        assert ended == [200, 200]
        ends = [await memory.until("ended", f"part-{who}-1") for who in ("customer", "agent")]
    assert [end[:2] for end in ends] == [("complete", "closed")] * 2
    assert abs(ends[0][2] - ends[1][2]) < 0.3
    for who, frequency in (("customer", 440), ("agent", 1000)):
        first, seconds, heard = decoded(await stage.played(who))
        assert abs(heard - frequency) < 5
        assert first + seconds == pytest.approx(ends[0][2], abs=0.3)
    assert stage.files() == ["rec/agent-1.part", "rec/customer-1.part"]


async def test_withdrawing_stops_the_bytes_within_a_second_although_the_peer_sends_on(
    tmp_path: Path, door: Path
) -> None:
    async with open_stage(tmp_path, door) as stage:
        await stage.speak(stage.memory.grant("customer"))
        await stage.memory.until("progress", "part-customer-1")
        stage.memory.standings["rec"] = "stopped"
        async with kept_within(1):
            end = await stage.memory.until("ended", "part-customer-1")
        assert end[:2] == ("complete", "stopped")
        part = tmp_path / "rec" / "customer-1.part"
        size = part.stat().st_size
        await asyncio.sleep(1)
        assert part.stat().st_size == size


@pytest.mark.parametrize(("standing", "end"), [("stopped", ("complete", "stopped")), ("open", ("partial", "lost"))])
async def test_a_peer_that_goes_is_a_loss_only_while_the_recording_stands(
    tmp_path: Path, door: Path, standing: Standing, end: tuple[str, str]
) -> None:
    async with open_stage(tmp_path, door) as stage:
        await stage.speak(stage.memory.grant("customer"))
        await stage.memory.until("progress", "part-customer-1")
        stage.memory.standings["rec"] = standing
        await stage.peers[0].close()
        assert (await stage.memory.until("ended", "part-customer-1"))[:2] == end


async def test_discarding_leaves_nothing_on_disk_during_the_call_or_after_it(tmp_path: Path, door: Path) -> None:
    async with open_stage(tmp_path, door) as stage:
        await stage.speak(stage.memory.grant("customer"))
        location = await stage.speak(stage.memory.grant("agent", recording="other"))
        await stage.memory.until("progress", "part-customer-1")
        await stage.memory.until("progress", "part-agent-1")
        stage.memory.standings["rec"] = "discarded"
        async with kept_within(1.5):
            assert (await stage.memory.until("ended", "part-customer-1"))[0] == "discarded"
        await stage.delete(location)
        await stage.memory.until("ended", "part-agent-1")
        async with asyncio.timeout(30):  # what was written goes once the end has been heard
            while stage.files() != ["other/agent-1.part"]:  # noqa: ASYNC110 (files tell nobody)
                await asyncio.sleep(0.05)
        stage.memory.log.clear()
        stage.memory.discard.append(Grant("other", "agent", "part-agent-1", 1))
        assert (await stage.memory.until("ended", "part-agent-1"))[0] == "discarded"
        assert stage.files() == []


async def test_without_consent_no_byte_reaches_the_disk(tmp_path: Path, door: Path) -> None:
    async with open_stage(tmp_path, door) as stage:
        ticket = stage.memory.grant("customer")
        stage.memory.standings["rec"] = "stopped"
        await stage.speak(ticket)
        await stage.memory.until("ended", "part-customer-1")
        assert stage.files() == []


async def test_a_consent_store_that_does_not_answer_is_a_no(tmp_path: Path, door: Path) -> None:
    async with open_stage(tmp_path, door) as stage:
        await stage.speak(stage.memory.grant("customer"))
        await stage.memory.until("progress", "part-customer-1")
        stage.memory.broken = True
        async with kept_within(2):
            assert (await stage.memory.until("ended", "part-customer-1"))[:2] == ("partial", "no_answer")


async def test_a_store_that_is_back_has_the_voice_recorded_on_while_the_part_before_is_still_finished(
    tmp_path: Path, door: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    finishing, may_finish = threading.Event(), threading.Event()

    def slowly(part: PartFile) -> Written | None:
        finishing.set()
        may_finish.wait(60)
        return finish(part)

    finish = PartFile.finish
    monkeypatch.setattr(PartFile, "finish", slowly)
    async with open_stage(tmp_path, door) as stage:
        await stage.speak(stage.memory.grant("customer"))
        await stage.memory.until("progress", "part-customer-1")
        stage.memory.broken = True
        assert await asyncio.to_thread(finishing.wait, 30)
        stage.memory.broken = False
        await stage.speak(stage.memory.grant("customer", number=2))
        assert await stage.memory.until("progress", "part-customer-2") > 0
        may_finish.set()
        assert (await stage.memory.until("ended", "part-customer-1"))[:2] == ("partial", "no_answer")


async def test_a_worker_that_is_stopped_closes_its_files_within_two_seconds(tmp_path: Path, door: Path) -> None:
    async with open_stage(tmp_path, door) as stage:
        await stage.speak(stage.memory.grant("customer"))
        await stage.memory.until("progress", "part-customer-1")
        stage.stop.set()
        async with kept_within(2):
            assert (await stage.memory.until("ended", "part-customer-1"))[:2] == ("partial", "worker_stopped")
    assert decoded(await stage.played("customer"))[1] > 0


async def _killed(folder: Path, memory: Memory, *, seconds: float) -> PartFile:
    """What a worker that was killed has left of one part."""
    vault = open_vault(folder, memory)
    part = PartFile(Place(folder, "rec", "customer", 1), await vault.key_for("rec"))
    part.append(arrived(opus_packets(seconds)), zero_s=50.0)
    return part


async def test_what_a_killed_worker_left_is_mended_at_the_next_start(tmp_path: Path, door: Path) -> None:
    memory = Memory(died=[Grant("rec", "customer", "part-x", 1), Grant("rec", "agent", "part-y", 1)])
    await _killed(tmp_path, memory, seconds=4)
    async with open_stage(tmp_path, door, memory) as stage:
        end, reason, seconds = await memory.until("ended", "part-x")
        assert (end, reason) == ("partial", "recorder_died")
        assert seconds == pytest.approx(4, abs=0.001)
        assert (await memory.until("ended", "part-y"))[2] == 0
    assert decoded(await stage.played("customer"))[1] == pytest.approx(4, abs=0.001)
    assert stage.files() == ["rec/customer-1.part"]


@pytest.mark.parametrize("kept", [0, 20, 60, 600])
async def test_a_part_cut_off_before_its_first_whole_batch_keeps_no_worker_from_starting(
    tmp_path: Path, door: Path, kept: int
) -> None:
    memory = Memory(died=[Grant("rec", "customer", "part-x", 1)])
    part = await _killed(tmp_path, memory, seconds=2)
    os.truncate(part.place.growing, kept)
    async with open_stage(tmp_path, door, memory) as stage:
        assert (await memory.until("ended", "part-x"))[:2] == ("partial", "recorder_died")
        await stage.speak(memory.grant("agent"))
        await memory.until("progress", "part-agent-1")


async def test_a_part_that_was_finished_but_not_yet_told_is_kept_at_the_next_start(tmp_path: Path, door: Path) -> None:
    memory = Memory(died=[Grant("rec", "customer", "part-x", 1)])
    part = await _killed(tmp_path, memory, seconds=2)
    written = part.finish()
    assert written is not None
    async with open_stage(tmp_path, door, memory) as stage:
        assert (await memory.until("ended", "part-x"))[2] == written.seconds
        assert memory.endings["part-x"].sha256 == written.sha256
    assert decoded(await stage.played("customer"))[1] > 1.5


async def test_parts_of_before_they_were_sealed_are_played_as_they_were_and_sealed(tmp_path: Path, door: Path) -> None:
    memory = Memory()
    plain = await played_back(await _killed(tmp_path, memory, seconds=2))
    old = tmp_path / "rec" / "customer-1.webm"
    old.write_bytes(plain)
    old.with_suffix(".remux.webm").write_bytes(plain[:300])
    vault = open_vault(tmp_path, memory)
    assert await played(vault, "rec", "customer") == plain
    async with open_stage(tmp_path, door, memory) as stage, asyncio.timeout(30):
        while stage.files() != ["rec/customer-1.part"]:  # noqa: ASYNC110 (files)
            await asyncio.sleep(0.02)
    assert await played(vault, "rec", "customer") == plain
    assert plain[:64] not in (tmp_path / "rec" / "customer-1.part").read_bytes()


async def played_back(part: PartFile) -> bytes:
    """Its WebM file; nothing of it stays on the disk."""
    part.stop()
    part.finish()
    with SealedFile(part.place.sealed, part._key) as file:
        whole = file.read(0, file.size)
    part.place.sealed.unlink()
    part.place.growing.unlink()
    return whole


async def test_when_a_part_began_is_told_until_it_is_heard_and_once(tmp_path: Path, door: Path) -> None:
    """Without it nobody can lay the two voices side by side."""
    memory = Memory(deaf_to_begins=2)
    async with open_stage(tmp_path, door, memory) as stage:
        location = await stage.speak(memory.grant("customer"))
        await memory.until("opened", "part-customer-1")
        assert await stage.delete(location) == 200
        await memory.until("ended", "part-customer-1")
        assert [entry[1] for entry in memory.log if entry[0] == "opened"] == ["part-customer-1"]


async def test_an_end_that_nobody_could_hear_is_told_again(tmp_path: Path, door: Path) -> None:
    async with open_stage(tmp_path, door) as stage:
        location = await stage.speak(stage.memory.grant("customer"))
        await stage.memory.until("progress", "part-customer-1")
        stage.memory.deaf = True
        await stage.delete(location)
        await asyncio.sleep(0.3)
        stage.memory.deaf = False
        assert (await stage.memory.until("ended", "part-customer-1"))[:2] == ("complete", "closed")
        await stage.until_files("rec/customer-1.part")  # one of which a part grows is moved nowhere


async def test_a_file_that_cannot_be_removed_takes_no_other_leg_with_it(
    tmp_path: Path, door: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: PartFile) -> None:
        raise PermissionError

    async with open_stage(tmp_path, door) as stage:
        await stage.speak(stage.memory.grant("customer"))
        location = await stage.speak(stage.memory.grant("agent", recording="other"))
        await stage.memory.until("progress", "part-customer-1")
        await stage.memory.until("progress", "part-agent-1")
        with monkeypatch.context() as stubborn:
            stubborn.setattr(PartFile, "discard", refuse)
            stage.memory.standings["rec"] = "discarded"
            assert (await stage.memory.until("ended", "part-customer-1"))[:2] == ("partial", "disk")
        assert await stage.delete(location) == 200
        assert (await stage.memory.until("ended", "part-agent-1"))[0] == "complete"


async def test_one_voice_has_one_leg(tmp_path: Path, door: Path) -> None:
    async with open_stage(tmp_path, door) as stage:
        for number in (1, 2, 3):
            await stage.speak(stage.memory.grant("customer", number=number))
            await stage.memory.until("progress", f"part-customer-{number}")
        for number in (1, 2):
            end = await stage.memory.until("ended", f"part-customer-{number}")
            assert end[:2] == ("partial", "replaced")
        assert not [entry for entry in stage.memory.log if entry[:2] == ("ended", "part-customer-3")]


async def test_a_leg_that_has_ended_is_gone_without_anybody_looking_for_circles(tmp_path: Path, door: Path) -> None:
    async with open_stage(tmp_path, door) as stage:
        gc.collect()
        gc.disable()
        try:
            for number in (1, 2, 3):
                location = await stage.speak(stage.memory.grant("customer", number=number))
                await stage.memory.until("progress", f"part-customer-{number}")
                assert await stage.delete(location) == 200
                await stage.memory.until("ended", f"part-customer-{number}")
            await asyncio.sleep(0.5)
            assert sum(isinstance(each, Transport) for each in gc.get_objects()) <= 1  # the last one may be remembered
        finally:
            gc.enable()


async def test_a_leg_whose_voice_has_a_later_one_at_another_worker_ends(tmp_path: Path, door: Path) -> None:
    async with open_stage(tmp_path, door) as stage:
        await stage.speak(stage.memory.grant("customer"))
        await stage.memory.until("progress", "part-customer-1")
        stage.memory.later_elsewhere.add("part-customer-1")
        assert (await stage.memory.until("ended", "part-customer-1"))[:2] == ("partial", "replaced")


async def test_a_worker_that_was_given_up_finishes_and_tells_nothing_more(tmp_path: Path, door: Path) -> None:
    memory = Memory()
    with pytest.raises(BaseExceptionGroup) as ended:
        async with open_stage(tmp_path, door, memory) as stage:
            await stage.speak(memory.grant("customer"))
            await memory.until("progress", "part-customer-1")
            memory.given_up = True
            await asyncio.sleep(10)
    assert ended.value.subgroup(GivenUp) is not None
    assert [entry for entry in memory.log if entry[0] == "ended"] == []
    assert stage.files() == ["rec/customer-1.growing"]


async def test_where_no_port_is_free_the_leg_may_be_opened_elsewhere(
    tmp_path: Path, door: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def no_socket(_: Leg) -> str:
        raise OSError("no more sockets")

    async with open_stage(tmp_path, door) as stage:
        ticket = stage.memory.grant("customer")
        with monkeypatch.context() as crowded:
            crowded.setattr(Leg, "answer", no_socket)
            response = await stage.post(ticket, await _offer())
            assert (response.status, (await response.json(content_type=None))["code"]) == (503, "recorder_unavailable")
        assert (await stage.post(ticket, await _offer())).status == 201


async def test_a_leg_that_cannot_be_opened_is_told_as_such(
    tmp_path: Path, door: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(_: Leg) -> str:
        raise RuntimeError("nobody has foreseen this")

    async with open_stage(tmp_path, door) as stage:
        monkeypatch.setattr(Leg, "answer", broken)
        response = await stage.post(stage.memory.grant("customer"), await _offer())
        assert (response.status, (await response.json(content_type=None))["code"]) == (500, "internal")
        assert (await stage.memory.until("ended", "part-customer-1"))[:2] == ("partial", "never_connected")


@pytest.mark.parametrize("store_is_away", [False, True])
async def test_a_key_that_cannot_be_had_leaves_the_ticket_good(
    tmp_path: Path, door: Path, monkeypatch: pytest.MonkeyPatch, *, store_is_away: bool
) -> None:
    async def missing(_: Vault, recording_id: str) -> bytes:
        raise KeyMissing(recording_id)

    async def away(_: Memory, ticket: str, grant: object) -> None:
        raise ConnectionError(ticket)

    async with open_stage(tmp_path, door) as stage:
        ticket = stage.memory.grant("customer")
        with monkeypatch.context() as broken:
            broken.setattr(Vault, "key_for", missing)
            if store_is_away:
                broken.setattr(Memory, "give_back", away)
            response = await stage.post(ticket, await _offer())
            assert (response.status, (await response.json(content_type=None))["code"]) == (503, "recorder_unavailable")
        if store_is_away:
            assert (await stage.memory.until("ended", "part-customer-1"))[:2] == ("partial", "never_connected")
            return
        assert not [entry for entry in stage.memory.log if entry[0] == "ended"]
        await stage.speak(ticket)
        await stage.memory.until("progress", "part-customer-1")


async def test_bad_offers_are_refused_and_cost_no_ticket(tmp_path: Path, door: Path) -> None:
    async with open_stage(tmp_path, door) as stage:
        ticket = stage.memory.grant("customer")
        for body, content_type, status, code in (
            ("hello", "application/sdp", 400, "invalid_sdp"),
            ("v=0\r\n", "application/sdp", 400, "invalid_sdp"),
            ("x" * 100_000, "application/sdp", 413, "too_large"),
            ("{}", "application/json", 415, "unsupported_media_type"),
            ("v=0\r\n", "application/sdp; charset=nonsense", 400, "invalid_sdp"),
        ):
            response = await stage.post(ticket, body, content_type=content_type)
            assert (response.status, (await response.json(content_type=None))["code"]) == (status, code)
        await stage.speak(ticket)
        offer = await _offer()
        response = await stage.post(ticket, offer)
        assert (response.status, (await response.json(content_type=None))["code"]) == (404, "ticket_not_valid")


async def _offer() -> str:
    peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    peer.addTransceiver(Tone(440), direction="sendonly")
    await peer.setLocalDescription(await peer.createOffer())
    sdp: str = peer.localDescription.sdp
    await peer.close()
    return sdp
