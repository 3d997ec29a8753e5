"""The six stages and their order."""

from hypothesis import given
from hypothesis import strategies as st

from cases.stages import FOLLOWERS, Stage, may_follow, usual_next

ASKED = frozenset({Stage.CARRIER_ASKED, Stage.CUSTOMER_TOLD})
NEEDED = {Stage.SOLUTION: ASKED | {Stage.FACTS_CHECKED}, Stage.CLAIM: ASKED | {Stage.SOLUTION}}
"""What must have been before: one of these."""


def test_the_usual_order_is_allowed_and_ends_with_the_claim() -> None:
    stage, walked = Stage.ANOMALY_FOUND, [Stage.ANOMALY_FOUND]
    while following := usual_next(stage):
        assert may_follow(stage, following)
        stage = following
        walked.append(stage)
    assert walked == list(Stage)
    assert usual_next(Stage.CLAIM) is None


def test_every_stage_has_followers_may_stay_and_none_goes_back_to_the_beginning() -> None:
    assert set(FOLLOWERS) == set(Stage)
    assert all(may_follow(stage, stage) for stage in Stage)
    assert not any(may_follow(stage, Stage.ANOMALY_FOUND) for stage in Stage if stage is not Stage.ANOMALY_FOUND)


def test_a_claim_needs_a_carrier_asked_or_a_customer_told() -> None:
    assert not may_follow(Stage.ANOMALY_FOUND, Stage.CLAIM)
    assert not may_follow(Stage.FACTS_CHECKED, Stage.CLAIM)
    assert may_follow(Stage.CARRIER_ASKED, Stage.CLAIM)


@given(st.lists(st.sampled_from(Stage), max_size=12))
def test_whatever_is_tried_no_step_is_skipped_and_none_is_a_dead_end(tried: list[Stage]) -> None:
    walked = [Stage.ANOMALY_FOUND]
    for stage in tried:
        if may_follow(walked[-1], stage) and stage is not walked[-1]:
            walked.append(stage)
    assert Stage.ANOMALY_FOUND not in walked[1:]
    for reached, needed in NEEDED.items():
        if reached in walked:
            assert needed.intersection(walked[: walked.index(reached)])
    assert any(may_follow(walked[-1], step) and may_follow(step, Stage.CLAIM) for step in Stage)
