"""What is done for the customer, and what is claimed from the carrier."""

from cases.claims.statements import Confirmation, StatementSheet
from cases.claims.views import ClaimDesk, NewStep, NewVoucher, PackView, ReminderList
from cases.solutions.terms import Terms
from cases.solutions.views import Decision, SolutionDesk, Word
from signaling.protocol.words import ErrorCode as E
from signaling.protocol.words import Role
from web.callers import PEOPLE, STAFF
from web.claim_packs import PACK_TYPES, PackFile, PackOrder, ask_for_claim_pack, fetch_claim_pack
from web.claims import note_claim_step, say_which_voucher, show_claim, show_reminders
from web.operation import Operation
from web.solutions import decide_on_solution, put_terms, settle_decision, show_solutions
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

_SUMS = (E.AMOUNT_FRACTION, E.CURRENCY_UNKNOWN)

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        method="GET", path="/api/cases/{reference}/solutions", summary="What can be done for the customer",
        does=show_solutions, answer=SolutionDesk, roles=PEOPLE, raises=(E.CASE_NOT_FOUND,),
    ),
    Operation(
        method="POST", path="/api/cases/{reference}/solutions", summary="Decide what the customer gets",
        does=decide_on_solution, body=Decision, answer=SolutionDesk, roles=PEOPLE,
        raises=(
            E.CASE_NOT_FOUND, E.CALL_NOT_FOUND, E.NOT_IN_THIS_STATE, E.AMOUNT_NOT_POSITIVE, E.REASON_NEEDED, *_SUMS
        ),
    ),
    Operation(
        method="POST", path="/api/cases/{reference}/solutions/{decision_id}",
        summary="Confirm, decline or withdraw a decision", does=settle_decision, body=Word, answer=SolutionDesk,
        roles=PEOPLE, raises=(E.CASE_NOT_FOUND, E.NOT_FOUND, E.NOT_IN_THIS_STATE),
    ),
    Operation(
        method="PUT", path="/api/cases/{reference}/terms", summary="State the terms of sale and carriage",
        does=put_terms, body=Terms, answer=Terms, roles=STAFF, raises=(E.CASE_NOT_FOUND, *_SUMS),
    ),
    Operation(
        method="GET", path="/api/cases/{reference}/claim", summary="What can be claimed, and how it stands",
        does=show_claim, answer=ClaimDesk, roles=PEOPLE, raises=(E.CASE_NOT_FOUND,),
    ),
    Operation(
        method="POST", path="/api/cases/{reference}/claim/steps", summary="Note what happened to a claim",
        does=note_claim_step, body=NewStep, answer=ClaimDesk, roles=PEOPLE,
        raises=(
            E.CASE_NOT_FOUND, E.NOT_IN_THIS_STATE, E.AMOUNT_NOT_POSITIVE, E.AMOUNT_TOO_HIGH, E.REASON_NEEDED,
            E.DAY_IN_FUTURE, E.DAY_TOO_EARLY, *_SUMS,
        ),
    ),
    Operation(
        method="POST", path="/api/cases/{reference}/claim/vouchers", summary="Say which voucher a file is",
        does=say_which_voucher, body=NewVoucher, answer=ClaimDesk, roles=PEOPLE, raises=(E.CASE_NOT_FOUND, E.NOT_FOUND),
    ),
    Operation(
        method="POST", path="/api/cases/{reference}/claim", summary="Have a claim pack made", does=ask_for_claim_pack,
        body=PackOrder, answer=PackView, status=202, roles=PEOPLE,
        raises=(E.CASE_NOT_FOUND, E.RATE_LIMITED, E.UNAVAILABLE, E.AMOUNT_NOT_POSITIVE, E.REASON_NEEDED, *_SUMS),
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
)  # fmt: skip
