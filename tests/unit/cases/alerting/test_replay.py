"""What rules would have done: each thing once, at the moment at which the watch would have told it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cases.alerting.alerts import thing_of
from cases.alerting.replay import Change, Moved, Past, alerts_over, compare
from cases.alerting.rules import AS_DELIVERED, RuleBook, read_rules
from cases.journeys.anomalies import Anomaly, Journey, find_trouble
from cases.journeys.tracking_event import Progress, TrackingEvent
from cases.parcel import Place
from cases.stages import Stage

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


def changes(
    history: Past, other: str, *, in_force: RuleBook = AS_DELIVERED
) -> list[tuple[Change, int | None, int | None]]:
    """What these rules would have changed: days from NOW to each moment, in force and tried."""
    books = in_force, read_rules(other)
    found = compare("LP-1", *(alerts_over(history, book, since=LONG_AGO, until=NOW) for book in books))
    return [(each.change, _days(each.before), _days(each.after)) for each in found]


def _days(at: datetime | None) -> int | None:
    return (at - NOW).days if at else None


def moved(history: Past, *moves: tuple[int, Stage]) -> Past:
    return replace(history, moves=tuple(Moved(NOW - timedelta(days=day), stage) for day, stage in moves))


def test_more_time_to_act_is_a_later_day_for_the_same_alert() -> None:
    silent = past(on(40, P.DEPARTED))
    assert changes(silent, "[limits]\nact_within_days = 8") == [(Change.ACT_LATER, -27, -22)]
    assert changes(silent, "[limits]\nact_within_days = 1") == [(Change.ACT_SOONER, -27, -29)]
    assert changes(silent, "[limits]\noverdue_days = 20\nact_within_days = 3") == [(Change.LATER, -30, -20)]
    assert changes(silent, "[limits]\noverdue_days = 20\nact_within_days = 1") == [
        (Change.LATER, -30, -20), (Change.ACT_LATER, -27, -19),
    ]  # fmt: skip


def test_whether_a_case_goes_back_to_its_facts_is_one_more_difference() -> None:
    lost = moved(past(on(40, P.DEPARTED), on(35, P.LOST)), (41, Stage.ANOMALY_FOUND), (38, Stage.CARRIER_ASKED))
    assert changes(lost, "[limits]\nmove_back = false") == [(Change.STAYS, -35, None)]
    stay = read_rules("[limits]\nmove_back = false")
    assert changes(lost, "[limits]\nmove_back = true", in_force=stay) == [(Change.MOVES_BACK, None, -35)]
    known = moved(lost, (41, Stage.ANOMALY_FOUND), (30, Stage.CARRIER_ASKED))
    assert changes(known, "[limits]\nmove_back = false") == []
    decided = moved(lost, (41, Stage.ANOMALY_FOUND), (38, Stage.SOLUTION))
    assert changes(decided, "[limits]\nmove_back = false") == []


def test_a_case_goes_back_once_until_somebody_brings_it_on_again() -> None:
    troubles = past(on(40, P.DEPARTED), on(35, P.LOST), on(30, P.ARRIVED), on(28, P.LOST))
    asked = (41, Stage.ANOMALY_FOUND), (38, Stage.CARRIER_ASKED)
    off = "[limits]\nmove_back = false"
    assert changes(moved(troubles, *asked), off) == [(Change.STAYS, -35, None)]
    again = moved(troubles, *asked, (29, Stage.CARRIER_ASKED))
    assert changes(again, off) == [(Change.STAYS, -35, None), (Change.STAYS, -28, None)]


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
