"""A call told step by step: what the tests of the rules are written in."""

import hashlib
from datetime import UTC, datetime, timedelta

from signaling.domain import events as e
from signaling.domain.apply import apply
from signaling.domain.call import Call, Limits, Participant
from signaling.domain.effects import Effect
from signaling.protocol.words import CallMode, CallState, Decision, Purpose, Role

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
LIMITS = Limits(
    return_grace=timedelta(seconds=60), queue_timeout=timedelta(hours=1), connect_timeout=timedelta(seconds=45)
)
CUSTOMER = Participant("cu", Role.CUSTOMER, "Lucía", "es")
AGENT = Participant("ag", Role.AGENT, "Wei", "en", user_id="wei")
WORDS = "las palabras"
WORDS_SHA256 = hashlib.sha256(WORDS.encode()).hexdigest()
ALL_PURPOSES = (Purpose.AUDIO, Purpose.TRANSCRIPT, Purpose.RETENTION)


def invited() -> Call:
    """An invitation by an agent, nobody's page open yet."""
    return _call(CallMode.INVITE, (CUSTOMER, AGENT))


def queued() -> Call:
    """A customer who asks for a person, link not opened yet."""
    return _call(CallMode.QUEUE, (CUSTOMER,))


def _call(mode: CallMode, people: tuple[Participant, ...]) -> Call:
    return Call(
        id="call", case_id="case", mode=mode, state=CallState.CREATED, version=1, language="es", priority=0,
        participants=people, created_at=START, link_expires_at=START + timedelta(days=1),
        deadline_at=START + timedelta(days=1),
    )  # fmt: skip


def tell(call: Call, *events: e.Event, after_s: float = 0) -> tuple[Call, list[Effect]]:
    """Apply the events one after the other, `after_s` seconds after the start; all effects in order."""
    effects: list[Effect] = []
    for event in events:
        call, more = apply(call, event, now=START + timedelta(seconds=after_s), limits=LIMITS)
        effects += more
    return call, effects


def active() -> Call:
    """Two people talking."""
    call, _ = tell(
        invited(),
        e.ParticipantArrived("ag", "page-a"),
        e.ParticipantReady("ag", audio=True, video=True),
        e.ParticipantArrived("cu", "page-c"),
        e.ParticipantReady("cu", audio=True, video=True),
        e.TalkConnected("cu"),
    )
    return call


def asked() -> Call:
    """Two people talking, the question for consent open."""
    call, _ = tell(active(), e.ConsentRequested("ag", "rq", ALL_PURPOSES, 30))
    return call


def answer(who: str, *, yes: tuple[Purpose, ...] = ALL_PURPOSES) -> e.ConsentAnswered:
    """One person's answer to the open question: yes to these purposes, no to the others."""
    words = tuple((p, Decision.GIVEN if p in yes else Decision.DECLINED) for p in ALL_PURPOSES)
    return e.ConsentAnswered(who, "rq", words, "es", WORDS, WORDS_SHA256, recording_id="rec")


def recording() -> Call:
    """Two people talking, both have agreed."""
    call, _ = tell(asked(), answer("ag"), answer("cu"))
    return call


def withdrawal(who: str, *, discard: bool = False) -> e.ConsentWithdrawn:
    """That person takes it back."""
    return e.ConsentWithdrawn(who, discard, "es", WORDS, WORDS_SHA256)
