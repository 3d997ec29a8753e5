"""Requests that cannot be done: each has its stable code and plain words, changes nothing, and is in the log."""

import json
from typing import Any

import pytest

from tests.hardening.attacks import House
from tests.integration.web.stage import AGENT, INTEGRATOR, SUPERVISOR

pytestmark = pytest.mark.asyncio(loop_scope="module")

OPEN = "/api/cases/LP-1/calls"
SIGN_IN = "/api/session"
JOIN = "/api/join"
CASE = {"title": "a", "customer": {"name": "b", "language": "es"}}
AS_JSON = {"Content-Type": "application/json"}


def _case(**changed: Any) -> bytes:
    return json.dumps({**CASE, **changed}).encode()


NO_JSON: dict[str, tuple[bytes, int, str]] = {
    "no_json": (b"hello", 400, "malformed"),
    "empty": (b"", 400, "malformed"),
    "half": (b'{"email": "a', 400, "malformed"),
    "nan": (b'{"email": NaN, "password": "x"}', 400, "malformed"),
    "infinity": (b'{"email": -Infinity, "password": "x"}', 400, "malformed"),
    "no_utf8": (b'{"email": "\xff", "password": "x"}', 400, "malformed"),
    "byte_order_mark": (b'\xef\xbb\xbf{"email": "a", "password": "x"}', 400, "malformed"),
    "utf16": ('{"email": "a", "password": "x"}'.encode("utf-16"), 400, "malformed"),
    "deep": (b"[" * 60_000, 400, "malformed"),
    "deep_object": (b'{"a":' * 10_000, 400, "malformed"),
    "endless_number": (b'{"email": ' + b"9" * 5_000 + b', "password": "x"}', 400, "malformed"),
    "duplicate_key": (b'{"email": "a", "password": "x", "password": "y"}', 400, "duplicate_key"),
    "no_object": (b'["email", "password"]', 422, "invalid_field"),
    "null": (b"null", 422, "invalid_field"),
    "number_for_text": (b'{"email": 1, "password": "x"}', 422, "invalid_field"),
    "missing": (b'{"email": "a"}', 422, "invalid_field"),
    "unknown_field": (b'{"email": "a", "password": "x", "role": "supervisor"}', 422, "invalid_field"),
    "too_long": (b'{"email": "' + b"a" * 255 + b'", "password": "x"}', 422, "invalid_field"),
    "lone_surrogate": (b'{"email": "\\ud800", "password": "x"}', 422, "invalid_field"),
    "nul": (b'{"email": "a\\u0000b", "password": "x"}', 422, "invalid_field"),
}


@pytest.mark.parametrize("name", NO_JSON)
async def test_a_body_that_is_not_what_is_asked_for(house: House, name: str) -> None:
    raw, status, code = NO_JSON[name]
    await house.refused(house.nobody, "POST", SIGN_IN, data=raw, headers=AS_JSON, status=status, code=code)


async def test_a_duplicate_key_deep_inside(house: House) -> None:
    raw = b'{"title": "a", "customer": {"name": "b", "language": "es", "name": "c"}}'
    helpdesk = house.who(INTEGRATOR)
    await house.refused(helpdesk, "PUT", "/api/cases/LP-1", data=raw, headers=AS_JSON, status=400, code="duplicate_key")


@pytest.mark.parametrize(
    "kind", [None, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "json"]
)
async def test_a_body_of_another_type(house: House, kind: str | None) -> None:
    data = json.dumps({"email": "wei@example.org", "password": "x"}).encode()
    headers = {"Content-Type": kind or ""}
    await house.refused(
        house.nobody, "POST", SIGN_IN, data=data, headers=headers, status=415, code="unsupported_media_type"
    )


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "gzip, gzip"])
async def test_a_body_that_says_it_is_compressed(house: House, encoding: str) -> None:
    await house.refused(
        house.nobody, "POST", SIGN_IN, data=b"not compressed at all", status=415, code="unsupported_media_type",
        headers={**AS_JSON, "Content-Encoding": encoding},
    )  # fmt: skip


UNKNOWN: dict[str, tuple[str | None, str, str, Any, int, str]] = {
    "case": (AGENT, "GET", "/api/cases/LP-404", None, 404, "case_not_found"),
    "call_on_unknown_case": (AGENT, "POST", "/api/cases/LP-404/calls", {}, 404, "case_not_found"),
    "case_with_nul": (AGENT, "GET", "/api/cases/LP%00", None, 404, "not_found"),
    "case_no_utf8": (AGENT, "GET", "/api/cases/%ff%fe", None, 404, "case_not_found"),
    "case_by_sql": (AGENT, "GET", "/api/cases/LP-1'%20OR%20'1'='1", None, 404, "case_not_found"),
    "call": (SUPERVISOR, "GET", "/api/calls/nothing", None, 404, "call_not_found"),
    "call_with_nul": (SUPERVISOR, "GET", "/api/calls/a%00b", None, 404, "not_found"),
    "summary_of_no_call": (AGENT, "GET", "/api/calls/nothing/summary", None, 404, "call_not_found"),
    "saving_no_call": (AGENT, "PUT", "/api/calls/nothing/summary", {"version": 0}, 404, "call_not_found"),
    "approving_no_call": (AGENT, "POST", "/api/calls/nothing/summary/approve", {"version": 0}, 404, "call_not_found"),
    "recording_of_no_call": (AGENT, "GET", "/api/calls/nothing/recording", None, 404, "call_not_found"),
    "recording_for_the_supervisor": (SUPERVISOR, "GET", "/api/calls/nothing/recording", None, 404, "not_found"),
    "recording_there_is_none": (SUPERVISOR, "GET", "/api/calls/{call_id}/recording", None, 404, "not_found"),
    "part": (SUPERVISOR, "GET", "/api/calls/{call_id}/recording?part=../../etc/passwd", None, 404, "not_found"),
    "part_with_nul": (SUPERVISOR, "GET", "/api/calls/{call_id}/recording?part=%00", None, 422, "invalid_field"),
    "page": (None, "GET", "/nothing", None, 404, "not_found"),
    "slash": (AGENT, "GET", "/api/cases/", None, 404, "not_found"),
    "another_agents_call": ("ana", "GET", "/api/calls/{call_id}", None, 404, "call_not_found"),
    "another_agents_summary": ("ana", "GET", "/api/calls/{call_id}/summary", None, 404, "call_not_found"),
    "another_agents_wrap_up": ("ana", "PUT", "/api/calls/{call_id}/summary", {"version": 0}, 404, "call_not_found"),
    "another_agents_approval": (
        "ana", "POST", "/api/calls/{call_id}/summary/approve", {"version": 0}, 404, "call_not_found",
    ),
    "another_agents_recording": ("ana", "GET", "/api/calls/{call_id}/recording", None, 404, "call_not_found"),
    "wrap_up_too_early": (SUPERVISOR, "PUT", "/api/calls/{call_id}/summary", {"version": 0}, 409, "not_in_this_state"),
    "reference_of_another_form": (INTEGRATOR, "PUT", "/api/cases/..", CASE, 404, "not_found"),
    "reference_with_a_space": (INTEGRATOR, "PUT", "/api/cases/LP%201", CASE, 422, "invalid_field"),
}  # fmt: skip


@pytest.mark.parametrize("name", UNKNOWN)
async def test_what_there_is_not(house: House, name: str) -> None:
    who, method, path, body, status, code = UNKNOWN[name]
    await house.refused(house.who(who), method, path, body=body, status=status, code=code)


FIELDS: dict[str, tuple[str, str, str, bytes]] = {
    "unknown_mode": (AGENT, "POST", OPEN, b'{"mode": "conference"}'),
    "priority": (AGENT, "POST", OPEN, b'{"priority": 10}'),
    "priority_of_a_half": (AGENT, "POST", OPEN, b'{"priority": 0.5}'),
    "priority_beyond_all": (AGENT, "POST", OPEN, b'{"priority": 1e999}'),
    "language": (AGENT, "POST", OPEN, b'{"language": "English!"}'),
    "reason": (AGENT, "POST", OPEN, json.dumps({"reason": "a" * 501}).encode()),
    "reason_with_nul": (AGENT, "POST", OPEN, b'{"reason": "a\\u0000"}'),
    "case_without_customer": (INTEGRATOR, "PUT", "/api/cases/LP-9", b'{"title": "a"}'),
    "case_with_control": (INTEGRATOR, "PUT", "/api/cases/LP-9", _case(title="a\u0007")),
    "case_with_nul_key": (INTEGRATOR, "PUT", "/api/cases/LP-9", _case(facts={"a\0": "b"})),
    "value_no_number": (INTEGRATOR, "PUT", "/api/cases/LP-9", _case(value={"amount": "NaN", "currency": "EUR"})),
    "value_beyond": (INTEGRATOR, "PUT", "/api/cases/LP-9", _case(value={"amount": "1E+99999", "currency": "EUR"})),
    "stage": (INTEGRATOR, "PUT", "/api/cases/LP-9", _case(stage="stolen")),
    "event_without_zone": (
        INTEGRATOR, "PUT", "/api/cases/LP-9", _case(events=[{"at": "2026-01-01T00:00:00", "description": "a"}])
    ),
    "event_before_time": (
        INTEGRATOR, "PUT", "/api/cases/LP-9", _case(events=[{"at": "0001-01-01T00:00:00+23:00", "description": "a"}])
    ),
    "event_after_time": (
        INTEGRATOR, "PUT", "/api/cases/LP-9", _case(events=[{"at": "9999-12-31T23:59:59-23:00", "description": "a"}])
    ),
    "version": (AGENT, "PUT", "/api/calls/{call_id}/summary", b'{"version": -1}'),
    "statement_without_source": (
        AGENT, "PUT", "/api/calls/{call_id}/summary",
        b'{"version": 1, "body": {"language": "en", "said": [{"text": "He said so"}]}}',
    ),
    "join_neither_way": (AGENT, "POST", JOIN, b"{}"),
    "join_both_ways": (AGENT, "POST", JOIN, b'{"call_id": "a", "secret": "b", "code": "1234", "check": "a"}'),
    "code_of_letters": (AGENT, "POST", JOIN, b'{"code": "abcdefgh", "check": "85CN"}'),
    "secret_with_nul": (AGENT, "POST", JOIN, b'{"call_id": "a\\u0000", "secret": "b"}'),
}  # fmt: skip


@pytest.mark.parametrize("name", FIELDS)
async def test_a_field_that_cannot_be(house: House, name: str) -> None:
    who, method, path, raw = FIELDS[name]
    answer = await house.refused(
        house.who(who), method, path, data=raw, headers=AS_JSON, status=422, code="invalid_field"
    )
    assert all(field["reason"] for field in answer.json.get("errors", ()))


QUERIES: dict[str, tuple[str, int, str]] = {
    "unknown": ("/api/calls?day=today", 422, "invalid_field"),
    "twice": ("/api/calls?case=LP-1&case=LP-2", 400, "duplicate_key"),
    "limit": ("/api/calls?limit=100000", 422, "invalid_field"),
    "negative": ("/api/calls?offset=-1", 422, "invalid_field"),
    "endless": (f"/api/calls?offset={'9' * 5000}", 422, "invalid_field"),
    "no_day": ("/api/calls?from=yesterday", 422, "invalid_field"),
    "no_zone": ("/api/calls?from=2026-01-01T00:00:00", 422, "invalid_field"),
    "before_all_time": ("/api/calls?from=0001-01-01T00:00:00%2B23:00", 422, "invalid_field"),
    "after_all_time": ("/api/calls?to=9999-12-31T23:59:59-23:00", 422, "invalid_field"),
    "neither_yes_nor_no": ("/api/calls?recorded=perhaps", 422, "invalid_field"),
    "nul": ("/api/calls?agent=%00", 422, "invalid_field"),
    "nul_in_a_search": ("/api/cases?query=lamp%00", 422, "invalid_field"),
    "stage": ("/api/cases?stage=stolen", 422, "invalid_field"),
    "two_questions_for_the_part": ("/api/calls/{call_id}/recording?part=a&part=b", 400, "duplicate_key"),
}


@pytest.mark.parametrize("name", QUERIES)
async def test_a_query_that_cannot_be(house: House, name: str) -> None:
    path, status, code = QUERIES[name]
    await house.refused(house.who(SUPERVISOR), "GET", path, status=status, code=code)


METHODS = (
    ("PATCH", "/api/cases/LP-1"), ("DELETE", "/api/cases/LP-1"), ("GET", "/api/join"), ("PUT", "/api/session"),
    ("POST", "/healthz"), ("GET", "/whip/ticket"), ("PATCH", "/whip/ticket/leg"), ("POST", "/agent"),
)  # fmt: skip


@pytest.mark.parametrize(("method", "path"), METHODS)
async def test_a_method_that_is_not_done_here(house: House, method: str, path: str) -> None:
    answer = await house.refused(house.who(AGENT), method, path, status=405, code="method_not_allowed")
    assert answer.headers["Allow"]


async def test_a_method_nobody_knows_adds_no_line_to_the_metrics(house: House) -> None:
    for method in ("PROPFIND", "MKCOL", "UNLOCK"):
        await house.nobody.ask(method, "/agent")
    text = (await house.nobody.ask("GET", "/metrics")).raw
    assert b"PROPFIND" not in text
    assert b'method="other"' in text


async def test_a_wrong_password_and_an_unknown_address_are_one_answer(house: House) -> None:
    answers = [
        await house.refused(
            house.nobody, "POST", SIGN_IN, body={"email": email, "password": "x"}, status=401, code="bad_credentials"
        )
        for email in ("wei@example.org", "nobody@example.org")
    ]
    assert answers[0].json == answers[1].json
    assert not answers[0].cookies


@pytest.mark.parametrize("path", ["/hooks/17track", "/hooks/aftership"])
@pytest.mark.parametrize("signature", [None, "", "ñ", "0" * 64])
async def test_a_feed_that_is_not_signed(house: House, path: str, signature: str | None) -> None:
    headers = {"sign": signature, "aftership-hmac-sha256": signature, **AS_JSON}
    await house.refused(house.nobody, "POST", path, data=b"{}", headers=headers, status=401, code="bad_credentials")


async def test_what_fails_in_here_is_told_by_a_number_only(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ValueError("the inner words of wei@example.org")

    monkeypatch.setattr(type(house.stage.node.reception), "preview", lambda *_, **__: broken())
    answer = await house.refused(
        house.nobody, "POST", "/api/join/preview", body=house.link, status=500, code="internal"
    )
    assert b"inner words" not in answer.raw
    assert answer.json["incident"] in [line.get("incident") for line in house.stage.log]
