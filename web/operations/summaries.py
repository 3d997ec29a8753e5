"""What an agent writes up."""

from signaling.protocol.words import ErrorCode as E
from summary.model import SummaryView
from summary.notes import Notes
from web.callers import PEOPLE, STAFF
from web.notes import NotesChange, read_call_notes, save_call_notes
from web.operation import Operation
from web.summaries import (
    Approval,
    Rejection,
    SummaryChange,
    approve_summary,
    read_call_summary,
    reject_summary,
    save_summary,
)

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        method="GET", path="/api/calls/{call_id}/notes", summary="The agent's notes", does=read_call_notes,
        answer=Notes, roles=PEOPLE, raises=(E.CALL_NOT_FOUND,),
    ),
    Operation(
        method="PUT", path="/api/calls/{call_id}/notes", summary="Save the notes", does=save_call_notes,
        body=NotesChange, answer=Notes, roles=PEOPLE,
        raises=(E.CALL_NOT_FOUND, E.VERSION_CONFLICT, E.NOT_IN_THIS_STATE),
    ),
    Operation(
        method="GET", path="/api/calls/{call_id}/summary", summary="The summary as it stands", does=read_call_summary,
        answer=SummaryView, roles=STAFF, raises=(E.CALL_NOT_FOUND,),
    ),
    Operation(
        method="PUT", path="/api/calls/{call_id}/summary", summary="Save the wrap-up", does=save_summary,
        body=SummaryChange, answer=SummaryView, roles=PEOPLE,
        raises=(E.CALL_NOT_FOUND, E.VERSION_CONFLICT, E.NOT_IN_THIS_STATE),
    ),
    Operation(
        method="POST", path="/api/calls/{call_id}/summary/approve", summary="Approve the summary",
        does=approve_summary, body=Approval, answer=SummaryView, roles=PEOPLE,
        raises=(E.CALL_NOT_FOUND, E.SUMMARY_NOT_READY, E.VERSION_CONFLICT, E.NOT_IN_THIS_STATE),
    ),
    Operation(
        method="POST", path="/api/calls/{call_id}/summary/reject", summary="Reject the summary",
        does=reject_summary, body=Rejection, answer=SummaryView, roles=PEOPLE,
        raises=(E.CALL_NOT_FOUND, E.SUMMARY_NOT_READY, E.VERSION_CONFLICT, E.NOT_IN_THIS_STATE),
    ),
)  # fmt: skip
