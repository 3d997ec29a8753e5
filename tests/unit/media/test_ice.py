"""Who may be heard on a leg's port, who is answered, and that nobody is sent anything because an offer named them."""

import asyncio
import struct
from collections.abc import Callable
from typing import Any, cast

import pytest
from aioice import stun
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from media.ice import IceLite, Reach
from media.sockets import Bound

THERE = ("198.51.100.7", 5000)
ELSEWHERE = ("203.0.113.9", 6000)
HELLO, ALERT, SOUND = bytes([22]) + bytes(60), bytes([21]) + bytes(14), bytes([128, 96]) + bytes(40)


class _Port:
    """A socket of ours that keeps what it is given to send."""

    host, port = "10.0.0.5", 40_007

    def __init__(self) -> None:
        self.sent: list[tuple[bytes, tuple[str, int]]] = []

    def send(self, data: bytes, address: tuple[str, int]) -> None:
        self.sent.append((data, address))

    def close(self) -> None:
        pass


class _Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def _ice(reach: Reach | None = None) -> tuple[IceLite, _Port, _Clock]:
    port, clock = _Port(), _Clock()
    ice = IceLite(reach or Reach(), remote_username="them", clock=clock)
    ice._bound.append(cast(Bound, port))
    return ice, port, clock


def _check(ice: IceLite, *, use: bool = False, change: Callable[[stun.Message], None] | None = None) -> bytes:
    """What a browser that has our answer sends."""
    request = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    request.attributes["USERNAME"] = f"{ice.parameters.usernameFragment}:them"
    request.attributes["PRIORITY"] = 1
    request.attributes["ICE-CONTROLLING"] = 7
    if use:
        request.attributes["USE-CANDIDATE"] = None
    if change is not None:
        change(request)
    request.add_message_integrity((ice.parameters.password or "").encode())
    return bytes(request)


def _come(ice: IceLite, port: _Port, data: bytes, address: tuple[str, int] = THERE) -> None:
    ice._received(cast(Bound, port), data, address)


async def test_until_an_address_has_proven_that_it_knows_the_answer_nothing_of_it_is_passed_on() -> None:
    ice, port, _ = _ice()
    for datagram in (HELLO, ALERT, SOUND, b""):
        _come(ice, port, datagram)
    _come(ice, port, _check(ice))
    for datagram in (HELLO, ALERT, b""):
        _come(ice, port, datagram, ELSEWHERE)
    _come(ice, port, ALERT)
    assert [ice._queue.get_nowait() for _ in range(ice._queue.qsize())] == [ALERT]
    heard: list[tuple[bytes, float]] = []
    ice.secured(lambda data, came_s: heard.append((data, came_s)))
    assert heard == []


async def test_a_check_is_answered_to_where_it_came_from_and_by_who_we_are() -> None:
    ice, port, _ = _ice()
    _come(ice, port, _check(ice))
    ((data, address),) = port.sent
    answer = stun.parse_message(data)
    assert address == answer.attributes["XOR-MAPPED-ADDRESS"] == THERE
    assert answer.check_message_integrity((ice.parameters.password or "").encode())
    async with asyncio.timeout(1):
        await ice.connected()


def _other_name(request: stun.Message) -> None:
    request.attributes["USERNAME"] = "we:them"


def _other_browser(request: stun.Message) -> None:
    request.attributes["USERNAME"] = str(request.attributes["USERNAME"]).replace("them", "they")


def _no_name(request: stun.Message) -> None:
    del request.attributes["USERNAME"]


@pytest.mark.parametrize("change", [_other_name, _other_browser, _no_name])
async def test_a_check_by_somebody_else_gets_no_answer_at_all(change: Callable[[stun.Message], None]) -> None:
    ice, port, _ = _ice()
    _come(ice, port, _check(ice, change=change))
    assert (port.sent, ice._first_check.is_set()) == ([], False)


async def test_a_check_with_another_password_or_one_bit_changed_gets_no_answer() -> None:
    ice, port, _ = _ice()
    good = _check(ice)
    for place in range(20, len(good) - 8):  # what follows is a checksum and proves nothing
        _come(ice, port, good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :])
    other, _, _ = _ice()
    other.parameters.usernameFragment = ice.parameters.usernameFragment
    _come(ice, port, _check(other))
    assert (port.sent, ice._first_check.is_set()) == ([], False)


def _thrown(*attributes: tuple[int, bytes]) -> bytes:
    """What a stranger makes by hand."""
    body = b"".join(struct.pack(">HH", kind, len(value)) + value + bytes(-len(value) % 4) for kind, value in attributes)
    return struct.pack(">HHI", 0x0001, len(body), 0x2112A442) + bytes(12) + body


async def test_nothing_of_a_stranger_is_parsed_and_whoever_knows_us_is_heard_among_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ice, port, _ = _ice()
    parsed: list[bytes] = []
    parse = stun.parse_message
    monkeypatch.setattr(stun, "parse_message", lambda data: parsed.append(data) or parse(data))  # type: ignore[func-returns-value]
    name, address = (0x0006, f"{ice.parameters.usernameFragment}:them".encode()), (0x0001, b"\0\1\0\1\1\1\1\1")
    good = _check(ice)
    junk = [
        _thrown(*[address] * 100), _thrown(*[address] * 5_000), _thrown(name, *[address] * 90), _thrown(name),
        _thrown(name, (0x0008, bytes(20))), _thrown(name, (0x0008, b"")), _thrown((0x0008, bytes(20)), name),
        _thrown(*[(0x7777, b"")] * 200, name, (0x0008, bytes(20))), _thrown(name)[:-4] + bytes.fromhex("0006ffff"),
    ]  # fmt: skip
    with capture_logs() as told:
        for datagram in junk * 300:
            _come(ice, port, datagram, ELSEWHERE)
        _come(ice, port, good)
        for datagram in junk * 300:
            _come(ice, port, datagram)
        _come(ice, port, good)
    assert parsed == [good, good]
    assert [where for _, where in port.sent] == [THERE, THERE]
    assert [line["event"] for line in told] == ["ice.strangers"], "the operator is told once"


async def test_a_check_that_carries_more_than_others_is_answered_as_well() -> None:
    """Chromium tries to carry the handshake in its checks: they are as long as a packet then."""

    def change(request: stun.Message) -> None:
        request.attributes["SOFTWARE"] = "x" * 255
        request.attributes["DATA"] = bytes(1_000)

    ice, port, _ = _ice()
    long = _check(ice, change=change)
    assert 1_300 < len(long) < 1_400
    _come(ice, port, long)
    assert len(port.sent) == 1


@given(st.binary(max_size=120), st.binary(max_size=60))
def test_no_garbage_is_answered_or_fails(head: bytes, tail: bytes) -> None:
    ice, port, _ = _ice()
    stun_like = bytes.fromhex("0001") + len(tail).to_bytes(2, "big") + bytes.fromhex("2112a442") + bytes(12) + tail
    for datagram in (head, stun_like, stun_like[: len(head)]):
        _come(ice, port, datagram)
    assert port.sent == []


async def test_who_wants_to_be_led_too_is_told_so() -> None:
    def change(request: stun.Message) -> None:
        del request.attributes["ICE-CONTROLLING"]
        request.attributes["ICE-CONTROLLED"] = 7

    ice, port, _ = _ice()
    _come(ice, port, _check(ice, change=change))
    assert stun.parse_message(port.sent[0][0]).error_code == 487
    assert not ice._first_check.is_set()


async def test_a_private_source_is_not_answered_where_legs_come_over_the_internet() -> None:
    ice, port, _ = _ice(Reach(private=False))
    _come(ice, port, _check(ice), ("10.1.2.3", 5000))
    assert port.sent == []
    _come(ice, port, _check(ice), ("8.8.8.8", 5000))
    assert len(port.sent) == 1


async def test_the_way_that_the_browser_chooses_is_used_and_old_ones_are_forgotten() -> None:
    ice, port, _ = _ice()
    _come(ice, port, _check(ice, use=True))
    for number in range(40):
        _come(ice, port, _check(ice), ("198.51.100.7", 7000 + number))
    ice.secured(lambda data, came_s: None)
    port.sent.clear()
    await ice._send(b"\x80x")
    _come(ice, port, _check(ice, use=True), ELSEWHERE)
    await ice._send(b"\x80y")
    assert [(data, where) for data, where in port.sent if data[0] == 0x80] == [(b"\x80x", THERE), (b"\x80y", ELSEWHERE)]
    assert len(ice._checked) <= 16


async def test_who_has_not_asked_for_half_a_minute_is_sent_nothing() -> None:
    ice, port, clock = _ice()
    with pytest.raises(ConnectionError):
        await ice._send(SOUND)
    _come(ice, port, _check(ice))
    ice.secured(lambda data, came_s: None)
    clock.now += 29
    await ice._send(SOUND)
    clock.now += 2
    with pytest.raises(ConnectionError):
        await ice._send(SOUND)


async def test_a_flight_of_the_handshake_is_sent_again_before_openssl_would() -> None:
    """Its own timer has one second: at 5 % loss one leg in ten would wait for it."""
    ice, port, _ = _ice()
    _come(ice, port, _check(ice))
    port.sent.clear()
    await ice._send(HELLO)
    await asyncio.sleep(0.4)
    assert [data for data, _ in port.sent] == [HELLO] * 3
    await ice._send(ALERT)
    ice.secured(lambda data, came_s: None)
    await asyncio.sleep(0.2)
    assert [data for data, _ in port.sent] == [HELLO] * 3 + [ALERT]
    await ice.close()


async def test_sound_that_is_there_before_the_handshake_is_done_keeps_its_time() -> None:
    """The browser was ready first: its last word was lost on the way, and comes again after a second."""
    ice, port, clock = _ice()
    _come(ice, port, _check(ice))
    for moment in (101.0, 101.02):
        clock.now = moment
        _come(ice, port, SOUND)
    clock.now = 102.0
    heard: list[tuple[bytes, float]] = []
    ice.secured(lambda data, came_s: heard.append((data, came_s)))
    _come(ice, port, SOUND)
    assert heard == [(SOUND, 101.0), (SOUND, 101.02), (SOUND, 102.0)]
    await ice.close()
    _come(ice, port, SOUND)
    assert len(heard) == 3, "nothing is heard on a line that is closed"


async def test_what_is_too_much_is_lost_and_the_end_is_told_all_the_same() -> None:
    ice, port, _ = _ice()
    _come(ice, port, _check(ice))
    for _ in range(5_000):
        _come(ice, port, ALERT)
        _come(ice, port, SOUND)
    assert ice._queue.qsize() <= 1024
    heard: list[bytes] = []
    ice.secured(lambda data, _: heard.append(data))
    assert 100 < len(heard) <= 1024
    await ice.close()
    with pytest.raises(ConnectionError):
        for _ in range(2_000):
            await ice._recv()


def test_the_answer_names_the_address_that_the_internet_has_for_us() -> None:
    ice, _, _ = _ice(Reach(public="203.0.113.80"))
    (candidate,) = ice.candidates
    assert (candidate.ip, candidate.port, candidate.type) == ("203.0.113.80", 40_007, "host")
    parts: Any = ice.parameters
    assert len(parts.password) * 5.9 > 128 > len(parts.usernameFragment)
