"""A TURN server that relays to the inside is a way around every firewall: ours does not, and no such one is told."""

import json
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from signaling.turn.blocks import IPV4, IPV6, WITH_IPV4_INSIDE, probes
from signaling.turn.inspection import Finding, inspect
from signaling.turn.url import read_turn_url
from tests.contract.coturn import HOST, SECRET, Coturn, as_debian_has_it, credential, ours, running_coturn
from tests.install.program import Program, running, wait_for
from tests.integration.web.stage import Browser

BY_DEFAULT = (
    "10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/4", "fc00::/7",
    "::/96 with 127.0.0.0/8", "::ffff:0:0/96 with 169.254.0.0/16", "64:ff9b::/96 with 10.0.0.0/8",
)  # fmt: skip
DENIED = [line.removeprefix("denied-peer-ip=") for line in ours().splitlines() if line.startswith("denied-peer-ip=")]
DOUBLED = (
    "0.0.0.0-0.255.255.255",
    "127.0.0.0-127.255.255.255",
    "224.0.0.0-255.255.255.255",
    "::1-::ff",
    "::100-::ffff",
)
"""What coturn refuses for other reasons as well, or what is written as no address we try is."""


@pytest.mark.parametrize("by", ["udp", "tcp"])
async def test_our_coturn_reaches_no_special_purpose_block(tmp_path: Path, by: str) -> None:
    with running_coturn(tmp_path, ours()) as turn:
        assert await _found(turn, by) == Finding()


@pytest.mark.parametrize("by", ["udp", "tcp"])
async def test_debians_defaults_are_found_to_be_an_open_door(tmp_path: Path, by: str) -> None:
    with running_coturn(tmp_path, as_debian_has_it()) as turn:
        found = await _found(turn, by)
    assert found.unclear is None
    assert found.reaches >= set(BY_DEFAULT)


@pytest.mark.parametrize("missing", [line for line in DENIED if line not in DOUBLED])
async def test_one_line_less_is_found(tmp_path: Path, missing: str) -> None:
    with running_coturn(tmp_path, ours().replace(f"denied-peer-ip={missing}\n", "")) as turn:
        found = await _found(turn, "tcp")
    assert found.unclear is None
    assert found.reaches


async def test_a_servers_own_address_is_where_two_relays_meet_and_no_hole(tmp_path: Path) -> None:
    lets_itself = f"allowed-peer-ip={HOST}\nallow-loopback-peers\n"
    with running_coturn(tmp_path, ours() + lets_itself) as turn:
        assert await _found(turn, "tcp") == Finding()
    with running_coturn(tmp_path, ours() + lets_itself + "allowed-peer-ip=10.0.0.1\n") as turn:
        assert (await _found(turn, "tcp")).reaches == {"10.0.0.0/8"}


def test_every_block_is_tried_with_the_allocation_that_could_reach_it() -> None:
    blocks = {probe.block for version in (4, 6) for probe in probes(version)}
    assert blocks >= {str(block) for block in (*IPV4, *IPV6)}
    assert blocks >= {f"{outer} with {inner}" for outer in WITH_IPV4_INSIDE for inner in IPV4}
    assert {str(each.address) for each in probes(6)} >= {"::ffff:a9fe:a9fe", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::"}


async def test_the_service_says_which_server_is_open_and_pages_are_told_of_the_others(tmp_path: Path) -> None:
    with (
        running_coturn(tmp_path, as_debian_has_it(), name="open") as door,
        running_coturn(tmp_path, ours(), name="shut") as wall,
    ):
        bad, good, nobody = door.url, wall.url.replace(HOST, "localhost"), "turn:127.0.0.1:9?transport=tcp"
        with _service(tmp_path, bad, good, nobody) as program:
            async with _browser(program) as page:
                ready = await page.ask("GET", "/readyz")
                assert ready.json["turn"] == {bad: "open", good: "passed", nobody: "unknown"}
                call, welcome = await _welcomed(page, program)
            wait_for(lambda: "turn.open" in program.said, 30, "no word in the log")
            (line,) = [json.loads(line) for line in program.said.splitlines() if "turn.open" in line]
    assert (line["level"], line["url"]) == ("error", bad)
    assert set(line["reaches"]) >= set(BY_DEFAULT)
    (told,) = welcome["ice_servers"]
    assert told["urls"] == [good]
    assert told["username"].endswith(f":{call}.{welcome['self']['id']}")


@asynccontextmanager
async def _browser(program: Program) -> AsyncIterator[Browser]:
    browser = Browser(program.origin, origin=program.origin)
    try:
        yield browser
    finally:
        await browser.close()


async def _welcomed(page: Browser, program: Program) -> tuple[str, dict[str, Any]]:
    """A call, and what its customer's page is told first."""
    lines = (program.folder / "sign-ins.txt").read_text(encoding="utf-8").splitlines()
    email, password = next(line.split("\t")[1:] for line in lines if line.startswith("agent"))
    await page.ask("POST", "/api/session", {"email": email, "password": password})
    call = (await page.ask("POST", "/api/cases/LP-1001/calls", {})).json
    link = {"call_id": call["call_id"], "secret": call["join_url"].partition("#")[2]}
    joined = (await page.ask("POST", "/api/join", link)).json
    line = await page.socket()
    welcome = await line.hello(joined["token"], "page")
    await line.socket.close()
    return call["call_id"], welcome


def _service(folder: Path, *urls: str) -> AbstractContextManager[Program]:
    return running(folder=folder / "var", turn_urls=json.dumps(urls), turn_secret=SECRET, log_format="json")


async def _found(turn: Coturn, by: str) -> Finding:
    url = turn.urls[("udp", "tcp").index(by)]
    return await inspect(read_turn_url(url), HOST, credential("check"), tls=None)
