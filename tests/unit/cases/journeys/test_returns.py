"""A parcel that goes back and is then `delivered`: to whom, where both ends are in one country."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.journeys.anomalies import Anomaly, Journey, read_journey
from cases.journeys.returns import is_delivered_to_sender
from cases.journeys.strip import Told, strip
from cases.journeys.tracking_event import Progress, TrackingEvent
from cases.parcel import Place

P = Progress
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
MADRID, SEVILLA = Place(country="ES", city="Madrid"), Place(country="ES", city="Sevilla")
SOMEWHERE = Place(country="ES")


def line(days_ago: float, progress: P, location: str | None = None, words: str = "") -> TrackingEvent:
    return TrackingEvent(
        at=NOW - timedelta(days=days_ago), description=words or progress, progress=progress, location=location,
        country="ES", source="test",
    )  # fmt: skip


def journey(
    *events: TrackingEvent, origin: Place | None = MADRID, destination: Place | None = SEVILLA
) -> Journey:  # fmt: skip
    return Journey(events, origin, destination, {}, NOW)


def goes_back(*events: TrackingEvent, origin: Place | None = MADRID, destination: Place | None = SEVILLA) -> bool:
    reading = read_journey(journey(*events, origin=origin, destination=destination))
    return reading is not None and reading.anomaly is Anomaly.RETURNED_TO_SENDER


OUT = (line(9, P.PICKED_UP, "Madrid"), line(7, P.OUT_FOR_DELIVERY, "Sevilla"))
RETURNING = (*OUT, line(5, P.RETURNING, "Sevilla"))


@pytest.mark.parametrize("place", ["Madrid", "28042 MADRID (ES)", "Madrid Barajas", "Spain, Madrid"])
def test_what_came_back_to_the_senders_town_has_not_come_to_the_customer(place: str) -> None:
    assert goes_back(*RETURNING, line(2, P.DELIVERED, place))


@pytest.mark.parametrize("place", ["Sevilla", "41001 SEVILLA", "Dos Hermanas"])
def test_what_turned_around_and_came_to_the_customers_town_is_theirs(place: str) -> None:
    assert not goes_back(*RETURNING, line(2, P.DELIVERED, place))


def test_a_delivery_that_names_no_place_is_the_end_of_the_way_back() -> None:
    assert goes_back(*RETURNING, line(2, P.DELIVERED))
    assert goes_back(*RETURNING, line(3, P.ARRIVED, "Madrid"), line(2, P.DELIVERED))
    assert goes_back(line(5, P.RETURNING), line(2, P.DELIVERED), origin=SOMEWHERE, destination=SOMEWHERE)


def test_out_for_delivery_in_the_senders_town_is_no_turn_and_in_the_customers_it_is() -> None:
    assert goes_back(*RETURNING, line(3, P.OUT_FOR_DELIVERY, "Madrid"), line(2, P.DELIVERED))
    assert not goes_back(*RETURNING, line(3, P.OUT_FOR_DELIVERY, "Sevilla"), line(2, P.DELIVERED))


def test_a_refusal_is_overtaken_by_a_delivery_unless_it_is_the_senders() -> None:
    refused = (*OUT, line(5, P.REFUSED, "Sevilla"))
    assert not goes_back(*refused, line(2, P.DELIVERED))
    assert goes_back(*refused, line(3, P.ARRIVED, "Madrid"), line(2, P.DELIVERED))


def test_where_the_case_names_no_towns_the_first_place_of_the_journey_is_the_senders() -> None:
    assert not goes_back(*RETURNING, line(2, P.DELIVERED, "Sevilla"), origin=SOMEWHERE, destination=SOMEWHERE)
    assert goes_back(*RETURNING, line(2, P.DELIVERED, "Madrid"), origin=SOMEWHERE, destination=SOMEWHERE)


def test_within_one_town_a_delivery_after_a_return_cannot_be_told_apart_and_stays_a_return() -> None:
    assert goes_back(line(5, P.RETURNING, "Madrid"), line(2, P.DELIVERED, "Madrid"), origin=MADRID, destination=MADRID)


def test_abroad_a_delivery_without_a_country_is_read_by_its_town() -> None:
    china = Place(country="CN", city="Shenzhen")
    nowhere = line(2, P.DELIVERED).model_copy(update={"country": None})
    at_home = nowhere.model_copy(update={"location": "Shenzhen"})
    at_customers = nowhere.model_copy(update={"location": "Sevilla"})
    assert goes_back(*RETURNING, at_home, origin=china)
    assert goes_back(*RETURNING, nowhere, origin=china)
    assert not goes_back(*RETURNING, at_customers, origin=china)


def test_the_strip_shows_the_customers_town_still_ahead_of_what_went_back() -> None:
    told = journey(*RETURNING, line(2, P.DELIVERED, "Madrid"))
    drawn = strip(Told(told.events, MADRID, SEVILLA, read_journey(told), told.patience, NOW))
    assert [station.place for station in drawn.stations] == ["Madrid", "Sevilla", "Madrid", "Sevilla"]
    assert drawn.stations[-1].at is None


@pytest.mark.parametrize(
    "words",
    [
        "Delivered, To Original Sender", "Returned to shipper", "Parcel handed back to sender", "快件已退回寄件人",
        "商家已签收", "Entregado al remitente", "Remis à l'expéditeur", "Livré à l’expéditeur",
        "An den Absender zugestellt", "Zurück an Absender", "Entregue ao remetente", "Вручено отправителю",
        "تم التسليم إلى المرسل", "Die Sendung wurde dem Absender zugestellt", "Zustellung an den Absender",
        "Dem Versender erfolgreich übergeben", "Die Rücksendung wurde zugestellt", "Devuelto a remitente",
        "Entregado a su remitente", "Distribué à l’expéditeur", "Distribué à son expéditeur", "Retour livré",
        "邮件已退回妥投", "退件已签收", "已签收(退件)", "Получено отправителем", "Возврат вручен", "Devolução entregue",
        "Delivered to the seller", "Delivered back to retailer", "Delivered to return address",
        "Delivered, Return to Sender", "RTS - Delivered", "Returned item delivered",
        "Sender has received the returned item",
        "تم تسليم الشحنة للمرسل", "أعيدت إلى المرسل",
    ],
)  # fmt: skip
def test_a_carriers_own_words_say_that_the_sender_has_it(words: str) -> None:
    assert is_delivered_to_sender(line(2, P.DELIVERED, words=words))
    assert goes_back(*OUT, line(2, P.DELIVERED, "Sevilla", words))


@pytest.mark.parametrize(
    "words",
    [
        "Delivered. Confirmation sent to sender", "Delivered to neighbour", "Entregado al destinatario",
        "Вручено адресату", "Dem Empfänger zugestellt, Nachricht an den Absender", "تم التسليم إلى المرسل إليه",
        "已签收,收件人本人签收", "已签收，如需退货请联系商家", "Zustellung an den Absender gemeldet",
        "تم تسليم الشحنة للمرسل إليه", "Delivered. Returns are free for 30 days", "Delivered to agent",
    ],
)  # fmt: skip
def test_words_that_only_mention_the_sender_make_no_return(words: str) -> None:
    assert not goes_back(*OUT, line(2, P.DELIVERED, "Sevilla", words))


lines = st.builds(
    line,
    st.integers(0, 60),
    st.sampled_from(P),
    st.sampled_from([None, "Madrid", "MADRID, SPAIN", "Sevilla", "Córdoba"]),
)


@given(st.lists(lines, max_size=10))
def test_a_return_never_ends_at_the_senders_door(told: list[TrackingEvent]) -> None:
    events = (*sorted(told, key=lambda event: event.at), line(0, P.RETURNING), line(0, P.DELIVERED, "Madrid"))
    reading = read_journey(journey(*events))
    assert reading is not None
    assert reading.anomaly in {Anomaly.LOST_BY_CARRIER, Anomaly.DAMAGED, Anomaly.RETURNED_TO_SENDER}


@given(st.lists(lines, max_size=10))
def test_a_delivery_in_the_customers_town_ends_every_return(told: list[TrackingEvent]) -> None:
    assert not goes_back(*sorted(told, key=lambda event: event.at), line(-0.1, P.DELIVERED, "Sevilla"))
