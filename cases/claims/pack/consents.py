"""Under which words customers sent their photos from the page of a call, as a claim pack tells it. Decides nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from cases.claims.pack.content import ConsentPart
from records.consents import texts_kept
from records.participants import agents_named
from records.sent_again import Consented, sent_again
from records.tables import EvidenceRow
from signaling.protocol.words import Role


@dataclass(frozen=True, slots=True)
class Consents:
    """Those to one file: the one it came with, if from a customer in a call, and each one it came with again."""

    first: ConsentPart | None
    again: tuple[ConsentPart, ...]


async def gather_consents(
    session: AsyncSession, case_id: str, reference: str, rows: Sequence[EvidenceRow]
) -> Mapping[str, Consents]:  # fmt: skip
    """By the id of the file, for each of `rows`."""
    first = {row.id: _first(row) for row in rows if row.call_id is not None and row.by_role is Role.CUSTOMER}
    again = await sent_again(session, case_id)
    given = [*first.values(), *again]
    texts = await texts_kept(session, {each.sha256 for each in given if each.sha256})
    agents = await agents_named(session, {each.call_id for each in given})

    def part(each: Consented) -> ConsentPart:
        gaps = {"{reference}": reference, "{name}": agents.get(each.call_id, "…")}
        return _part(each, texts.get(each.sha256 or ""), gaps)

    return {
        row.id: Consents(
            part(first[row.id]) if row.id in first else None,
            tuple(part(each) for each in again if each.evidence_id == row.id),
        )
        for row in rows
    }


def _first(row: EvidenceRow) -> Consented:
    """The consent that the file came with, in the form of those that followed."""
    return Consented(
        evidence_id=row.id, at=row.at, by_name=row.by_name, participant_id=row.participant_id or "",
        call_id=row.call_id or "", keeps_place=row.keeps_place, locale=row.agreed_locale, sha256=row.agreed_sha256,
    )  # fmt: skip


def _part(given: Consented, text: str | None, gaps: Mapping[str, str]) -> ConsentPart:
    return ConsentPart(
        by_name=given.by_name, participant_id=given.participant_id or None, call_id=given.call_id, at=given.at,
        place_kept=given.keeps_place, locale=given.locale, sha256=given.sha256,
        words=tuple(_filled(line, gaps) for line in text.splitlines()) if text else (),
    )  # fmt: skip


def _filled(line: str, gaps: Mapping[str, str]) -> str:
    for gap, value in gaps.items():
        line = value.join(line.split(gap))
    return line
