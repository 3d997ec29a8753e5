"""What is over goes after its time; what is on its way, was given up, or nobody was given yet never does."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from records.cleaning import clean_jobs, clean_outbox
from records.database import Database
from records.tables import Base, DeliveryRow, EndpointRow, EndpointState, JobRow, OutboxRow

NOW = datetime(2026, 11, 20, tzinfo=UTC)
OLD, NEW = NOW - timedelta(days=40), NOW - timedelta(days=2)
BEFORE = NOW - timedelta(days=30)


async def test_only_events_that_everybody_has_had_for_long_are_removed(db: Database) -> None:
    async with db.transaction() as session:
        for name in ("one", "two"):
            session.add(
                EndpointRow(
                    id=name, kind="webhook", state=EndpointState.ON, url="", description="", event_types=[], cases={},
                    secrets=[], created_at=OLD, created_by="test",
                )
            )  # fmt: skip
        for key, spread in {
            "had": OLD, "nobody wanted it": OLD, "lately": OLD, "waits": OLD, "dead": OLD, "unspread": None,
        }.items():  # fmt: skip
            session.add(OutboxRow(id=key, type="a", key=key, payload={}, created_at=OLD, spread_at=spread))
        session.add(OutboxRow(id="young", type="a", key="young", payload={}, created_at=NEW, spread_at=NEW))
        await session.flush()
        had = {"delivered_at": OLD}
        for event, one, two in (
            ("had", had, had), ("lately", had, {"delivered_at": NEW}), ("waits", had, {}),
            ("dead", had, {"dead_at": OLD}),
            ("young", had, had),
        ):  # fmt: skip
            for endpoint, values in (("one", one), ("two", two)):
                session.add(
                    DeliveryRow(event_id=event, endpoint_id=endpoint, next_at=OLD, attempts=1, lease_number=1, **values)
                )
    assert await clean_outbox(db, before=BEFORE) == 2
    async with db.reading() as session:
        left = set(await session.scalars(select(OutboxRow.id)))
        deliveries = len((await session.scalars(select(DeliveryRow))).all())
    assert left == {"lately", "waits", "dead", "unspread", "young"}
    assert deliveries == 8
    assert await clean_outbox(db, before=BEFORE) == 0


async def test_only_jobs_that_are_done_for_long_are_removed(db: Database) -> None:
    async with db.transaction() as session:
        for key, values in {
            "done": {"done_at": OLD}, "lately": {"done_at": NEW}, "failed": {"failed_at": OLD}, "waits": {},
        }.items():  # fmt: skip
            session.add(
                JobRow(kind="k", key=key, payload={}, run_at=OLD, attempts=1, lease_number=1, **values)
            )  # fmt: skip
    assert await clean_jobs(db, before=BEFORE) == 1
    async with db.reading() as session:
        assert set(await session.scalars(select(JobRow.key))) == {"lately", "failed", "waits"}


async def test_nothing_of_what_an_event_told_is_left_in_any_table(db: Database) -> None:
    """The part of the deletion of a person's data that is ours: what went out does not stay here."""
    marker = "a marker that was said in the call"
    async with db.transaction() as session:
        payload = {"data": {"summary": {"agreed": [{"text": marker}]}}}
        session.add(OutboxRow(id="e", type="a", key="e", payload=payload, created_at=OLD, spread_at=OLD))

    async def stands() -> bool:
        async with db.reading() as session:
            rows = [await session.execute(select(table)) for table in Base.metadata.sorted_tables]
            return any(marker in repr(row) for found in rows for row in found)

    assert await stands()
    assert await clean_outbox(db, before=BEFORE) == 1
    assert not await stands()
