"""When the customer hears from us next."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cases.alerting.urgency import Mood
from cases.contacts.local_time import AT_NIGHT, Place, place_of
from cases.contacts.moments import Moment, moment_for
from cases.contacts.plan import Planned, Reason, Standing, next_update
from cases.journeys.anomalies import Anomaly
from cases.stages import Stage

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
MADRID, NOWHERE = place_of(told="Europe/Madrid", countries=()), Place(())
STANDINGS = st.builds(
    Standing, stage=st.sampled_from(Stage), mood=st.sampled_from(Mood),
    anomaly=st.none() | st.sampled_from(Anomaly), told_before=st.booleans(),
    answer_due=st.none() | st.dates(date(2026, 11, 1), date(2026, 12, 31)),
)  # fmt: skip
MOMENTS = st.datetimes(datetime(2026, 11, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 (aware by the strategy)


def planned(standing: Standing, *, place: Place = NOWHERE, at: datetime = NOW) -> Planned:
    return next_update(at, standing, place=place, quiet=AT_NIGHT)


@given(MOMENTS, STANDINGS, st.sampled_from(["ES", "US", "CN", "RU", "BR"]))
def test_it_lies_ahead_by_day_and_has_a_reason(at: datetime, standing: Standing, country: str) -> None:
    place = place_of(told=None, countries=(country,))
    found = planned(standing, place=place, at=at)
    assert at < found.due_at <= at + timedelta(days=12)
    assert not place.is_night(found.due_at, AT_NIGHT)
    assert found.reasons


@given(MOMENTS, STANDINGS)
def test_nobody_who_is_upset_waits_longer_than_one_who_is_calm(at: datetime, standing: Standing) -> None:
    def due(mood: Mood) -> datetime:
        same = Standing(standing.stage, mood, standing.anomaly, standing.answer_due, standing.told_before)
        return planned(same, at=at).due_at

    assert due(Mood.UPSET) <= due(Mood.UNEASY) <= due(Mood.CALM)


def test_the_first_word_comes_within_a_day_and_to_the_upset_within_hours() -> None:
    assert planned(Standing(Stage.ANOMALY_FOUND, Mood.CALM)).due_at == NOW + timedelta(hours=24)
    assert planned(Standing(Stage.ANOMALY_FOUND, Mood.UPSET)).due_at == NOW + timedelta(hours=4)


def test_a_day_on_which_the_carrier_owes_an_answer_is_told_of_the_next_noon() -> None:
    asked = Standing(Stage.CARRIER_ASKED, Mood.CALM, answer_due=date(2026, 11, 21), told_before=True)
    found = planned(asked)
    assert (found.due_at, found.reasons) == (datetime(2026, 11, 22, 12, tzinfo=UTC), (Reason.ANSWER_DUE,))


def test_what_would_be_due_at_night_is_due_before_it() -> None:
    late = datetime(2026, 11, 20, 19, tzinfo=UTC)  # eight in the evening in Madrid; four hours more are midnight
    found = planned(Standing(Stage.ANOMALY_FOUND, Mood.UPSET), place=MADRID, at=late)
    assert found.due_at == datetime(2026, 11, 20, 19, 45, tzinfo=UTC)
    assert Reason.NIGHT in found.reasons


def test_what_was_said_is_not_said_again() -> None:
    assert moment_for(Stage.ANOMALY_FOUND, told=frozenset()) is Moment.BEGUN
    assert moment_for(Stage.CARRIER_ASKED, told=frozenset({Moment.BEGUN})) is Moment.CARRIER_ASKED
    assert moment_for(Stage.CARRIER_ASKED, told=frozenset({Moment.CARRIER_ASKED})) is Moment.STILL_WAITING
    assert moment_for(Stage.SOLUTION, told=frozenset({Moment.SOLUTION})) is Moment.SOLUTION
