"""What carriers and insurers publish about claims: a file for each, every deadline with where it was read and when.

Published deadlines contradict each other and change; what nobody has found published is not in a file, and not guessed.
"""

from datetime import date
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import AnyHttpUrl, Field, StringConstraints, model_validator

from cases.book import Written, read_book
from cases.claims.words import CountedFrom, Loss, Route, Voucher, Whom
from cases.journeys.journey import folded

FOLDER: Final = Path(__file__).parent / "published"

_Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


class PublishedDeadline(Written):
    """One deadline as it was published. Either days or months, counted from the day after `counted_from`."""

    losses: frozenset[Loss] = Field(min_length=1)
    route: Route = Route.ANY
    service: _Words | None = Field(default=None, description="for which of its services; the case does not know them")
    days: int | None = Field(default=None, ge=1, le=1_100)
    months: int | None = Field(default=None, ge=1, le=36)
    counted_from: CountedFrom
    not_before_days: int = Field(default=0, ge=0, le=366)
    source: _Words
    url: AnyHttpUrl
    dated: date | None = Field(default=None, description="the day of the document, where it names one")
    read_on: date = Field(description="when somebody read it there and wrote it down here")
    seen: Literal["original", "quoted"] = Field(description="`quoted`: by somebody else; to be checked before use")

    @model_validator(mode="after")
    def _one_length(self) -> "PublishedDeadline":
        if (self.days is None) == (self.months is None):
            raise ValueError("is so many days or so many months")
        return self


class ClaimTerms(Written):
    """One carrier's or insurer's file. `vouchers` are those it names; empty: nobody has found its list."""

    name: _Words
    whom: Whom
    known_as: tuple[_Words, ...] = Field(min_length=1)
    vouchers: tuple[Voucher, ...] = ()
    vouchers_source: _Words | None = None
    deadline: tuple[PublishedDeadline, ...] = ()

    def is_of(self, name: str) -> bool:
        """Whether a case means it by this name: by a whole word of it."""
        words = f" {folded(name)} "
        return any(f" {folded(known)} " in words for known in self.known_as)


class ClaimBook(Written):
    """All files together."""

    terms: tuple[ClaimTerms, ...] = ()

    def terms_for(self, whom: Whom, name: str | None) -> ClaimTerms | None:
        """The file of whom the case names; None where there is none."""
        if not name:
            return None
        return next((each for each in self.terms if each.whom is whom and each.is_of(name)), None)


NOTHING_PUBLISHED: Final = ClaimBook()


def read_claim_book(*folders: Path) -> ClaimBook:
    """Every `*.toml` of these folders; those of later folders come first, so that they win. Blocking.

    Raises OSError and BookNotValid.
    """
    files = [file for folder in reversed(folders) for file in sorted(folder.glob("*.toml"))]
    return ClaimBook(terms=tuple(_read(file) for file in files))


def _read(file: Path) -> ClaimTerms:
    return read_book(file.read_text("utf-8"), ClaimTerms, about=f"The deadlines of claims in {file}")
