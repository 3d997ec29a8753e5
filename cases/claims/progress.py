"""How a claim goes on: its steps, and which may follow which. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cases.amounts import Amount
from cases.claims.words import Whom


class Step(StrEnum):
    """What happened to a claim."""

    SUBMITTED = "submitted"
    ACKNOWLEDGED = "acknowledged"
    MORE_ASKED = "more_asked"
    MORE_SENT = "more_sent"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    PAID = "paid"
    WITHDRAWN = "withdrawn"


_ANSWERS = frozenset({Step.ACKNOWLEDGED, Step.MORE_ASKED, Step.ACCEPTED, Step.REFUSED, Step.PAID, Step.WITHDRAWN})

FOLLOWERS: Mapping[Step | None, frozenset[Step]] = {
    None: frozenset({Step.SUBMITTED}),
    Step.SUBMITTED: _ANSWERS,
    Step.ACKNOWLEDGED: _ANSWERS - {Step.ACKNOWLEDGED},
    Step.MORE_ASKED: frozenset({Step.MORE_SENT, Step.REFUSED, Step.WITHDRAWN}),
    Step.MORE_SENT: _ANSWERS,
    Step.ACCEPTED: frozenset({Step.PAID, Step.WITHDRAWN}),
    Step.REFUSED: frozenset({Step.SUBMITTED}),
    Step.PAID: frozenset({Step.PAID}),
    Step.WITHDRAWN: frozenset({Step.SUBMITTED}),
}
"""Money may come in parts; what was refused or withdrawn may be submitted again."""

SETTLED = frozenset({Step.ACCEPTED, Step.REFUSED, Step.PAID, Step.WITHDRAWN})
NEEDS_A_SUM = frozenset({Step.SUBMITTED, Step.PAID})
MAY_HAVE_A_SUM = NEEDS_A_SUM | {Step.ACCEPTED}


@dataclass(frozen=True, slots=True)
class Taken:
    """One step that was taken. `answer_by`: until when they wait for us."""

    whom: Whom
    step: Step
    happened_on: date
    amount: Amount | None = None
    answer_by: date | None = None


def last_step(steps: Sequence[Taken], whom: Whom) -> Taken | None:
    """How the claim against them stands."""
    return next((each for each in reversed(steps) if each.whom is whom), None)


def next_steps(steps: Sequence[Taken], whom: Whom) -> frozenset[Step]:
    """What may follow."""
    last = last_step(steps, whom)
    return FOLLOWERS[last.step if last else None]


def waits_for_submission(last: Taken | None) -> bool:
    """Whether the day until which it can be submitted still matters: nobody has yet, or they refused it and it may be
    submitted again. What we withdrew we want no more.
    """
    return last is None or last.step is Step.REFUSED


def recovered(steps: Iterable[Taken]) -> tuple[Amount, ...]:
    """What has come back so far, a sum for each currency."""
    sums: dict[str, Amount] = {}
    for each in steps:
        if each.step is Step.PAID and each.amount is not None:
            sums[each.amount.currency] = each.amount.plus(sums.get(each.amount.currency))
    return tuple(sums[currency] for currency in sorted(sums))


def outstanding(steps: Sequence[Taken], whom: Whom) -> Amount | None:
    """What has not come of what was claimed last of them, once they pay or have said that they will; None for nothing.
    What they paid in another currency is not counted against it.
    """
    mine = [each for each in steps if each.whom is whom]
    claimed = next((each.amount for each in reversed(mine) if each.step is Step.SUBMITTED), None)
    if claimed is None or mine[-1].step not in (Step.ACCEPTED, Step.PAID):
        return None
    paid = [each.amount for each in mine if each.step is Step.PAID and each.amount is not None]
    rest = claimed.minor - sum(each.minor for each in paid if each.currency == claimed.currency)
    return Amount(minor=rest, currency=claimed.currency) if rest > 0 else None


def render() -> str:
    """The table for docs/: a row for each step, and what may follow it."""
    rows = [
        f"| {f'`{step}`' if step else 'nothing yet'} | {', '.join(f'`{each}`' for each in Step if each in after)} |\n"
        for step, after in FOLLOWERS.items()
    ]
    return "| after | may follow |\n| --- | --- |\n" + "".join(rows)
