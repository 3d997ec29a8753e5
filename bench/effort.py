"""How much is done: the numbers of the promises, or few enough to see in a minute that everything works."""

import sys
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Effort:
    """Sizes of a run. `idle` are numbers of idle connections, growing; `crowd` speak to one recorder at once, `legs`
    are opened and closed, `set_ups` are timed, `speech_s` are spoken.
    """

    rounds: int = 3
    seconds: float = 10.0
    idle: tuple[int, ...] = (5_000, 15_000)
    pairs: int = 64
    messages_per_s: float = 1280.0
    storm: int = 5_000
    agents: int = 500
    waiting: int = 2_000
    calls: int = 10
    events: int = 100_000
    voices: tuple[int, ...] = (20, 100)
    pictures: tuple[int, ...] = (10,)
    crowd: int = 500
    legs: int = 2_000
    set_ups: int = 100
    transcripts: int = 20_000
    drafts: int = 50
    speech_s: float = 60.0
    settle_s: float = 3.0
    everybody: bool = True
    """False: of what is alike, only one."""

    def say(self, line: str) -> None:
        """What is going on, for whoever waits."""
        sys.stderr.write(line + "\n")


FULL = Effort()
QUICK = Effort(
    rounds=1, seconds=4.0, idle=(500,), storm=500, agents=50, waiting=200, calls=2, events=10_000, voices=(20,),
    pictures=(4,), crowd=60, legs=100, set_ups=20, transcripts=2_000, drafts=10,
    speech_s=30.0,
)  # fmt: skip
TINY = Effort(
    rounds=1, seconds=0.5, idle=(10,), pairs=2, messages_per_s=100.0, storm=10, agents=3, waiting=6, calls=1,
    events=400, voices=(2,), pictures=(1,), crowd=3, legs=4, set_ups=1, transcripts=60, drafts=2,
    speech_s=4.0, settle_s=0.2, everybody=False,
)  # fmt: skip
