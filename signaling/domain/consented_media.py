"""What of a person each consent is about: their sound, their picture, or whatever is made of both. Pure."""

from signaling.domain.call import Asking
from signaling.protocol.words import Decision, Medium, Purpose

MEDIA = {Purpose.AUDIO: Medium.SOUND, Purpose.VIDEO: Medium.PICTURE}
"""Purposes that let a medium through. Whatever else is asked is about what came through."""


def media_of(purpose: Purpose, asking: Asking | None, participant_id: str) -> tuple[Medium, ...]:
    """What this person's word on a purpose is about: its own medium; a transcript is made of sound; and what is kept is
    whatever was asked for and they have not said no to.
    """
    if purpose in MEDIA:
        return (MEDIA[purpose],)
    if asking is None:
        return ()
    said = {answer.purpose: answer.decision for answer in asking.answers if answer.participant_id == participant_id}
    about = [each for each in asking.purposes if each in MEDIA and said.get(each) is not Decision.DECLINED]
    return tuple(MEDIA[each] for each in about if purpose is not Purpose.TRANSCRIPT or each is Purpose.AUDIO)
