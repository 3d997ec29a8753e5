"""For the operator's command line: see what nobody took, and send it again under its old id."""

from collections.abc import Sequence
from datetime import datetime

from records.database import Database
from records.outbox import dead_letters, replay
from records.tables import OutboxRow


async def list_dead_letters(database: Database) -> Sequence[OutboxRow]:
    """Oldest first, with the last answer in `last_status` and `last_error`."""
    async with database.reading() as session:
        return await dead_letters(session)


async def replay_dead_letters(database: Database, event_ids: Sequence[str] | None = None, *, now: datetime) -> int:
    """Make these due again, or all of them; how many there were."""
    async with database.transaction() as session:
        ids = [letter.id for letter in await dead_letters(session)] if event_ids is None else event_ids
        return sum([await replay(session, event_id, now=now) for event_id in ids])
