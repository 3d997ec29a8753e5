"""What goes to other systems, and what comes from them."""

from outgoing.endpoint_view import EndpointChange, EndpointList, EndpointView, NewEndpoint, ToldSecret
from signaling.protocol.words import ErrorCode as E
from signaling.protocol.words import Role
from web.callers import STAFF
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
from web.feeds import Taken, take_aftership, take_seventeentrack
from web.helpdesk import Ticket, TicketTold, show_ticket, take_helpdesk
from web.operation import Operation
from web.shared_calls import CallLinkHolder, SharedCall, read_shared_call
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

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        method="GET", path="/api/webhooks", summary="Who is told of events", does=show_endpoints, answer=EndpointList,
        roles=frozenset({Role.SUPERVISOR}),
    ),
    Operation(
        method="POST", path="/api/webhooks", summary="Tell one more endpoint", does=new_endpoint, body=NewEndpoint,
        answer=ToldSecret, status=201, roles=frozenset({Role.SUPERVISOR}),
        raises=(E.NOT_IN_THIS_STATE, E.RATE_LIMITED, E.UNAVAILABLE),
    ),
    Operation(
        method="PUT", path="/api/webhooks/{endpoint_id}", summary="Change what an endpoint is told",
        does=edit_endpoint, body=EndpointChange, answer=EndpointView, roles=frozenset({Role.SUPERVISOR}),
        raises=(E.NOT_IN_THIS_STATE,),
    ),
    Operation(
        method="POST", path="/api/webhooks/{endpoint_id}/secret", summary="Change an endpoint's secret",
        does=renew_secret, answer=ToldSecret, status=201, roles=frozenset({Role.SUPERVISOR}),
        raises=(E.NOT_IN_THIS_STATE, E.UNAVAILABLE),
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
        does=show_ticket, answer=Ticket, roles=STAFF, raises=(E.CASE_NOT_FOUND, E.RATE_LIMITED),
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
)  # fmt: skip
