"""Stage six over REST: deadlines, vouchers, the steps of a claim, and the days that come near."""

from cases.claims.desk import Books, mark_voucher, note_step, read_claim
from cases.claims.reminders import read_reminders
from cases.claims.views import ClaimDesk, NewStep, NewVoucher, ReminderList
from web.operation import Ask
from web.parts import Parts


async def show_claim(ask: Ask[None, None]) -> ClaimDesk:
    """What can be claimed, by when, with which vouchers, and what has come of it so far."""
    return await read_claim(
        ask.parts.database, ask.path("reference"), books=_books(ask.parts), now=ask.parts.clock()
    )  # fmt: skip


async def note_claim_step(ask: Ask[NewStep, None]) -> ClaimDesk:
    """Write down what happened to a claim. The first submission moves the case to its stage."""
    desk = await note_step(
        ask.parts.database, ask.path("reference"), ask.body, user_id=ask.caller.user_id or "",
        books=_books(ask.parts), now=ask.parts.clock(),
    )  # fmt: skip
    ask.parts.work_waits()
    return desk


async def say_which_voucher(ask: Ask[NewVoucher, None]) -> ClaimDesk:
    """Say which voucher a file of the case is, or that it is none."""
    return await mark_voucher(
        ask.parts.database, ask.path("reference"), ask.body, user_id=ask.caller.user_id or "",
        books=_books(ask.parts), now=ask.parts.clock(),
    )  # fmt: skip


async def show_reminders(ask: Ask[None, None]) -> ReminderList:
    """The days on claims of all cases that are near, or have passed a short while ago."""
    return await read_reminders(ask.parts.database, book=ask.parts.casework.claims, now=ask.parts.clock())


def _books(parts: Parts) -> Books:
    return Books(parts.casework.claims, parts.casework.rules, parts.casework.sender)
