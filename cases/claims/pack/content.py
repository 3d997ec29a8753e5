"""What a claim pack is made from. Plain values only: equal contents give equal files, byte by byte. Pure."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from cases.amounts import Amount
from cases.claims.words import Loss, Whom
from cases.journeys.tracking_event import TrackingEvent


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ClaimantPart(_Part):
    """Who claims. `customer_number`: what the carrier calls them."""

    name: str
    address: tuple[str, ...]
    contact: str | None
    customer_number: str | None


class ParcelPart(_Part):
    """The parcel and its terms."""

    order: str | None
    number: str | None
    carrier: str | None
    posted_on: date | None
    due_on: date | None
    origin: str | None
    destination: str | None
    recipient: str
    value: str | None
    freight: str | None
    insurance: str | None
    contents: str | None
    weight_g: int | None


class WrongNumberPart(_Part):
    """Lines that were told under a wrong number, and are not in the trajectory: they are another parcel's."""

    number: str
    lines: int


class StatementPart(_Part):
    """A statement, word for word. `whole`: its hashes hold. `replaces_at`, `replaced_at`: when the same customer
    confirmed the one before and the one after. `reads_now`: what they would have read instead when the pack was asked
    for, where the case or the wording had changed.
    """

    title: str
    lines: tuple[str, ...]
    text: str
    text_sha256: str
    locale: str
    own_words: str
    signed_name: str
    way: str
    at: datetime
    sha256: str
    whole: bool
    replaces_at: datetime | None
    replaced_at: datetime | None
    reads_now: tuple[str, ...]


class ConsentPart(_Part):
    """Under what somebody sent a photo from the page of a call: who, when, and the words they had read.

    `sha256` is of the words as the page has them, with their gaps; without words we know only that there were some.
    """

    by_name: str
    participant_id: str | None
    call_id: str
    at: datetime
    place_kept: bool
    locale: str | None
    words: tuple[str, ...]
    sha256: str | None


class FilePart(_Part):
    """A photo or document: what it is called, and where it comes from. Its bytes lie elsewhere. `number` tells apart
    what is called the same. `consents_again`: the same bytes came once more, from a customer who had agreed then.
    `stands_for`: copies of the same photo with its place, which is told no longer.
    """

    id: str
    number: int
    name: str
    media_type: str
    sha256: str
    size: int
    received_sha256: str
    at: datetime
    by_customer: bool
    by_name: str
    in_call: bool
    keeps_place: bool
    consent: ConsentPart | None
    consents_again: tuple[ConsentPart, ...]
    vouchers: tuple[str, ...]
    stands_for: tuple[str, ...]

    @property
    def in_archive(self) -> str:
        """Its name there, in its folder; the page calls it so too."""
        return f"{self.number:02}-{self.name}"


class TextPart(_Part):
    """One line that was written in a call."""

    at: datetime
    name: str
    role: str
    text: str


class LetterPart(_Part):
    """One letter to or from a carrier, word for word. `at` is when it went or came, as whoever filed it says."""

    at: datetime
    filed_at: datetime
    carrier: str
    from_carrier: bool
    channel: str
    address: str
    subject: str
    text: str
    outcome: str | None
    by_name: str
    files: tuple[str, ...]


class SummaryPart(_Part):
    """A summary a person has approved: its statements group by group."""

    call_id: str
    approved_at: datetime
    outcome: str | None
    statements: tuple[tuple[str, str], ...]


class LeftOut(_Part):
    """Of `what` there is more on the case than a pack takes: how many there are, and how many are in which file."""

    what: Literal["texts", "events"]
    total: int
    on_page: int
    in_archive: int


class PackContent(_Part):
    """All of it. `as_of` is when it was asked for; `arrived_at`, when the customer said last that the parcel is there
    after all, and has not confirmed since that it is not.
    """

    pack_id: str
    reference: str
    title: str
    as_of: datetime
    whom: Whom
    addressee: str | None
    their_number: str
    claimant: ClaimantPart | None
    language: str
    loss: Loss
    arrived_at: datetime | None
    claimed: Amount | None
    parcel: ParcelPart
    seen_last: TrackingEvent | None
    silent_days: int | None
    events: tuple[TrackingEvent, ...]
    wrong_numbers: tuple[WrongNumberPart, ...]
    statements: tuple[StatementPart, ...]
    files: tuple[FilePart, ...]
    letters: tuple[LetterPart, ...]
    texts: tuple[TextPart, ...]
    summaries: tuple[SummaryPart, ...]
    left_out: tuple[LeftOut, ...]


class Order(_Part):
    """What the maker is told: the content, where each file and small picture lies, where to write."""

    content: PackContent
    paths: dict[str, str]
    previews: dict[str, str]
    pdf: str
    zip: str


class MadeFile(_Part):
    """One file of the archive."""

    name: str
    size: int
    sha256: str


class Made(_Part):
    """What the maker answers."""

    pdf_sha256: str
    pdf_size: int
    zip_sha256: str
    zip_size: int
    files: tuple[MadeFile, ...]
