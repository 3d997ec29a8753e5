"""The six stages and their order."""

from cases.stages import FOLLOWERS, Stage, may_follow, usual_next


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
