"""Two windows save the notes in the same instant: one is in, the other one is told. On both engines."""

import asyncio

from records.database import Database
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode
from summary.notes import Notes, read_notes, save_notes
from tests.integration.summary.ended_call import WEI, ended_call


async def test_of_many_who_save_upon_the_same_version_one_is_in(db: Database) -> None:
    await ended_call(db)
    texts = [f"window {number}" for number in range(6)]
    tries = [save_notes(db, "call", editor=WEI, version=0, text=text) for text in texts]
    found = await asyncio.gather(*tries, return_exceptions=True)
    saved = [one for one in found if isinstance(one, Notes)]
    refused = [one for one in found if isinstance(one, SignalError)]
    assert (len(saved), {one.code for one in refused}) == (1, {ErrorCode.VERSION_CONFLICT})
    assert len(refused) == len(texts) - 1
    assert await read_notes(db, "call", editor=WEI) == saved[0]
