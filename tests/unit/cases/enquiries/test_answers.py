"""What an answer asks for is only ever what is possible and not so already."""

from hypothesis import given
from hypothesis import strategies as st

from cases.checklist import Item
from cases.contacts.moments import Moment
from cases.enquiries.answers import Outcome, after_answer, after_asking
from cases.stages import Stage, may_follow

STAGES = st.sampled_from(Stage)


@given(
    st.sampled_from(Outcome),
    STAGES,
    st.booleans(),
    st.dictionaries(st.sampled_from(Item), st.sampled_from(["yes", "no"])),
)
def test_nothing_impossible_and_nothing_idle_is_proposed(
    outcome: Outcome, stage: Stage, alert_stands: bool, facts: dict[str, str]
) -> None:
    proposed = after_answer(outcome, stage=stage, alert_stands=alert_stands, facts=facts)
    for each in proposed:
        if each.stage is not None:
            assert each.stage is not stage
            assert may_follow(stage, each.stage)
        if each.item is not None:
            assert facts.get(Item(each.item)) != each.answer
        if each.act == "settle_alert":
            assert alert_stands
        if each.moment is not None:
            assert each.moment in set(Moment)


@given(STAGES)
def test_asking_proposes_the_stage_only_where_it_may_follow(stage: Stage) -> None:
    moves = [each.stage for each in after_asking(stage) if each.act == "move"]
    possible = stage is not Stage.CARRIER_ASKED and may_follow(stage, Stage.CARRIER_ASKED)
    assert moves == ([Stage.CARRIER_ASKED] if possible else [])


def test_a_lost_parcel_asks_for_a_solution_and_a_word_to_the_customer() -> None:
    proposed = after_answer(Outcome.LOST, stage=Stage.CARRIER_ASKED, alert_stands=True, facts={})
    assert [(each.act, each.stage, each.moment) for each in proposed] == [
        ("move", Stage.SOLUTION, None), ("tell", None, "solution")
    ]  # fmt: skip


def test_a_returned_one_is_also_a_fact_until_it_is_written_down() -> None:
    stage = Stage.CARRIER_ASKED
    before = after_answer(Outcome.RETURNED, stage=stage, alert_stands=False, facts={})
    after = after_answer(Outcome.RETURNED, stage=stage, alert_stands=False, facts={"return": "yes"})
    assert ("fact", "return", "yes") in [(each.act, each.item, each.answer) for each in before]
    assert "fact" not in [each.act for each in after]
