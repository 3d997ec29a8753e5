"""What went between us and the carriers, as a claim pack tells it, gathered from the rows. Decides nothing."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from cases.claims.pack.content import FilePart, LetterPart
from records.enquiries import correspondence_of
from records.tables import EnquiryLetterRow, EnquiryRow


async def gather_letters(session: AsyncSession, case_id: str, files: Sequence[FilePart]) -> tuple[LetterPart, ...]:
    """All of them, with whichever carrier, in the order in which they went. `files` are those of the pack."""
    names = {known: each.in_archive for each in files for known in (each.id, *each.stands_for)}
    return tuple(_letter(row, asked, name, names) for row, asked, name in await correspondence_of(session, case_id))


def _letter(row: EnquiryLetterRow, asked: EnquiryRow, by_name: str, names: dict[str, str]) -> LetterPart:
    return LetterPart(
        at=row.at, filed_at=row.filed_at, carrier=asked.carrier, from_carrier=row.direction == "in",
        channel=row.channel, address=asked.address, subject=row.subject, text=row.text, outcome=row.outcome,
        by_name=by_name, files=tuple(names[each] for each in row.evidence_ids if each in names),
    )  # fmt: skip
