"""The transcript of a call over REST."""

from records.transcript_reading import read_transcript
from records.transcript_record import TranscriptRecord
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode
from web.calls import check_may_read
from web.operation import Ask


async def read_call_transcript(ask: Ask[None, None]) -> TranscriptRecord:
    """What a machine has written down, and how far it is; for an agent only of their own calls.

    `not_found` when nothing of the call is recorded, or no longer.
    """
    call_id = ask.path("call_id")
    await check_may_read(ask.parts.database, ask.caller, call_id)
    async with ask.parts.database.reading() as session:
        transcript = await read_transcript(session, call_id)
    if transcript is None:
        raise SignalError(ErrorCode.NOT_FOUND, "Nothing of this call is recorded.")
    return transcript
