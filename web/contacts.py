"""Keeping customers informed over REST: the plan, a preview, the message itself; and what is due to somebody."""

from cases.contacts.desk import Informer
from cases.contacts.shapes import ContactDesk, NewContact, Preview, WantedLetter
from cases.due_list import DueList, read_due_list
from web.callers import limit_tries_of
from web.operation import Ask
from web.parts import Parts


async def show_contacts(ask: Ask[None, None]) -> ContactDesk:
    """By when the customer hears from us next, what time it is where they are, and what they were told."""
    return await _informer(ask.parts).read(ask.path("reference"))


async def preview_contact(ask: Ask[WantedLetter, None]) -> Preview:
    """The message as it would go. Sends nothing."""
    return await _informer(ask.parts).preview(ask.path("reference"), ask.body, agent=ask.caller.credential.name)


async def tell_customer(ask: Ask[NewContact, None]) -> ContactDesk:
    """Send the message, or write down that somebody has told them; never at their night unless they asked for it."""
    await limit_tries_of(ask.http, "tell_customer", ask.caller.actor, limit=30, per_s=60)
    return await _informer(ask.parts).tell(ask.path("reference"), ask.body, user_id=ask.caller.user_id or "")


async def show_due_list(ask: Ask[None, None]) -> DueList:
    """Answers that carriers owe, and words promised to customers, due by tomorrow."""
    parts = ask.parts
    return await read_due_list(parts.database, quiet=parts.casework.quiet, now=parts.clock())


def _informer(parts: Parts) -> Informer:
    work = parts.casework
    return Informer(
        parts.database, rules=work.rules, couriers=work.couriers, quiet=work.quiet, now=parts.clock()
    )  # fmt: skip
