"""Whom tokens stand for and where these people sit: one statement for all who come at the same moment."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from records.credentials import Credential, Kind
from records.database import few_lengths
from records.tables import CallRow, CredentialRow, ParticipantRow, RecordingRow, UserRow, core
from signaling.protocol.words import CallMode, RecordingState


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody's place in a call, and the page that has it. `version` is the call's; `live`, whether it goes on."""

    participant_id: str
    call_id: str
    page_id: str | None
    live: bool
    version: int
    queued: bool
    recorded: bool
    """Something of it may be being written just now."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who has come. A customer has a seat even when the call is over; an agent only while it lives."""

    credential: Credential
    language: str
    seat: Seat | None


_CREDENTIAL, _USER = core(CredentialRow), core(UserRow)
_PARENT, _GRANDPARENT = _CREDENTIAL.alias("parent"), _CREDENTIAL.alias("grandparent")
_OWN, _CALL = core(ParticipantRow), core(CallRow)
_AGENTS = _OWN.alias("agents_seat")
_OPEN = exists().where(RecordingRow.call_id == _CALL.c.id, RecordingRow.state == RecordingState.OPEN)


def _seat(name: str) -> Any:  # noqa: ANN401 (a column of either of the two)
    return func.coalesce(_OWN.c[name], _AGENTS.c[name], type_=_OWN.c[name].type).label(f"seat_{name}")


_ARRIVALS = (
    select(
        _CREDENTIAL,
        *(
            each.c[name].label(f"{who}_{name}")
            for who, each in (("above", _PARENT), ("top", _GRANDPARENT))
            for name in ("sha256", "parent_sha256", "expires_at", "revoked_at")
        ),
        _USER.c.id.label("known_user"), _USER.c.languages, _USER.c.disabled_at,
        *(_seat(name) for name in ("id", "call_id", "page_id", "live", "language")),
        _CALL.c.version, _CALL.c.mode, _OPEN.label("recorded"),
    )
    .outerjoin(_PARENT, _PARENT.c.sha256 == _CREDENTIAL.c.parent_sha256)
    .outerjoin(_GRANDPARENT, _GRANDPARENT.c.sha256 == _PARENT.c.parent_sha256)
    .outerjoin(_USER, _USER.c.id == _CREDENTIAL.c.user_id)
    .outerjoin(_OWN, _OWN.c.id == _CREDENTIAL.c.participant_id)
    .outerjoin(_AGENTS, and_(_AGENTS.c.user_id == _CREDENTIAL.c.user_id, _AGENTS.c.live))
    .outerjoin(_CALL, _CALL.c.id == func.coalesce(_OWN.c.call_id, _AGENTS.c.call_id))
)  # fmt: skip


async def find_arrivals(
    session: AsyncSession, sha256s: Collection[str], *, kinds: Collection[Kind], now: datetime
) -> dict[str, Arrival]:
    """By the hashes of their tokens, those whom `credentials.find` would find, and nobody else."""
    rows = await session.execute(_ARRIVALS.where(_CREDENTIAL.c.sha256.in_(few_lengths(sha256s))))
    return {row.sha256: _arrival(row) for row in rows if row.kind in kinds and _opens(row, now)}


def _opens(row: Row[Any], now: datetime) -> bool:
    disabled = row.user_id is not None and (row.known_user is None or row.disabled_at is not None)
    return not disabled and all(_chain(row, now))


def _chain(row: Row[Any], now: datetime) -> Iterator[bool]:
    """Whether each is in force: itself, and what it was drawn from; of that there is nothing above a grandparent."""
    above: str | None = row.sha256
    for who in ("", "above_", "top_"):
        if above is None:
            return
        found, expires_at, revoked_at = (getattr(row, who + name) for name in ("sha256", "expires_at", "revoked_at"))
        yield found is not None and revoked_at is None and (expires_at is None or expires_at > now)
        above = getattr(row, f"{who}parent_sha256")
    yield above is None


def _arrival(row: Row[Any]) -> Arrival:
    credential = Credential(row.sha256, row.kind, row.name, row.role, row.user_id, row.participant_id)
    language = row.languages[0] if row.languages else "en"
    if row.seat_id is None:
        return Arrival(credential, language, None)
    seat = Seat(
        row.seat_id, row.seat_call_id, row.seat_page_id, row.seat_live, row.version,
        row.mode == CallMode.QUEUE, row.recorded,
    )  # fmt: skip
    return Arrival(credential, row.seat_language if row.participant_id is not None else language, seat)
