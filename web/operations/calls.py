"""Calls: opening, joining, finding them, and who is there."""

from records.call_record import CallList, CallRecord
from records.waiting import WaitingList
from signaling.protocol.words import ErrorCode as E
from signaling.protocol.words import Role
from web.agents import AgentList, NewAgent, Reassigned, reassign_call, show_agents
from web.callers import PEOPLE, STAFF
from web.calls import CallSearch, NewCall, OpenedCall, open_call, read_one_call, renew_link, search_calls
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
from web.operation import Operation
from web.waiting import WaitingSearch, show_waiting

OPERATIONS: tuple[Operation, ...] = (
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
)  # fmt: skip
