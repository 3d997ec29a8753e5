"""What there is to claim on a case: since when, how much at most, and which sum is proposed.

A sum that somebody has said of a claim is proposed again, the newest first: pack and submission must name one sum.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from cases.amounts import Amount, amount_or_none
from cases.claims.plausible import Claimable
from cases.claims.progress import Step
from cases.claims.words import Whom
from cases.solutions.second_look import worth_of
from cases.solutions.situation import Situation
from cases.solutions.terms import freight_of, goods_of
from records.case_terms import find_terms
from records.cases import list_tracking_events
from records.tables import CaseRow, CaseTermsRow, ClaimPackRow, ClaimStepRow


@dataclass(frozen=True, slots=True)
class Worth:
    """What the parcel has cost whoever bought it, and what it is insured for."""

    parcel: Amount | None
    insured: Amount | None

    def of(self, whom: Whom) -> Amount | None:
        """What is claimed of them where nobody has said another sum. An insurer pays no more than what was lost."""
        if whom is Whom.CARRIER or self.insured is None:
            return self.parcel
        if self.parcel is None or self.parcel.currency != self.insured.currency:
            return self.insured
        return self.insured.at_most(self.parcel.minor)


def worth_in(case: CaseRow, terms: CaseTermsRow | None) -> Worth:
    """As the case and its terms say."""
    return Worth(
        parcel=worth_of(Situation(goods=goods_of(case), freight=freight_of(terms))),
        insured=amount_or_none(terms.insured_minor, terms.insured_currency) if terms else None,
    )


async def claimable_of(session: AsyncSession, case: CaseRow) -> Claimable:
    """Since when there is anything to claim, and how much at most."""
    told = (await list_tracking_events(session, [case.id])).get(case.id, ())
    days = [each.astimezone(UTC).date() for each in (case.created_at, *(line.at for line in told[:1]))]
    worth = worth_in(case, await find_terms(session, case.id))
    return Claimable(
        began_on=min([*days, case.shipped_on] if case.shipped_on else days),
        worth=tuple(each for each in (worth.parcel, worth.insured) if each is not None),
    )


def proposed(
    whom: Whom, worth: Worth, *, steps: Iterable[ClaimStepRow], packs: Iterable[ClaimPackRow]
) -> Amount | None:  # fmt: skip
    """The sum that was said last of a claim against them, in a pack or a submission; else what it is worth."""
    said: list[tuple[datetime, Amount | None]] = [
        (row.at, amount_or_none(row.amount_minor, row.currency))
        for row in steps
        if row.whom == whom and row.step == Step.SUBMITTED
    ]
    said += [
        (row.asked_at, amount_or_none(row.claimed_minor, row.claimed_currency)) for row in packs if row.whom == whom
    ]
    known = [(at, amount) for at, amount in said if amount is not None]
    return max(known, key=lambda each: each[0])[1] if known else worth.of(whom)
