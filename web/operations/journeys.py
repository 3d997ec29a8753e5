"""What the feeds bring, what is wrong with parcels, and what was promised."""

from cases.alerting.history import Replayed
from cases.alerting.worklist import Worklist
from cases.board import AlertView
from records.commitments import CommitmentList, CommitmentRecord
from signaling.protocol.words import ErrorCode as E
from signaling.protocol.words import Role
from web.callers import PEOPLE, STAFF
from web.casework import WorkSearch, settle_one_alert, show_worklist
from web.commitments import (
    CommitmentSearch,
    Postponement,
    Settlement,
    move_commitment,
    search_commitments,
    settle_commitment,
)
from web.imports import FILE_TYPES, ImportFile, ImportOrder, ImportPreview, ImportResult, load_file, preview_import
from web.operation import Operation
from web.rules import RulesInForce, RulesTrial, show_rules, try_rules

OPERATIONS: tuple[Operation, ...] = (
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
)  # fmt: skip
