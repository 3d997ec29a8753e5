"""Looking through what others have left must not end the legs that run beside it, whatever comes in between."""

from pathlib import Path
from typing import Any

from media.leftovers import Left, Leftovers
from media.ports import Ending
from media.reporting import Endings
from media.scribe import Scribe
from media.vault import Vault


class Outside:
    """A database that answers no question about keys, and hears of ends."""

    def __init__(self) -> None:
        self.heard: dict[str, Ending] = {}

    async def find_key(self, recording_id: str) -> None:
        raise RuntimeError("server closed the connection unexpectedly")

    async def ended(self, part_id: str, ending: Ending) -> None:
        self.heard[part_id] = ending


def _grant(part_id: str) -> Any:
    said = {"part_id": part_id, "recording_id": "rec", "participant_id": "someone", "part_number": 1}
    return type("Grant", (), said)()


async def test_a_database_that_fails_once_leaves_everything_where_it_is(tmp_path: Path) -> None:
    outside: Any = Outside()
    growing = tmp_path / "rec" / "someone-1.growing"
    growing.parent.mkdir()
    growing.write_bytes(b"a minute of somebody's voice")
    binder = Scribe("binder", longest_queue=4)
    leftovers = Leftovers(outside, Vault(tmp_path, outside, outside), binder, Endings(outside))
    await leftovers.mend(Left((_grant("first"), _grant("second")), (growing,)))
    binder.close()
    assert {part_id: ending.reason for part_id, ending in outside.heard.items()} == {
        "first": "recorder_died", "second": "recorder_died",
    }  # fmt: skip
    assert growing.exists()
