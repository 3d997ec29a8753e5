"""Looking through what others have left must not end the legs that run beside it, whatever comes in between."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from media.leftovers import Left, Leftovers
from media.master_keys import MasterKeys
from media.place import Place
from media.ports import Ending, LockedKey
from media.reporting import Endings
from media.scribe import Scribe
from media.vault import Vault
from media.writer import PartFile
from tests.unit.media.opus import opus_packets
from tests.unit.media.test_writer import arrived


class Outside:
    """A database that may be away, and knows the keys."""

    def __init__(self) -> None:
        self.away = False
        self.keys: dict[str, LockedKey] = {}
        self.dead: list[Any] = []
        self.discarded: list[Any] = []
        self.given_up: dict[tuple[str, int], Any] = {}
        self.made_out: dict[str, Ending] = {}
        self.heard: dict[str, Ending] = {}

    async def find_key(self, recording_id: str) -> LockedKey | None:
        if self.away:
            raise RuntimeError("server closed the connection unexpectedly")
        return self.keys.get(recording_id)

    async def keep_key(self, recording_id: str, key: LockedKey) -> LockedKey:
        return self.keys.setdefault(recording_id, key)

    async def unfinished(self) -> list[Any]:
        dead, self.dead = self.dead, []
        return dead

    async def untold(self, recording_id: str, participant_id: str, number: int) -> Any:
        return self.given_up.get((participant_id, number))

    async def found(self, part_id: str, ending: Ending) -> None:
        if self.away:
            raise RuntimeError("server closed the connection unexpectedly")
        self.made_out[part_id] = ending

    async def to_discard(self) -> list[Any]:
        return [grant for grant in self.discarded if grant.part_id not in self.heard]

    async def ended(self, part_id: str, ending: Ending) -> None:
        self.heard[part_id] = ending


def _grant(part_id: str, participant_id: str = "someone") -> Any:
    said = {"part_id": part_id, "recording_id": "rec", "participant_id": participant_id, "part_number": 1}
    return type("Grant", (), said)()


async def _spoken(vault: Vault, participant_id: str, *, seconds: int = 5) -> Place:
    """So long, and then its writer was killed."""
    part = PartFile(Place(vault.folder, "rec", participant_id, 1), await vault.key_for("rec"))
    part.append(arrived(opus_packets(seconds)), zero_s=50.0)
    part.stop()
    return part.place


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    masters = MasterKeys(tmp_path / "keys")
    masters.make()
    outside: Any = Outside()
    return Vault(tmp_path / "recordings", outside, masters)


@pytest.fixture
def outside(vault: Vault) -> Outside:
    known: Any = vault._keys
    assert isinstance(known, Outside)
    return known


@pytest.fixture
def leftovers(vault: Vault, outside: Any) -> Iterator[Leftovers]:
    binder = Scribe("binder", longest_queue=4)
    yield Leftovers(outside, vault, binder, Endings(outside))
    binder.close()


async def test_a_voice_whose_writer_died_is_kept_though_the_database_was_away_when_it_was_taken_over(
    leftovers: Leftovers, outside: Outside, vault: Vault
) -> None:
    place = await _spoken(vault, "someone", seconds=60)
    outside.dead.append(_grant("first"))
    outside.away = True
    await leftovers.take_over()
    assert outside.heard == {}
    outside.away = False
    await leftovers.take_over()
    await leftovers.take_over()
    assert (outside.heard["first"].reason, round(outside.heard["first"].seconds)) == ("recorder_died", 60)
    assert [path.name for path in place.growing.parent.iterdir()] == ["someone-1.part"]


@pytest.mark.parametrize("at_start", [True, False])
async def test_what_the_disk_keeps_of_one_voice_costs_no_other_one(
    leftovers: Leftovers, outside: Outside, vault: Vault, at_start: bool
) -> None:
    people = ("one", "two", "three")
    places = [await _spoken(vault, who) for who in people]
    (vault.folder / "rec" / "one-1.00000000.new").mkdir()  # which is no file, and cannot be unlinked
    grants = [_grant(who, who) for who in people]
    if at_start:
        await leftovers.mend(Left(tuple(grants), ()))
    else:
        outside.dead = list(grants)
        await leftovers.take_over()
    assert {who: round(outside.heard[who].seconds) for who in people} == dict.fromkeys(people, 5)
    assert [place.sealed.exists() for place in places] == [True] * 3


@pytest.mark.parametrize("at_start", [True, False])
@pytest.mark.parametrize("instead", [None, "no keys at all\n", f"{'0' * 16} {'A' * 43}=\n"])
async def test_while_the_key_file_is_away_nothing_is_said_to_be_lost(
    leftovers: Leftovers, outside: Outside, vault: Vault, instead: str | None, at_start: bool
) -> None:
    """Away, or another one: a mounted secret that comes a moment later, for instance."""
    await _spoken(vault, "someone")
    keys, elsewhere = (vault.folder.with_name(name) for name in ("keys", "elsewhere"))
    keys.rename(elsewhere)
    if instead is not None:
        keys.write_text(instead)
    if at_start:
        await leftovers.mend(Left((_grant("first"),), ()))
    else:
        outside.dead = [_grant("first")]
    with capture_logs() as said:
        for _ in range(3):
            await leftovers.take_over()
    assert outside.heard == {}
    assert [one["event"] for one in said] == ([] if at_start else ["recorder.leftover_waits"])
    elsewhere.replace(keys)
    await leftovers.take_over()
    assert (outside.heard["first"].reason, round(outside.heard["first"].seconds)) == ("recorder_died", 5)


async def test_a_voice_whose_key_is_gone_for_good_is_waited_for_by_nobody(
    leftovers: Leftovers, outside: Outside, vault: Vault
) -> None:
    await _spoken(vault, "someone")
    outside.keys.clear()
    outside.dead = [_grant("first")]
    await leftovers.take_over()
    assert (outside.heard["first"].reason, outside.heard["first"].bytes_written) == ("recorder_died", 0)


async def test_what_cannot_be_read_stays_and_is_told_and_nothing_else_is_held_up_by_it(
    leftovers: Leftovers, outside: Outside, vault: Vault
) -> None:
    growing = vault.folder / "rec" / "someone-1.growing"
    growing.parent.mkdir(parents=True)
    growing.write_bytes(b"a minute of somebody's voice")
    await leftovers.mend(Left((_grant("first"), _grant("second", "other")), (growing,)))
    assert {part_id: ending.reason for part_id, ending in outside.heard.items()} == {
        "first": "recorder_died", "second": "recorder_died",
    }  # fmt: skip
    assert growing.exists()


async def test_what_the_disk_does_not_let_go_of_stays_due_and_nothing_else_waits_for_it(
    leftovers: Leftovers, outside: Outside, vault: Vault
) -> None:
    outside.discarded = [_grant("first"), _grant("second", "other")]
    first, second = (Place(vault.folder, "rec", who, 1) for who in ("someone", "other"))
    first.growing.mkdir(parents=True)  # which is no file, and cannot be unlinked
    for place in (first, second):
        place.sealed.write_bytes(b"somebody's voice")
    with capture_logs() as said:
        for _ in range(3):
            await leftovers.discard(running=set())
    assert (first.sealed.exists(), second.sealed.exists(), set(outside.heard)) == (False, False, {"second"})
    assert [(one["event"], one["file"]) for one in said] == [("recorder.not_removed", "someone-1.growing")]
    first.growing.rmdir()
    await leftovers.discard(running=set())
    assert {part_id: ending.end for part_id, ending in outside.heard.items()} == {
        "first": "discarded", "second": "discarded",
    }  # fmt: skip


async def test_what_nobody_could_say_of_a_part_is_told_once_it_can_be_read(
    leftovers: Leftovers, outside: Outside, vault: Vault
) -> None:
    """Its row said `writer_silent`, for instance, and how long it is nowhere."""
    place = await _spoken(vault, "someone")
    outside.given_up["someone", 1] = _grant("first")
    for away in (True, False):
        outside.away = away
        await leftovers.mend(Left((), (place.growing,)))
        assert place.growing.exists() == away, "what is not told yet can still be read again"
    made = outside.made_out["first"]
    assert (round(made.seconds), made.sha256 is not None, made.media_type) == (5, True, "audio/webm")
