"""The question for consent: shows everybody the words in their language, and takes only answers to exactly these."""

import structlog

from records.tables import new_id
from signaling.cluster.call_log import to_participant
from signaling.domain import events as e
from signaling.domain.call import LIVE, Call
from signaling.domain.requirement import is_due
from signaling.protocol.codec import encode
from signaling.protocol.errors import SignalError
from signaling.protocol.incoming import AnswerConsent, WithdrawConsent
from signaling.protocol.outgoing import ConsentAsked
from signaling.protocol.words import ErrorCode, Purpose
from signaling.runtime.ports import Bus, Wordings, Words
from signaling.runtime.rooms import Rooms
from signaling.runtime.seating import Occupant

_EVERYBODYS = "en"

log = structlog.get_logger()


class Asker:
    """Stands between the words and the rules."""

    def __init__(
        self, rooms: Rooms, bus: Bus, wordings: Wordings, *, retention_days: int, picture: bool = False
    ) -> None:
        self._rooms = rooms
        self._bus = bus
        self._wordings = wordings
        self._retention_days = retention_days
        self._purposes = tuple(each for each in Purpose if picture or each is not Purpose.VIDEO)

    async def ask(self, call_id: str, by: Occupant) -> None:
        """Ask everybody. Refused when somebody's language has no complete words: then recording is not offered."""
        await self._ask(await self._look(call_id), by.participant_id, by)

    async def ask_if_required(self, call: Call) -> None:
        """Ask everybody, in the agent's name, where this call is not to go on without their yes and nobody has yet."""
        if call.agent is None or not is_due(call):
            return
        try:
            await self._ask(call, call.agent.id, None)
        except SignalError as error:  # the other page has come to the same, or somebody cannot read any words for it
            log.info("asking.not_asked", code=error.code)

    async def _ask(self, call: Call, participant_id: str, by: Occupant | None) -> None:
        for person in call.participants:
            self._words(call, person.language)
        asked = e.ConsentRequested(
            participant_id, new_id(), self._purposes, self._retention_days, by_policy=by is None
        )  # fmt: skip
        call = await self._rooms.happen(call.id, asked, by=by)
        for person in call.participants:
            await self.show(call, person.id)

    async def show(self, call: Call, participant_id: str) -> None:
        """Show this person the open question, unless there is none, they have answered it, or cannot read it."""
        question = self.question(call, participant_id)
        if question is not None:
            self._bus.say(call.id, to_participant(participant_id), encode(question))

    def question(self, call: Call, participant_id: str) -> ConsentAsked | None:
        """What `show` would show."""
        asking = call.asking
        if asking is None or call.state not in LIVE or not _waits_for(call, participant_id):
            return None
        words = self._find_words(call, call.participant(participant_id).language)
        if words is None:
            return None
        return ConsentAsked(
            request_id=asking.request_id, locale=words.locale, title=words.title, introduction=words.introduction,
            questions=words.questions, reassurance=words.reassurance, retention_days=asking.retention_days,
            wording_sha256=words.sha256,
        )  # fmt: skip

    async def answer(self, call_id: str, by: Occupant, message: AnswerConsent) -> None:
        """Take an answer; `wording_changed` when it is not about the words this person would be shown now."""
        participant_id, recording_id = by.participant_id, new_id()

        def answered(call: Call) -> e.ConsentAnswered:
            words = self._words(call, call.participant(participant_id).language)
            if words.sha256 != message.wording_sha256:
                raise SignalError(ErrorCode.WORDING_CHANGED, "The words have changed; read them again.")
            return e.ConsentAnswered(
                participant_id, message.request_id, tuple(message.decisions.items()), words.locale, words.text,
                words.sha256, recording_id=recording_id, clicked=_clicked(words, message.control),
            )  # fmt: skip

        call = await self._rooms.happen(call_id, answered, by=by)
        for person_id in call.asking.asked_again if call.asking else ():
            await self.show(call, person_id)  # who said yes on another page, and sees now that it begins

    async def withdraw(self, call_id: str, by: Occupant, message: WithdrawConsent) -> None:
        """Take consent back. One commit: the recorder asks before it writes on.

        Never refused for want of words: who reads a language without any takes back what they said in another.
        """

        def withdrawn(call: Call) -> e.ConsentWithdrawn:
            language = call.participant(by.participant_id).language
            words = self._find_words(call, language) or self._words(call, _EVERYBODYS)
            return e.ConsentWithdrawn(
                by.participant_id, message.discard, words.locale, words.text, words.sha256,
                clicked=_clicked(words, message.control), only_picture=message.only_picture,
            )  # fmt: skip

        await self._rooms.happen(call_id, withdrawn, by=by)

    def _words(self, call: Call, locale: str) -> Words:
        words = self._find_words(call, locale)
        if words is None:
            raise SignalError(ErrorCode.CONSENT_MISSING, "There are no words for consent in somebody's language.")
        return words

    def _find_words(self, call: Call, locale: str) -> Words | None:
        """What a person is shown is fixed with the question: the days, what is asked for, and what a no leads to."""
        asking = call.asking
        days, purposes = (
            (self._retention_days, self._purposes) if asking is None else (asking.retention_days, asking.purposes)
        )
        return self._wordings.words(
            locale, retention_days=days, when=call.policy.when, picture=Purpose.VIDEO in purposes
        )  # fmt: skip

    async def _look(self, call_id: str) -> Call:
        call = await self._rooms.look(call_id)
        if call is None:
            raise SignalError(ErrorCode.CALL_NOT_FOUND, "There is no such call.")
        return call


def _waits_for(call: Call, participant_id: str) -> bool:
    """Whether this person is to answer: for the first time, or again."""
    asking = call.asking
    if asking is None or asking.state not in ("asked", "open"):
        return False
    if asking.state == "open":
        return participant_id in asking.asked_again
    return not any(answer.participant_id == participant_id for answer in asking.answers)


def _clicked(words: Words, control: str) -> e.Clicked:
    return e.Clicked(wording_id=words.id, wording_version=words.version, build=words.build, control=control)
