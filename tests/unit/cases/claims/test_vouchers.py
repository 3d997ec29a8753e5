"""Which vouchers a claim needs, what is there, and who can supply the rest."""

from datetime import UTC, datetime, timedelta

import pytest

from cases.claims.loss_point import loss_point
from cases.claims.terms_of_carriers import FOLDER, read_claim_book
from cases.claims.vouchers import Known, voucher_list
from cases.claims.words import Loss, Supplier, Voucher, Whom
from cases.journeys.tracking_event import Progress, TrackingEvent

BOOK = read_claim_book(FOLDER)
PHOTOS = {Voucher.PHOTO_BOX, Voucher.PHOTO_LABEL, Voucher.PHOTO_CONTENTS}
NOW = datetime(2026, 11, 20, tzinfo=UTC)


def needed(known: Known) -> set[Voucher]:
    return {each.voucher for each in voucher_list(known)}


def test_who_has_no_parcel_states_so_and_takes_no_photos() -> None:
    lost = needed(Known(Loss.LOST, insured=False))
    assert Voucher.STATEMENT in lost
    assert not lost & PHOTOS
    assert Voucher.INSURANCE not in lost


def test_damage_is_shown_and_not_stated() -> None:
    damaged = needed(Known(Loss.DAMAGED, insured=True))
    assert damaged >= PHOTOS | {Voucher.INSURANCE}
    assert Voucher.STATEMENT not in damaged


def test_what_is_there_is_there_by_the_case_or_by_a_file() -> None:
    known = Known(Loss.LOST, True, frozenset({Voucher.ORDER}), {Voucher.VALUE: ["e1", "e2"], Voucher.PAYMENT: []})
    lines = {each.voucher: each for each in voucher_list(known)}
    assert (lines[Voucher.ORDER].there, lines[Voucher.ORDER].files) == (True, ())
    assert (lines[Voucher.VALUE].there, lines[Voucher.VALUE].files) == (True, ("e1", "e2"))
    assert lines[Voucher.PAYMENT].there is False
    assert lines[Voucher.STATEMENT].supplier is Supplier.CUSTOMER


def test_what_a_carrier_names_itself_is_marked_and_always_needed() -> None:
    terms = BOOK.terms_for(Whom.CARRIER, "Royal Mail")
    lines = {each.voucher: each for each in voucher_list(Known(Loss.LOST, None), terms)}
    assert lines[Voucher.PHOTO_BOX].asked
    assert not lines[Voucher.ORDER].asked


def event(days: int, progress: Progress) -> TrackingEvent:
    return TrackingEvent(at=NOW - timedelta(days=days), description=progress, progress=progress, source="test")


def test_the_point_of_loss_is_where_somebody_had_it_last() -> None:
    told = [
        event(30, Progress.PICKED_UP),
        event(20, Progress.DEPARTED),
        event(9, Progress.EXPIRED),
        event(3, Progress.LOST),
    ]
    point = loss_point(told, now=NOW)
    assert point is not None
    assert (point.seen.progress, point.silent_days) == (Progress.DEPARTED, 20)
    assert [each.progress for each in point.said_since] == [Progress.EXPIRED, Progress.LOST]


@pytest.mark.parametrize("told", [[], [event(9, Progress.INFO_RECEIVED)]])
def test_a_parcel_nobody_had_was_lost_nowhere(told: list[TrackingEvent]) -> None:
    assert loss_point(told, now=NOW) is None
