"""Languages as transcription servers name them."""

import pytest

from summary.transcribing.languages import tag_of


@pytest.mark.parametrize(
    ("named", "asked", "tag"),
    [
        ("german", "de", "de"),
        ("Spanish", "es-MX", "es-MX"),
        ("es", "es-MX", "es-MX"),
        ("english", "de", "en"),
        ("en-US", "de", "en"),
        ("mandarin", "de", "zh"),
        ("uk", "ru", "uk"),
        ("klingonish", "de", "de"),
        ("", "de", "de"),
        (None, "de", "de"),
        ("русский", "de", "de"),
    ],
)
def test_a_language_is_the_tag_of_its_name(named: str | None, asked: str, tag: str) -> None:
    assert tag_of(named, asked=asked) == tag
