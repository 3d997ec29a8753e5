"""The table of the REST interface. Routes, validation and the OpenAPI document are all read from it."""

from cases.board import AlertView, CaseList, CaseView
from cases.checklist import Checklist, FactAnswer
from cases.claims.statements import Confirmation, StatementSheet
from cases.claims.views import ClaimDesk, NewStep, NewVoucher, PackView, ReminderList
from cases.contacts.shapes import ContactDesk, NewContact, Preview, WantedLetter
from cases.due_list import DueList
from cases.enquiries.shapes import EnquiryDesk, NewEnquiry, NewLetter
from cases.history import Replayed
from cases.parcel import CaseBody
from cases.solutions.terms import Terms
from cases.solutions.views import Decision, SolutionDesk, Word
from cases.worklist import Worklist
from outgoing.endpoints import EndpointChange, EndpointList, EndpointView, NewEndpoint, ToldSecret
from records.call_record import CallList, CallRecord
from records.case_timeline import CaseTimeline
from records.commitments import CommitmentList, CommitmentRecord
from records.receipts import Receipt
from records.search_record import SearchResult
from records.transcript_record import TranscriptRecord
from records.waiting import WaitingList
from signaling.protocol.words import ErrorCode as E
from signaling.protocol.words import Role
from summary.copy import CustomerCopy
from summary.model import SummaryView
from summary.notes import Notes
from web.agents import AgentList, NewAgent, Reassigned, reassign_call, show_agents
from web.callers import PEOPLE, STAFF
from web.calls import CallSearch, NewCall, OpenedCall, open_call, read_one_call, renew_link, search_calls
from web.cases import CaseSearch, find_cases, put_case, read_one_case
from web.casework import (
    OfferedCall,
    WorkSearch,
    check_fact,
    offer_call,
    settle_one_alert,
    show_checklist,
    show_worklist,
)
from web.claim_packs import PACK_TYPES, PackFile, PackOrder, ask_for_claim_pack, fetch_claim_pack
from web.claims import note_claim_step, say_which_voucher, show_claim, show_reminders
from web.commitments import (
    CommitmentSearch,
    Postponement,
    Settlement,
    move_commitment,
    search_commitments,
    settle_commitment,
)
from web.contacts import preview_contact, show_contacts, show_due_list, tell_customer
from web.copies import CopyHolder, CopyLink, read_copy, send_copy
from web.embed import (
    EmbedAddress,
    EmbeddedCall,
    EmbeddedCase,
    EmbedHolder,
    EmbedWish,
    call_from_embed,
    give_embed_token,
    read_embedded_case,
)
from web.enquiries import DraftSearch, EnquiryDraft, ask_carrier, draft_enquiry, file_letter, show_enquiries
from web.evidence import (
    EvidenceList,
    EvidenceRecord,
    NewEvidence,
    add_evidence,
    list_evidence,
    preview_evidence,
    read_evidence,
)
from web.feeds import Taken, take_aftership, take_seventeentrack
from web.helpdesk import Ticket, TicketTold, show_ticket, take_helpdesk
from web.imports import FILE_TYPES, ImportFile, ImportOrder, ImportPreview, ImportResult, load_file, preview_import
from web.joining import (
    Holder,
    Join,
    JoinByLink,
    Joined,
    OpeningTimes,
    OtherDevice,
    Welcome,
    hand_over,
    join_call,
    preview_call,
    show_opening_times,
)
from web.notes import NotesChange, read_call_notes, save_call_notes
from web.operation import Operation
from web.ratings import (
    GivenRating,
    RatingList,
    RatingSearch,
    RatingTable,
    count_answers,
    rate_call,
    read_ratings,
)
from web.receipts import OwnPart, ReceiptHolder, ReceiptLink, download_own_voice, give_receipt, read_receipt
from web.recording_files import WholeSearch, export_mp3, read_peaks
from web.recordings import PartSearch, play_recording
from web.rules import RulesInForce, RulesTrial, show_rules, try_rules
from web.search import WordSearch, search_words
from web.session import Session, SignIn, read_session, sign_in, sign_out
from web.shared_calls import CallLinkHolder, SharedCall, read_shared_call
from web.solutions import decide_on_solution, put_terms, settle_decision, show_solutions
from web.stages import MovedCase, NewStage, move_case
from web.statements import (
    Answered,
    Reader,
    SignedByLink,
    StatementHolder,
    StatementLink,
    StatementWish,
    ask_statement,
    read_call_statement,
    read_statement,
    sign_call_statement,
    sign_statement,
)
from web.summaries import (
    Approval,
    Rejection,
    SummaryChange,
    approve_summary,
    read_call_summary,
    reject_summary,
    save_summary,
)
from web.timeline import TimelineSearch, read_case_timeline
from web.transcripts import read_call_transcript
from web.waiting import WaitingSearch, show_waiting
from web.webhooks import (
    DeadLetters,
    LetterSearch,
    Replay,
    SentAgain,
    edit_endpoint,
    new_endpoint,
    remove_endpoint,
    renew_secret,
    send_again,
    show_dead_letters,
    show_endpoints,
)

_FILES = ("image/jpeg", "image/png", "image/webp", "application/pdf")

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        method="POST", path="/api/session", summary="Sign in", does=sign_in, body=SignIn, answer=Session, status=201,
        raises=(E.BAD_CREDENTIALS, E.RATE_LIMITED),
    ),
    Operation(
        method="GET", path="/api/session", summary="Who is signed in", does=read_session, answer=Session, roles=PEOPLE
    ),
    Operation(method="DELETE", path="/api/session", summary="Sign out", does=sign_out, roles=PEOPLE, status=204),
    Operation(
        method="GET", path="/api/cases", summary="Find cases", does=find_cases, query=CaseSearch, answer=CaseList,
        roles=STAFF,
    ),
    Operation(
        method="GET", path="/api/cases/{reference}", summary="One case", does=read_one_case, answer=CaseView,
        roles=STAFF, raises=(E.CASE_NOT_FOUND,),
    ),
    Operation(
        method="PUT", path="/api/cases/{reference}", summary="Make or change a case", does=put_case, body=CaseBody,
        answer=CaseView, roles=frozenset({Role.INTEGRATOR, Role.SUPERVISOR}), raises=(E.NOT_IN_THIS_STATE,),
        also={201: "The case is new"},
    ),
    Operation(
        method="GET", path="/api/cases/{reference}/timeline", summary="What happened on a case",
        does=read_case_timeline, query=TimelineSearch, answer=CaseTimeline, roles=STAFF, raises=(E.CASE_NOT_FOUND,),
    ),
    Operation(
        method="POST", path="/api/cases/{reference}/evidence", summary="File a photo or document on a case",
        does=add_evidence, query=NewEvidence, answer=EvidenceRecord, status=201, roles=STAFF | {Role.CUSTOMER},
        takes=_FILES,
        also={200: "These very bytes stand on the case already"},
        raises=(
            E.CASE_NOT_FOUND, E.CALL_NOT_FOUND, E.NOT_IN_THIS_STATE, E.RATE_LIMITED, E.FILE_KIND_REFUSED,
            E.FILE_BROKEN, E.TOO_MANY_PIXELS, E.HASH_MISMATCH, E.INFECTED, E.SCANNER_AWAY, E.EVIDENCE_FULL,
            E.UNAVAILABLE,
        ),
    ),
    Operation(
        method="GET", path="/api/cases/{reference}/evidence", summary="The files on a case", does=list_evidence,
        answer=EvidenceList, roles=STAFF, raises=(E.CASE_NOT_FOUND,),
    ),
    Operation(
        method="GET", path="/api/cases/{reference}/evidence/{evidence_id}", summary="One file, to be saved",
        does=read_evidence, gives=_FILES, roles=STAFF | {Role.CUSTOMER},
        also={206: "The range asked for", 304: "It has not changed", 416: "There is no such range"},
    ),
    Operation(
        method="GET", path="/api/cases/{reference}/evidence/{evidence_id}/preview",
        summary="A small picture of a picture", does=preview_evidence, media_type="image/jpeg",
        roles=STAFF | {Role.CUSTOMER},
        also={206: "The range asked for", 304: "It has not changed", 416: "There is no such range"},
    ),
    Operation(
        method="GET", path="/api/cases/{reference}/facts", summary="The checklist of a case", does=show_checklist,
        answer=Checklist, roles=STAFF, raises=(E.CASE_NOT_FOUND,),
    ),
    Operation(
        method="POST", path="/api/cases/{reference}/facts/{item}", summary="Answer a question of the checklist",
        does=check_fact, body=FactAnswer, answer=Checklist, roles=PEOPLE,
        raises=(E.CASE_NOT_FOUND, E.CALL_NOT_FOUND, E.NOT_FOUND, E.INVALID_FIELD),
    ),
    Operation(
        method="GET", path="/api/cases/{reference}/solutions", summary="What can be done for the customer",
        does=show_solutions, answer=SolutionDesk, roles=PEOPLE, raises=(E.CASE_NOT_FOUND,),
    ),
    Operation(
        method="POST", path="/api/cases/{reference}/solutions", summary="Decide what the customer gets",
        does=decide_on_solution, body=Decision, answer=SolutionDesk, roles=PEOPLE,
        raises=(E.CASE_NOT_FOUND, E.CALL_NOT_FOUND, E.NOT_IN_THIS_STATE),
    ),
    Operation(
        method="POST", path="/api/cases/{reference}/solutions/{decision_id}",
        summary="Confirm, decline or withdraw a decision", does=settle_decision, body=Word, answer=SolutionDesk,
        roles=PEOPLE, raises=(E.CASE_NOT_FOUND, E.NOT_FOUND, E.NOT_IN_THIS_STATE),
    ),
    Operation(
        method="PUT", path="/api/cases/{reference}/terms", summary="State the terms of sale and carriage",
        does=put_terms, body=Terms, answer=Terms, roles=STAFF, raises=(E.CASE_NOT_FOUND,),
    ),
    Operation(
        method="GET", path="/api/cases/{reference}/claim", summary="What can be claimed, and how it stands",
        does=show_claim, answer=ClaimDesk, roles=PEOPLE, raises=(E.CASE_NOT_FOUND,),
    ),
    Operation(
        method="POST", path="/api/cases/{reference}/claim/steps", summary="Note what happened to a claim",
        does=note_claim_step, body=NewStep, answer=ClaimDesk, roles=PEOPLE,
        raises=(E.CASE_NOT_FOUND, E.NOT_IN_THIS_STATE),
    ),
    Operation(
        method="POST", path="/api/cases/{reference}/claim/vouchers", summary="Say which voucher a file is",
        does=say_which_voucher, body=NewVoucher, answer=ClaimDesk, roles=PEOPLE, raises=(E.CASE_NOT_FOUND, E.NOT_FOUND),
    ),
    Operation(
        method="POST", path="/api/cases/{reference}/claim", summary="Have a claim pack made", does=ask_for_claim_pack,
        body=PackOrder, answer=PackView, status=202, roles=PEOPLE,
        raises=(E.CASE_NOT_FOUND, E.RATE_LIMITED, E.UNAVAILABLE),
    ),
    Operation(
        method="GET", path="/api/cases/{reference}/claim/packs/{pack_id}", summary="A claim pack, to be saved",
        does=fetch_claim_pack, query=PackFile, gives=PACK_TYPES, roles=PEOPLE,
        also={206: "The range asked for", 304: "It has not changed", 416: "There is no such range"},
    ),
    Operation(
        method="GET", path="/api/claims/due", summary="Days on claims that come near", does=show_reminders,
        answer=ReminderList, roles=PEOPLE,
    ),
    Operation(
        method="POST", path="/api/cases/{reference}/statement", summary="Ask the customer to confirm that nothing came",
        does=ask_statement, body=StatementWish, answer=StatementLink, status=201, roles=PEOPLE,
        raises=(E.CASE_NOT_FOUND, E.CALL_NOT_FOUND, E.RATE_LIMITED),
    ),
    Operation(
        method="POST", path="/api/statements", summary="What is to be confirmed", does=read_statement,
        body=StatementHolder, answer=StatementSheet, raises=(E.LINK_NOT_VALID, E.RATE_LIMITED),
    ),
    Operation(
        method="POST", path="/api/statements/answer", summary="Confirm it, or say that it has arrived",
        does=sign_statement, body=SignedByLink, answer=Answered,
        raises=(E.LINK_NOT_VALID, E.WORDING_CHANGED, E.RATE_LIMITED),
    ),
    Operation(
        method="GET", path="/api/calls/{call_id}/statement", summary="What the customer of this call is asked",
        does=read_call_statement, query=Reader, answer=StatementSheet, roles=frozenset({Role.CUSTOMER}),
        raises=(E.CALL_NOT_FOUND, E.LINK_NOT_VALID, E.RATE_LIMITED),
    ),
    Operation(
        method="POST", path="/api/calls/{call_id}/statement", summary="The customer's answer in the call",
        does=sign_call_statement, body=Confirmation, answer=Answered, roles=frozenset({Role.CUSTOMER}),
        raises=(E.CALL_NOT_FOUND, E.LINK_NOT_VALID, E.WORDING_CHANGED, E.RATE_LIMITED),
    ),
    Operation(
        method="POST", path="/api/cases/{reference}/offer", summary="Offer the customer a video call",
        does=offer_call, answer=OfferedCall, status=201, roles=frozenset({Role.AGENT}),
        raises=(E.CASE_NOT_FOUND, E.AGENT_BUSY, E.CUSTOMER_BUSY, E.RATE_LIMITED),
    ),
    Operation(
        method="POST", path="/api/cases/{reference}/stage", summary="Move a case to another stage", does=move_case,
        body=NewStage, answer=MovedCase, roles=PEOPLE, raises=(E.CASE_NOT_FOUND, E.NOT_IN_THIS_STATE),
    ),
    Operation(
        method="GET", path="/api/cases/{reference}/enquiries", summary="What the carrier was asked",
        does=show_enquiries, answer=EnquiryDesk, roles=STAFF, raises=(E.CASE_NOT_FOUND,),
    ),
    Operation(
        method="GET", path="/api/cases/{reference}/enquiries/draft", summary="Draft an enquiry", does=draft_enquiry,
        query=DraftSearch, answer=EnquiryDraft, roles=PEOPLE, raises=(E.CASE_NOT_FOUND,),
    ),
    Operation(
        method="POST", path="/api/cases/{reference}/enquiries", summary="Note that the carrier was asked",
        does=ask_carrier, body=NewEnquiry, answer=EnquiryDesk, status=201, roles=PEOPLE,
        raises=(E.CASE_NOT_FOUND, E.INVALID_FIELD),
    ),
    Operation(
        method="POST", path="/api/enquiries/{enquiry_id}/letters",
        summary="File what went to a carrier or came from it",
        does=file_letter, body=NewLetter, answer=EnquiryDesk, status=201, roles=PEOPLE,
        raises=(E.NOT_FOUND, E.INVALID_FIELD),
    ),
    Operation(
        method="GET", path="/api/cases/{reference}/contacts", summary="How the customer is kept informed",
        does=show_contacts, answer=ContactDesk, roles=STAFF, raises=(E.CASE_NOT_FOUND,),
    ),
    Operation(
        method="POST", path="/api/cases/{reference}/contacts/preview", summary="Read a message before it is sent",
        does=preview_contact, body=WantedLetter, answer=Preview, roles=PEOPLE, raises=(E.CASE_NOT_FOUND,),
    ),
    Operation(
        method="POST", path="/api/cases/{reference}/contacts", summary="Tell the customer something",
        does=tell_customer, body=NewContact, answer=ContactDesk, status=201, roles=PEOPLE,
        raises=(E.CASE_NOT_FOUND, E.INVALID_FIELD, E.NOT_IN_THIS_STATE, E.RATE_LIMITED),
    ),
    Operation(
        method="GET", path="/api/due", summary="What is due by tomorrow", does=show_due_list,
        answer=DueList, roles=STAFF,
    ),
    Operation(
        method="PUT", path="/api/calls/{call_id}/rating", summary="Say how the call was", does=rate_call,
        body=GivenRating, answer=GivenRating, roles=frozenset({Role.CUSTOMER}),
        raises=(E.CALL_NOT_FOUND, E.NOT_IN_THIS_STATE, E.RATE_LIMITED),
    ),
    Operation(
        method="GET", path="/api/calls/{call_id}/rating", summary="How the customer found the call",
        does=read_ratings, answer=RatingList, roles=STAFF,
    ),
    Operation(
        method="GET", path="/api/ratings", summary="How customers found the calls", does=count_answers,
        query=RatingSearch, answer=RatingTable, roles=frozenset({Role.SUPERVISOR}),
    ),
    Operation(
        method="GET", path="/api/worklist", summary="What needs somebody", does=show_worklist, query=WorkSearch,
        answer=Worklist, roles=STAFF,
    ),
    Operation(
        method="POST", path="/api/alerts/{alert_id}/settle", summary="Say that an alert is dealt with",
        does=settle_one_alert, answer=AlertView, roles=PEOPLE, raises=(E.NOT_FOUND,),
    ),
    Operation(
        method="GET", path="/api/rules", summary="The rules for alerts in force", does=show_rules, answer=RulesInForce,
        roles=frozenset({Role.SUPERVISOR}),
    ),
    Operation(
        method="POST", path="/api/rules/replay", summary="What other rules would have done", does=try_rules,
        body=RulesTrial, answer=Replayed, roles=frozenset({Role.SUPERVISOR}), raises=(E.RATE_LIMITED,),
    ),
    Operation(
        method="POST", path="/api/imports/preview", summary="Look through a file of cases and events",
        does=preview_import, query=ImportFile, answer=ImportPreview, takes=FILE_TYPES,
        roles=frozenset({Role.INTEGRATOR, Role.SUPERVISOR}), raises=(E.TOO_LARGE, E.RATE_LIMITED),
    ),
    Operation(
        method="POST", path="/api/imports", summary="Load the good lines of a file", does=load_file, query=ImportOrder,
        answer=ImportResult, takes=FILE_TYPES, roles=frozenset({Role.INTEGRATOR, Role.SUPERVISOR}),
        raises=(E.TOO_LARGE, E.FILE_BROKEN, E.HASH_MISMATCH, E.RATE_LIMITED),
    ),
    Operation(
        method="GET", path="/api/commitments", summary="What was promised", does=search_commitments,
        query=CommitmentSearch, answer=CommitmentList, roles=STAFF,
    ),
    Operation(
        method="POST", path="/api/commitments/{commitment_id}/settle", summary="Say how a promise ended",
        does=settle_commitment, body=Settlement, answer=CommitmentRecord, roles=PEOPLE,
        raises=(E.NOT_FOUND, E.VERSION_CONFLICT),
    ),
    Operation(
        method="POST", path="/api/commitments/{commitment_id}/move", summary="Put a promise off",
        does=move_commitment, body=Postponement, answer=CommitmentRecord, roles=PEOPLE,
        raises=(E.NOT_FOUND, E.VERSION_CONFLICT, E.INVALID_FIELD),
    ),
    Operation(
        method="GET", path="/api/webhooks", summary="Who is told of events", does=show_endpoints, answer=EndpointList,
        roles=frozenset({Role.SUPERVISOR}),
    ),
    Operation(
        method="POST", path="/api/webhooks", summary="Tell one more endpoint", does=new_endpoint, body=NewEndpoint,
        answer=ToldSecret, status=201, roles=frozenset({Role.SUPERVISOR}),
        raises=(E.NOT_IN_THIS_STATE, E.RATE_LIMITED),
    ),
    Operation(
        method="PUT", path="/api/webhooks/{endpoint_id}", summary="Change what an endpoint is told",
        does=edit_endpoint, body=EndpointChange, answer=EndpointView, roles=frozenset({Role.SUPERVISOR}),
        raises=(E.NOT_IN_THIS_STATE,),
    ),
    Operation(
        method="POST", path="/api/webhooks/{endpoint_id}/secret", summary="Change an endpoint's secret",
        does=renew_secret, answer=ToldSecret, status=201, roles=frozenset({Role.SUPERVISOR}),
        raises=(E.NOT_IN_THIS_STATE,),
    ),
    Operation(
        method="DELETE", path="/api/webhooks/{endpoint_id}", summary="Tell an endpoint nothing any more",
        does=remove_endpoint, status=204, roles=frozenset({Role.SUPERVISOR}), raises=(E.NOT_IN_THIS_STATE,),
    ),
    Operation(
        method="GET", path="/api/dead-letters", summary="What no endpoint took", does=show_dead_letters,
        query=LetterSearch, answer=DeadLetters, roles=frozenset({Role.SUPERVISOR}),
    ),
    Operation(
        method="POST", path="/api/dead-letters/replay", summary="Send it again", does=send_again, body=Replay,
        answer=SentAgain, roles=frozenset({Role.SUPERVISOR}),
    ),
    Operation(
        method="POST", path="/hooks/17track", summary="17TRACK's webhook", does=take_seventeentrack, answer=Taken,
        raw=True,
        raises=(E.BAD_CREDENTIALS,),
    ),
    Operation(
        method="POST", path="/hooks/aftership", summary="AfterShip's webhook", does=take_aftership, answer=Taken,
        raw=True,
        raises=(E.BAD_CREDENTIALS,),
    ),
    Operation(
        method="POST", path="/hooks/helpdesk", summary="The helpdesk's webhook", does=take_helpdesk, answer=TicketTold,
        raw=True, raises=(E.BAD_CREDENTIALS,),
    ),
    Operation(
        method="GET", path="/api/cases/{reference}/ticket", summary="Where the case stands in the helpdesk",
        does=show_ticket, answer=Ticket, roles=STAFF, raises=(E.CASE_NOT_FOUND,),
    ),
    Operation(
        method="POST", path="/api/shared-call", summary="One call by the link in a note", does=read_shared_call,
        body=CallLinkHolder, answer=SharedCall, raises=(E.LINK_NOT_VALID, E.RATE_LIMITED),
    ),
    Operation(
        method="POST", path="/api/embed", summary="Make the address of the side app", does=give_embed_token,
        body=EmbedWish, answer=EmbedAddress, status=201, roles=frozenset({Role.INTEGRATOR}),
        raises=(E.CASE_NOT_FOUND,),
    ),
    Operation(
        method="POST", path="/api/embed/case", summary="The case of the side app", does=read_embedded_case,
        body=EmbedHolder, answer=EmbeddedCase, raises=(E.LINK_NOT_VALID, E.RATE_LIMITED),
    ),
    Operation(
        method="POST", path="/api/embed/call", summary="Open a call from the side app", does=call_from_embed,
        body=EmbedHolder, answer=EmbeddedCall, status=201,
        raises=(E.LINK_NOT_VALID, E.FORBIDDEN, E.CASE_NOT_FOUND, E.AGENT_BUSY, E.CUSTOMER_BUSY, E.RATE_LIMITED),
    ),
    Operation(
        method="POST", path="/api/cases/{reference}/calls", summary="Open a call on a case", does=open_call,
        body=NewCall, answer=OpenedCall, status=201, roles=STAFF,
        raises=(E.CASE_NOT_FOUND, E.AGENT_BUSY, E.CUSTOMER_BUSY),
    ),
    Operation(
        method="POST", path="/api/join/preview", summary="Look at a call before joining", does=preview_call,
        body=JoinByLink, answer=Welcome, raises=(E.LINK_NOT_VALID, E.RATE_LIMITED),
    ),
    Operation(
        method="POST", path="/api/join", summary="Join a call by link or by code", does=join_call, body=Join,
        answer=Joined, raises=(E.LINK_NOT_VALID, E.RATE_LIMITED),
    ),
    Operation(
        method="POST", path="/api/join/hand-over", summary="Make the way to another device", does=hand_over,
        body=Holder, answer=OtherDevice, status=201, raises=(E.UNAUTHENTICATED, E.NOT_IN_THIS_STATE, E.RATE_LIMITED),
    ),
    Operation(
        method="GET", path="/api/opening-times", summary="When somebody is there", does=show_opening_times,
        answer=OpeningTimes, raises=(E.RATE_LIMITED,),
    ),
    Operation(
        method="GET", path="/api/calls", summary="The log of calls", does=search_calls, query=CallSearch,
        answer=CallList, roles=STAFF,
    ),
    Operation(
        method="GET", path="/api/calls/{call_id}", summary="One call, whole", does=read_one_call, answer=CallRecord,
        roles=STAFF, raises=(E.CALL_NOT_FOUND,),
    ),
    Operation(
        method="POST", path="/api/calls/{call_id}/link", summary="Make another link for a call", does=renew_link,
        answer=OpenedCall, status=201, roles=STAFF, raises=(E.CALL_NOT_FOUND, E.NOT_IN_THIS_STATE, E.RATE_LIMITED),
    ),
    Operation(
        method="POST", path="/api/calls/{call_id}/agent", summary="Give a call to another agent", does=reassign_call,
        body=NewAgent, answer=Reassigned, roles=frozenset({Role.SUPERVISOR}),
        raises=(E.CALL_NOT_FOUND, E.NOT_FOUND, E.AGENT_BUSY, E.NOT_IN_THIS_STATE),
    ),
    Operation(
        method="GET", path="/api/queue", summary="Who waits", does=show_waiting, query=WaitingSearch,
        answer=WaitingList, roles=PEOPLE,
    ),
    Operation(
        method="GET", path="/api/agents", summary="Who is at work", does=show_agents, answer=AgentList,
        roles=frozenset({Role.SUPERVISOR}),
    ),
    Operation(
        method="GET", path="/api/calls/{call_id}/recording", summary="Play a recording, or a part of one",
        does=play_recording, query=PartSearch, gives=("audio/webm", "video/webm", "video/x-matroska"), roles=PEOPLE,
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
        method="POST", path="/api/receipts/recording", summary="One part of the own voice", does=download_own_voice,
        body=OwnPart, media_type="audio/webm", raises=(E.LINK_NOT_VALID, E.FORBIDDEN, E.NOT_FOUND, E.RATE_LIMITED),
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
