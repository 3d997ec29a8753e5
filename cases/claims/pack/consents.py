"""Under which words customers sent their photos from the page of a call, as a claim pack tells it. Decides nothing."""

from collections.abc import Mapping, Sequence
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from cases.claims.pack.content import ConsentPart
from records.consents import texts_kept
from records.participants import agents_named
from records.tables import EvidenceRow
from signaling.protocol.words import Role


async def gather_consents(
    session: AsyncSession, reference: str, rows: Sequence[EvidenceRow]
) -> Mapping[str, ConsentPart]:  # fmt: skip
    """By the id of the file; who sent one from elsewhere was asked nothing in a call."""
    sent = [row for row in rows if row.call_id is not None and row.by_role is Role.CUSTOMER]
    texts = await texts_kept(session, {row.agreed_sha256 for row in sent if row.agreed_sha256})
    agents = await agents_named(session, {row.call_id for row in sent if row.call_id})
    part = partial(_part, reference=reference, texts=texts, agents=agents)
    return {row.id: part(row) for row in sent}


def _part(row: EvidenceRow, *, reference: str, texts: Mapping[str, str], agents: Mapping[str, str]) -> ConsentPart:
    call_id = row.call_id or ""
    text = texts.get(row.agreed_sha256 or "")
    gaps = {"{reference}": reference, "{name}": agents.get(call_id, "…")}
    return ConsentPart(
        by_name=row.by_name, participant_id=row.participant_id, call_id=call_id, at=row.at, place_kept=row.keeps_place,
        locale=row.agreed_locale, sha256=row.agreed_sha256,
        words=tuple(_filled(line, gaps) for line in text.splitlines()) if text else (),
    )  # fmt: skip


def _filled(line: str, gaps: Mapping[str, str]) -> str:
    for gap, value in gaps.items():
        line = value.join(line.split(gap))
    return line
