"""Files, helpdesks and feeds write to the same cases at the same moment: each of them gets through, on PostgreSQL."""

import asyncio
import json
import random
from collections.abc import Awaitable, Iterator

import pytest

from cases.imports.lines import Kind
from cases.imports.loading import load_import
from cases.imports.plan import plan_import
from records.database import Database
from tests.contract.cases.caseload import NOW, state, tell

_NUMBERS = [f"RR00000000{n}CN" for n in range(3)]
_TURNS = 12


def _file(dice: random.Random) -> bytes:
    """Some of the cases there are and some new ones, under the same few numbers."""
    lines = [
        {"reference": f"LP-{dice.randrange(16)}", "title": "Lamp", "customer_name": "Ana", "customer_language": "es",
         "tracking_number": dice.choice(_NUMBERS)}
        for _ in range(8)
    ]  # fmt: skip
    stated = {line["reference"]: line for line in lines}
    told = {"at": "2026-11-10T08:00:00Z", "description": f"Seen {dice.randrange(9)}"}
    events = [told | {"tracking_number": number} for number in _NUMBERS]
    return "\n".join(json.dumps(line) for line in [*stated.values(), *events]).encode()


async def _load(db: Database, dice: random.Random) -> None:
    data = _file(dice)
    await load_import(db, data, await plan_import(db, data, Kind.JSON_LINES, now=NOW), actor="key:shop", now=NOW)


def _acts(db: Database, dice: random.Random) -> Iterator[Awaitable[object]]:
    for _ in range(2):
        yield _load(db, dice)
        for _ in range(3):
            number = dice.choice(_NUMBERS)
            yield state(db, f"LP-{dice.randrange(16)}", tracking_number=number)
            yield tell(db, (dice.randrange(9), "Seen", "InTransit_Arrival"), number=number)


@pytest.mark.parametrize("db", ["postgresql"], indirect=True)
async def test_no_writer_is_turned_away_for_another(db: Database) -> None:
    dice, failed = random.Random(7), list[str]()
    for _ in range(_TURNS):
        results = await asyncio.gather(*_acts(db, dice), return_exceptions=True)
        failed += [repr(each)[:300] for each in results if isinstance(each, BaseException)]
    assert failed == []
