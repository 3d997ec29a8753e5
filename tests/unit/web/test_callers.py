"""Whose tries are counted when a proxy stands in front."""

from types import SimpleNamespace

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from multidict import CIMultiDict, CIMultiDictProxy

from web.callers import address_of
from web.parts import PARTS


def _address(*lines: str, proxies: int) -> str:
    app = web.Application()
    app._state[PARTS] = SimpleNamespace(config=SimpleNamespace(trusted_proxies=proxies))  # the only part it looks at
    headers = CIMultiDictProxy(CIMultiDict([("X-Forwarded-For", line) for line in lines]))
    return address_of(make_mocked_request("GET", "/", headers=headers, app=app))


@pytest.mark.parametrize(
    ("lines", "proxies", "address"),
    [
        (["198.51.100.7"], 1, "198.51.100.7"),
        (["6.6.6.6, 198.51.100.7"], 1, "198.51.100.7"),
        (["6.6.6.6", "198.51.100.7"], 1, "198.51.100.7"),
        (["6.6.6.6", "198.51.100.7, 10.0.0.1"], 2, "198.51.100.7"),
    ],
    ids=["alone", "a forged one before it", "a forged line before it", "two proxies"],
)
def test_the_address_is_the_one_our_own_proxy_saw(lines: list[str], proxies: int, address: str) -> None:
    assert _address(*lines, proxies=proxies) == address
