"""What is left of a call: recordings, receipts, copies, transcripts, and the search for words."""

from records.receipts import Receipt
from records.search_record import SearchResult
from records.transcript_record import TranscriptRecord
from signaling.protocol.words import ErrorCode as E
from signaling.protocol.words import Role
from summary.copy import CustomerCopy
from web.callers import PEOPLE, STAFF
from web.copies import CopyHolder, CopyLink, read_copy, send_copy
from web.operation import Operation
from web.receipts import OwnPart, ReceiptHolder, ReceiptLink, download_own_part, give_receipt, read_receipt
from web.recording_files import WholeSearch, export_mp3, read_peaks
from web.recordings import PartSearch, play_recording
from web.search import WordSearch, search_words
from web.transcripts import read_call_transcript

_PART = ("audio/webm", "video/webm", "video/x-matroska")

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        method="GET", path="/api/calls/{call_id}/recording", summary="Play a recording, or a part of one",
        does=play_recording, query=PartSearch, gives=_PART, roles=PEOPLE,
        raises=(E.CALL_NOT_FOUND, E.NOT_FOUND, E.RECORDING_DAMAGED, E.UNAVAILABLE),
        also={206: "The range asked for", 416: "There is no such range"},
    ),
    Operation(
        method="GET", path="/api/calls/{call_id}/recording/peaks", summary="How loud each side of a recording was",
        does=read_peaks, query=WholeSearch, media_type="application/octet-stream", roles=PEOPLE,
        raises=(E.CALL_NOT_FOUND, E.NOT_FOUND, E.RECORDING_DAMAGED, E.UNAVAILABLE),
    ),
    Operation(
        method="GET", path="/api/calls/{call_id}/recording/mp3", summary="A recording as MP3", does=export_mp3,
        query=WholeSearch, media_type="audio/mpeg", roles=PEOPLE | {Role.INTEGRATOR},
        raises=(E.CALL_NOT_FOUND, E.NOT_FOUND, E.RECORDING_DAMAGED, E.UNAVAILABLE),
    ),
    Operation(
        method="POST", path="/api/calls/{call_id}/receipt", summary="Make the link to a receipt of consent",
        does=give_receipt, answer=ReceiptLink, status=201, roles=frozenset({Role.CUSTOMER}),
        raises=(E.CALL_NOT_FOUND, E.RATE_LIMITED),
    ),
    Operation(
        method="POST", path="/api/receipts", summary="What one person agreed to", does=read_receipt, body=ReceiptHolder,
        answer=Receipt, raises=(E.LINK_NOT_VALID, E.RATE_LIMITED),
    ),
    Operation(
        method="POST", path="/api/receipts/recording", summary="One part of what was recorded of oneself",
        does=download_own_part, body=OwnPart, gives=_PART,
        raises=(E.LINK_NOT_VALID, E.FORBIDDEN, E.NOT_FOUND, E.RATE_LIMITED),
        also={206: "The range asked for", 416: "There is no such range"},
    ),
    Operation(
        method="POST", path="/api/calls/{call_id}/copy", summary="Send the customer their own copy",
        does=send_copy, answer=CopyLink, status=201, roles=PEOPLE,
        raises=(E.CALL_NOT_FOUND, E.SUMMARY_NOT_READY, E.RATE_LIMITED),
    ),
    Operation(
        method="POST", path="/api/copies", summary="What was agreed and promised", does=read_copy, body=CopyHolder,
        answer=CustomerCopy, raises=(E.LINK_NOT_VALID, E.RATE_LIMITED),
    ),
    Operation(
        method="GET", path="/api/calls/{call_id}/transcript", summary="What was said", does=read_call_transcript,
        answer=TranscriptRecord, roles=STAFF, raises=(E.CALL_NOT_FOUND,),
    ),
    Operation(
        method="GET", path="/api/search", summary="Find calls by their words", does=search_words, query=WordSearch,
        answer=SearchResult, roles=PEOPLE,
    ),
)  # fmt: skip
