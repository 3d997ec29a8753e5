"""How the log is written, and what never gets into it. One line for each thing that happened, on stderr."""

import asyncio
import logging
import re
import sys
import time
from collections.abc import Callable, Mapping, MutableMapping
from typing import Any, Literal

import structlog

_HIDDEN = "[hidden]"
_LINES, _KINDS = 120, 1000
_NAMES = "token|secret|password|passwd|authorization|cookie|ticket|api_key|sdp|credential"
_SECRET_KEYS = re.compile(_NAMES, re.IGNORECASE)
_SECRET_TEXTS = tuple(
    re.compile(pattern, re.IGNORECASE | re.DOTALL)
    for pattern in (
        r"(?P<keep>/j/[\w-]+#|\bBearer\s+|\bwhsec_)[\w\-.~+/=%]{6,}",
        r"(?P<keep>/whip/)[\w-]{6,}(?:/[\w-]+)?",
        r"(?P<keep>://[^/@\s:]*:)[^@\s/]+(?=@)",
        rf"(?P<keep>(?:{_NAMES}|\breassure_(?:session|browser))[\w-]*[\"']?\s*[:=]\s*[\"']?)[^\s\"',;&}}]{{6,}}",
        r"(?P<keep>v=0)(?:\r?\n|(?:\\r)?\\n).*",
        r"(?P<keep>(?:ice-pwd|ice-ufrag|fingerprint):|\bufrag )[^\r\n\"']+",
    )
)
"""A link's secret, a ticket, a key, a password in a URL, named values as JSON or a form has them, SDP and its parts."""

Event = MutableMapping[str, Any]


def redact(_logger: object, _method: str, event: Event) -> Event:
    """Hide what opens something, wherever in the event it lies: by the name it goes under, or by how it looks."""
    for key, value in event.items():
        event[key] = _redacted(key, value)
    return event


def _redacted(name: object, value: object) -> object:
    if _SECRET_KEYS.search(str(name)):
        return _HIDDEN
    match value:
        case None | bool() | int() | float():
            return value
        case Mapping():
            return {key: _redacted(key, inner) for key, inner in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_redacted(None, inner) for inner in value]
        case str():
            return _hidden_in(value)
        case _:
            shown = repr(value)
            hidden = _hidden_in(shown)
            return value if hidden == shown else hidden


def _hidden_in(text: str) -> str:
    for pattern in _SECRET_TEXTS:
        text = pattern.sub(rf"\g<keep>{_HIDDEN}", text)
    return text


class Sparing:
    """Writes the same thing `_LINES` times a minute, then counts: nobody outside can fill the disk with refusals.

    The first line of the next minute has the count as `left_out`. The same is: same event, same `code`.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._written: dict[tuple[str, str], tuple[int, int, int]] = {}

    def __call__(self, _logger: object, _method: str, event: Event) -> Event:
        """Raises DropEvent, as structlog has it, for a line too many."""
        minute, same = int(self._clock() // 60), (str(event.get("event"))[:200], str(event.get("code")))
        since, written, left_out = self._written.pop(same, (minute, 0, 0))
        if since != minute and left_out:
            event["left_out"] = left_out
        since, written, left_out = (minute, 0, 0) if since != minute else (since, written, left_out)
        too_many = written >= _LINES
        self._written[same] = (since, written + (not too_many), left_out + too_many)
        while len(self._written) > _KINDS:
            self._written.pop(next(iter(self._written)))
        if too_many:
            raise structlog.DropEvent
        return event


def write_log(form: Literal["console", "json"], level: str, *, process: str) -> None:
    """Set up structlog for this process; the standard library's loggers (asyncio, aiortc) go the same way."""
    structlog.contextvars.bind_contextvars(process=process)
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redact,
    ]
    last = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[Sparing(), *shared, last],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    formatter = structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[_plain, last])
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    handler.addFilter(reports_a_fault)
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)


def reports_a_fault(record: logging.LogRecord) -> bool:
    """Whether a library's line is one. SQLAlchemy's pool calls it an error, with a traceback, when the task that held
    a connection is cancelled, as every task is when we end; it drops the connection, and nothing is wrong.
    """
    return not (record.exc_info and isinstance(record.exc_info[1], asyncio.CancelledError))


def _plain(_logger: object, _method: str, event: Event) -> Event:
    event.pop("_record", None)
    event.pop("_from_structlog", None)
    return event
