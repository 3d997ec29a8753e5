"""Redis' own words (RESP3) to values and back. Pure: bytes in, values out.

redis-py speaks it too, through so many layers that a message of a call cost ten times as much (measured: 330 us of CPU
for one that is relayed, of which most were in them).
"""

from collections.abc import Iterator

Value = bytes | int | float | bool | list["Value"] | None


class ErrorAnswer(Exception):  # noqa: N818 (an answer, which is an exception only where it is raised)
    """Redis refused; the message begins with a code in capitals."""


class Push(list[Value]):
    """What nobody asked for: a message of a channel, or the confirmation of a subscription."""


class _Incomplete(Exception):  # noqa: N818 (the rest is on its way)
    pass


def command(*words: str | bytes | int) -> bytes:
    """One command as it is sent."""
    parts = [b"*%d\r\n" % len(words)]
    for word in words:
        text = word if isinstance(word, bytes) else str(word).encode()
        parts.append(b"$%d\r\n%b\r\n" % (len(text), text))
    return b"".join(parts)


class Answers:
    """Takes bytes as they come, gives values as they are complete; ValueError for what is not RESP3."""

    def __init__(self) -> None:
        self._buffer = b""

    def feed(self, data: bytes) -> Iterator[Value | Push | ErrorAnswer]:
        """Every value that is complete with `data`."""
        self._buffer = self._buffer + data if self._buffer else data
        position = 0
        try:
            while position < len(self._buffer):
                value, position = _value(self._buffer, position)
                yield value
        except _Incomplete:
            pass
        finally:
            self._buffer = self._buffer[position:]


def _value(data: bytes, start: int) -> tuple[Value | Push | ErrorAnswer, int]:
    end = data.find(b"\r\n", start)
    if end < 0:
        raise _Incomplete
    kind, line, after = data[start : start + 1], data[start + 1 : end], end + 2
    match kind:
        case b"$" | b"=" | b"!":
            return _text(kind, data, int(line), after)
        case b"*" | b"~" | b">" | b"%":
            items, after = _items(data, int(line) * (2 if kind == b"%" else 1), after)
            return (Push(items) if kind == b">" else items), after
        case _:
            return _simple(kind, line), after


def _simple(kind: bytes, line: bytes) -> Value | ErrorAnswer:
    found: Value | ErrorAnswer
    match kind:
        case b":":
            found = int(line)
        case b"+" | b"(":
            found = line
        case b"-":
            found = ErrorAnswer(line.decode(errors="replace"))
        case b"_":
            found = None
        case b"#":
            found = line == b"t"
        case b",":
            found = float(line)
        case _:
            raise ValueError(f"not RESP3: {kind!r}")
    return found


def _text(kind: bytes, data: bytes, length: int, start: int) -> tuple[Value | ErrorAnswer, int]:
    if length < 0:
        return None, start
    end = start + length
    if len(data) < end + 2:
        raise _Incomplete
    text = data[start:end]
    return (ErrorAnswer(text.decode(errors="replace")) if kind == b"!" else text), end + 2


def _items(data: bytes, count: int, start: int) -> tuple[list[Value], int]:
    items: list[Value] = []
    for _ in range(count):
        item, start = _value(data, start)
        items.append(None if isinstance(item, ErrorAnswer) else item)
    return items, start
