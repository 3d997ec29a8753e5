"""How each confirmed statement stands: whole or touched, replaced by a later one, about what the case says now. Pure.

A statement is what its customer has read on one day. Whoever pays a claim has to see where case, words or row have
become others since, and when: an older statement looks like a newer one otherwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cases.claims.statement_words import Named, shown
from records.statements import first_broken, standing
from records.tables import CaseRow, StatementRow


@dataclass(frozen=True, slots=True)
class Stated:
    """One statement that holds. `reads_now`: what its customer would be shown today, where that is something else."""

    row: StatementRow
    whole: bool
    replaces_at: datetime | None
    replaced_at: datetime | None
    reads_now: tuple[str, ...]


def stated(confirmed: Sequence[StatementRow], taken_back: datetime | None, named: Named) -> tuple[Stated, ...]:
    """Those that hold, oldest first, out of all that were `confirmed` on a case. From the first that was touched on
    none is whole: its chain is not.
    """
    broken, rows = first_broken(confirmed), standing(confirmed, taken_back)
    times = [None, *(row.at for row in rows), None]
    return tuple(
        Stated(
            row, whole=broken is None or row.sequence < broken, replaces_at=times[place],
            replaced_at=times[place + 2], reads_now=_reads_now(row, named),
        )
        for place, row in enumerate(rows)
    )  # fmt: skip


def named_by(case: CaseRow) -> Named:
    """What a statement names of this case."""
    return Named(case.reference, case.title, case.tracking_number, case.carrier)


def _reads_now(row: StatementRow, named: Named) -> tuple[str, ...]:
    words = shown(row.locale, named)
    return () if words.sha256 == row.text_sha256 else words.lines
