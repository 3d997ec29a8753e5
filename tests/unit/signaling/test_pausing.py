"""A pause stops at once, and goes on only once everybody's page shows it, when whoever paused wishes so."""

import pytest

from signaling.domain import effects as do
from signaling.domain import events as e
from signaling.domain.call import Call, Pause
from signaling.domain.errors import NotInThisState, Refused
from tests.unit.signaling.story import START, active, recording, tell, withdrawal


def _pause(call: Call) -> Pause | None:
    assert call.asking is not None
    return call.asking.pause


@pytest.mark.parametrize("who", ["ag", "cu"])
def test_anybody_pauses_and_nothing_is_written_from_that_commit_on(who: str) -> None:
    call, effects = tell(recording(), e.RecordingPaused(who))
    assert _pause(call) == Pause(who, START)
    assert effects == [do.SetPause("rec", Pause(who, START)), do.AddEntry("recording_paused", who)]
    assert tell(call, e.RecordingPaused(who))[1] == []


@pytest.mark.parametrize(("who", "other"), [("ag", "cu"), ("cu", "ag")])
def test_only_who_paused_says_when_it_goes_on(who: str, other: str) -> None:
    paused, _ = tell(recording(), e.RecordingPaused(who), e.RecordingPaused(other))
    assert _pause(paused) == Pause(who, START)
    with pytest.raises(Refused):
        tell(paused, e.RecordingResumed(other))


@pytest.mark.parametrize("order", [("ag", "cu"), ("cu", "ag")])
def test_it_goes_on_once_everybodys_page_shows_it_and_not_before(order: tuple[str, str]) -> None:
    wished, effects = tell(recording(), e.RecordingPaused("ag"), e.ResumeSeen("cu"), e.RecordingResumed("ag"))
    assert _pause(wished) == Pause("ag", START, seen_by=())
    one, more = tell(wished, e.ResumeSeen(order[0]), e.ResumeSeen(order[0]))
    assert _pause(one) == Pause("ag", START, seen_by=(order[0],))
    assert do.SetPause("rec", None) not in effects + more
    both, last = tell(one, e.ResumeSeen(order[1]))
    assert _pause(both) is None
    assert last == [do.SetPause("rec", None), do.AddEntry("recording_resumed", "ag")]


def test_somebody_whose_page_is_away_is_waited_for() -> None:
    away, _ = tell(recording(), e.RecordingPaused("ag"), e.ParticipantLeft("cu", "page-c"), e.RecordingResumed("ag"))
    still, _ = tell(away, e.ResumeSeen("ag"))
    assert _pause(still) == Pause("ag", START, seen_by=("ag",))
    back, _ = tell(still, e.ParticipantArrived("cu", "page-d"), e.ResumeSeen("cu"))
    assert _pause(back) is None


def test_another_pause_ends_the_wish_to_go_on() -> None:
    wished, _ = tell(recording(), e.RecordingPaused("ag"), e.RecordingResumed("ag"), e.ResumeSeen("ag"))
    again, _ = tell(wished, e.RecordingPaused("cu"), e.ResumeSeen("cu"))
    assert _pause(again) == Pause("cu", START)


def test_where_nothing_is_recorded_nothing_is_paused() -> None:
    stopped, _ = tell(recording(), e.RecordingPaused("ag"), withdrawal("cu"))
    for call in (active(), stopped):
        for event in (e.RecordingPaused("ag"), e.RecordingResumed("ag"), e.ResumeSeen("ag")):
            with pytest.raises(Refused):
                tell(call, event)
    ended, _ = tell(recording(), e.HungUp("ag"))
    with pytest.raises(NotInThisState):
        tell(ended, e.RecordingPaused("ag"))
