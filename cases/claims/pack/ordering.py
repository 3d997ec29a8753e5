"""Where a claim pack is asked for: in which language, and which sum it claims."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from cases.amounts import Amount
from cases.claims.claimable import claimable_of, proposed, worth_in
from cases.claims.pack.sheet import languages
from cases.claims.pack.views import pack_view
from cases.claims.pack.work import KIND, LANE
from cases.claims.plausible import check_sum
from cases.claims.progress import Step, Taken
from cases.claims.views import PackView
from cases.claims.words import Whom
from cases.parcel import Money
from cases.solutions.terms import exact
from records.audit import append_audit
from records.case_terms import find_terms
from records.cases import find_case
from records.claims import ask_for_pack, list_packs, list_steps
from records.database import Database
from records.jobs import enqueue_job
from records.tables import CaseRow
from records.users import find_user
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode


@dataclass(frozen=True, slots=True)
class PackWish:
    """For whom and how. `claimed` None: what is proposed. `why`: of a sum nothing explains."""

    whom: Whom
    language: str
    claimed: Money | None = None
    why: str = ""


async def order_pack(
    database: Database, reference: str, wish: PackWish, *, user_id: str, now: datetime
) -> PackView:  # fmt: skip
    """Ask for a pack; who asked, and for how much, stands in the audit before anything is made. Raises SignalError:
    `case_not_found`; `invalid_field` for a language there are no words in; as `exact` and `check_sum` for the sum.
    """
    if wish.language not in await asyncio.to_thread(languages):
        raise SignalError(ErrorCode.INVALID_FIELD, "There are no words for a pack in this language.")
    async with database.reading() as session:
        case = await find_case(session, reference)
        if case is None:
            raise SignalError(ErrorCode.CASE_NOT_FOUND, "There is no case with this reference.")
        user = await find_user(session, user_id)
        claimed = await _claimed(session, case, wish, now)
    sums = {"claimed": f"{claimed.text} {claimed.currency}"} if claimed else {}
    await append_audit(
        database, actor=f"user:{user_id}", action="claim_pack.asked", subject=f"case:{case.id}",
        detail={"whom": wish.whom, "language": wish.language, "why": wish.why, **sums}, now=now,
    )  # fmt: skip
    async with database.transaction() as session:
        row = await ask_for_pack(
            session, case.id, whom=wish.whom, language=wish.language, asked_by=user_id, now=now,
            claimed_minor=claimed.minor if claimed else None, claimed_currency=claimed.currency if claimed else None,
        )  # fmt: skip
        await enqueue_job(session, kind=KIND, key=row.id, payload={}, run_at=now, lane=LANE)
    return pack_view(row, by_name=user.name if user else "", changes={})


async def _claimed(session: AsyncSession, case: CaseRow, wish: PackWish, now: datetime) -> Amount | None:
    """The sum that is wished, as a submission may name it; what is proposed was looked at when it was said."""
    worth = worth_in(case, await find_terms(session, case.id))
    steps = [row for row, _ in await list_steps(session, case.id)]
    packs = [row for row, _ in await list_packs(session, case.id)]
    usual = proposed(wish.whom, worth, steps=steps, packs=packs)
    said = exact(wish.claimed) if wish.claimed else None
    if said is None or said == usual:
        return usual
    step = Taken(wish.whom, Step.SUBMITTED, now.astimezone(UTC).date(), said)
    check_sum(step, (), await claimable_of(session, case), why=wish.why)
    return said
