"""The drafted enquiry: in every language, from what the case knows, and nothing it does not."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cases.enquiries.draft import Known, LastSeen, draft, language_of, languages
from cases.journeys.anomalies import Anomaly
from cases.parcel import Money, Place

LOCALES = sorted(path.stem for path in (Path(__file__).parents[4] / "web/static/locales").glob("*.json"))
KNOWN = Known(
    reference="LP-1", number="RR473124829CN", order="A-77", shipped_on=date(2026, 10, 1),
    origin=Place(country="CN", city="Shenzhen"), destination=Place(country="ES", city="Madrid"),
    contents="a lamp {signed}", value=Money(amount=Decimal("90.00"), currency="EUR"),
    last=LastSeen(date(2026, 10, 9), "Left the country", "Guangzhou"), anomaly=Anomaly.SILENT, signed="Wei",
)  # fmt: skip


def test_there_is_one_in_every_language_of_the_pages() -> None:
    assert sorted(languages()) == LOCALES


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("anomaly", [None, *Anomaly])
def test_it_says_everything_that_is_known(language: str, anomaly: Anomaly | None) -> None:
    made = draft(replace(KNOWN, anomaly=anomaly), language=language)
    assert made.language == language
    assert "RR473124829CN" in made.subject
    for word in ("RR473124829CN", "A-77", "Shenzhen", "Madrid", "a lamp {signed}", "Left the country", "LP-1", "Wei"):
        assert word in made.text
    assert "2026" in made.text
    assert "{" not in made.text.replace("{signed}", "")


@pytest.mark.parametrize("language", LOCALES)
def test_what_is_not_known_has_no_line(language: str) -> None:
    bare = Known(
        reference="LP-1", number=None, order=None, shipped_on=None, origin=None, destination=None, contents="a lamp",
        value=None, last=None, anomaly=None, signed="Wei",
    )  # fmt: skip
    full, made = draft(KNOWN, language=language), draft(bare, language=language)
    assert len(full.text.splitlines()) - len(made.text.splitlines()) == 7
    assert "LP-1" in made.subject
    assert "None" not in made.text


@pytest.mark.parametrize(
    ("country", "language"),
    [("ES", "es"), ("MX", "es"), ("CN", "zh"), ("BR", "pt-BR"), ("PT", "pt-BR"), ("SA", "ar"), ("RU", "ru"),
     ("DE", "de"), ("FR", "fr"), ("GB", "en"), ("JP", "en"), ("XX", "en"), (None, "en")],
)  # fmt: skip
def test_the_carriers_country_chooses_the_language(country: str | None, language: str) -> None:
    assert language_of(country) == language
