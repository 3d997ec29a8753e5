"""How long the outbox waits."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from summary.delivery import LONGEST_PAUSE_S, pause

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@given(st.integers(1, 10_000))
def test_the_pause_doubles_with_jitter_up_to_an_hour(attempts: int) -> None:
    longest = min(2.0 ** min(attempts - 1, 30), LONGEST_PAUSE_S)
    assert longest / 2 <= pause(attempts, None, now=NOW).total_seconds() <= longest


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("120", 120), ("Mon, 23 Nov 2026 12:05:00 GMT", 300), ("999999999", 86_400)],
)
def test_retry_after_is_honoured_in_both_forms_but_not_for_longer_than_a_day(header: str, seconds: int) -> None:
    assert pause(1, header, now=NOW) == timedelta(seconds=seconds)


_NUMBERS = st.integers(-(10**30), 10**30)
_DATES = st.builds("Mon, {} Nov {} {}:00:{} {:+}".format, *[_NUMBERS] * 5)


@given(st.text(max_size=60) | _DATES)
@example("Mon, 99999999999999999999 Nov 2026 12:00:00 GMT")
def test_nonsense_in_retry_after_breaks_nothing(header: str) -> None:
    assert timedelta(0) < pause(3, header, now=NOW) <= timedelta(days=1)
