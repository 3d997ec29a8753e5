"""Answers to a question for consent, and their rows for the ledger. Pure."""

from dataclasses import replace

from signaling.domain import effects as do
from signaling.domain import events as e
from signaling.domain.call import Answer, Asking
from signaling.domain.effects import ConsentEffect
from signaling.protocol.words import Decision, Purpose


def with_answers(answers: tuple[Answer, ...], said: tuple[Answer, ...]) -> tuple[Answer, ...]:
    """The answers, with what was said just now in place of what the same person said before."""
    fresh = {(a.participant_id, a.purpose): a for a in said}
    kept = [fresh.pop((a.participant_id, a.purpose), a) for a in answers]
    return (*kept, *fresh.values())


def without(
    asking: Asking, participant_id: str, *, but: frozenset[Purpose] = frozenset()
) -> tuple[Answer, ...]:  # fmt: skip
    """The answers, once this person has taken theirs back, but for these purposes."""

    def taken_back(answer: Answer) -> bool:
        own = answer.participant_id == participant_id and answer.decision is Decision.GIVEN
        return own and answer.purpose not in but

    return tuple(replace(a, decision=Decision.WITHDRAWN) if taken_back(a) else a for a in asking.answers)


def appended(
    event: e.ConsentAnswered | e.ConsentWithdrawn, request_id: str, answer: Answer, effect: ConsentEffect
) -> do.AppendConsent:
    """The row of this answer."""
    return do.AppendConsent(
        request_id=request_id,
        participant_id=event.participant_id,
        purpose=answer.purpose,
        decision=answer.decision,
        page_id=answer.page_id,
        locale=event.locale,
        wording=event.wording,
        wording_sha256=event.wording_sha256,
        clicked=event.clicked,
        effect=effect,
    )
