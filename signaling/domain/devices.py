"""The customer goes on with another device: by a new link, or by the way that their own page has made. Pure.

The call, the place in the queue and all that was said and agreed stay. Whoever is in by the old way is shown out, and
what was being recorded ends: nobody knows who holds the other device, so they are asked anew.
"""

from dataclasses import replace
from datetime import datetime

from signaling.domain import consent
from signaling.domain import effects as do
from signaling.domain import events as e
from signaling.domain.call import TALKING, Call
from signaling.domain.effects import Outcome
from signaling.domain.endings import interrupted, offer_withdrawn
from signaling.protocol.words import CallState, ErrorCode


def link_renewed(call: Call, event: e.LinkRenewed, now: datetime) -> Outcome:
    """The place waits for whoever comes by the new link, and nobody knows when that will be.

    Before a talk the call is what it is with a link that nobody has used, and ends with it; in a talk the agent
    decides how long to wait.
    """
    freed, effects = _shown_out(call, ErrorCode.LINK_RENEWED, away_since=None)
    changed = replace(freed, link_expires_at=event.expires_at)
    entry = do.AddEntry("link_renewed", data={"by": event.by})
    if call.state in TALKING:
        return interrupted(changed), (entry, *effects)
    return replace(changed, state=CallState.WAITING if call.talked else CallState.CREATED), (entry, *effects)


def device_changed(call: Call, event: e.DeviceChanged, now: datetime) -> Outcome:
    """The other device is on its way: as if the customer's page had been away for a moment."""
    changed, effects = _shown_out(call, ErrorCode.DEVICE_CHANGED, away_since=now)
    entry = do.AddEntry("device_changed", call.customer.id)
    if call.state is CallState.ACTIVE:
        changed = interrupted(changed)
    if call.state is CallState.OFFERED:
        changed = replace(changed, state=CallState.WAITING)
    return changed, (entry, *effects)


def _shown_out(call: Call, because: ErrorCode, *, away_since: datetime | None) -> Outcome:
    """The call with an empty chair for the customer: nothing rings for it, and nothing is recorded."""
    customer = call.customer
    out = () if customer.page_id is None else (do.ShowOut(customer.id, customer.page_id, because),)
    asking, recording = consent.ended(call, "device changed")
    nobody_yet = replace(
        customer, page_id=None, away_since=away_since, ready=False, audio=False, video=False, screen=False
    )  # fmt: skip
    freed = replace(call.with_participant(nobody_yet), offer_id=None, offered_to=None, asking=asking)
    return freed, (*offer_withdrawn(call), *recording, *out)
