"""The real media worker with its rows in memory: `python -m bench.recording.worker FOLDER PORT [ADDRESS]`.

Every ticket opens one leg of a recording of its own, and everybody consents, to the picture too. What it would tell
others it writes to `FOLDER/told.jsonl`, a line of JSON each.
"""

import asyncio
import json
import sys
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from event_loop import run_quickly
from house.garbage import look_rarely
from lifetime import running
from media.ice import Reach
from media.leg import LegConfig
from media.ports import Ending, LegGrant, Load, LockedKey, Ports, Progress, Standing
from media.worker import Bind, run_media_worker


@dataclass(frozen=True, slots=True)
class Grant:
    """One leg, one part, one recording."""

    recording_id: str
    participant_id: str = "voice"
    part_id: str = "part"
    part_number: int = 1
    picture: bool = True


@dataclass
class Rows:
    """What SQL is otherwise."""

    told: Path
    keys: dict[str, LockedKey] = field(default_factory=dict)

    async def claim(self, ticket: str) -> Grant:
        """Every ticket is good."""
        return Grant(recording_id=ticket, part_id=ticket)

    async def give_back(self, ticket: str, grant: LegGrant) -> None:
        """Every ticket is good."""

    async def follow(self, part_id: str) -> Grant:
        """No part becomes so long."""
        return Grant(recording_id=part_id, part_id=f"{part_id}-2", part_number=2)

    async def standing(self, recording_ids: Collection[str]) -> Mapping[str, Standing]:
        """Everybody consents."""
        return dict.fromkeys(recording_ids, "open")

    async def opened(self, part_id: str, *, epoch: datetime) -> None:
        """Its first sound has been written."""
        self._tell("opened", part=part_id, at=time.time())

    async def progress(self, grown: Sequence[Progress]) -> None:
        """Nobody asks."""

    async def ended(self, part_id: str, ending: Ending) -> None:
        """How much of it is missing."""
        lost_s = sum(end - start for start, end, why in ending.gaps if why == "lost")
        self._tell("ended", part=part_id, seconds=ending.seconds, lost=lost_s)

    async def tell(self, door: str, load: Load) -> None:
        """How busy it is."""
        self._tell("load", lag=load.lag_s, cpu=load.cpu, legs=load.legs, tasks=len(asyncio.all_tasks()))

    async def leave(self) -> None:
        """Nobody looks for it."""

    async def untold(self, recording_id: str, participant_id: str, number: int) -> Grant | None:
        """It begins empty."""
        return None

    async def found(self, part_id: str, ending: Ending) -> None:
        """It begins empty."""

    async def unfinished(self) -> Sequence[Grant]:
        """It begins empty."""
        return ()

    async def being_written(self) -> Sequence[Grant]:
        """It begins empty."""
        return ()

    async def superseded(self, part_ids: Collection[str]) -> Collection[str]:
        """Nobody comes twice."""
        return ()

    async def to_discard(self) -> Sequence[Grant]:
        """Nothing is discarded."""
        return ()

    async def find_key(self, recording_id: str) -> LockedKey | None:
        """The key it has."""
        return self.keys.get(recording_id)

    async def keep_key(self, recording_id: str, key: LockedKey) -> LockedKey | None:
        """Its first one."""
        return self.keys.setdefault(recording_id, key)

    def _tell(self, what: str, **more: object) -> None:
        with self.told.open("a") as file:
            file.write(json.dumps({"what": what, **more}) + "\n")


async def serve(folder: Path, port: int, address: str) -> None:
    """Until killed."""
    rows = Rows(folder / "told.jsonl")
    async with running(look_rarely()):  # as `house.recording` does it
        await run_media_worker(
            ports=Ports(tickets=rows, gate=rows, parts=rows, keys=rows, roster=rows),
            recordings_dir=folder / "recordings", key_file=folder / "master.keys",
            bind=Bind(host=address, port=port), stop=asyncio.Event(),
            config=LegConfig(Reach(addresses=(address,)), picture=True),
        )  # fmt: skip


if __name__ == "__main__":
    run_quickly(serve(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else "127.0.0.1"))
