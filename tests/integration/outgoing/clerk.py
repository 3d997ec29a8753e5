"""Everything between a hang-up and its acknowledgement, done by the product's own code in a process that can be killed.

`python -m tests.integration.outgoing.clerk TEMPLATE FOLDER`: for each step of it in turn, a copy of the database
TEMPLATE, one child that is killed (SIGKILL, by itself) at that step, and another one that goes on from there. One line
on stdout for each: the step, and the copy. Each child is forked, so that Python is started once.
"""

import asyncio
import json
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from outgoing.answer import Answer, Sender
from outgoing.dispatch import deliver_everything_due
from outgoing.webhook import open_webhooks
from records.calls import load_call, save_call
from records.clock import utc_now
from records.database import Database, open_database
from records.effects import Ticket, carry_out
from records.summaries import load_summary
from records.tables import CallRow, DeliveryRow, EndpointRow, OutboxRow
from signaling.domain import events as e
from signaling.domain.apply import apply
from signaling.domain.call import Call
from signaling.domain.effects import Effect
from signaling.protocol.words import CallState, Role
from summary.approval import approve
from summary.jobs import HANDLERS, run_due_job
from summary.wrap_up import Editor
from tests.masters import OPENS_WHAT_IS_PLAIN
from tests.unit.signaling.story import LIMITS

TIMEOUT_S = 30.0
_LEASES_ARE_OVER = timedelta(seconds=90)
_DEADLINE_S = 60.0

Step = Callable[[str], None]


class Nobody:
    """No page listens."""

    async def announce(
        self, call: Call, effects: Iterable[Effect], tickets: Iterable[Ticket], *, changed: bool
    ) -> None:
        """Nothing."""


class Watched(Database):
    """Steps before and after each commit."""

    def __init__(self, database: Database, step: Step) -> None:
        super().__init__(database.engine)
        self._step = step

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """See `Database`."""
        async with super().transaction() as session:
            yield session
            await session.flush()
            self._step("before a commit")
        self._step("after a commit")


class WatchedSender:
    """Steps before a letter is sent, and when its answer is there."""

    def __init__(self, inner: Sender, step: Step) -> None:
        self._inner = inner
        self._step = step
        self.timeout_s = inner.timeout_s

    async def send(self, event: OutboxRow, endpoint: EndpointRow, *, now: datetime) -> Answer:
        """See `Sender`."""
        self._step("before a letter is sent")
        answer = await self._inner.send(event, endpoint, now=now)
        self._step("a letter was answered")
        return answer


async def hang_up(database: Database, call_id: str, *, customer: str = "cu") -> None:
    """The customer does, unless somebody has."""
    await tell(database, call_id, e.HungUp(customer), only_in=CallState.ACTIVE)


async def tell(database: Database, call_id: str, *events: e.Event, only_in: CallState | None = None) -> None:
    """As a room does it: the rules, and what they ask for, in one transaction; in any other state nothing happens."""
    async with database.transaction() as session:
        for number, event in enumerate(events):
            before = await load_call(session, call_id)
            assert before is not None
            if number == 0 and only_in is not None and before.state is not only_in:
                return
            now = utc_now()
            after, effects = apply(before, event, now=now, limits=LIMITS)
            saved = await save_call(session, before, after, now=now)
            for effect in effects:
                await carry_out(session, saved, effect, now=now)


async def approve_draft(database: Database, call_id: str, user_id: str, *, now: datetime) -> bool:
    """The agent does, once it is drafted; whether it is approved now."""
    async with database.reading() as session:
        summary = await load_summary(session, call_id)
        call = await session.get_one(CallRow, call_id)
    if summary is None:
        return False
    if call.state is not CallState.CLOSED:
        editor = Editor(user_id=user_id, role=Role.AGENT)
        await approve(database, call_id, editor=editor, version=summary.version, now=now, announcer=Nobody())
    return True


async def undelivered(database: Database) -> int:
    """How much has still to be taken, or to be given to anybody."""
    async with database.reading() as session:
        unspread = await session.scalar(select(func.count()).where(OutboxRow.spread_at.is_(None)))
        open_ones = await session.scalar(select(func.count()).where(DeliveryRow.delivered_at.is_(None)))
    return (unspread or 0) + (open_ones or 0)


async def _work(file: Path, step: Step, ahead: timedelta) -> None:
    def clock() -> datetime:
        return utc_now() + ahead

    async with (
        asyncio.timeout(_DEADLINE_S),
        open_database(f"sqlite+aiosqlite:///{file}") as plain,
        open_webhooks(OPENS_WHAT_IS_PLAIN, timeout_s=TIMEOUT_S, allow_private=True) as sender,
    ):
        database = Watched(plain, step)
        senders: Mapping[str, Sender] = {"webhook": WatchedSender(sender, step)}
        await hang_up(database, "call")
        while await run_due_job(database, HANDLERS, clock=clock):
            pass
        assert await approve_draft(database, "call", "wei", now=clock())
        while await undelivered(database):
            assert await deliver_everything_due(database, senders, clock=clock)


class _Killer:
    """Counts steps, and kills this process at one of them."""

    def __init__(self, at: int) -> None:
        self._at = at
        self._passed = 0

    def __call__(self, name: str) -> None:
        self._passed += 1
        if self._passed == self._at:
            os.write(1, json.dumps({"step": self._at, "name": name}).encode() + b"\n")
            os.kill(os.getpid(), signal.SIGKILL)


def _forked(work: Callable[[], None]) -> int:
    """What became of a child that does this: 0, or minus the signal that ended it."""
    pid = os.fork()
    if pid == 0:
        work()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _main(template: Path, folder: Path) -> None:
    for at in range(1, 200):
        file = folder / f"{at}.db"
        shutil.copy(template, file)
        ended = _forked(lambda at=at, file=file: asyncio.run(_work(file, _Killer(at), timedelta())))  # type: ignore[misc]
        if ended == 0:
            return  # there is no such step any more
        if ended != -signal.SIGKILL:
            sys.exit(f"step {at} ended with {ended}")
        if _forked(lambda file=file: asyncio.run(_work(file, _Killer(0), _LEASES_ARE_OVER))) != 0:  # type: ignore[misc]
            sys.exit(f"nobody could go on from step {at}")


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))  # stdout is for the steps
    _main(Path(sys.argv[1]), Path(sys.argv[2]))
