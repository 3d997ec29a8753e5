"""Files of cases and events over REST: looked through first, and loaded when the same file is sent again."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from cases.imports.lines import Fault, Kind, Unreadable, Why
from cases.imports.loading import load_import
from cases.imports.plan import Plan, plan_import
from cases.imports.rows import Problem, Wrong
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode
from web.callers import limit_tries_of
from web.evidence import Sha256
from web.operation import Ask
from web.uploads import body_in_pieces

MAX_IMPORT_BYTES = 64 * 1024 * 1024
_UPLOAD_WITHIN_S = 300.0
_MOST_TOLD = 500

FILE_TYPES = ("text/csv", "application/jsonl", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")


class ImportFile(BaseModel, extra="forbid"):
    """What the file in the body is; its Content-Type does not matter."""

    kind: Kind


class ImportOrder(ImportFile):
    """`sha256` is that of the preview: what is loaded is what was looked at."""

    sha256: Sha256


class BadCell(BaseModel):
    """One thing that is wrong with one line; `column` is empty for the line as a whole."""

    model_config = ConfigDict(frozen=True)
    line: int
    column: str
    code: Wrong | Fault
    value: str


class ImportPreview(BaseModel):
    """What a file would come to. `unreadable` set: it is none of its kind, and nothing else is told."""

    sha256: str
    unreadable: Why | None = None
    lines: int = 0
    bad_lines: int = 0
    cases: int = 0
    new_cases: int = 0
    events: int = 0
    purchases: int = Field(default=0, description="cases whose customer bought again")
    problems: tuple[BadCell, ...] = Field(default=(), description="the first 500")
    problems_total: int = 0
    ignored_columns: tuple[str, ...] = ()


class ImportResult(BaseModel):
    """What was loaded. `events_known` were there already; `refused` are cases whose stage cannot follow theirs."""

    cases_made: int
    cases_stated: int
    events_added: int
    events_known: int
    refused: tuple[BadCell, ...]
    purchases: int
    state: Literal["loaded"] = "loaded"


async def preview_import(ask: Ask[None, ImportFile]) -> ImportPreview:
    """Look through a file line by line. Nothing is changed."""
    data = await _file(ask)
    try:
        plan = await plan_import(ask.parts.database, data, ask.query.kind, now=ask.parts.clock())
    except Unreadable as found:
        return ImportPreview(sha256="", unreadable=found.why)
    return _shown(plan)


async def load_file(ask: Ask[None, ImportOrder]) -> ImportResult:
    """Load the good lines of a file that was previewed. Loaded twice, nothing changes."""
    data = await _file(ask)
    try:
        plan = await plan_import(ask.parts.database, data, ask.query.kind, now=ask.parts.clock())
    except Unreadable as error:
        raise SignalError(ErrorCode.FILE_BROKEN, f"The file cannot be read: {error.why}.") from error
    if plan.sha256 != ask.query.sha256:
        raise SignalError(ErrorCode.HASH_MISMATCH, "This is not the file that was previewed.")
    loaded = await load_import(ask.parts.database, data, plan, actor=ask.caller.actor, now=ask.parts.clock())
    ask.parts.work_waits()
    return ImportResult(
        cases_made=loaded.cases_made, cases_stated=loaded.cases_stated, events_added=loaded.events_added,
        events_known=loaded.events_known, refused=tuple(_bad(each) for each in loaded.refused),
        purchases=loaded.purchases,
    )  # fmt: skip


async def _file(ask: "Ask[None, ImportFile] | Ask[None, ImportOrder]") -> bytes:
    await limit_tries_of(ask.http, "import", ask.caller.actor, limit=30, per_s=60)
    pieces = body_in_pieces(ask.http, limit=MAX_IMPORT_BYTES, within_s=_UPLOAD_WITHIN_S)
    return b"".join([piece async for piece in pieces])


def _shown(plan: Plan) -> ImportPreview:
    return ImportPreview(
        sha256=plan.sha256, lines=plan.lines, bad_lines=plan.bad_lines, cases=len(plan.cases),
        new_cases=plan.new_cases, events=plan.told, purchases=len(plan.purchases),
        problems=tuple(_bad(each) for each in plan.problems[:_MOST_TOLD]),
        problems_total=len(plan.problems), ignored_columns=tuple(plan.ignored[:100]),
    )  # fmt: skip


def _bad(problem: Problem) -> BadCell:
    return BadCell(line=problem.line, column=problem.column, code=problem.code, value=problem.value)
