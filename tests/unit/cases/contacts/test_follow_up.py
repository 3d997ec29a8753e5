"""What a customer answers after a call leads to something kind, and silence to nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.contacts.follow_up import Feeling, FollowUp, Solved, follow_up


@given(st.none() | st.sampled_from(Solved), st.none() | st.sampled_from(Feeling), st.booleans())
def test_every_word_leads_to_something_and_no_word_to_nothing(
    solved: Solved | None, feeling: Feeling | None, promised: bool
) -> None:
    found = follow_up(solved, feeling, promised=promised)
    assert (found is None) == (solved is None and feeling is None)
    if found is FollowUp.THANK:
        assert feeling is not Feeling.BAD
        assert solved not in (Solved.NO, Solved.PARTLY)


@pytest.mark.parametrize(
    ("solved", "feeling", "promised", "wanted"),
    [
        (Solved.NO, Feeling.BAD, False, FollowUp.CALL_TODAY),
        (Solved.YES, Feeling.BAD, False, FollowUp.SAY_SORRY),
        (Solved.NO, Feeling.GOOD, False, FollowUp.ASK_WHAT_IS_MISSING),
        (Solved.PARTLY, Feeling.GOOD, True, FollowUp.KEEP_THE_PROMISE),
        (Solved.PARTLY, None, False, FollowUp.SAY_WHAT_IS_NEXT),
        (Solved.YES, Feeling.GOOD, False, FollowUp.THANK),
    ],
)
def test_the_kind_thing_fits_what_was_said(
    solved: Solved, feeling: Feeling | None, promised: bool, wanted: FollowUp
) -> None:
    assert follow_up(solved, feeling, promised=promised) is wanted
