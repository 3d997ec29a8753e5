"""The order of a deletion: a hold wins while anything can be held back, and nothing is certified that is not gone."""

from itertools import product

from records.erasing.plan import Standing, Step, next_step

ALL = [
    Standing(held=held, forgotten=forgotten, files_left=files, scrubbed=scrubbed, certified=certified)
    for held, forgotten, files, scrubbed, certified in product(
        (False, True), (False, True), (0, 3), (False, True), (False, True)
    )
]


def test_it_goes_one_step_at_a_time_to_its_certificate() -> None:
    def step(*, forgotten: bool, files: int, scrubbed: bool) -> Step:
        return next_step(
            Standing(held=False, forgotten=forgotten, files_left=files, scrubbed=scrubbed, certified=False)
        )  # fmt: skip

    assert step(forgotten=False, files=3, scrubbed=False) is Step.FORGET
    assert step(forgotten=True, files=3, scrubbed=False) is Step.AWAIT_FILES
    assert step(forgotten=True, files=0, scrubbed=False) is Step.SCRUB
    assert step(forgotten=True, files=0, scrubbed=True) is Step.CERTIFY


def test_under_a_hold_nothing_is_forgotten() -> None:
    assert {next_step(one) for one in ALL if one.held and not one.forgotten and not one.certified} == {Step.HELD}


def test_what_is_forgotten_is_finished_whatever_is_held_afterwards() -> None:
    begun = [one for one in ALL if one.held and one.forgotten and not one.certified]
    assert {next_step(one) for one in begun} == {Step.AWAIT_FILES, Step.SCRUB, Step.CERTIFY}


def test_nothing_is_certified_while_anything_of_it_is_left() -> None:
    certified = [one for one in ALL if next_step(one) is Step.CERTIFY]
    assert certified
    assert all(one.forgotten and one.scrubbed and not one.files_left for one in certified)


def test_after_its_certificate_nothing_comes() -> None:
    assert {next_step(one) for one in ALL if one.certified} == {Step.NOTHING}
