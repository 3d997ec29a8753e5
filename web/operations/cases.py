"""Cases, what lies on them, and the questions of their checklist."""

from cases.board import CaseView
from cases.case_list import CaseList, CaseSearch
from cases.checklist import Checklist, FactAnswer
from cases.numbers.shapes import NumberSaid
from cases.parcel import CaseBody, CaseDetails
from cases.stage_board import StageBoard
from records.case_choices import CaseChoices
from records.case_timeline import CaseTimeline
from signaling.protocol.words import ErrorCode as E
from signaling.protocol.words import Role
from web.callers import PEOPLE, STAFF
from web.case_screens import (
    BoardSearch,
    CaseOwner,
    FilterOrder,
    FilterToSave,
    NewOwner,
    SavedFilters,
    forget_saved_filter,
    keep_filter,
    list_saved_filters,
    order_filters,
    set_case_owner,
    show_case_board,
    show_case_choices,
)
from web.cases import find_cases, put_case, put_details, read_one_case, say_whose_lines
from web.casework import check_fact, show_checklist
from web.evidence import (
    EvidenceList,
    EvidenceRecord,
    NewEvidence,
    add_evidence,
    list_evidence,
    preview_evidence,
    read_evidence,
)
from web.operation import Operation
from web.stages import MovedCase, NewStage, move_case
from web.timeline import TimelineSearch, read_case_timeline

_FILES = ("image/jpeg", "image/png", "image/webp", "application/pdf")

OPERATIONS: tuple[Operation, ...] = (
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
        answer=CaseView, roles=frozenset({Role.INTEGRATOR, Role.SUPERVISOR}),
        raises=(E.NOT_IN_THIS_STATE, E.DAY_IN_FUTURE), also={201: "The case is new"},
    ),
    Operation(
        method="PUT", path="/api/cases/{reference}/details", summary="Say whose parcel it is and what it is worth",
        does=put_details, body=CaseDetails, answer=CaseView, roles=PEOPLE, raises=(E.CASE_NOT_FOUND,),
    ),
    Operation(
        method="POST", path="/api/cases/{reference}/numbers", summary="Say whose the lines of a former number are",
        does=say_whose_lines, body=NumberSaid, answer=CaseView, roles=PEOPLE,
        raises=(E.CASE_NOT_FOUND, E.NOT_FOUND, E.NOT_IN_THIS_STATE),
    ),
    Operation(
        method="POST", path="/api/cases/{reference}/stage", summary="Move a case to another stage", does=move_case,
        body=NewStage, answer=MovedCase, roles=PEOPLE,
        raises=(E.CASE_NOT_FOUND, E.NOT_IN_THIS_STATE, E.VERSION_CONFLICT),
    ),
    Operation(
        method="PUT", path="/api/cases/{reference}/owner", summary="Say who looks after a case",
        does=set_case_owner, body=NewOwner, answer=CaseOwner, roles=PEOPLE, raises=(E.CASE_NOT_FOUND, E.NOT_FOUND),
    ),
    Operation(
        method="GET", path="/api/case-board", summary="The cases by stage", does=show_case_board, query=BoardSearch,
        answer=StageBoard, roles=STAFF,
    ),
    Operation(
        method="GET", path="/api/case-choices", summary="What cases can be filtered by", does=show_case_choices,
        answer=CaseChoices, roles=PEOPLE,
    ),
    Operation(
        method="GET", path="/api/saved-filters", summary="The filters that are kept", does=list_saved_filters,
        answer=SavedFilters, roles=PEOPLE,
    ),
    Operation(
        method="POST", path="/api/saved-filters", summary="Keep a filter", does=keep_filter, body=FilterToSave,
        answer=SavedFilters, roles=PEOPLE,
    ),
    Operation(
        method="PUT", path="/api/saved-filters/order", summary="Put the own filters in order", does=order_filters,
        body=FilterOrder, answer=SavedFilters, roles=PEOPLE,
    ),
    Operation(
        method="DELETE", path="/api/saved-filters/{filter_id}", summary="Forget a filter", does=forget_saved_filter,
        answer=SavedFilters, roles=PEOPLE, raises=(E.NOT_FOUND,),
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
        raises=(E.CASE_NOT_FOUND, E.CALL_NOT_FOUND, E.CALL_NEEDED, E.NOT_FOUND, E.INVALID_FIELD),
    ),
)  # fmt: skip
