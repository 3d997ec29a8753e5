"""What comes first on the worklist, and why a mood is what it is."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cases.alerting.urgency import Because, Deadline, Known, Mood, mood_of, urgency

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=9)


def test_a_promise_that_is_due_sooner_is_the_deadline() -> None:
    soon = NOW + timedelta(hours=3)
    found = urgency(Known(worth=0, act_by=LATER, promised_by=soon), now=NOW)
    assert (found.deadline, found.deadline_of) == (soon, Deadline.PROMISE)
    found = urgency(Known(worth=0, act_by=NOW, promised_by=soon), now=NOW)
    assert (found.deadline, found.deadline_of) == (NOW, Deadline.ALERT)


def test_a_mood_is_what_has_happened_or_what_a_person_wrote() -> None:
    def mood(**known: object) -> tuple[Mood, tuple[Because, ...]]:
        return mood_of(Known(worth=0, act_by=LATER, **known), now=NOW)  # type: ignore[arg-type]

    assert mood() == (Mood.CALM, ())
    assert mood(failed_calls=1) == (Mood.UNEASY, (Because.CALL_FAILED,))
    assert mood(failed_calls=1, calls=3) == (Mood.UPSET, (Because.CALL_FAILED, Because.CALLED_OFTEN))
    assert mood(broken_promises=1) == (Mood.UPSET, (Because.PROMISE_BROKEN,))
    assert mood(promised_by=NOW - timedelta(hours=1)) == (Mood.UPSET, (Because.PROMISE_OVERDUE,))
    assert mood(broken_promises=1, told=" Calm ") == (Mood.CALM, (Because.SAID_SO,))
    assert mood(told="unheard of") == (Mood.CALM, ())


known = st.builds(
    Known,
    worth=st.integers(0, 2),
    act_by=st.timedeltas(timedelta(days=-9), timedelta(days=9)).map(lambda gap: NOW + gap),
    promised_by=st.none() | st.timedeltas(timedelta(days=-9), timedelta(days=9)).map(lambda gap: NOW + gap),
    broken_promises=st.integers(0, 2),
    failed_calls=st.integers(0, 2),
    calls=st.integers(0, 4),
)


@given(known)
def test_time_only_makes_more_urgent(each: Known) -> None:
    assert urgency(each, now=NOW + timedelta(days=2)).points >= urgency(each, now=NOW).points


@given(known)
def test_more_value_is_more_urgent(each: Known) -> None:
    dearer = Known(3, each.act_by, each.promised_by, each.broken_promises, each.failed_calls, each.calls)
    assert urgency(dearer, now=NOW).order < urgency(each, now=NOW).order
