"""Cases over REST: what helpdesks put in, what agents read."""

from aiohttp import web

from cases.board import CaseView, read_case
from cases.case_list import CaseList, CaseSearch, read_case_list
from cases.details import state_details
from cases.numbers.desk import say_of_number
from cases.numbers.shapes import NumberSaid
from cases.parcel import CaseBody, CaseDetails
from cases.upsert import upsert_case
from records.users import find_user
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode
from web.operation import Ask, answered
from web.parts import Parts


async def find_cases(ask: Ask[None, CaseSearch]) -> CaseList:
    """Those that fit, in the order that is asked for; last changed first if none is."""
    return await read_case_list(
        ask.parts.database, ask.query, user_id=ask.caller.user_id, now=ask.parts.clock(),
        rules=ask.parts.casework.rules,
    )  # fmt: skip


async def read_one_case(ask: Ask[None, None]) -> CaseView:
    """The case with its journey, and what the journey says."""
    return await _case(ask.parts, ask.path("reference"))


async def put_case(ask: Ask[CaseBody, None]) -> web.Response:
    """Make the case, or make it say what the body says. The same body again changes nothing."""
    created = await upsert_case(
        ask.parts.database, ask.path("reference"), ask.body, actor=ask.caller.actor, now=ask.parts.clock(),
        raw_body=ask.raw_body,
    )  # fmt: skip
    ask.parts.work_waits()
    return answered(await _case(ask.parts, ask.path("reference")), status=201 if created else 200)


async def put_details(ask: Ask[CaseDetails, None]) -> CaseView:
    """Say whose parcel it is, by whom it goes and what it is worth."""
    reference, parts = ask.path("reference"), ask.parts
    await state_details(parts.database, reference, ask.body, actor=ask.caller.actor, now=parts.clock())
    parts.work_waits()
    return await _case(parts, reference)


async def say_whose_lines(ask: Ask[NumberSaid, None]) -> CaseView:
    """Say whether the lines that were told under a number the case had before are this parcel's or another's. What is
    another's is kept, and no rule, letter or claim reads it. Said twice, nothing changes.
    """
    reference, parts = ask.path("reference"), ask.parts
    async with parts.database.transaction() as session:
        user = await find_user(session, ask.caller.user_id or "")
        await say_of_number(session, reference, ask.body, actor=ask.caller.actor, user=user, now=parts.clock())
    parts.work_waits()
    return await _case(parts, reference)


async def _case(parts: Parts, reference: str) -> CaseView:
    case = await read_case(parts.database, reference, now=parts.clock(), rules=parts.casework.rules)
    if case is None:
        raise SignalError(ErrorCode.CASE_NOT_FOUND, "There is no case with this reference.")
    return case
