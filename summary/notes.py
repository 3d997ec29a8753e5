"""The agent's notes on a call, saved as they are typed: during the talk and while it is written up.

They belong to the call and state nothing by themselves: the draft is made from them, and a saved wrap-up takes them in.
"""

from records.database import Database
from records.search import index_call
from records.tables import CallRow
from signaling.domain.errors import NotInThisState
from signaling.protocol.words import CallState
from summary.statements import Piece
from summary.wrap_up import Editor, admit, write_notes


class Notes(Piece):
    """What stands there. `version` grows with each change; whoever saves tells which one they have seen."""

    call_id: str
    text: str
    version: int


async def read_notes(database: Database, call_id: str, *, editor: Editor) -> Notes:
    """For the agent of the call and supervisors. Raises SignalError: `call_not_found`, `forbidden`."""
    async with database.reading() as session:
        return _shown(await admit(session, call_id, editor))


async def save_notes(database: Database, call_id: str, *, editor: Editor, version: int, text: str) -> Notes:
    """Put `text` in the place of the notes at `version`.

    Raises SignalError: `call_not_found`, `forbidden`, `not_in_this_state` once the call is closed, `version_conflict`.
    """
    async with database.transaction() as session:
        call = await admit(session, call_id, editor)
        if call.state is CallState.CLOSED:
            raise NotInThisState(call.state, "NotesSaved")
        await write_notes(session, call, text.strip() or None, seen=version)
        await index_call(session, call.id)
        return _shown(call)


def _shown(call: CallRow) -> Notes:
    return Notes(call_id=call.id, text=call.notes or "", version=call.notes_version)
