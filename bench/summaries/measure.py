"""The part `summary`: from the last word to the draft, and from a voice to words."""

from bench.effort import Effort
from bench.figures import Row
from bench.summaries import drafts, engines, remote


async def measure(effort: Effort) -> list[Row]:
    """Drafts on both databases, then every engine that is here, then the wire to one that is elsewhere."""
    return [*await drafts.measure(effort), *await engines.measure(effort), *await remote.measure(effort)]
