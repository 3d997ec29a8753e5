"""One place in the hands of different writers, and places that only look alike."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.journeys.place_names import PlaceName, Visited, place_name

Written = tuple[str, str | None]

ONE_PLACE: tuple[tuple[Written, ...], ...] = (
    (
        ("Madrid", None), ("MADRID", "ES"), ("Madrid, ES", "ES"), ("Madrid, ES", None), ("MADRID, SPAIN", None),
        ("Madrid (España)", "ES"), ("Spain, Madrid", None), ("28042 Madrid", "ES"), ("ES-28042 Madrid", None),
        ("Madrid 28042, Spanien", None), ("MADRID ES", None), ("Madrid - Spain", "ES"), ("Madrid, ESP", "ES"),
    ),
    (("A Coruña", "ES"), ("A CORUNA, ES", None), ("15001 A  Coruña", "ES")),
    (("Łódź", "PL"), ("LODZ, POLAND", None)),
    (("London", "GB"), ("London EC1A 1BB, United Kingdom", None), ("LONDON, UK", "GB"), ("London, England", None)),
    (("Toronto", "CA"), ("Toronto, ON", "CA"), ("Toronto, ON M5V 2T6, CA", "CA")),
    (("San Jose, CA", "US"), ("San Jose, CA", None), ("San Jose", "US"), ("San Jose, CA, USA", "US")),
    (("Singapore", None), ("Singapore, SG", "SG"), ("SINGAPORE", "SG")),
    (("Granada", None), ("Granada", "ES"), ("Granada, Spain", None)),
    (("Amsterdam", None), ("1012 AB Amsterdam", "NL"), ("Amsterdam, Nederland", None)),
    (("Москва", None), ("101000 Москва, Россия", "RU")),
)  # fmt: skip


@pytest.mark.parametrize("writings", ONE_PLACE, ids=lambda writings: writings[0][0])
def test_a_place_is_one_however_it_is_written(writings: tuple[Written, ...]) -> None:
    names = [place_name(*written) for written in writings]
    assert [(one, other) for one, other in combinations(names, 2) if not one.is_same(other)] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Madrid", "ES"), ("Madrid", "CO")),
        (("Valencia, Spain", None), ("Valencia, Venezuela", None)),
        (("Madrid Norte", "ES"), ("Madrid Sur", "ES")),
        (("Hub 1, Madrid", "ES"), ("Hub 2, Madrid", "ES")),
        (("Portland, OR", "US"), ("Portland, ME", "US")),
        (("Panama City, FL", "US"), ("Panama City", "PA")),
        (("New Mexico", "US"), ("New Jersey", "US")),
        (("Rio de Janeiro", "BR"), ("Rio Janeiro", "BR")),
        (("28042", "ES"), ("41001", "ES")),
        (("Atlanta, Georgia", "US"), ("Atlanta, Texas", "US")),
    ],
)
def test_places_that_only_look_alike_are_not_one(one: Written, other: Written) -> None:
    assert not place_name(*one).is_same(place_name(*other))


def test_the_name_that_says_more_says_it() -> None:
    full, short = place_name("Hub 1, Madrid", "ES"), place_name("Madrid", None)
    assert full.says_more(short)
    assert not short.says_more(full)
    assert not full.says_more(full)


@given(st.text(max_size=60), st.sampled_from([None, "ES", "US", "XX"]))
def test_whatever_is_written_is_a_place_and_the_same_as_itself(written: str, country: str | None) -> None:
    name = place_name(written, country)
    assert name.parts
    assert name.is_same(name)
    assert name.is_same(place_name(f"  {written}", country))


@given(st.lists(st.sampled_from([written for writings in ONE_PLACE for written in writings]), max_size=12))
def test_visits_are_counted_as_if_each_was_compared_with_each(told: list[Written]) -> None:
    """A parcel in circles, and which visit to a place the strip shows, hang on it."""
    visited = Visited()
    before: list[PlaceName] = []
    for name in (place_name(*written) for written in told):
        assert visited.times(name) == sum(name.is_same(other) for other in before)
        visited.add(name)
        before.append(name)
