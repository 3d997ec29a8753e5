"""What comes next in a deletion. Pure: one that was cut off goes on from what its row says."""

from dataclasses import dataclass
from enum import StrEnum


class Step(StrEnum):
    """In this order. `held` and `await_files` are no work: somebody else has to do something first."""

    HELD = "held"
    FORGET = "forget"
    AWAIT_FILES = "await_files"
    SCRUB = "scrub"
    CERTIFY = "certify"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far a deletion has come. `files_left`: files of its recordings that still lie somewhere, unreadable."""

    held: bool
    forgotten: bool
    files_left: int
    scrubbed: bool
    certified: bool


def next_step(standing: Standing) -> Step:
    """A hold wins for as long as anything can be held back; what is forgotten is only finished."""
    if standing.certified:
        return Step.NOTHING
    if not standing.forgotten:
        return Step.HELD if standing.held else Step.FORGET
    if standing.files_left:
        return Step.AWAIT_FILES
    return Step.CERTIFY if standing.scrubbed else Step.SCRUB
