"""Loads the sample cases of samples/ through the same code as a helpdesk's upserts and the feeds' webhooks.

The files hold no dates but days counted from the day of loading, so that a parcel silent for two months always is:
`{-61d}` is a date, `{-61d 04:22}` a moment in UTC, `{-61d 04:22 +01:00}` one with its zone, and `{-61d 04:22 unix}`
seconds. They are made real before any parser sees a body.
"""

import asyncio
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from cases.feeds.message import Feed
from cases.intake import read_message, take_in_body
from cases.parcel import CaseBody
from cases.upsert import put_case
from records.cases import count_cases
from records.database import Database
from signaling.protocol.errors import SignalError

ACTOR = "samples"

_DAY = re.compile(r"\{(?P<days>[+-]?\d{1,4})d(?: (?P<clock>\d\d:\d\d)(?: (?P<form>unix|[+-]\d\d:\d\d))?)?\}")


class NoSample(ValueError):  # noqa: N818 (reads as the refusal it is)
    """A file of the samples is none; the words name it."""


async def load_samples(database: Database, folder: Path, *, now: datetime) -> int:
    """Load every `*.json` of `folder` into an empty database, all or none; gives how many cases. 0 where there are any.

    Raises OSError for a missing folder, NoSample for a file that is none.
    """
    samples = await asyncio.to_thread(_read, folder)
    async with database.transaction() as session:
        if await count_cases(session):
            return 0
        for reference, sample in samples.items():
            try:
                await _load(session, reference, made_real(sample, now=now), now=now)
            except (SignalError, ValueError, LookupError, TypeError) as error:
                raise NoSample(f"{folder / reference}.json is no sample case.") from error
    return len(samples)


def made_real(value: Any, *, now: datetime) -> Any:  # noqa: ANN401 (JSON)
    """The same JSON with every counted day turned into the date it means, seen from `now`."""
    match value:
        case dict():
            return {name: made_real(part, now=now) for name, part in value.items()}
        case list():
            return [made_real(part, now=now) for part in value]
        case str() if match := _DAY.fullmatch(value):
            return _moment(match, now)
        case _:
            return value


async def _load(session: AsyncSession, reference: str, sample: Mapping[str, Any], *, now: datetime) -> None:
    body = CaseBody.model_validate_json(json.dumps(sample["case"]))
    await put_case(session, reference, body, actor=ACTOR, now=now)
    for told in sample["feeds"]:
        feed, raw_body = Feed(told["feed"]), json.dumps(told["body"], ensure_ascii=False).encode()
        await take_in_body(session, feed, raw_body, await read_message(feed, raw_body), now=now)


def _read(folder: Path) -> dict[str, Any]:
    """Every sample by its reference, which is the file's name."""
    found = {}
    for path in sorted(path for path in folder.iterdir() if path.suffix == ".json"):
        try:
            found[path.stem] = json.loads(path.read_text("utf-8"))
        except (ValueError, RecursionError) as error:
            raise NoSample(f"{path} is no JSON.") from error
    return found


def _moment(match: re.Match[str], now: datetime) -> str | int:
    day = now.astimezone(UTC).date() + timedelta(days=int(match["days"]))
    if match["clock"] is None:
        return day.isoformat()
    clock, form = match["clock"], match["form"]
    if form == "unix":
        return int(datetime.combine(day, time.fromisoformat(clock), UTC).timestamp())
    return f"{day.isoformat()}T{clock}:00{form or 'Z'}"
