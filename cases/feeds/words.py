"""The words for a parcel's progress that files may use: ours, and those of either feed. Pure."""

from cases.feeds import aftership, seventeentrack
from cases.feeds.message import progress_of
from cases.journeys.tracking_event import Progress

_OURS = {word.value: word for word in Progress}
_THEIRS = seventeentrack.PROGRESS | aftership.PROGRESS


def progress_of_word(word: str) -> Progress:
    """`out_for_delivery`, `OutForDelivery` and `InTransit_CustomsProcessing` alike; `unknown` for any other word."""
    ours = _OURS.get("_".join(word.replace("-", " ").split()).casefold())
    return ours or progress_of(_THEIRS, word.strip())
