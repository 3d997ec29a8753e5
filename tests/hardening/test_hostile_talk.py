"""What somebody writes in a call to keep its summary from ever being drafted, each as long as a line may be."""

from datetime import UTC, datetime, timedelta

import pytest

from signaling.protocol.words import Role
from summary.draft import draft_summary
from summary.jobs import LEASE
from summary.material import Line, Material

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
LINES = 10
LONGEST = 2_000
"""Signs in a line of text."""


@pytest.mark.timeout(LEASE.total_seconds())
@pytest.mark.parametrize(
    "words",
    ["1 a ", "A B C D ", "12 ab ", "1€ ", "€1 ", "2 mil ", "三百", "1-", "1/", "de la ", "We will refund 20 euros. ",
     "on 3 May ", "? ", "half a thousand ", "यह ", "ًٌٍ", "in 3 to 5 "],
)  # fmt: skip
def test_the_draft_is_there_before_the_job_is_given_up(words: str) -> None:
    text = (words * LONGEST)[:LONGEST]
    lines = tuple(
        Line("chat", f"m{number}", NOW + timedelta(seconds=number), who, "en", text)
        for number, who in enumerate((Role.CUSTOMER, Role.AGENT) * (LINES // 2))
    )
    talk = Material(language="en", noted_at=NOW, lines=lines, notes=text * LINES)
    assert draft_summary(talk).language == "en"
