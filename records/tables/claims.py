"""What is done for the customer and claimed back: terms, decisions, statements, vouchers, steps of claims, claim packs.

Decisions, statements and steps are only ever appended; the database refuses anything else.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from records.tables.base import Base, new_id, unique_where


class CaseTermsRow(Base):
    """On which terms the parcel of a case was sold and carried. All sums in minor units."""

    __tablename__ = "case_terms"
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    freight_minor: Mapped[int | None] = mapped_column(BigInteger)
    freight_currency: Mapped[str | None]
    freight_by: Mapped[str | None]
    insured: Mapped[bool | None]
    insured_minor: Mapped[int | None] = mapped_column(BigInteger)
    insured_currency: Mapped[str | None]
    insurer: Mapped[str | None]
    insurance_number: Mapped[str | None]
    customer: Mapped[str | None]
    contents: Mapped[str | None]
    weight_g: Mapped[int | None]
    due_on: Mapped[date | None]
    """The day on which it should have been delivered."""
    updated_at: Mapped[datetime]
    updated_by: Mapped[str]


class SolutionDeedRow(Base):
    """One deed about one decision (`cases.solutions.deciding`). Never changed and never removed."""

    __tablename__ = "solution_deeds"
    __table_args__ = (UniqueConstraint("case_id", "sequence"),)
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    sequence: Mapped[int]
    decision_id: Mapped[str] = mapped_column(index=True)
    deed: Mapped[str]
    kind: Mapped[str]
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    cost_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str]
    alone: Mapped[bool]
    limit_minor: Mapped[int] = mapped_column(BigInteger)
    """What whoever decided could decide alone then."""
    because: Mapped[list[str]]
    rules: Mapped[str]
    """Fingerprint of the table it was proposed by."""
    second_look: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    """Why a decision had to wait for a second person; empty: it had not to."""
    note: Mapped[str]
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    role: Mapped[str]
    call_id: Mapped[str | None] = mapped_column(ForeignKey("calls.id"))
    at: Mapped[datetime]


class StatementRequestRow(Base):
    """The customer was asked to confirm that nothing came; one such question is open on a case at most."""

    __tablename__ = "statement_requests"
    __table_args__ = (unique_where("uq_statement_requests_open", "case_id", where="settled_at IS NULL"),)
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    call_id: Mapped[str | None] = mapped_column(ForeignKey("calls.id"), index=True)
    """The call in which it is asked; its customer answers on the page of the call too."""
    asked_by: Mapped[str] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[datetime]
    secret_sha256: Mapped[str] = mapped_column(unique=True)
    expires_at: Mapped[datetime]
    state: Mapped[str]
    """`asked`, `confirmed`, `arrived` (the parcel is there after all) or `withdrawn`."""
    settled_at: Mapped[datetime | None]


class StatementRow(Base):
    """What a customer has confirmed, word for word. Never changed and never removed.

    `sha256` covers the row and the statement before it on the case.
    """

    __tablename__ = "statements"
    __table_args__ = (UniqueConstraint("case_id", "sequence"),)
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    sequence: Mapped[int]
    request_id: Mapped[str] = mapped_column(ForeignKey("statement_requests.id"), unique=True)
    call_id: Mapped[str | None] = mapped_column(ForeignKey("calls.id"))
    participant_id: Mapped[str | None] = mapped_column(ForeignKey("participants.id"))
    way: Mapped[str]
    """`call`: on the page of the call, by its own token. `link`: by whoever had the link."""
    locale: Mapped[str]
    wording_version: Mapped[int]
    text: Mapped[str]
    """Byte by byte what was shown, and what `text_sha256` is of."""
    text_sha256: Mapped[str]
    own_words: Mapped[str]
    signed_name: Mapped[str]
    build: Mapped[str]
    at: Mapped[datetime]
    previous_sha256: Mapped[str]
    sha256: Mapped[str]


class VoucherRow(Base):
    """Somebody said which voucher of a claim a file is, or that it is none any more; the newest word counts."""

    __tablename__ = "claim_vouchers"
    __table_args__ = (Index("ix_claim_vouchers_case_id_at", "case_id", "at"),)
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    item: Mapped[str]
    evidence_id: Mapped[str] = mapped_column(ForeignKey("evidence.id"))
    counts: Mapped[bool]
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]


class ClaimStepRow(Base):
    """One step of a claim against the carrier or the insurer. Never changed and never removed."""

    __tablename__ = "claim_steps"
    __table_args__ = (UniqueConstraint("case_id", "sequence"),)
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    sequence: Mapped[int]
    whom: Mapped[str]
    step: Mapped[str]
    happened_on: Mapped[date]
    amount_minor: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str | None]
    number: Mapped[str]
    """Theirs for the claim."""
    answer_by: Mapped[date | None]
    note: Mapped[str]
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]


class ClaimPackRow(Base):
    """A claim pack: asked for, then made by a job. `files` is its manifest."""

    __tablename__ = "claim_packs"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    whom: Mapped[str]
    language: Mapped[str]
    claimed_minor: Mapped[int | None] = mapped_column(BigInteger)
    claimed_currency: Mapped[str | None]
    """What is claimed in it; None: nobody has said, or an older release has asked for it."""
    asked_by: Mapped[str] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[datetime]
    state: Mapped[str]
    """`asked`, `made` or `failed`."""
    made_at: Mapped[datetime | None]
    error: Mapped[str | None]
    files: Mapped[list[dict[str, Any]]]
    pdf_sha256: Mapped[str | None]
    pdf_size: Mapped[int | None] = mapped_column(BigInteger)
    zip_sha256: Mapped[str | None]
    zip_size: Mapped[int | None] = mapped_column(BigInteger)
