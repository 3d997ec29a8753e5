"""What is wrong with a journey, and what no longer is."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.journeys.anomalies import Anomaly, Journey, Patience, Reading, read_journey
from cases.journeys.phrases import Cause, cause_of
from cases.journeys.tracking_event import Progress, TrackingEvent
from cases.parcel import Place

P = Progress
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ORIGIN, DESTINATION = Place(country="CN", city="Shenzhen"), Place(country="ES", city="Sevilla")


def on(
    day: int, progress: P, location: str | None = None, country: str | None = None, words: str = ""
) -> TrackingEvent:
    return TrackingEvent(
        at=NOW - timedelta(days=day), description=words or progress, progress=progress, location=location,
        country=country, source="test",
    )  # fmt: skip


def at(hours: int, progress: P, location: str, country: str) -> TrackingEvent:
    return TrackingEvent(
        at=NOW - timedelta(hours=hours), description=progress, progress=progress, location=location, country=country,
        source="test",
    )  # fmt: skip


def read(
    *events: TrackingEvent,
    received: str | None = None,
    origin: Place | None = ORIGIN,
    destination: Place | None = DESTINATION,
    patience: Patience = Patience(),  # noqa: B008 (frozen)
) -> Reading | None:
    facts = {"Received": received} if received else {}
    journey = Journey(
        events=events, origin=origin, destination=destination, facts=facts, now=NOW, patience=patience
    )  # fmt: skip
    return read_journey(journey)


@dataclass(frozen=True)
class Story:
    """A journey and what it should be read as; `since` in days before now."""

    name: str
    events: tuple[TrackingEvent, ...]
    anomaly: Anomaly | None
    since: int | None = None
    received: str | None = None


STORIES = (
    Story("no word yet", (), None),
    Story("on its way", (on(9, P.PICKED_UP), on(3, P.DEPARTED)), None),
    Story("silent for ten days", (on(20, P.PICKED_UP), on(10, P.DEPARTED)), Anomaly.SILENT, 10),
    Story("expired counts from the last word", (on(40, P.DEPARTED), on(1, P.EXPIRED)), Anomaly.EXPIRED, 40),
    Story("expired before anybody was alarmed", (on(5, P.DEPARTED), on(1, P.EXPIRED)), Anomaly.EXPIRED, 5),
    Story("heard of again after it expired", (on(40, P.DEPARTED), on(9, P.EXPIRED), on(2, P.ARRIVED)), None),
    Story("delivered is no silence", (on(40, P.DELIVERED, country="ES"),), None),
    Story("lost", (on(9, P.ARRIVED), on(4, P.LOST)), Anomaly.LOST_BY_CARRIER, 4),
    Story("said to be lost twice", (on(9, P.LOST), on(4, P.LOST)), Anomaly.LOST_BY_CARRIER, 9),
    Story("lost and found", (on(9, P.LOST), on(4, P.ARRIVED)), None),
    Story("lost once more", (on(9, P.LOST), on(4, P.ARRIVED), on(2, P.LOST)), Anomaly.LOST_BY_CARRIER, 2),
    Story("damaged stays damaged", (on(9, P.DAMAGED), on(2, P.IN_TRANSIT)), Anomaly.DAMAGED, 9),
    Story("refused", (on(3, P.REFUSED),), Anomaly.RETURNED_TO_SENDER, 3),
    Story("turned around again", (on(5, P.RETURNING), on(2, P.OUT_FOR_DELIVERY, country="ES")), None),
    Story(
        "delivered to its sender",
        (on(30, P.RETURNING), on(5, P.DELIVERED, country="CN")),
        Anomaly.RETURNED_TO_SENDER,
        30,
    ),
    Story("delivered elsewhere", (on(5, P.DELIVERED, country="PT"),), Anomaly.DELIVERED_ELSEWHERE, 5),
    Story("not received", (on(5, P.DELIVERED, country="ES"),), Anomaly.DELIVERED_NOT_RECEIVED, 5, "No"),
    Story("received after all", (on(5, P.DELIVERED, country="ES"),), None, None, "yes"),
    Story("not received, naturally", (on(5, P.IN_TRANSIT),), None, None, "no"),
    Story("delivered by mistake", (on(5, P.DELIVERED), on(4, P.OUT_FOR_DELIVERY)), None, None, "no"),
    Story("customs takes its time", (on(6, P.CUSTOMS, country="ES"),), None),
    Story("customs takes too long", (on(8, P.CUSTOMS, country="ES"), on(2, P.HELD)), Anomaly.CUSTOMS_HOLD, 8),
    Story("customs asks", (on(2, P.CUSTOMS_INQUIRY),), Anomaly.CUSTOMS_HOLD, 2),
    Story("customs asked and is answered", (on(3, P.CUSTOMS_INQUIRY), on(2, P.CUSTOMS_RELEASED)), None),
    Story("export customs is left behind", (on(9, P.CUSTOMS, country="CN"), on(3, P.ARRIVED, country="ES")), None),
    Story(
        "import customs counts from its own day",
        (on(30, P.CUSTOMS, country="CN"), on(8, P.CUSTOMS, country="ES")),
        Anomaly.CUSTOMS_HOLD,
        8,
    ),
    Story("bad address", (on(4, P.ADDRESS_PROBLEM),), Anomaly.ADDRESS_INCOMPLETE, 4),
    Story(
        "bad address in words",
        (on(4, P.ATTEMPT_FAILED, words="Flat number missing"), on(2, P.ARRIVED)),
        Anomaly.ADDRESS_INCOMPLETE,
        4,
    ),
    Story("address put right", (on(4, P.ADDRESS_PROBLEM), on(1, P.OUT_FOR_DELIVERY)), None),
    Story("missent", (on(4, P.ARRIVED, words="Missent to Porto"),), Anomaly.WRONG_DEPOT, 4),
    Story(
        "a loop",
        tuple(on(9 - n, P.ARRIVED, place, "ES") for n, place in enumerate(["A", "B", "a ", "B", "A"])),
        Anomaly.DEPOT_LOOP,
        7,
    ),
    Story("used both ways once", tuple(on(9 - n, P.ARRIVED, place, "ES") for n, place in enumerate("ABA")), None),
    Story("scanned often in one place", tuple(on(9 - n, P.ARRIVED, "A", "ES") for n in range(6)), None),
    Story(
        "left the country it was sent to",
        (on(6, P.ARRIVED, "Sevilla", "ES"), on(3, P.ARRIVED, "Porto", "PT")),
        Anomaly.WRONG_DEPOT,
        3,
    ),
    Story(
        "and came back",
        (on(6, P.ARRIVED, "Sevilla", "ES"), on(3, P.ARRIVED, "Porto", "PT"), on(1, P.ARRIVED, "Huelva", "ES")),
        None,
    ),
    Story("a hub on the way is no detour", (on(6, P.ARRIVED, "Liège", "BE"), on(3, P.ARRIVED, "Madrid", "ES")), None),
    Story("storm", (on(4, P.DELAYED, words="Delayed by severe weather"),), Anomaly.FORCE_MAJEURE, 4),
    Story("after the storm", (on(4, P.DELAYED, words="Delayed by severe weather"), on(2, P.DEPARTED)), None),
    Story(
        "the cause explains the silence",
        (on(40, P.ARRIVED, words="Sorted into wrong bag"),),
        Anomaly.WRONG_BATCH,
        40,
    ),
    Story(
        "in Spain an hour after China",
        (at(80, P.DEPARTED, "Shenzhen", "CN"), at(79, P.ARRIVED, "Madrid", "ES")),
        Anomaly.IMPOSSIBLE_JUMP,
        3,
    ),
    Story(
        "by air overnight",
        (at(80, P.DEPARTED, "Shenzhen", "CN"), at(64, P.ARRIVED, "Madrid", "ES")),
        None,
    ),
    Story(
        "papers travel ahead",
        (at(80, P.DEPARTED, "Shenzhen", "CN"), at(79, P.CUSTOMS, "Madrid", "ES")),
        None,
    ),
    Story(
        "over a border within the hour",
        (at(80, P.ARRIVED, "Aachen", "DE"), at(79, P.ARRIVED, "Liège", "BE"), at(2, P.ARRIVED, "Huelva", "ES")),
        None,
    ),
    Story(
        "out for delivery in spite of a jump",
        (
            at(90, P.DEPARTED, "Shenzhen", "CN"),
            at(89, P.ARRIVED, "Madrid", "ES"),
            at(40, P.OUT_FOR_DELIVERY, "Sevilla", "ES"),
        ),
        None,
    ),
    Story("lost outweighs customs", (on(30, P.CUSTOMS), on(2, P.LOST)), Anomaly.LOST_BY_CARRIER, 2),
)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_a_journey_is_read_as_what_it_tells(story: Story) -> None:
    reading = read(*story.events, received=story.received)
    assert (reading.anomaly if reading else None, reading.days if reading else None) == (story.anomaly, story.since)


events = st.builds(
    on,
    st.integers(0, 400),
    st.sampled_from(P),
    st.sampled_from([None, "A", "B", "C"]),
    st.sampled_from([None, "CN", "ES", "PT"]),
    st.sampled_from(["", "Missent", "地址不详", "Sorted into wrong bag", "台风"]),
)


@given(st.lists(events, max_size=12), st.booleans(), st.sampled_from([None, "no"]))
def test_every_reading_rests_on_a_line_the_carrier_wrote(
    told: list[TrackingEvent], places_known: bool, received: str | None
) -> None:
    journey = sorted(told, key=lambda event: event.at)
    where = (ORIGIN, DESTINATION) if places_known else (None, None)
    reading = read(*journey, received=received, origin=where[0], destination=where[1])
    if reading is not None:
        assert reading.event in journey
        assert reading.since == reading.event.at
        assert reading.days == (NOW - reading.since).days


@pytest.mark.parametrize(
    ("words", "cause"),
    [
        ("Insufficient address, apartment number is missing", Cause.ADDRESS_INCOMPLETE),
        ("地址不详，缺少房号", Cause.ADDRESS_INCOMPLETE),
        ("Falta el piso en la dirección", Cause.ADDRESS_INCOMPLETE),
        ("Anschrift unvollständig", Cause.ADDRESS_INCOMPLETE),
        ("Не указан номер квартиры", Cause.ADDRESS_INCOMPLETE),
        ("العنوان غير مكتمل", Cause.ADDRESS_INCOMPLETE),
        ("面单贴错，已更正", Cause.LABEL_MIXED_UP),
        ("Labels mixed up at origin", Cause.LABEL_MIXED_UP),
        ("Shipment data missing", Cause.DATA_LOST),
        ("错装至其他批次", Cause.WRONG_BATCH),
        ("Missorted; forwarded to the right hub", Cause.WRONG_DEPOT),
        ("Mal encaminado", Cause.WRONG_DEPOT),
        ("Sendung fehlgeleitet", Cause.WRONG_DEPOT),
        ("Colis mal acheminé", Cause.WRONG_DEPOT),
        ("Засылка: отправление заслано в Омск", Cause.WRONG_DEPOT),
        ("Facility closed because of floods", Cause.FORCE_MAJEURE),
        ("受台风影响", Cause.FORCE_MAJEURE),
        ("Arrived at sorting centre", None),
        ("Left with neighbour at flat number 4", None),
        ("Entregado en la dirección correcta", None),
        ("Dispatched to the address given", None),
        ("Strike through old label and hand over", None),
    ],
)
def test_a_cause_is_known_by_the_carriers_words(words: str, cause: Cause | None) -> None:
    assert cause_of(words) is cause


@given(st.lists(events, max_size=12), st.integers(1, 60), st.integers(0, 60), st.sampled_from([None, "no"]))
def test_more_patience_never_finds_more(
    told: list[TrackingEvent], days: int, more: int, received: str | None
) -> None:  # fmt: skip
    journey = sorted(told, key=lambda event: event.at)
    hasty = Patience(silent_days=days, customs_days=days, disputed_days=days)
    calm = Patience(silent_days=days + more, customs_days=days + more, disputed_days=days + more)
    if read(*journey, received=received, patience=hasty) is None:
        assert read(*journey, received=received, patience=calm) is None


@given(st.lists(events, max_size=12), st.sets(st.sampled_from(Anomaly)), st.sampled_from([None, "no"]))
def test_what_nobody_wants_to_hear_of_is_not_said_and_hides_nothing_else(
    told: list[TrackingEvent], off: set[Anomaly], received: str | None
) -> None:
    journey = sorted(told, key=lambda event: event.at)
    usual = read(*journey, received=received)
    found = read(*journey, received=received, patience=Patience(off=frozenset(off)))
    assert found is None or found.anomaly not in off
    if usual is not None and usual.anomaly not in off:
        assert found == usual


@given(st.lists(events, max_size=12))
def test_a_parcel_that_arrived_in_peace_is_not_overdue(told: list[TrackingEvent]) -> None:
    journey = [*sorted(told, key=lambda event: event.at), on(0, P.DELIVERED, "Sevilla", "ES")]
    reading = read(*journey)
    assert reading is None or reading.anomaly in {
        Anomaly.DAMAGED, Anomaly.RETURNED_TO_SENDER, Anomaly.DELIVERED_ELSEWHERE, Anomaly.LOST_BY_CARRIER,
    }  # fmt: skip


def test_a_dispute_may_be_given_some_days() -> None:
    delivered = on(2, P.DELIVERED, country="ES")
    assert read(delivered, received="no", patience=Patience(disputed_days=3)) is None
    late = read(on(3, P.DELIVERED, country="ES"), received="no", patience=Patience(disputed_days=3))
    assert late is not None
    assert late.anomaly is Anomaly.DELIVERED_NOT_RECEIVED


def test_once_back_is_enough_where_the_rules_say_so() -> None:
    there_and_back = tuple(on(9 - n, P.ARRIVED, place, "ES") for n, place in enumerate("ABA"))
    found = read(*there_and_back, patience=Patience(loop_returns=1))
    assert found is not None
    assert (found.anomaly, found.days) == (Anomaly.DEPOT_LOOP, 7)
