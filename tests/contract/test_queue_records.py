"""Who waits and who is free, as the rows of both databases tell it."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import update

from records.agents import Duty, duties, set_free, set_offline, set_presence
from records.calls import insert_call, load_call, load_calls, save_call
from records.database import Database
from records.effects import carry_out
from records.queue import claim, count_on_duty, list_idle, list_queued, list_resting, recent_waits, take_turn
from records.tables import AgentRow, CaseRow, UserRow
from signaling.domain import events as e
from signaling.domain.apply import apply
from signaling.domain.call import Participant
from signaling.domain.matching import Abilities, Pairing, place
from signaling.protocol.words import AgentState, CallState, Role
from tests.unit.signaling.story import LIMITS, START, queued

STEP = timedelta(minutes=5)
IN_LINE = (CallState.WAITING, CallState.OFFERED)


async def _people(db: Database, **languages: list[str]) -> None:
    async with db.transaction() as session:
        for name, spoken in languages.items():
            session.add(
                UserRow(
                    id=name, email=f"{name}@example.org", name=name, role=Role.AGENT, languages=spoken,
                    skills=["customs"] if name == "wei" else [], password_hash="x", created_at=START,
                )
            )  # fmt: skip
        await session.flush()
        session.add_all(AgentRow(user_id=name, state=AgentState.AVAILABLE, since=START) for name in languages)


async def _waits(db: Database, name: str, *, at_s: float = 0, priority: int = 0) -> None:
    """A customer in line, the page open."""
    call = replace(
        queued(), id=name, case_id=name, priority=priority, skills=frozenset({"customs"}),
        participants=(replace(queued().customer, id=f"cu-{name}"),),
    )  # fmt: skip
    async with db.transaction() as session:
        session.add(
            CaseRow(
                id=name, reference=name, stage="anomaly_found", title="a lamp", customer_name=name,
                customer_language="es", facts={}, created_at=START, updated_at=START,
            )
        )  # fmt: skip
        await session.flush()
        await insert_call(
            session, call, created_by="api", asked_because=None, link_sha256=name, code=None, code_expires_at=START
        )  # fmt: skip
    await _happens(db, name, e.ParticipantArrived(f"cu-{name}", f"page-{name}"), at_s=at_s)
    await _happens(db, name, e.ParticipantReady(f"cu-{name}", audio=True, video=True), at_s=at_s)


async def _happens(db: Database, call_id: str, *events: e.Event, at_s: float) -> None:
    now = START + timedelta(seconds=at_s)
    for event in events:
        async with db.transaction() as session:
            before = await load_call(session, call_id)
            assert before is not None
            after, effects = apply(before, event, now=now, limits=LIMITS)
            saved = await save_call(session, before, after, now=now)
            for effect in effects:
                await carry_out(session, saved, effect, now=now)


async def _order(db: Database, *, at_s: float) -> list[str]:
    now = START + timedelta(seconds=at_s)
    async with db.reading() as session:
        return [q.call.call_id for q in sorted(
            await list_queued(session, now=now, step=STEP, states=IN_LINE), key=lambda q: place(q.call)
        )]  # fmt: skip


def _rings(offer_id: str, user_id: str = "wei", *, until_s: float = 20) -> e.Offered:
    return e.Offered(offer_id, user_id, START + timedelta(seconds=until_s))


def _takes(offer_id: str, user_id: str = "wei") -> e.OfferAccepted:
    return e.OfferAccepted(offer_id, Participant(f"ag-{offer_id}", Role.AGENT, user_id, "es", user_id=user_id))


async def test_the_line_is_by_priority_raised_by_waiting_and_then_by_who_came_first(db: Database) -> None:
    await _waits(db, "first")
    await _waits(db, "second", at_s=1)
    await _waits(db, "urgent", at_s=2, priority=2)
    assert await _order(db, at_s=3) == ["urgent", "first", "second"]
    await _waits(db, "late", at_s=700, priority=2)
    assert await _order(db, at_s=700) == ["urgent", "first", "second", "late"]


async def test_whoever_lost_the_agent_before_they_could_talk_is_at_the_head_of_the_line_too(db: Database) -> None:
    await _people(db, wei=["es"])
    await _waits(db, "first")
    await _waits(db, "second", at_s=1, priority=2)
    await _happens(db, "first", _rings("of"), _takes("of"), at_s=5)
    await _happens(db, "first", e.DeadlinePassed(), at_s=51)
    assert await _order(db, at_s=52) == ["first", "second"]


async def test_whoever_is_away_is_not_in_line_and_back_has_the_old_place(db: Database) -> None:
    await _waits(db, "first")
    await _waits(db, "second", at_s=1)
    await _happens(db, "first", e.ParticipantLeft("cu-first", "page-first"), at_s=5)
    assert await _order(db, at_s=6) == ["second"]
    await _happens(db, "first", e.ParticipantArrived("cu-first", "again"), at_s=9)
    assert await _order(db, at_s=10) == ["first", "second"]


async def test_declining_keeps_the_place_and_is_remembered_as_long_as_it_is_asked_for(db: Database) -> None:
    await _people(db, wei=["es"], ana=["es"])
    await _waits(db, "first")
    await _waits(db, "second", at_s=1)
    await _happens(db, "first", _rings("of1"), e.OfferClosed("of1", "declined"), at_s=5)
    await _happens(db, "first", _rings("of2", "ana"), e.OfferClosed("of2", "expired"), at_s=6)
    assert await _order(db, at_s=30) == ["first", "second"]
    async with db.reading() as session:
        assert await list_resting(session, since=START) == {"first": frozenset({"wei"})}
        assert await list_resting(session, since=START + timedelta(seconds=5)) == {}
        assert [agent.user_id for agent in await list_idle(session)] == ["wei"]  # ana missed it


async def test_only_who_is_available_and_not_disabled_is_free_and_with_what_they_know(db: Database) -> None:
    await _people(db, wei=["es-MX"], ana=["es"], bo=["en", "en-GB"])
    async with db.transaction() as session:
        await session.execute(update(UserRow).where(UserRow.id == "ana").values(disabled_at=START))
        await session.execute(update(AgentRow).where(AgentRow.user_id == "bo").values(state=AgentState.WRAP_UP))
    async with db.reading() as session:
        (wei,) = await list_idle(session)
        assert (wei.user_id, wei.languages, wei.skills) == ("wei", ("es-MX",), frozenset({"customs"}))
        assert await count_on_duty(session) == {
            Abilities(frozenset({"es"}), frozenset({"customs"})): 1, Abilities(frozenset({"en"}), frozenset()): 1,
        }  # fmt: skip


async def test_whatever_changes_what_an_agent_does_says_so_with_a_higher_version(db: Database) -> None:
    await _people(db, wei=["es"])
    await _waits(db, "first")
    told: list[Duty] = []

    async def now_is(state: AgentState, *said: Duty | None) -> None:
        async with db.reading() as session:
            told.append((await duties(session, ["wei"]))["wei"])
        assert told[-1].state is state
        assert all(each == told[-1] for each in said)

    async def says(wish: str) -> Duty | None:
        async with db.transaction() as session:
            return await set_presence(session, "wei", wish, now=START)

    await now_is(AgentState.AVAILABLE)
    await _happens(db, "first", _rings("of"), at_s=2)
    await now_is(AgentState.RINGING)
    assert await says("break") is None
    await _happens(db, "first", _takes("of"), at_s=3)
    await now_is(AgentState.ON_CALL)
    await _happens(db, "first", e.HungUp("cu-first"), at_s=4)
    await now_is(AgentState.WRAP_UP)
    async with db.transaction() as session:
        freed = await set_free(session, ["wei"], now=START)
    await now_is(AgentState.AVAILABLE, *freed.values())
    await now_is(AgentState.BREAK, await says("break"), await says("break"))
    async with db.transaction() as session:
        await set_offline(session, ["wei"], now=START)
    await now_is(AgentState.OFFLINE)
    await now_is(AgentState.BREAK, await says("here"))
    versions = [duty.version for duty in told]
    assert versions == sorted(set(versions))
    assert [duty.call_id for duty in told if duty.state is AgentState.ON_CALL] == ["first"]


async def test_how_long_those_waited_who_were_answered_is_known_by_language(db: Database) -> None:
    await _people(db, wei=["es"])
    await _waits(db, "first", at_s=10)
    await _happens(db, "first", _rings("of", until_s=60), _takes("of"), at_s=45)
    async with db.reading() as session:
        assert await recent_waits(session, since=START) == {"es": [timedelta(seconds=35)]}
        assert await recent_waits(session, since=START + timedelta(seconds=45)) == {}


async def test_what_was_paired_by_an_older_look_is_not_claimed(db: Database) -> None:
    await _people(db, wei=["es"], ana=["es"])
    await _waits(db, "first")
    await _waits(db, "second", at_s=1)
    await _happens(db, "first", _rings("of"), at_s=2)
    wanted = [Pairing("first", "ana"), Pairing("second", "wei"), Pairing("second", "ana")]
    async with db.transaction() as session:
        await take_turn(session)
        assert await claim(session, wanted) == [Pairing("second", "ana")]


async def test_many_calls_are_loaded_as_each_of_them_would_be(db: Database) -> None:
    await _people(db, wei=["es"], ana=["es"])
    for n, name in enumerate(("talking", "lost", "ringing", "waiting")):
        await _waits(db, name, at_s=n)
    for name, user in (("talking", "wei"), ("lost", "ana")):
        arrived = e.ParticipantArrived(f"ag-{name}", f"page-ag-{name}")
        await _happens(db, name, _rings(name, user), _takes(name, user), arrived, e.TalkConnected(f"cu-{name}"), at_s=5)
    await _happens(db, "lost", e.ParticipantLeft("ag-lost", "page-ag-lost"), at_s=6)
    await _happens(db, "lost", e.DeadlinePassed(), at_s=90)
    async with db.transaction() as session:
        await session.execute(update(AgentRow).where(AgentRow.user_id == "ana").values(state=AgentState.AVAILABLE))
    await _happens(db, "ringing", _rings("of", "ana", until_s=120), at_s=100)
    names = ["talking", "lost", "ringing", "waiting"]
    async with db.reading() as session:
        together = await load_calls(session, [*names, "unknown"])
        assert together == {name: await load_call(session, name) for name in names}
    assert [len(together[name].participants) for name in names] == [2, 1, 1, 1]
    assert together["ringing"].offered_to == "ana"
