"""The certificate of a deletion: what went, how much, when, by whose wish, signed. It holds no word of what went."""

import json
from collections.abc import Collection
from contextlib import suppress
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from records.audit import append_audit
from records.database import Database
from records.erasing.signing import SigningKey, is_signed, key_id_of
from records.tables import CallRow, CaseRow, CertificateRow, ErasureRow


async def certify(database: Database, erasure_id: str, key: SigningKey, *, now: datetime) -> bool:
    """Sign it once; of two nodes one does. The audit says that there is one: it cannot be lost unseen."""
    async with database.reading() as session:
        erasure = await session.get_one(ErasureRow, erasure_id)
        text = await _text(session, erasure, key, database.engine.dialect.name, now)
    await append_audit(
        database, actor="system:erasing", action="erasure.certify", subject=erasure.subject,
        detail={"erasure_id": erasure_id, "key_id": key.key_id}, now=now,
    )  # fmt: skip
    with suppress(IntegrityError):
        async with database.transaction() as session:
            session.add(
                CertificateRow(
                    erasure_id=erasure_id, text=text, key_id=key.key_id, public_key=key.public,
                    signature=key.sign(text), made_at=now,
                )
            )  # fmt: skip
            (await session.get_one(ErasureRow, erasure_id)).certified_at = now
    return True


async def find_false_certificates(session: AsyncSession, *, trusted: Collection[str] | None = None) -> list[str]:
    """The deletions whose certificate is missing, edited, or signed by a key that is not among `trusted` (its ids)."""
    rows = await session.execute(
        select(ErasureRow, CertificateRow)
        .outerjoin(CertificateRow, CertificateRow.erasure_id == ErasureRow.id)
        .where(ErasureRow.certified_at.is_not(None))
        .order_by(ErasureRow.asked_at)
    )
    return [
        erasure.subject for erasure, certificate in rows if not _holds(erasure, certificate, trusted)
    ]  # fmt: skip


def _holds(erasure: ErasureRow, certificate: CertificateRow | None, trusted: Collection[str] | None) -> bool:
    if certificate is None or certificate.key_id != key_id_of(certificate.public_key):
        return False
    if trusted is not None and certificate.key_id not in trusted:
        return False
    signed = is_signed(certificate.text, certificate.signature, public=certificate.public_key)
    told = json.loads(certificate.text) if signed else {}
    return told.get("subject") == erasure.subject and told.get("classes") == erasure.counts


async def _text(session: AsyncSession, erasure: ErasureRow, key: SigningKey, engine: str, now: datetime) -> str:
    """Canonical JSON (after RFC 8785): whoever writes it down again gets the same bytes."""
    call = await session.get_one(CallRow, erasure.call_id)
    case = await session.get_one(CaseRow, call.case_id)
    told = {
        "erasure_id": erasure.id, "subject": erasure.subject, "scope": erasure.scope, "case_reference": case.reference,
        "call_id": call.id, "asked_by": erasure.asked_by, "because": erasure.because, "classes": erasure.counts,
        "asked_at": _moment(erasure.asked_at), "forgotten_at": _moment(erasure.forgotten_at),
        "scrubbed_at": _moment(erasure.scrubbed_at), "certified_at": _moment(now), "database": engine,
        "key_id": key.key_id,
    }  # fmt: skip
    return json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="microseconds") if at else None
