"""Talks in which two people really speak: espeak-ng's voices, a track for each, sealed as the recorder leaves them."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sqlalchemy import update

from records.database import Database
from records.tables import ParticipantRow
from signaling.protocol.words import PartState
from summary.jobs import HANDLERS, run_due_job
from summary.model import SummaryView
from summary.transcribing.work import Hears, transcribe_due_call
from summary.wrap_up import read_summary
from tests.integration.summary.ended_call import NOW, ended_call
from tests.integration.summary.recognised import Clip
from tests.integration.summary.recorded_call import Shop, tell
from tests.integration.summary.spoken import RATE, Samples, packets_of, samples_of
from tests.voices import Part, write_part

AGENT, CUSTOMER = "ag", "cu"
BEGAN_S: Mapping[str, float] = {AGENT: 0.0, CUSTOMER: 1.5}
"""When each one's recording began, in seconds of the talk: legs do not come at once."""
_FIRST_S = 3.0
_QUIET = 150
_BESIDE_S = 0.4


@dataclass(frozen=True, slots=True)
class Turn:
    """Who says what, `after_s` seconds behind the end of what was said before; below zero both talk. `off_record`: the
    recording stands still meanwhile.
    """

    name: str
    who: str
    words: str
    after_s: float = 1.5
    off_record: bool = False


@dataclass(frozen=True, slots=True)
class Spoken:
    """A turn as it was said, in seconds of the talk."""

    turn: Turn
    start_s: float
    samples: Samples

    @property
    def end_s(self) -> float:
        return self.start_s + len(self.samples) / RATE

    @property
    def middle_s(self) -> float:
        """The moment in the seconds of this one's own track."""
        return (self.start_s + self.end_s) / 2 - BEGAN_S[self.turn.who]

    @property
    def clip(self) -> Clip:
        return Clip(self.turn.words, self.samples)


def speak(folder: Path, turns: Sequence[Turn], *, voices: Mapping[str, str]) -> dict[str, Spoken]:
    """Each turn by its name. Blocking."""
    said: dict[str, Spoken] = {}
    at_s = _FIRST_S
    for turn in turns:
        samples = _trimmed(samples_of(folder, [(voices[turn.who], turn.words)]))
        said[turn.name] = Spoken(turn, at_s + turn.after_s, samples)
        at_s = said[turn.name].end_s
    return said


async def record_talk(shop: Shop, said: Mapping[str, Spoken], *, language: str) -> None:
    """The call in which this was said has ended; both speak `language`. What was said off the record is on no track."""
    await ended_call(shop.db, recorded=True)
    await _both_speak(shop.db, language)
    key = await shop.vault.key_for("rec")
    parts = [
        await asyncio.to_thread(_write, shop, key, _track(said, who), who=who, pause=_pause(said, who))
        for who in (AGENT, CUSTOMER)
    ]
    await tell(shop.db, parts, PartState.COMPLETE)


async def record_tracks(shop: Shop, tracks: Mapping[str, Samples], *, language: str) -> None:
    """The call has ended, and these are its tracks, whatever they hold."""
    await ended_call(shop.db, recorded=True)
    await _both_speak(shop.db, language)
    key = await shop.vault.key_for("rec")
    parts = [await asyncio.to_thread(_write, shop, key, samples, who=who) for who, samples in tracks.items()]
    await tell(shop.db, parts, PartState.COMPLETE)


async def sum_up(shop: Shop, ear: Hears) -> SummaryView:
    """What the house does behind every call: draft, write down, draft again. What the agent then sees."""
    await drain(shop.db)
    assert await transcribe_due_call(shop.db, shop.vault, ear, clock=lambda: NOW)
    await drain(shop.db)
    return await read_summary(shop.db, "call")


async def drain(db: Database) -> None:
    """Whatever is due of the quick jobs."""
    while await run_due_job(db, HANDLERS, clock=lambda: NOW):
        pass


async def _both_speak(db: Database, language: str) -> None:
    async with db.transaction() as session:
        await session.execute(update(ParticipantRow).values(language=language))


def _track(said: Mapping[str, Spoken], who: str) -> Samples:
    """One voice from the beginning of its own recording to the end of the talk; silence while the other speaks."""
    end_s = max(one.end_s for one in said.values()) + 1
    track = np.zeros(round((end_s - BEGAN_S[who]) * RATE), np.int16)
    for one in said.values():
        if one.turn.who == who:
            first = round((one.start_s - BEGAN_S[who]) * RATE)
            track[first : first + len(one.samples)] = one.samples
    return track


def _pause(said: Mapping[str, Spoken], who: str) -> tuple[float, float] | None:
    """When the recording stood still, in seconds of this one's track."""
    silent = next((one for one in said.values() if one.turn.off_record), None)
    if silent is None:
        return None
    return silent.start_s - _BESIDE_S - BEGAN_S[who], silent.end_s + _BESIDE_S - BEGAN_S[who]


def _write(shop: Shop, key: bytes, samples: Samples, *, who: str, pause: tuple[float, float] | None = None) -> Part:
    """In the container of the recorder, sealed."""
    return write_part(shop.vault.folder, key, packets_of(samples), who=who, at_s=BEGAN_S[who], pause=pause)


def _trimmed(samples: Samples) -> Samples:
    loud = np.flatnonzero(np.abs(samples) > _QUIET)
    return samples[loud[0] : loud[-1] + 1]
