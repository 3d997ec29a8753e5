"""Endpoints and dead letters over REST, as the supervisor's page uses them."""

from typing import Any

from sqlalchemy import select

from outgoing.dispatch import deliver_everything_due
from records.tables import AuditRow, DeliveryRow
from tests.integration.outgoing.stage import Receiver, Time, add, enqueue, receiving, sending
from tests.integration.web.stage import SUPERVISOR, Browser, Stage


async def _shown(browser: Browser) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await browser.ask("GET", "/api/webhooks")).json["endpoints"]
    return found


async def test_an_endpoint_is_added_changed_given_another_secret_and_removed(stage: Stage) -> None:
    supervisor = await stage.browser(SUPERVISOR)
    wanted = {"url": "https://desk.example/hook", "event_types": ["call.ended"], "cases": {"kind": ["dispute"]}}
    added = await supervisor.ask("POST", "/api/webhooks", wanted)
    assert added.status == 201
    assert added.json["secret"].startswith("whsec_")
    assert added.headers["Cache-Control"] == "no-store"
    path = f"/api/webhooks/{added.json['endpoint']['id']}"
    (shown,) = await _shown(supervisor)
    assert (shown["url"], shown["state"], shown["created_by"]) == (wanted["url"], "on", "user:sam")
    changed = await supervisor.ask("PUT", path, {"on": False, "description": "the shop"})
    assert (changed.json["state"], changed.json["event_types"], changed.json["cases"]) == ("off", [], {})
    renewed = await supervisor.ask("POST", f"{path}/secret")
    assert renewed.status == 201
    assert renewed.json["endpoint"]["old_secret_until"] is not None
    assert added.json["secret"] not in (await supervisor.ask("GET", "/api/webhooks")).raw.decode()
    assert (await supervisor.ask("DELETE", path)).status == 204
    assert (await supervisor.ask("DELETE", path)).code == "not_found"
    assert await _shown(supervisor) == []
    async with stage.db.reading() as session:
        audit = list(await session.scalars(select(AuditRow.action).order_by(AuditRow.sequence)))
    assert audit[:4] == ["webhook.add", "webhook.change", "webhook.rotate", "webhook.remove"]
    assert not [line for line in stage.log if added.json["secret"] in repr(line)]


async def test_what_may_not_be_is_refused(stage: Stage) -> None:
    supervisor = await stage.browser(SUPERVISOR)
    for wrong in (
        {"url": "http://127.0.0.1:9/"}, {"url": "https://a.example/", "event_types": ["weather.changed"]},
        {"url": "https://a.example/", "cases": {"colour": ["red"]}},
        {"url": "https://a.example/", "cases": {"kind": []}},
    ):  # fmt: skip
        answer = await supervisor.ask("POST", "/api/webhooks", wrong)
        assert (answer.status, answer.code) == (422, "invalid_field"), wrong
    await add(stage.db, "settings", "https://desk.example/")
    for method, path in (("DELETE", "/api/webhooks/settings"), ("POST", "/api/webhooks/settings/secret")):
        assert (await supervisor.ask(method, path)).code == "not_in_this_state"
    assert (await supervisor.ask("PUT", "/api/webhooks/none", {"on": True})).code == "not_found"


async def _given_up(stage: Stage, receiver: Receiver) -> str:
    await add(stage.db, "one", receiver.url, description="the shop")
    event_id = await enqueue(stage.db, type="call.ended", case_reference="LP-1")
    async with sending() as here:
        await deliver_everything_due(stage.db, here, clock=Time())
    return event_id


async def test_a_dead_letter_is_seen_and_sent_again(stage: Stage) -> None:
    supervisor = await stage.browser(SUPERVISOR)
    async with receiving(410) as there:
        event_id = await _given_up(stage, there)
        (shown,) = await _shown(supervisor)
        assert (shown["state"], shown["failing"], shown["dead"]) == ("gone", True, 1)
        assert shown["last_error"] == "the receiver answered 410"
        found = (await supervisor.ask("GET", "/api/dead-letters?endpoint=one")).json
        assert found["more"] is False
        (letter,) = found["letters"]
        assert (letter["event_id"], letter["endpoint"], letter["case_reference"], letter["last_status"]) == (
            event_id, "the shop", "LP-1", 410,
        )  # fmt: skip
        assert (await supervisor.ask("GET", "/api/dead-letters?endpoint=two")).json["letters"] == []
        metrics = (await supervisor.ask("GET", "/metrics")).raw.decode()
        assert "reassure_dead_letters 1.0" in metrics
        assert "reassure_failing_endpoints 1.0" in metrics
        assert (await supervisor.ask("PUT", "/api/webhooks/one", {"on": True})).json["state"] == "on"
        again = await supervisor.ask("POST", "/api/dead-letters/replay", {"events": [event_id], "endpoint": "one"})
        assert again.json == {"count": 1}
        async with sending() as here:
            await deliver_everything_due(stage.db, here, clock=Time())
        assert there.ids == [event_id] * 2
    async with stage.db.reading() as session:
        assert (await session.scalars(select(DeliveryRow.delivered_at))).one() is not None
