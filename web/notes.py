"""The agent's notes over REST: read, and saved as they are typed, upon the version one has seen."""

from pydantic import BaseModel, Field

from summary.notes import Notes, read_notes, save_notes
from summary.wrap_up import MAX_NOTES
from web.calls import check_may_read
from web.operation import Ask
from web.summaries import editor_of


class NotesChange(BaseModel, extra="forbid"):
    """`version` is the one the editor has seen: notes that were changed in another window are not written over."""

    version: int = Field(ge=0)
    text: str = Field(max_length=MAX_NOTES)


async def read_call_notes(ask: Ask[None, None]) -> Notes:
    """The notes as they stand; `version` 0 while nobody has written any."""
    await check_may_read(ask.parts.database, ask.caller, ask.path("call_id"))
    return await read_notes(ask.parts.database, ask.path("call_id"), editor=editor_of(ask))


async def save_call_notes(ask: Ask[NotesChange, None]) -> Notes:
    """Save what stands in the field, in the talk or after it. The statements of a summary are left alone."""
    await check_may_read(ask.parts.database, ask.caller, ask.path("call_id"))
    return await save_notes(
        ask.parts.database, ask.path("call_id"), editor=editor_of(ask), version=ask.body.version, text=ask.body.text
    )
