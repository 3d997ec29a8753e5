"""What operators and balancers are told."""

import re

import pytest
from redis.exceptions import RedisError
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from records.tables import DeliveryRow, EndpointRow, EndpointState, JobRow, OutboxRow
from signaling.runtime.node import utc_now
from tests.integration.web.stage import AGENT, Stage


async def test_a_node_that_works_is_alive_and_ready(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    page = await stage.browser()
    alive = await page.ask("GET", "/healthz")
    assert (alive.status, alive.json) == (200, {"status": "ok"})
    monkeypatch.setattr("web.health._NEVER_COUNTED_S", 20.0)  # a Redis that answers late is none, and this one is there
    ready = await page.ask("GET", "/readyz")
    told = {"status": "ready", "sql": True, "redis": True, "recorder": False, "turn": {}, "draining": False}
    assert (ready.status, ready.json) == (200, told | {"node": stage.node.id})


async def test_a_node_on_its_way_out_is_alive_but_not_ready(stage: Stage) -> None:
    page = await stage.browser()
    line = await stage.agent_line()
    await stage.node.sockets.close()
    assert (await line.hear("bye"))["code"] == "draining"
    ready = await page.ask("GET", "/readyz")
    assert (ready.status, ready.json["status"], ready.json["draining"]) == (503, "not_ready", True)
    assert (await page.ask("GET", "/healthz")).status == 200
    late = await page.socket()
    await late.say("hello", token="0123456789abcdef", page_id="a")
    await late.hear("error", code="draining")


async def test_without_the_database_nobody_may_come_and_without_redis_they_may(stage: Stage) -> None:
    page = await stage.browser()

    async def no_answer() -> bool:
        raise RedisError

    stage.parts.redis.ping = no_answer  # type: ignore[method-assign,assignment]
    without_redis = await page.ask("GET", "/readyz")
    assert (without_redis.status, without_redis.json["redis"]) == (200, False)

    def away() -> None:
        raise OperationalError("SELECT 1", {}, OSError("away"))

    stage.parts.database.reading = away  # type: ignore[method-assign,assignment]
    without_sql = await page.ask("GET", "/readyz")
    assert (without_sql.status, without_sql.json["sql"]) == (503, False)


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("SELECT 1", {}, OSError("away")),
        InterfaceError("SELECT 1", {}, OSError("the connection is closed")),
        PoolTimeout("QueuePool limit reached"),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_a_database_that_cannot_be_asked_is_no_fault_of_ours_and_to_be_tried_again(
    stage: Stage, error: Exception
) -> None:
    agent = await stage.browser(AGENT)

    def away() -> None:
        raise error

    stage.parts.database.reading = away  # type: ignore[method-assign,assignment]
    answer = await agent.ask("GET", "/api/cases/LP-1")
    assert (answer.status, answer.code) == (503, "unavailable")


async def test_metrics_count_by_route_and_name_nobody(stage: Stage) -> None:
    await (await stage.browser(AGENT)).ask("GET", "/api/cases/LP-1")
    await (await stage.browser()).ask("GET", "/j/some-secret-place")
    await (await stage.browser()).ask("GET", "/nothing/at/all")
    await (await stage.browser()).ask("POST", "/whip/some-secret-ticket", data="v=0")
    line, now = await stage.agent_line(), utc_now()
    async with stage.db.transaction() as session:
        session.add(JobRow(kind="a", key="b", payload={}, run_at=now, attempts=1, lease_number=1, failed_at=now))
        session.add(
            EndpointRow(
                id="one", kind="webhook", state=EndpointState.GONE, url="", description="", event_types=[], cases={},
                secrets=[], created_at=now, created_by="test",
            )
        )  # fmt: skip
        for key, spread, dead in (("b", now, None), ("c", now, now), ("d", None, None)):
            session.add(OutboxRow(id=key, type="a", key=key, payload={}, created_at=now, spread_at=spread))
            await session.flush()
            if spread is not None:
                session.add(
                    DeliveryRow(event_id=key, endpoint_id="one", next_at=now, attempts=0, lease_number=0, dead_at=dead)
                )
    answer = await (await stage.browser()).ask("GET", "/metrics")
    text = answer.raw.decode()
    assert answer.headers["Content-Type"].startswith("text/plain; version=")
    assert 'reassure_http_requests_total{method="GET",route="/api/cases/{reference}",status="200"} 1.0' in text
    assert 'reassure_http_requests_total{method="GET",route="none",status="404"} 1.0' in text
    assert 'route="/whip/{ticket}",status="404"} 1.0' in text
    for gauge, value in {
        "pages": 1, "waiting_calls": 0, "undelivered_events": 2, "dead_letters": 1, "failed_jobs": 1,
        "failing_endpoints": 1,
    }.items():  # fmt: skip
        assert f"reassure_{gauge} {float(value)}" in text
    assert not re.search(r"secret|LP-1|wei|Lucía|nothing", text)
    await line.socket.close()


@pytest.mark.parametrize(("mode", "waiting"), [("queue", 1), ("invite", 0)])
async def test_whoever_waits_for_the_agent_who_invited_them_is_not_in_the_queue(
    stage: Stage, mode: str, waiting: int
) -> None:
    call = await stage.opened(mode=mode)
    link = {"call_id": call["call_id"], "secret": call["secret"]}
    joined = (await (await stage.browser()).ask("POST", "/api/join", link)).json
    customer = await stage.line(joined["token"])
    await customer.say("ready", audio=True, video=True)
    await customer.hear("call", state="waiting")
    metrics = (await (await stage.browser()).ask("GET", "/metrics")).raw.decode()
    assert f"reassure_waiting_calls {float(waiting)}" in metrics
