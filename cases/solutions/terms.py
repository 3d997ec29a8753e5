"""On which terms a parcel was sold and carried: stated by the shop or an agent, read by solutions and claims."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from cases.amounts import Amount, amount_of, amount_or_none
from cases.currencies import CURRENCIES, minor_digits
from cases.parcel import Day, Money
from cases.solutions.situation import Bearer, CustomerValue
from records.case_terms import find_terms, put_terms
from records.cases import add_case_entry, find_case
from records.database import Database
from records.tables import CaseRow, CaseTermsRow, new_id
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode

_Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
_Contents = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1_000)]


class Terms(BaseModel):
    """What is left out is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    freight: Money | None = Field(default=None, description="what the carriage cost")
    freight_by: Bearer | None = Field(default=None, description="who has paid it")
    insured: bool | None = None
    insured_for: Money | None = None
    insurer: _Words | None = None
    insurance_number: _Words | None = None
    customer: CustomerValue | None = Field(default=None, description="what the shop says of its customer")
    contents: _Contents | None = None
    weight_g: int | None = Field(default=None, ge=1, le=1_000_000)
    due_on: Day | None = Field(default=None, description="the day on which it should have been delivered")


async def state_terms(database: Database, reference: str, terms: Terms, *, actor: str, now: datetime) -> Terms:
    """From now on the terms are these. Raises SignalError: `case_not_found`; as `exact` for a sum that cannot be."""
    columns = _columns(terms)
    async with database.transaction() as session:
        case = await find_case(session, reference, for_update=True)
        if case is None:
            raise SignalError(ErrorCode.CASE_NOT_FOUND, "There is no case with this reference.")
        row = await put_terms(session, case.id, columns, actor=actor, now=now)
        await add_case_entry(session, case.id, kind="terms_stated", key=new_id(), data={"actor": actor}, now=now)
        return terms_of(row)


async def read_terms(database: Database, reference: str) -> Terms:
    """The terms as they stand. Raises SignalError `case_not_found`."""
    async with database.reading() as session:
        case = await find_case(session, reference)
        if case is None:
            raise SignalError(ErrorCode.CASE_NOT_FOUND, "There is no case with this reference.")
        return terms_of(await find_terms(session, case.id))


def terms_of(row: CaseTermsRow | None) -> Terms:
    """As pages read them; what is stored is not judged again."""
    if row is None:
        return Terms()
    return Terms.model_construct(
        freight=_money(row.freight_minor, row.freight_currency),
        freight_by=Bearer(row.freight_by) if row.freight_by else None, insured=row.insured,
        insured_for=_money(row.insured_minor, row.insured_currency), insurer=row.insurer,
        insurance_number=row.insurance_number, customer=CustomerValue(row.customer) if row.customer else None,
        contents=row.contents, weight_g=row.weight_g, due_on=row.due_on,
    )  # fmt: skip


def goods_of(case: CaseRow) -> Amount | None:
    """What the parcel is worth, as the case says."""
    if case.value_amount is None or case.value_currency is None:
        return None
    try:
        return amount_of(Money(amount=case.value_amount, currency=case.value_currency))
    except ValueError:
        return None


def freight_of(row: CaseTermsRow | None) -> Amount | None:
    """What the carriage cost."""
    return amount_or_none(row.freight_minor, row.freight_currency) if row else None


def exact(money: Money) -> Amount:
    """The sum in minor units. Raises SignalError: `currency_unknown`; `amount_fraction` where it has not so many."""
    if money.currency not in CURRENCIES:
        raise SignalError(ErrorCode.CURRENCY_UNKNOWN, f"{money.currency} is no currency.")
    try:
        return amount_of(money)
    except ValueError as error:
        raise SignalError(ErrorCode.AMOUNT_FRACTION, f"{money.currency} has no such fraction.") from error


def some(amount: Amount) -> Amount:
    """Itself. Raises SignalError with `amount_not_positive` when it is nothing."""
    if amount.minor == 0:
        raise SignalError(ErrorCode.AMOUNT_NOT_POSITIVE, "Nothing is no sum.")
    return amount


def _money(minor: int | None, currency: str | None) -> Money | None:
    if minor is None or currency is None:
        return None
    return Money.model_construct(amount=Decimal(minor).scaleb(-minor_digits(currency)), currency=currency)


def _columns(terms: Terms) -> dict[str, Any]:
    freight = exact(terms.freight) if terms.freight else None
    insured_for = exact(terms.insured_for) if terms.insured_for else None
    return {
        "freight_minor": freight.minor if freight else None,
        "freight_currency": freight.currency if freight else None,
        "freight_by": terms.freight_by,
        "insured": terms.insured,
        "insured_minor": insured_for.minor if insured_for else None,
        "insured_currency": insured_for.currency if insured_for else None,
        "insurer": terms.insurer,
        "insurance_number": terms.insurance_number,
        "customer": terms.customer,
        "contents": terms.contents,
        "weight_g": terms.weight_g,
        "due_on": terms.due_on,
    }
