"""Under which conditions calls are made, and what is asked of them there."""

from dataclasses import dataclass, field

from bench.wire.conditions import Conditions

_SPREAD_SHARE = 0.1
_SHORTER_MS = 1.0
"""By rounding: no browser can find its line shorter than it is."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The same between everybody, servers included. With `relayed`, browsers talk by way of a server: twice as far."""

    round_trip_ms: float
    loss: float = 0.0
    relayed: bool = False
    spread_ms: float = field(default=6.0, compare=False)
    """What a browser may add to the round trip that it finds, beside a tenth of it, and the wire to what it carries."""

    def __str__(self) -> str:
        """As the table has it."""
        lossy = f", {100 * self.loss:g} % lost" if self.loss else ""
        return f"{self.round_trip_ms:g} ms{lossy}{', relay only' if self.relayed else ''}"

    @property
    def conditions(self) -> Conditions:
        """For the wire."""
        return Conditions(delay_ms=self.round_trip_ms / 2, loss=self.loss)

    @property
    def between_browsers_ms(self) -> float:
        """The round trip that media has."""
        return self.round_trip_ms * (2 if self.relayed else 1)

    def cold_floor_ms(self, pipeline_ms: float) -> float:
        """A word to the server and on to the other side, two round trips to connect, and the pipeline."""
        return 2 * self.round_trip_ms + 2 * self.between_browsers_ms + pipeline_ms

    def warm_floor_ms(self, pipeline_ms: float) -> float:
        """F: one round trip and the pipeline."""
        return self.between_browsers_ms + pipeline_ms

    def fits(self, found_ms: float) -> bool:
        """Whether this is the round trip of this cell."""
        asked = self.between_browsers_ms
        return asked - _SHORTER_MS <= found_ms <= asked * (1 + _SPREAD_SHARE) + self.spread_ms


NEAREST, LOSSLESS, LOSSY, RELAYED = Cell(50), Cell(100), Cell(100, loss=0.05), Cell(50, relayed=True)
CELLS = (Cell(0), NEAREST, LOSSLESS, LOSSY, Cell(150), Cell(300), RELAYED)
