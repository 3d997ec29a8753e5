"""On which addresses the server listens: all of them, or it says why not."""

import errno
import socket
from collections.abc import Iterator

import pytest

from house.serving import bind_sockets

Address = tuple[socket.AddressFamily, str]
V4, V6 = (socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")


@pytest.fixture
def localhost(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Address]]:
    """What `localhost` means on this machine; a test may change it."""
    names = [V6, V4]

    def resolved(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        return [(family, socket.SOCK_STREAM, 6, "", (address, port)) for family, address in names]

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    yield names


def _refuse_ipv6(monkeypatch: pytest.MonkeyPatch, error: int) -> None:
    really = socket.create_server

    def create_server(address: tuple[str, int], *, family: socket.AddressFamily, backlog: int) -> socket.socket:
        if family is socket.AF_INET6:
            raise OSError(error, "refused by the test")
        return really(address, family=family, backlog=backlog)

    monkeypatch.setattr(socket, "create_server", create_server)


@pytest.mark.parametrize("order", [[V6, V4], [V4, V6]])
def test_machine_that_names_ipv6_and_has_none_listens_on_ipv4(
    monkeypatch: pytest.MonkeyPatch, localhost: list[Address], order: list[Address]
) -> None:
    localhost[:] = order
    _refuse_ipv6(monkeypatch, errno.EADDRNOTAVAIL)
    (only,) = bind_sockets("localhost", 0)
    with only:
        assert only.family is socket.AF_INET


@pytest.mark.parametrize("order", [[V6, V4], [V4, V6]])
def test_port_that_is_taken_on_ipv6_alone_is_taken(
    monkeypatch: pytest.MonkeyPatch, localhost: list[Address], order: list[Address]
) -> None:
    localhost[:] = order
    _refuse_ipv6(monkeypatch, errno.EADDRINUSE)
    with pytest.raises(OSError, match="refused") as refused:
        bind_sockets("localhost", 0)
    assert refused.value.errno == errno.EADDRINUSE


def test_machine_with_neither_says_so(monkeypatch: pytest.MonkeyPatch, localhost: list[Address]) -> None:
    localhost[:] = [V6]
    _refuse_ipv6(monkeypatch, errno.EADDRNOTAVAIL)
    with pytest.raises(OSError, match="refused"):
        bind_sockets("localhost", 0)
