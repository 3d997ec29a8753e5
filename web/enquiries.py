"""Asking carriers over REST: the enquiries of a case, a draft of one, and what is filed on it."""

from typing import Annotated

from pydantic import BaseModel, StringConstraints

from cases.enquiries.desk import Inquirer
from cases.enquiries.shapes import EnquiryDesk, NewEnquiry, NewLetter
from web.callers import Caller
from web.operation import Ask
from web.parts import Parts


class DraftSearch(BaseModel, extra="forbid"):
    """Left out: the language of the carrier's country."""

    language: Annotated[str, StringConstraints(min_length=2, max_length=35)] | None = None


class EnquiryDraft(BaseModel):
    """To be read, mended and sent by a person."""

    language: str
    subject: str
    text: str


async def show_enquiries(ask: Ask[None, None]) -> EnquiryDesk:
    """What the carrier was asked and has answered, by which ways it can be asked, and what its answer asks for."""
    return await _inquirer(ask.parts).read(ask.path("reference"))


async def draft_enquiry(ask: Ask[None, DraftSearch]) -> EnquiryDraft:
    """The words of an enquiry from what the case knows, in the carrier's language."""
    made = await _inquirer(ask.parts).draft(
        ask.path("reference"), language=ask.query.language, signed=_name(ask.caller)
    )  # fmt: skip
    return EnquiryDraft(language=made.language, subject=made.subject, text=made.text)


async def ask_carrier(ask: Ask[NewEnquiry, None]) -> EnquiryDesk:
    """Write down that the carrier was asked; from now on an answer is waited for."""
    return await _inquirer(ask.parts).ask(ask.path("reference"), ask.body, user_id=ask.caller.user_id or "")


async def file_letter(ask: Ask[NewLetter, None]) -> EnquiryDesk:
    """File what went to the carrier or came from it. What an answer asks for is proposed, and nothing is done."""
    return await _inquirer(ask.parts).file(ask.path("enquiry_id"), ask.body, user_id=ask.caller.user_id or "")


def _inquirer(parts: Parts) -> Inquirer:
    work = parts.casework
    return Inquirer(parts.database, carriers=work.carriers, rules=work.rules, now=parts.clock())


def _name(caller: Caller) -> str:
    return caller.credential.name
