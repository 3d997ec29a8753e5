"""Whom we ask, whom we tell, and how it was."""

from cases.contacts.shapes import ContactDesk, NewContact, Preview, WantedLetter
from cases.due_list import DueList
from cases.enquiries.shapes import EnquiryDesk, NewEnquiry, NewLetter
from signaling.protocol.words import ErrorCode as E
from signaling.protocol.words import Role
from web.callers import PEOPLE, STAFF
from web.casework import OfferedCall, OfferWish, offer_call
from web.contacts import preview_contact, show_contacts, show_due_list, tell_customer
from web.enquiries import DraftSearch, EnquiryDraft, ask_carrier, draft_enquiry, file_letter, show_enquiries
from web.operation import Operation
from web.ratings import GivenRating, RatingList, RatingSearch, RatingTable, count_answers, rate_call, read_ratings

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        method="POST", path="/api/cases/{reference}/offer", summary="Offer the customer a video call",
        does=offer_call, query=OfferWish, answer=OfferedCall, status=201, roles=frozenset({Role.AGENT}),
        raises=(E.CASE_NOT_FOUND, E.NOT_IN_THIS_STATE, E.AGENT_BUSY, E.CUSTOMER_BUSY, E.RATE_LIMITED),
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
)  # fmt: skip
