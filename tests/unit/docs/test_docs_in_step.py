"""What docs/ say of the code is what the code is."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook
from typer.main import get_command

from app import app
from signaling.protocol.words import CallState, EndReason
from tools.reference import DOCS, PARTS, ROOT, names_of_parts, refresh


@pytest.mark.parametrize("document", DOCS, ids=lambda path: path.name)
def test_generated_parts_are_those_of_the_code(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    assert text == refresh(text), "run: make docs"


def test_every_part_stands_in_exactly_one_place() -> None:
    found = [name for document in DOCS for name in names_of_parts(document.read_text(encoding="utf-8"))]
    assert sorted(found) == sorted(PARTS)


def test_every_state_and_every_end_is_explained() -> None:
    text = (ROOT / "docs" / "states.md").read_text(encoding="utf-8")
    assert [word for word in (*CallState, *EndReason) if f"\n| `{word}` | " not in text] == []


def test_an_old_part_is_seen() -> None:
    text = "<!-- generated: settings -->\nold\n<!-- end: settings -->\nby hand\n"
    assert "`REASSURE_PORT` | `8080`" in refresh(text)
    assert refresh(text).endswith("by hand\n")


def test_example_takes_a_true_signature_once_and_refuses_a_false_one(capsys: pytest.CaptureFixture[str]) -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    code = text.split("<!-- example: verify -->\n```python\n")[1].split("```")[0]
    names: dict[str, Any] = {}
    exec(compile(code, "operations.md", "exec"), names)  # noqa: S102 (the document's own example)
    secret, body, now = "whsec_" + "c2VjcmV0" * 4, '{"type":"call.ended","data":{}}', datetime.now(UTC)
    headers = {"webhook-id": "1", "webhook-timestamp": str(int(now.timestamp()))}
    headers["webhook-signature"] = Webhook(secret).sign("1", now, body)
    seen: set[str] = set()
    assert [names["take"](body.encode(), headers, secret, seen) for _ in range(2)] == [204, 204]
    assert names["take"](body.encode() + b" ", headers, secret, seen) == 401
    assert capsys.readouterr().out == "call.ended {}\n"


def test_every_command_is_described() -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    commands = list(_commands(get_command(app)))
    assert "serve" in commands
    assert [command for command in commands if f"`app.py {command}" not in text] == []


def _commands(command: Any, path: str = "") -> Iterator[str]:
    """Every path through the command line, as `user add`."""
    inner = getattr(command, "commands", None)
    if inner is None:
        yield path
        return
    for name, below in inner.items():
        yield from _commands(below, f"{path} {name}".strip())
