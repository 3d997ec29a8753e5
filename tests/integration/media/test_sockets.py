"""A leg's ports: out of the range that the firewall lets in, and none that somebody has."""

import asyncio
import errno
import socket

import pytest

from media.sockets import Bound, open_sockets


def _nobody(bound: Bound, data: bytes, address: tuple[str, int]) -> None:
    pass


def _free_range(length: int) -> range:
    """So many ports in a row that nobody has."""
    for first in range(42_000, 60_000, length):
        taken = []
        try:
            for port in range(first, first + length):
                with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
                    probe.bind(("127.0.0.1", port))
        except OSError as error:
            taken.append(error)
        if not taken:
            return range(first, first + length)
    raise AssertionError("no ports are free")


async def test_each_leg_has_a_port_of_the_range_until_there_is_none_left() -> None:
    ports = _free_range(4)
    opened = [(await open_sockets(["127.0.0.1"], ports, _nobody))[0] for _ in ports]
    try:
        assert sorted(each.port for each in opened) == list(ports)
        with pytest.raises(OSError) as refused:
            await open_sockets(["127.0.0.1"], ports, _nobody)
        assert refused.value.errno == errno.EADDRINUSE
        opened.pop().close()
        await asyncio.sleep(0)
        opened += await open_sockets(["127.0.0.1"], ports, _nobody)
        assert sorted(each.port for each in opened) == list(ports)
    finally:
        for each in opened:
            each.close()


async def test_an_address_that_is_not_ours_is_left_out() -> None:
    opened = await open_sockets(["192.0.2.1", "127.0.0.1"], None, _nobody)
    assert [each.host for each in opened] == ["127.0.0.1"]
    opened[0].close()
    with pytest.raises(OSError):
        await open_sockets(["192.0.2.1"], None, _nobody)
