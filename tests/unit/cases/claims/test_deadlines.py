"""Deadlines: published ones only, the earliest first, and none where nobody knows the day."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.book import BookNotValid
from cases.claims.deadlines import Carried, after_months, deadlines, earliest
from cases.claims.terms_of_carriers import FOLDER, NOTHING_PUBLISHED, read_claim_book
from cases.claims.words import Loss, Whom

BOOK = read_claim_book(FOLDER)
POSTED = date(2026, 8, 31)


def parcel(
    carrier: str | None = "USPS", *, loss: Loss = Loss.LOST, abroad: bool | None = True, insurer: str | None = None,
    due_on: date | None = None, posted_on: date | None = POSTED,
) -> Carried:  # fmt: skip
    return Carried(carrier, insurer, loss, abroad, posted_on=posted_on, due_on=due_on, delivered_on=None)


def test_every_deadline_delivered_says_where_it_was_read() -> None:
    published = [each for terms in BOOK.terms for each in terms.deadline]
    assert len(published) >= 10
    for each in published:
        assert each.source
        assert str(each.url).startswith(("https://", "http://"))
        assert each.dated is None or each.dated <= each.read_on
    assert all(terms.vouchers_source for terms in BOOK.terms if terms.vouchers)


def test_the_earliest_is_kept_to_where_they_contradict_each_other() -> None:
    found = deadlines(parcel(), BOOK)
    assert [each.last_day for each in found] == [date(2026, 11, 29), date(2027, 2, 28)]
    assert earliest(found, Whom.CARRIER) == date(2026, 11, 29)
    assert found[0].first_day == date(2026, 9, 3)


def test_nothing_is_guessed() -> None:
    assert deadlines(parcel("China Post"), BOOK) == ()
    assert deadlines(parcel("DHL Express"), BOOK) == ()
    assert deadlines(parcel(None), BOOK) == ()
    assert deadlines(parcel(), NOTHING_PUBLISHED) == ()


def test_without_the_day_it_runs_from_there_is_no_last_day() -> None:
    (first, *_) = deadlines(parcel("UPS"), BOOK)
    assert first.last_day is None
    (first, *_) = deadlines(parcel("UPS", due_on=POSTED), BOOK)
    assert first.last_day == POSTED + timedelta(days=60)


def test_insurer_and_carrier_have_days_of_their_own() -> None:
    found = deadlines(parcel(insurer="UPS Capital", due_on=POSTED), BOOK)
    assert earliest(found, Whom.INSURER) == POSTED + timedelta(days=90)


def test_a_day_at_the_end_of_the_calendar_takes_no_other_deadline_with_it() -> None:
    found = deadlines(parcel("USPS", posted_on=date.max, insurer="UPS Capital", due_on=POSTED), BOOK)
    assert {each.name: each.last_day for each in found} == {
        "UPS Capital (Mexico)": POSTED + timedelta(days=90), "USPS": None
    }  # fmt: skip


@pytest.mark.parametrize("name", ["Upsala Post", "Groups", "ups-like"])
def test_a_name_within_a_name_is_another_carrier(name: str) -> None:
    assert deadlines(parcel(name, due_on=POSTED), BOOK) == ()


def test_a_route_nobody_knows_has_the_deadlines_of_both() -> None:
    assert len(deadlines(parcel("Royal Mail", abroad=None), BOOK)) == 2
    assert len(deadlines(parcel("Royal Mail", abroad=False), BOOK)) == 1


def test_a_file_of_the_operator_wins_and_a_wrong_one_is_named(tmp_path: Path) -> None:
    ours = FOLDER.joinpath("royal_mail.toml").read_text("utf-8").replace("days = 80", "days = 70")
    (tmp_path / "ours.toml").write_text(ours, "utf-8")
    found = deadlines(parcel("Royal Mail", abroad=False), read_claim_book(FOLDER, tmp_path))
    assert found[0].last_day == POSTED + timedelta(days=70)
    (tmp_path / "ours.toml").write_text(ours.replace("days = 70", "days = 70\nmonths = 3"), "utf-8")
    with pytest.raises(BookNotValid) as wrong:
        read_claim_book(tmp_path)
    assert "ours.toml" in wrong.value.about


def test_a_deadline_that_nobody_says_when_they_read_is_none(tmp_path: Path) -> None:
    ours = FOLDER.joinpath("royal_mail.toml").read_text("utf-8").replace("read_on = 2026-11-28\n", "", 1)
    (tmp_path / "ours.toml").write_text(ours, "utf-8")
    with pytest.raises(BookNotValid) as wrong:
        read_claim_book(tmp_path)
    assert "read_on" in str(wrong.value.problems)


@given(day=st.dates(date(2000, 1, 1), date(2090, 1, 1)), months=st.integers(1, 36))
def test_months_later_is_in_the_right_month(day: date, months: int) -> None:
    later = after_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + timedelta(days=1)).month != later.month
