"""How the line of a call was: kept as its pages measured it, within bounds, and read again with lowest and highest."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from records.call_record import QualityRecord, QualitySample, Span
from records.tables import QualityRow
from signaling.protocol.line import LineSample

MOST_SAMPLES = 5400
"""Of one person in one call: three hours. What is told beyond that is not kept."""
_SPANS = ("mos", "round_trip_ms", "jitter_ms", "loss_in", "loss_out", "concealed")


async def keep_quality(
    session: AsyncSession, call_id: str, participant_id: str, page_id: str, told: Sequence[LineSample], *, now: datetime
) -> None:  # fmt: skip
    """Append what this page tells, as far as there is room for it."""
    kept = await session.scalar(select(func.sum(QualityRow.count)).where(QualityRow.participant_id == participant_id))
    samples = told[: max(0, MOST_SAMPLES - (kept or 0))]
    if samples:
        bodies = [one.model_dump(exclude_none=True) for one in samples]
        session.add(
            QualityRow(
                call_id=call_id, participant_id=participant_id, page_id=page_id, told_at=now, count=len(bodies),
                samples=bodies,
            )
        )  # fmt: skip
        await session.flush()


async def read_quality(session: AsyncSession, call_id: str) -> tuple[QualityRecord, ...]:
    """One record for each person whose page has told anything, in the order they told it first."""
    rows = await session.scalars(
        select(QualityRow).where(QualityRow.call_id == call_id).order_by(QualityRow.told_at, QualityRow.id)
    )
    by_person: dict[str, list[QualitySample]] = {}
    for row in rows:
        by_person.setdefault(row.participant_id, []).extend(_samples(row))
    return tuple(_record(person, samples) for person, samples in by_person.items())


def _samples(row: QualityRow) -> Iterable[QualitySample]:
    """At the server's time: pages' clocks may be wrong, how long ago something was they know."""
    for body in row.samples:
        at = row.told_at - timedelta(milliseconds=body["ago_ms"])
        yield QualitySample.model_validate({**body, "at": at})


def _record(participant_id: str, samples: list[QualitySample]) -> QualityRecord:
    ordered = tuple(sorted(samples, key=lambda one: one.at))
    spans: dict[str, Any] = {name: _span(ordered, name) for name in _SPANS}
    return QualityRecord(participant_id=participant_id, samples=ordered, **spans)


def _span(samples: Sequence[QualitySample], name: str) -> Span | None:
    values = sorted(value for one in samples if (value := getattr(one, name)) is not None)
    return Span(lowest=values[0], median=median(values), highest=values[-1]) if values else None
