"""A call that has ended, with a recording whose files are real: two voices, sealed, and the rows that tell of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from media.bindery import Bindery
from media.depot import Depot
from media.errors import TicketNotValid
from media.master_keys import MasterKeys
from media.storage import Storage
from media.vault import Vault
from records.database import Database
from records.recorder import RecorderRecords
from records.recording_files import BIND, BINDING, KEEPING, MOVE, REMOVE
from records.tables import JobRow, OutboxRow, PartRow, RecordingFileRow
from signaling.protocol.words import PartState
from summary.binding import Binding
from summary.jobs import HANDLERS, run_due_job
from summary.long_jobs import Work, run_due_long_job
from summary.moving import Moving, Removing
from tests.integration.summary.ended_call import NOW, ended_call
from tests.unit.signaling.story import START
from tests.voices import Part, bursts, write_part
from tether import tethered


@dataclass
class Shop:
    """Everything that files recordings, on one database and one folder."""

    db: Database
    vault: Vault
    depot: Depot
    works: dict[str, Work]

    async def work(self, *, now: datetime = NOW) -> None:
        """Whatever is due."""
        while await run_due_job(self.db, HANDLERS, clock=lambda: now):
            pass
        for lane in (BINDING, KEEPING):
            while await run_due_long_job(self.db, self.works, lane=lane, clock=lambda: now):
                pass

    async def row(self) -> RecordingFileRow:
        async with self.db.reading() as session:
            return await session.get_one(RecordingFileRow, "rec")

    async def ready(self) -> list[dict[str, Any]]:
        """What was told of it."""
        async with self.db.reading() as session:
            rows = await session.scalars(select(OutboxRow).where(OutboxRow.type == "recording.ready"))
            return [row.payload["data"] for row in rows]

    async def job(self, kind: str) -> JobRow:
        async with self.db.reading() as session:
            return (await session.scalars(select(JobRow).where(JobRow.kind == kind))).one()

    def files(self) -> list[str]:
        folder = self.vault.folder / "rec"
        return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def open_shop(db: Database, folder: Path, storage: Storage | None = None, bindery: Any = None) -> Shop:
    """`bindery` in place of the real one."""
    records = RecorderRecords(db, clock=lambda: NOW, refusal=TicketNotValid)
    masters = MasterKeys(folder / "master.keys")
    masters.make()
    vault = Vault(folder / "recordings", records, masters, storage)
    depot = Depot(vault.folder, storage)
    works: dict[str, Work] = {
        BIND: Binding(db, bindery or Bindery(vault, tethered), depot), MOVE: Moving(db, depot), REMOVE: Removing(depot),
    }  # fmt: skip
    return Shop(db, vault, depot, works)


async def recorded_call(
    shop: Shop, *, seconds: float = 6, times: int = 1, state: PartState = PartState.COMPLETE
) -> None:
    """The agent at 1 s, the customer at 3 s of each stretch; the parts end `state`."""
    await ended_call(shop.db, recorded=True)
    key = await shop.vault.key_for("rec")
    parts = [
        write_part(shop.vault.folder, key, bursts([1], seconds) * times, who="ag", side="left"),
        write_part(shop.vault.folder, key, bursts([3], seconds) * times, who="cu"),
    ]
    await tell(shop.db, parts, state)


async def tell(db: Database, parts: Sequence[Part], state: PartState) -> None:
    async with db.transaction() as session:
        for part in parts:
            session.add(
                PartRow(
                    id=f"part-{part.participant_id}", recording_id="rec", participant_id=part.participant_id, number=1,
                    state=state, reason="recorder_died" if state is PartState.PARTIAL else "closed", epoch=part.epoch,
                    bytes_written=1_000, seconds=part.seconds, opened_at=START, ended_at=START,
                    gaps=[{"from_s": start_s, "to_s": end_s, "why": why} for start_s, end_s, why in part.gaps],
                )
            )  # fmt: skip
