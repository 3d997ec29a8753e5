"""Nothing that opens anything gets into the log, wherever in an event it hides."""

import asyncio
import json
import logging
from itertools import repeat
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from house.journal import Sparing, redact, reports_a_fault
from signaling.protocol.incoming import Hello

OPENS = "Zx9-qW_7tTpL0aRk"
SECRET_NAMES = (
    "token",
    "secret",
    "password",
    "passwd",
    "authorization",
    "cookie",
    "ticket",
    "api_key",
    "sdp",
    "credential",
)

near_secret = st.builds(
    lambda before, name, after, loud: before + (name.upper() if loud else name) + after,
    st.text("abc_-", max_size=5), st.sampled_from(SECRET_NAMES), st.text("abc_-", max_size=5), st.booleans(),
)  # fmt: skip
hiding = st.recursive(
    st.sampled_from([OPENS, OPENS.encode()]),
    lambda inner: st.lists(inner, min_size=1, max_size=2) | st.dictionaries(st.text("xyz"), inner, max_size=2),
    max_leaves=4,
)


def _written(event: dict[str, Any]) -> str:
    return json.dumps(redact(None, "info", event), default=repr)


@given(near_secret, hiding)
def test_a_value_whose_name_says_that_it_opens_something_is_hidden(name: str, value: object) -> None:
    assert OPENS not in _written({"event": "x", name: value})


@given(near_secret, st.lists(st.sampled_from(["a", "b", 0]), max_size=4))
def test_however_deep_it_lies(name: str, way: list[str | int]) -> None:
    value: object = {name: OPENS}
    for step in way:
        value = [value] if isinstance(step, int) else {step: value}
    assert OPENS not in _written({"event": "x", "detail": value})


TEXTS = (
    f"GET https://desk.example/j/4f2a#{OPENS} 200",
    f"POST /whip/{OPENS} 201",
    f"DELETE /whip/a-ticket-of-32/{OPENS}",
    f"Authorization: Bearer {OPENS}",
    f"authorization: bearer {OPENS}",
    f"signed with whsec_{OPENS}",
    f"cannot reach redis://:{OPENS}@cache:6379/0",
    f"cannot reach postgresql+psycopg://reassure:{OPENS}@db/reassure",
    f"cannot reach redis://user:{OPENS}!$&@cache",
    f"Cookie: reassure_session={OPENS}; a=b",
    f"Set-Cookie: reassure_browser={OPENS}; HttpOnly",
    f'{{"type": "hello", "token": "{OPENS}"}}',
    f"{{'call_id': 'a', 'secret': '{OPENS}'}}",
    f"password={OPENS}&email=a",
    f"v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\na=ice-pwd:{OPENS}\r\na=ice-ufrag:{OPENS}",
    f"a=fingerprint:sha-256 {OPENS}",
    f"candidate:1 1 udp 1 10.0.0.1 5000 typ host ufrag {OPENS}",
)  # fmt: skip


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_a_secret_in_a_text_is_hidden(text: str) -> None:
    for event in ({"event": text}, {"event": "x", "lines": [text]}, {"event": "x", "error": ValueError(text)}):
        assert OPENS not in _written(event)


def test_a_message_that_is_logged_whole_does_not_tell_its_token() -> None:
    hello = Hello(type="hello", token=OPENS, page_id="page")
    assert OPENS not in _written({"event": "x", "message": hello})
    assert OPENS not in _written({"event": "x", "message": hello.model_dump()})
    assert OPENS not in _written({"event": "x", "message": hello.model_dump_json()})


def test_what_is_no_secret_stays_readable() -> None:
    event = {
        "event": "rest.refused", "status": 410, "code": "link_not_valid", "route": "/j/{call_id}", "again_in_s": 0.4,
        "url": "https://desk.example/j/4f2a", "unix": "/run/media.sock", "kept": True, "error": None,
        "detail": {"parts": ["a", "b"], "count": 2}, "at": "10:00:00", "whip": "/whip/{ticket}",
    }  # fmt: skip
    assert redact(None, "info", dict(event)) == event


@given(
    st.dictionaries(st.text(max_size=8), st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
)
def test_no_event_is_too_odd_for_it(event: dict[str, Any]) -> None:
    assert redact(None, "info", dict(event)).keys() == event.keys()


@pytest.mark.parametrize(("error", "told"), [(asyncio.CancelledError(), False), (OSError("disk"), True), (None, True)])
def test_library_that_was_cancelled_reports_no_fault_and_every_other_one_does(
    error: BaseException | None, told: bool
) -> None:
    told_with = (type(error), error, None) if error else None
    record = logging.LogRecord("sqlalchemy.pool", logging.ERROR, "base.py", 1, "Exception", (), told_with)
    assert reports_a_fault(record) is told


def test_the_same_line_is_written_some_times_a_minute_and_then_counted() -> None:
    now = [0.0]
    spare = Sparing(clock=lambda: now[0])

    def written(event: str, code: str, times: int) -> list[Any]:
        lines = []
        for _ in repeat(None, times):
            try:
                lines.append(spare(None, "info", {"event": event, "code": code}))
            except structlog.DropEvent:
                continue
        return lines

    assert len(written("peer.refused", "malformed", 1000)) == 120
    assert len(written("peer.refused", "forbidden", 3)) == len(written("call.ended", "malformed", 3)) == 3
    now[0] = 61.0
    first, second = written("peer.refused", "malformed", 2)
    assert first["left_out"] == 880
    assert "left_out" not in second


def test_no_number_of_different_lines_fills_the_memory() -> None:
    spare = Sparing(clock=lambda: 0.0)
    for number in range(5000):
        spare(None, "info", {"event": f"made up {number}"})
    assert len(spare._written) <= 1000
