"""Who may come in: users, agents on duty, and the hashes of everything that opens a door."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from records.tables.base import Base, new_id, word
from signaling.protocol.words import AgentState, Role


class UserRow(Base):
    """An agent or a supervisor. `password_hash` is Argon2id in PHC format."""

    __tablename__ = "users"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[Role] = mapped_column(word(Role))
    languages: Mapped[list[str]]
    """BCP 47, the first one is the language of the pages."""
    skills: Mapped[list[str]] = mapped_column(default=list)
    """What this agent knows beside languages, as calls ask for it."""
    password_hash: Mapped[str]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class AgentRow(Base):
    """An agent as the queue sees them, and since when they are doing what they do."""

    __tablename__ = "agents"
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), primary_key=True)
    state: Mapped[AgentState] = mapped_column(word(AgentState))
    since: Mapped[datetime]
    free_since: Mapped[datetime | None]
    """Their turn among the idle, from when they became free; what rang and was taken away again does not change it."""
    version: Mapped[int] = mapped_column(default=0)
    """Grows with every change of what they do: of two things told of an agent, the higher one is the later."""


class CredentialRow(Base):
    """A token, as the SHA-256 of its text: the table opens nothing for whoever reads it."""

    __tablename__ = "credentials"
    sha256: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    """`session` (cookie), `socket`, `participant`, `hand_over` (the way to another device, once), `receipt` (what a
    customer agreed to) or `api_key`.
    """
    name: Mapped[str]
    role: Mapped[Role] = mapped_column(word(Role))
    user_id: Mapped[str | None] = mapped_column(ForeignKey("users.id"), index=True)
    participant_id: Mapped[str | None] = mapped_column(ForeignKey("participants.id"), index=True)
    parent_sha256: Mapped[str | None] = mapped_column(ForeignKey("credentials.sha256"), index=True)
    """The credential it was drawn from: revoking a session revokes its socket tokens."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None] = mapped_column(index=True)
