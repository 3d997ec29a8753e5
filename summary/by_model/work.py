"""Has summaries drafted by a language model: jobs of a lane of their own, since each takes a while and may fail.

What comes back is held against what was said, and against everybody's consent as it stands then. Whatever fails leaves
the draft by rules, and says why.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

import structlog

from records.beat import keep_doing
from records.database import Database
from records.jobs import fail_job, finish_job, postpone_job, retry_job, take_due_job
from records.search import index_call
from records.summaries import load_summary
from records.tables import JobRow, SummaryRow, TranscriptRow
from signaling.protocol.words import TranscriptState
from summary.by_model.form import Form, Labels, read_form, to_summary
from summary.by_model.port import LanguageModel, Message, ModelFailed, Reply
from summary.by_model.question import question, repair
from summary.check import check
from summary.drafting import MODEL_LANE, put_draft
from summary.gathering import gather
from summary.wrap_up import find_call

MAX_ATTEMPTS = 4
_LEASE_BEYOND_TIMEOUT = timedelta(seconds=30)
_TRANSCRIPT_COMES_WITHIN = timedelta(minutes=1)
_LOOK_AGAIN = timedelta(seconds=5)
_MILLION = 1_000_000

Clock = Callable[[], datetime]
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Terms:
    """How long the model may take in all, and what a million tokens cost; None: nobody told."""

    within_s: float = 60.0
    price_in: Decimal | None = None
    price_out: Decimal | None = None

    def cost(self, tokens_in: int | None, tokens_out: int | None) -> Decimal | None:
        """None where price or number is not known."""
        if None in (self.price_in, self.price_out, tokens_in, tokens_out):
            return None
        cost = (self.price_in or 0) * (tokens_in or 0) + (self.price_out or 0) * (tokens_out or 0)
        return (Decimal(cost) / _MILLION).quantize(Decimal("0.000001"))


@dataclass(frozen=True, slots=True)
class _Filled:
    form: Form
    labels: Labels
    tokens_in: int | None
    tokens_out: int | None


async def run_model_drafts(
    database: Database, model: LanguageModel, terms: Terms, *, clock: Clock, wake: asyncio.Event, poll_s: float = 1.0
) -> None:
    """Work until cancelled, one call after the other."""
    step = partial(draft_due_call, database, model, terms, clock=clock)
    await keep_doing(step, name="model_drafts", wake=wake, poll_s=poll_s)


async def draft_due_call(database: Database, model: LanguageModel, terms: Terms, *, clock: Clock) -> bool:
    """Draft one call that waits for it; False when there is none. Killed anywhere, it is due again after the lease."""
    lease = timedelta(seconds=terms.within_s) + _LEASE_BEYOND_TIMEOUT
    job = await take_due_job(database, now=clock(), lease=lease, lane=MODEL_LANE)
    if job is None or await _waits_for_transcript(database, job, clock()):
        return job is not None
    try:
        await _draft(database, model, terms, job, clock)
    except ModelFailed as failure:
        await _settle_failure(database, job, failure, clock())
    except Exception as error:
        # The ladder of background tasks: no call takes the others with it. The row keeps codes only.
        log.exception("model_draft.failed", call_id=_call_id(job), attempt=job.attempts)
        await _settle_failure(database, job, ModelFailed(type(error).__name__, again_after_s=5.0), clock())
    return True


async def _draft(database: Database, model: LanguageModel, terms: Terms, job: JobRow, clock: Clock) -> None:
    async with database.reading() as session:
        material = await gather(session, await find_call(session, _call_id(job)))
    messages, labels = question(material)
    filled = await _fill_in(model, messages, labels, within_s=terms.within_s)
    async with database.transaction() as session:
        row = await load_summary(session, _call_id(job), for_update=True)
        if not await finish_job(session, job, now=clock()) or row is None or row.state != "draft":
            return
        now_known = await gather(session, await find_call(session, row.call_id))  # consent may have gone meanwhile
        written = to_summary(filled.form, filled.labels, now_known)
        put_draft(row, await asyncio.to_thread(check, written, now_known), engine="model")
        row.model, row.fell_back, row.waits_for_model = model.name, None, False
        row.tokens_in, row.tokens_out = filled.tokens_in, filled.tokens_out
        row.cost = terms.cost(filled.tokens_in, filled.tokens_out)
        await index_call(session, row.call_id)


async def _fill_in(model: LanguageModel, messages: list[Message], labels: Labels, *, within_s: float) -> _Filled:
    """Asked once, and once more with its mistake; both within the time for one."""
    loop = asyncio.get_running_loop()
    ends_at = loop.time() + within_s
    first = await model.ask(messages, within_s=within_s)
    try:
        return _filled(read_form(first.text), labels, first)
    except ModelFailed:
        left_s = ends_at - loop.time()
        if left_s <= 0:
            raise
    second = await model.ask(repair(messages, first.text), within_s=left_s)
    return _filled(read_form(second.text), labels, first, second)


def _filled(form: Form, labels: Labels, *replies: Reply) -> _Filled:
    tokens_in, tokens_out = ([getattr(each, name) for each in replies] for name in ("tokens_in", "tokens_out"))
    return _Filled(form, labels, *(None if None in counted else sum(counted) for counted in (tokens_in, tokens_out)))


async def _waits_for_transcript(database: Database, job: JobRow, now: datetime) -> bool:
    """A transcript that is being made is waited for: it asks for a draft of its own, and one of two is enough."""
    if job.payload.get("because") != "talk":
        return False
    async with database.transaction() as session:
        heard = await session.get(TranscriptRow, _call_id(job))
        if heard is None:
            return False
        fresh = heard.state is TranscriptState.WAITING and now - heard.asked_at < _TRANSCRIPT_COMES_WITHIN
        if heard.state is TranscriptState.MADE:
            return await finish_job(session, job, now=now)
        if heard.state is TranscriptState.WORKING or fresh:
            return await postpone_job(session, job, run_at=now + _LOOK_AGAIN)
        return False


async def _settle_failure(database: Database, job: JobRow, failure: ModelFailed, now: datetime) -> None:
    """The draft by rules stands; the page says why, and whether the model is asked again."""
    log.warning("model_draft.none", call_id=_call_id(job), code=failure.code, attempt=job.attempts)
    again = failure.again_after_s is not None and job.attempts < MAX_ATTEMPTS
    async with database.transaction() as session:
        if again:
            run_at = now + timedelta(seconds=failure.again_after_s or 0.0)
            ours = await retry_job(session, job, run_at=run_at, error=failure.code)
        else:
            ours = await fail_job(session, job, error=failure.code, now=now)
        row: SummaryRow | None = await load_summary(session, _call_id(job), for_update=True) if ours else None
        if row is not None and row.state == "draft":
            row.fell_back, row.waits_for_model = failure.code, again


def _call_id(job: JobRow) -> str:
    return str(job.payload["call_id"])
