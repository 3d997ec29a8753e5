"""What becomes of a packet on its way: when it arrives, or that it does not. Pure: the time is handed in."""

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Conditions:
    """Between two ends, in either direction alike. Without arguments: as if it were a short cable.

    `loss` is the share of packets that is lost: each for itself, or, with `burst`, that many in a row on average
    (Gilbert's model, https://doi.org/10.1002/j.1538-7305.1960.tb03959.x: a bad state loses everything). With a rate,
    packets go one behind the other, and one that would wait longer than `queue_ms` for its turn is dropped.
    """

    delay_ms: float = 0.0
    loss: float = 0.0
    burst: float = 0.0
    rate_bit_s: float = 0.0
    queue_ms: float = 200.0

    def __post_init__(self) -> None:
        """What cannot be is refused."""
        if not 0 <= self.loss < 1 or self.delay_ms < 0 or self.rate_bit_s < 0 or (self.burst and self.burst < 1):
            raise ValueError(f"no wire is like this: {self}")


class Lane:
    """One direction. The same `seed` loses the same packets."""

    def __init__(self, conditions: Conditions, seed: str) -> None:
        self.conditions = conditions
        self._chance = random.Random(seed)  # noqa: S311 (repeatable, and no secret)
        self._bad = False
        self._free_at = 0.0

    def arrival(self, now: float, size: int) -> float | None:
        """When a packet of `size` bytes that enters now comes out, in seconds of the same clock; None: never."""
        conditions = self.conditions
        if self._loses():
            return None
        leaves = now
        if conditions.rate_bit_s:
            begins = max(now, self._free_at)
            if begins - now > conditions.queue_ms / 1000:
                return None
            leaves = self._free_at = begins + 8 * size / conditions.rate_bit_s
        return leaves + conditions.delay_ms / 1000

    def _loses(self) -> bool:
        loss, burst = self.conditions.loss, self.conditions.burst
        if not loss:
            return False
        if not burst:
            return self._chance.random() < loss
        turns = 1 / burst if self._bad else loss / (burst * (1 - loss))
        if self._chance.random() < turns:
            self._bad = not self._bad
        return self._bad
