"""The question for consent: shows everybody the words in their language, and takes only answers to exactly these."""

from records.tables import new_id
from signaling.cluster.call_log import to_participant
from signaling.domain import events as e
from signaling.domain.call import LIVE, Call
from signaling.protocol.codec import encode
from signaling.protocol.errors import SignalError
from signaling.protocol.incoming import AnswerConsent
from signaling.protocol.outgoing import ConsentAsked
from signaling.protocol.words import ErrorCode, Purpose
from signaling.runtime.ports import Bus, Wordings, Words
from signaling.runtime.rooms import Rooms

_EVERYBODYS = "en"


class Asker:
    """Stands between the words and the rules."""

    def __init__(self, rooms: Rooms, bus: Bus, wordings: Wordings, *, retention_days: int) -> None:
        self._rooms = rooms
        self._bus = bus
        self._wordings = wordings
        self._retention_days = retention_days

    async def ask(self, call_id: str, participant_id: str) -> None:
        """Ask everybody. Refused when somebody's language has no complete words: then recording is not offered."""
        call = await self._look(call_id)
        for person in call.participants:
            self._words(person.language, self._retention_days)
        asked = e.ConsentRequested(participant_id, new_id(), tuple(Purpose), self._retention_days)
        call = await self._rooms.happen(call_id, asked)
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
        if asking is None or asking.state != "asked" or call.state not in LIVE:
            return None
        if any(answer.participant_id == participant_id for answer in asking.answers):
            return None
        language = call.participant(participant_id).language
        words = self._wordings.words(language, retention_days=asking.retention_days)
        if words is None:
            return None
        return ConsentAsked(
            request_id=asking.request_id, locale=words.locale, title=words.title, introduction=words.introduction,
            questions=words.questions, reassurance=words.reassurance, retention_days=asking.retention_days,
            wording_sha256=words.sha256,
        )  # fmt: skip

    async def answer(self, call_id: str, participant_id: str, message: AnswerConsent) -> None:
        """Take an answer; `wording_changed` when it is not about the words this person would be shown now."""
        recording_id = new_id()

        def answered(call: Call) -> e.ConsentAnswered:
            days = call.asking.retention_days if call.asking else self._retention_days
            words = self._words(call.participant(participant_id).language, days)
            if words.sha256 != message.wording_sha256:
                raise SignalError(ErrorCode.WORDING_CHANGED, "The words have changed; read them again.")
            return e.ConsentAnswered(
                participant_id, message.request_id, tuple(message.decisions.items()), words.locale, words.text,
                words.sha256, recording_id=recording_id,
            )  # fmt: skip

        await self._rooms.happen(call_id, answered)

    async def withdraw(self, call_id: str, participant_id: str, *, discard: bool) -> None:
        """Take consent back. One commit: the recorder asks before it writes on.

        Never refused for want of words: who reads a language without any takes back what they said in another.
        """

        def withdrawn(call: Call) -> e.ConsentWithdrawn:
            days = call.asking.retention_days if call.asking else self._retention_days
            language = call.participant(participant_id).language
            words = self._wordings.words(language, retention_days=days) or self._words(_EVERYBODYS, days)
            return e.ConsentWithdrawn(participant_id, discard, words.locale, words.text, words.sha256)

        await self._rooms.happen(call_id, withdrawn)

    def _words(self, locale: str, retention_days: int) -> Words:
        words = self._wordings.words(locale, retention_days=retention_days)
        if words is None:
            raise SignalError(ErrorCode.CONSENT_MISSING, "There are no words for consent in somebody's language.")
        return words

    async def _look(self, call_id: str) -> Call:
        call = await self._rooms.look(call_id)
        if call is None:
            raise SignalError(ErrorCode.CALL_NOT_FOUND, "There is no such call.")
        return call
