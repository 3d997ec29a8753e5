"""Work behind the calls over REST, as the supervisor's page shows it."""

from datetime import timedelta

from sqlalchemy import update

from records.jobs import enqueue_job, fail_job, lease_due_job, retry_job
from records.tables import TranscriptRow
from records.transcripts import JOB, LANE
from signaling.protocol.words import TranscriptState
from signaling.runtime.node import utc_now
from tests.integration.web.stage import AGENT, SUPERVISOR, Stage
from tests.integration.web.test_transcripts import written


async def _jobs(stage: Stage, call_id: str) -> None:
    """One of each state: `failed`, `working`, `again`, `waiting`."""
    now, lease = utc_now(), timedelta(minutes=5)
    async with stage.db.transaction() as session:
        for key in ("failed", "again", "waiting"):
            await enqueue_job(
                session, kind=key, key=f"{call_id}:{key}", payload={"call_id": call_id}, run_at=now, lane=key
            )  # fmt: skip
        for lane in ("failed", "again"):
            job = await lease_due_job(session, now=now, lease=lease, lane=lane)
            assert job is not None
            if lane == "failed":
                await fail_job(session, job, error="no_room", now=now)
            else:
                await retry_job(session, job, run_at=now + lease, error="timeout")


async def test_a_supervisor_sees_what_was_given_up_first_and_how_far_the_rest_is(stage: Stage) -> None:
    call_id = await written(stage, "hola")
    await _jobs(stage, call_id)
    async with stage.db.transaction() as session:
        assert await lease_due_job(session, now=utc_now(), lease=timedelta(minutes=5), lane=LANE) is not None
        heard = {"state": TranscriptState.WORKING, "heard_s": 30.0, "total_s": 120.0}
        await session.execute(update(TranscriptRow).values(**heard))
    found = (await (await stage.browser(SUPERVISOR)).ask("GET", "/api/jobs")).json
    shown = [each for each in found["jobs"] if each["kind"] in ("failed", "again", "waiting", JOB)]
    assert [(each["kind"], each["state"]) for each in shown] == [
        ("failed", "failed"), (JOB, "working"), ("again", "again"), ("waiting", "waiting"),
    ]  # fmt: skip
    assert {(each["case_reference"], each["call_id"]) for each in shown} == {("LP-1", call_id)}
    assert [each["last_error"] for each in shown] == ["no_room", None, "timeout", None]
    assert [each["progress"] for each in shown] == [None, {"done_s": 30.0, "total_s": 120.0}, None, None]
    assert (found["counts"]["failed"], found["counts"]["working"], found["counts"]["again"]) == (1, 1, 1)
    assert found["more"] is False
    short = (await (await stage.browser(SUPERVISOR)).ask("GET", "/api/jobs?limit=1")).json
    assert ([each["kind"] for each in short["jobs"]], short["more"]) == (["failed"], True)
    assert short["counts"] == found["counts"]


async def test_what_was_given_up_is_due_again_by_a_click(stage: Stage) -> None:
    call_id = await written(stage, "hola")
    await _jobs(stage, call_id)
    supervisor = await stage.browser(SUPERVISOR)
    (failed,) = [each for each in (await supervisor.ask("GET", "/api/jobs")).json["jobs"] if each["kind"] == "failed"]
    assert (await supervisor.ask("POST", "/api/jobs/retry", {"jobs": [failed["id"]]})).json == {"count": 1}
    assert (await supervisor.ask("POST", "/api/jobs/retry", {"jobs": None})).json == {"count": 0}
    assert (await supervisor.ask("GET", "/api/jobs")).json["counts"]["failed"] == 0


async def test_nobody_else_sees_them(stage: Stage) -> None:
    agent, program = await stage.browser(AGENT), await stage.program()
    for caller in (agent, program):
        assert (await caller.ask("GET", "/api/jobs")).code == "forbidden"
        assert (await caller.ask("POST", "/api/jobs/retry", {"jobs": None})).code == "forbidden"
    assert (await (await stage.browser()).ask("GET", "/api/jobs")).code == "unauthenticated"
