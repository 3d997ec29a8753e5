"""The facts of a case, checked: five questions, what we can see by ourselves, and who has answered what."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from cases.address import Address, AddressPart, read_address
from cases.numbers.carrier_numbers import read_number
from cases.numbers.tracking_number import did_you_mean, normalise
from records.cases import add_case_entry, find_case
from records.database import Database
from records.fact_checks import HEARD_IN, add_answer, call_going_on, call_of_case, list_answers
from records.tables import CallRow, CaseRow, FactCheckRow, new_id
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode


class Item(StrEnum):
    """What is to be found out, in the order in which one asks."""

    ORDER = "order"
    ADDRESS = "address"
    TRACKING_NUMBER = "tracking_number"
    NOTICE = "notice"
    RETURN = "return"


class Source(StrEnum):
    """Where an answer comes from. `call`: from the customer, in a call on this case."""

    CALL = "call"
    CUSTOMER = "customer"
    CARRIER = "carrier"
    RECORDS = "records"


class Seen(StrEnum):
    """What can be seen without asking anybody. It warns, and never decides."""

    NOTHING_THERE = "nothing_there"
    WRONG_CHECK_DIGIT = "wrong_check_digit"
    OTHER_CARRIER = "other_carrier"
    UNKNOWN_FORM = "unknown_form"
    MISSING_PARTS = "missing_parts"
    ODD_POSTCODE = "odd_postcode"
    ASK_FOR_FLAT = "ask_for_flat"
    WAITS_SOMEWHERE = "waits_somewhere"
    CAME_BACK = "came_back"


Answered = Literal["yes", "no", "unknown"]
_Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
_Number = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)]


class FactAnswer(BaseModel):
    """An answer to one question. `address` belongs to the question of the address, `number` to that of the number: as
    it is on the customer's side, where it is another one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    answer: Answered
    source: Source
    note: _Note = ""
    address: Address | None = None
    number: _Number | None = None
    call_id: Annotated[str, StringConstraints(min_length=1, max_length=64)] | None = Field(
        default=None, description="the call it was heard in; left out it is the one that goes on; its moment is noted"
    )


class _Shown(BaseModel):
    model_config = ConfigDict(frozen=True)


class GivenAnswer(_Shown):
    """As it was written down. `call_second`: so far into the talk of `call_id`."""

    answer: Answered
    source: Source
    note: str
    address: Address | None
    number: str | None
    by_name: str
    at: datetime
    call_id: str | None
    call_second: int | None


class Remark(_Shown):
    """Something seen; `values` are what it is about: numbers that may be meant, parts that are missing, carriers."""

    seen: Seen
    values: tuple[str, ...] = ()


class CheckItem(_Shown):
    """One question: what is on the case, what can be seen, what was answered last, and before."""

    item: Item
    known: str | None
    remarks: tuple[Remark, ...]
    given: GivenAnswer | None
    earlier: tuple[GivenAnswer, ...]


class Checklist(_Shown):
    """All five. `open` of them have no answer yet."""

    items: tuple[CheckItem, ...]
    open: int


async def read_checklist(database: Database, reference: str) -> Checklist:
    """The checklist of a case. Raises SignalError `case_not_found`."""
    async with database.reading() as session:
        row = await _case(session, reference)
        return _checklist(row, await _answers(session, row.id))


async def answer_fact(
    database: Database, reference: str, item: Item, said: FactAnswer, *, user_id: str, now: datetime
) -> Checklist:
    """Write an answer down, beside those before. Raises SignalError: `case_not_found`; `call_not_found` for a call on
    another case; `call_needed` for what was heard in a call when none goes on or is being written up; `invalid_field`
    for an address or a number where none was asked for, and for a call where it was not heard in one.
    """
    if said.call_id and said.source is not Source.CALL:
        raise SignalError(ErrorCode.INVALID_FIELD, "Only what was heard in a call has a call.")
    if (said.address and item is not Item.ADDRESS) or (said.number and item is not Item.TRACKING_NUMBER):
        raise SignalError(ErrorCode.INVALID_FIELD, "This question has no address and no number for an answer.")
    async with database.transaction() as session:
        row = await _case(session, reference)
        call = await _heard_in(session, row.id, said.call_id) if said.source is Source.CALL else None
        detail: dict[str, Any] = {}
        if said.address is not None:
            detail["address"] = said.address.model_dump(mode="json")
        if said.number:
            detail["number"] = normalise(said.number)
        await add_answer(
            session, row.id, item=item, answer=said.answer, source=said.source, detail=detail, note=said.note,
            user_id=user_id, call=call, now=now,
        )  # fmt: skip
        data = {"item": item, "answer": said.answer} | ({"call_id": call.id} if call else {})
        await add_case_entry(session, row.id, kind="fact_checked", key=new_id(), data=data, now=now)
        return _checklist(row, await _answers(session, row.id))


async def _heard_in(session: AsyncSession, case_id: str, call_id: str | None) -> CallRow:
    """The call as it is now, whatever a page believes."""
    call = await (call_of_case(session, call_id, case_id) if call_id else call_going_on(session, case_id))
    if call_id and call is None:
        raise SignalError(ErrorCode.CALL_NOT_FOUND, "There is no such call on this case.")
    if call is None or call.state not in HEARD_IN:
        raise SignalError(ErrorCode.CALL_NEEDED, "No call on this case goes on in which it could have been heard.")
    return call


async def _case(session: AsyncSession, reference: str) -> CaseRow:
    row = await find_case(session, reference)
    if row is None:
        raise SignalError(ErrorCode.CASE_NOT_FOUND, "There is no case with this reference.")
    return row


async def _answers(session: AsyncSession, case_id: str) -> dict[str, list[GivenAnswer]]:
    found: dict[str, list[GivenAnswer]] = {}
    for row, name in await list_answers(session, case_id):
        found.setdefault(row.item, []).append(_given(row, name))
    return found


def _given(row: FactCheckRow, name: str) -> GivenAnswer:
    return GivenAnswer(
        answer=row.answer if row.answer in ("yes", "no") else "unknown", source=Source(row.source), note=row.note,
        address=_address(row.detail), number=row.detail.get("number"), by_name=name, at=row.at, call_id=row.call_id,
        call_second=row.call_second,
    )  # fmt: skip


def _address(detail: dict[str, Any]) -> Address | None:
    """As it was accepted then; None when that would not be accepted now."""
    try:
        return Address.model_validate(detail["address"]) if "address" in detail else None
    except ValidationError:
        return None


def _checklist(row: CaseRow, answers: dict[str, list[GivenAnswer]]) -> Checklist:
    items = []
    for item in Item:
        given = answers.get(item, [])
        latest = given[0] if given else None
        items.append(
            CheckItem(
                item=item, known=_known(row, item), remarks=_remarks(row, item, latest), given=latest,
                earlier=tuple(given[1:]),
            )
        )  # fmt: skip
    return Checklist(items=tuple(items), open=sum(item.given is None for item in items))


def _known(row: CaseRow, item: Item) -> str | None:
    """What the case says by itself."""
    match item:
        case Item.ORDER:
            return row.order_reference
        case Item.TRACKING_NUMBER:
            return row.tracking_number
        case Item.ADDRESS:
            return row.destination_city
        case _:
            return None


def _remarks(row: CaseRow, item: Item, given: GivenAnswer | None) -> tuple[Remark, ...]:
    match item:
        case Item.ORDER:
            return () if row.order_reference else (Remark(seen=Seen.NOTHING_THERE),)
        case Item.TRACKING_NUMBER:
            number = given.number if given and given.number else row.tracking_number
            return _of_number(number, row.carrier)
        case Item.ADDRESS:
            return _of_address(given.address if given else None)
        case Item.NOTICE:
            return (Remark(seen=Seen.WAITS_SOMEWHERE),) if given and given.answer == "yes" else ()
        case Item.RETURN:
            return (Remark(seen=Seen.CAME_BACK),) if given and given.answer == "yes" else ()


def _of_number(number: str | None, carrier: str | None) -> tuple[Remark, ...]:
    if not number:
        return (Remark(seen=Seen.NOTHING_THERE),)
    reading, meant = read_number(number, carrier), did_you_mean(number)
    found = []
    if reading.wrong_check_digit or meant:
        found.append(Remark(seen=Seen.WRONG_CHECK_DIGIT, values=meant))
    if reading.other_carrier:
        found.append(Remark(seen=Seen.OTHER_CARRIER, values=reading.forms))
    elif not (reading.postal or reading.forms or found):
        found.append(Remark(seen=Seen.UNKNOWN_FORM))
    return tuple(found)


def _of_address(address: Address | None) -> tuple[Remark, ...]:
    if address is None:
        return ()
    reading = read_address(address)
    found = []
    if reading.missing:
        found.append(Remark(seen=Seen.MISSING_PARTS, values=tuple(AddressPart(part) for part in reading.missing)))
    if reading.odd_postcode:
        found.append(Remark(seen=Seen.ODD_POSTCODE, values=(address.country,)))
    if reading.ask_for_flat:
        found.append(Remark(seen=Seen.ASK_FOR_FLAT))
    return tuple(found)
