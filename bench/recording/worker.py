"""The real media worker with its rows in memory: `python -m bench.recording.worker FOLDER PORT`.

Every ticket opens one leg of a recording of its own, and everybody consents.
"""

import asyncio
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from media.leg import LegConfig
from media.ports import Ending, LockedKey, Ports, Progress, Standing
from media.worker import Bind, run_media_worker


@dataclass(frozen=True, slots=True)
class Grant:
    """One leg, one part, one recording."""

    recording_id: str
    participant_id: str = "voice"
    part_id: str = "part"
    part_number: int = 1


@dataclass
class Rows:
    """What SQL is otherwise."""

    keys: dict[str, LockedKey] = field(default_factory=dict)

    async def claim(self, ticket: str) -> Grant:
        """Every ticket is good."""
        return Grant(recording_id=ticket, part_id=ticket)

    async def standing(self, recording_ids: Collection[str]) -> Mapping[str, Standing]:
        """Everybody consents."""
        return dict.fromkeys(recording_ids, "open")

    async def opened(self, part_id: str, *, epoch: datetime) -> None:
        """Nobody asks."""

    async def progress(self, grown: Sequence[Progress]) -> None:
        """Nobody asks."""

    async def ended(self, part_id: str, ending: Ending) -> None:
        """Nobody asks."""

    async def unfinished(self) -> Sequence[Grant]:
        """It begins empty."""
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


async def serve(folder: Path, port: int) -> None:
    """Until killed."""
    rows = Rows()
    await run_media_worker(
        ports=Ports(tickets=rows, gate=rows, parts=rows, keys=rows), recordings_dir=folder / "recordings",
        key_file=folder / "master.keys", bind=Bind(port=port), stop=asyncio.Event(),
        config=LegConfig(addresses=("127.0.0.1",)),
    )  # fmt: skip


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2])))
