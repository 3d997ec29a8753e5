"""How long a customer may still have to wait, by what others really waited. Pure."""

from collections.abc import Sequence
from datetime import timedelta

_FEWEST = 3
"""Below this, an estimate would be one person's luck."""


def estimate(waits: Sequence[timedelta], *, waited: timedelta) -> timedelta | None:
    """What is left of the usual wait for somebody who has waited this long; None when nothing honest can be said.

    Of those of the last hour who waited longer than this customer has, half were served within the answer. Whoever
    has waited longer than all but two others is told nothing rather than "soon".
    """
    longer = sorted(wait for wait in waits if wait > waited)
    if len(waits) < _FEWEST or len(longer) < _FEWEST:
        return None
    return longer[len(longer) // 2] - waited
