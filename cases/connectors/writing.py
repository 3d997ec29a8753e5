"""Writes the note on a call: what came of it, what is next, how consent stands, and a link that expires. Short, since
agents read it between two tickets.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from babel import Locale
from babel.dates import format_date, format_datetime

from cases.letters.letter import language_for
from records.call_links import issue_call_link
from records.database import Database

_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    path.stem: json.loads(path.read_text("utf-8")) for path in sorted((Path(__file__).parent / "words").glob("*.json"))
}
_MOST_STEPS = 3
_LONGEST_STEP = 300


class CallLinks:
    """Draws links to one call, each good for `ttl`."""

    def __init__(self, database: Database, *, origin: str, ttl: timedelta) -> None:
        self._database = database
        self._origin = origin
        self._ttl = ttl

    async def draw(self, call_id: str, *, now: datetime) -> tuple[str, datetime]:
        """The link, which is stored nowhere, and until when it shows the call."""
        async with self._database.transaction() as session:
            secret = await issue_call_link(session, call_id, ttl=self._ttl, now=now)
        return f"{self._origin}/shared#{secret}", now + self._ttl


def note_text(data: Mapping[str, Any], *, link: str, until: datetime, language: str) -> str:
    """The words of a note on the call of a `summary.attached`, whose `data` these are."""
    spoken = language_for(language)
    words, locale = _WORDS[spoken], Locale.parse(spoken, sep="-")
    summary = data.get("summary") or {}
    lines = [words["title"].format(reference=data.get("case_reference", ""))]
    outcome = str(data.get("outcome") or "")
    lines.append(words["outcome"].format(outcome=words.get(f"outcome.{outcome}", outcome) or words["outcome.none"]))
    lines += _next_steps(summary.get("commitments") or (), words, locale)
    lines.append(words[f"consent.{_consent(summary)}"])
    lines.append(words["link"].format(link=link, until=format_datetime(until, "medium", locale=locale)))
    return "\n".join(lines)


def _next_steps(commitments: Sequence[Mapping[str, Any]], words: Mapping[str, str], locale: Locale) -> list[str]:
    if not commitments:
        return [words["next.none"]]
    said = []
    for each in commitments[:_MOST_STEPS]:
        step = str(each.get("text") or "")[:_LONGEST_STEP]
        due = each.get("due_on")
        if due:
            day = format_date(datetime.fromisoformat(str(due)).date(), "medium", locale=locale)
            said.append(words["next.by"].format(step=step, day=day))
        else:
            said.append(words["next"].format(step=step))
    if (left := len(commitments) - _MOST_STEPS) > 0:
        said.append(words["next.more"].format(count=left))
    return said


def _consent(summary: Mapping[str, Any]) -> str:
    """Whether a recording is kept, and if not why."""
    recordings = summary.get("recordings") or ()
    if any(each.get("state") != "discarded" for each in recordings):
        return "recorded"
    decisions = {str(each.get("decision")) for each in summary.get("consents") or ()}
    if "withdrawn" in decisions:
        return "withdrawn"
    return "declined" if "declined" in decisions else "not_asked"
