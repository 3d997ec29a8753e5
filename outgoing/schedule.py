"""When a delivery that failed is tried again, and after which attempt it is given up. Pure but for the jitter."""

import random
from datetime import datetime, timedelta

from outgoing.retry_after import seconds_asked

PAUSES_S: tuple[float, ...] = (5.0, 300.0, 1_800.0, 7_200.0, 18_000.0, 36_000.0, 50_400.0, 72_000.0, 86_400.0)
"""After the first failure, the second, ...: three days in all, as Standard Webhooks proposes."""
ATTEMPTS = len(PAUSES_S) + 1
LONGEST_RETRY_AFTER_S = 86_400.0
_JITTER = 0.1


def pause(attempts: int, retry_after: str | None, *, now: datetime) -> timedelta | None:
    """How long to wait after this many attempts, never less than we were asked to; None: it is given up."""
    if attempts >= ATTEMPTS:
        return None
    waited = PAUSES_S[max(attempts, 1) - 1] * random.uniform(1, 1 + _JITTER)  # noqa: S311 (jitter, no secret)
    asked = seconds_asked(retry_after, now=now, most_s=LONGEST_RETRY_AFTER_S) or 0.0
    return timedelta(seconds=max(waited, asked))
