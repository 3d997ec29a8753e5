"""What rules would have done: each thing once, at the moment at which the watch would have told it."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cases.alerts import thing_of
from cases.anomalies import Anomaly, Journey, find_trouble
from cases.parcel import Place
from cases.replay import Change, Past, alerts_over, compare
from cases.rules import AS_DELIVERED, RuleBook, read_rules
from cases.tracking_event import Progress, TrackingEvent

P = Progress
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=1_000)


def on(day: int, progress: P, country: str | None = None) -> TrackingEvent:
    return TrackingEvent(
        at=NOW - timedelta(days=day), description=progress, progress=progress, country=country, source="test"
    )


def past(*events: TrackingEvent, carrier: str | None = None) -> Past:
    places = Place(country="CN"), Place(country="ES")
    return Past("LP-1", carrier, *places, {}, sorted(events, key=lambda event: event.at))


def told(history: Past, book: RuleBook = AS_DELIVERED, since: datetime = LONG_AGO) -> list[tuple[Anomaly, int]]:
    raised = alerts_over(history, book, since=since, until=NOW).values()
    return [(each.anomaly, (NOW - each.at).days) for each in raised]


def test_a_silence_is_told_on_the_day_its_patience_runs_out_and_not_again_when_the_feed_gives_up() -> None:
    assert told(past(on(40, P.DEPARTED))) == [(Anomaly.SILENT, 30)]
    assert told(past(on(40, P.DEPARTED), on(5, P.EXPIRED))) == [(Anomaly.SILENT, 30)]
    assert told(past(on(9, P.DEPARTED))) == []


def test_a_second_silence_is_another_thing() -> None:
    history = past(on(60, P.DEPARTED), on(30, P.ARRIVED))
    assert told(history) == [(Anomaly.SILENT, 50), (Anomaly.SILENT, 20)]
    assert told(history, since=NOW - timedelta(days=30)) == [(Anomaly.SILENT, 20)]


def test_other_rules_make_alerts_new_sooner_later_or_gone() -> None:
    history = past(on(40, P.DEPARTED), carrier="China Post")
    changes = {}
    for days in (5, 20, 60):
        other = read_rules(f'[[exception]]\ncarrier = "China Post"\noverdue_days = {days}')
        (found,) = compare(
            "LP-1", alerts_over(history, AS_DELIVERED, since=LONG_AGO, until=NOW),
            alerts_over(history, other, since=LONG_AGO, until=NOW),
        )  # fmt: skip
        changes[days] = found.change
    assert changes == {5: Change.SOONER, 20: Change.LATER, 60: Change.GONE}
    quick = alerts_over(past(on(4, P.DEPARTED)), read_rules("[limits]\noverdue_days = 3"), since=LONG_AGO, until=NOW)
    (fresh,) = compare("LP-1", {}, quick)
    assert fresh.change is Change.NEW


journeys = st.lists(
    st.builds(on, st.integers(0, 90), st.sampled_from(P), st.sampled_from([None, "CN", "ES", "PT"])), max_size=10
)


@given(journeys, st.integers(1, 40))
def test_the_same_rules_change_nothing(events: list[TrackingEvent], days: int) -> None:
    book = read_rules(f"[limits]\noverdue_days = {days}")
    raised = alerts_over(past(*events), book, since=LONG_AGO, until=NOW)
    assert compare("LP-1", raised, raised) == ()


@given(journeys)
def test_what_stands_today_was_told_some_day(events: list[TrackingEvent]) -> None:
    history = past(*events)
    today = find_trouble(
        Journey(
            events=history.events, origin=history.origin, destination=history.destination, facts={}, now=NOW
        )
    )  # fmt: skip
    raised = alerts_over(history, AS_DELIVERED, since=LONG_AGO, until=NOW)
    assert all(each.at <= NOW for each in raised.values())
    if today is not None:
        assert thing_of(today).matter in {thing.matter for thing in raised}
