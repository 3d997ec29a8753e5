"""A TURN server that relays to the inside is a way around every firewall: ours does not, and no such one is told."""

import json
import urllib.request
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from signaling.turn.blocks import IPV4, IPV6, WITH_IPV4_INSIDE, probes
from signaling.turn.inspection import Finding, inspect
from signaling.turn.url import read_turn_url
from tests.contract.coturn import HOST, SECRET, Coturn, as_debian_has_it, credential, ours, running_coturn
from tests.install.program import Program, running, wait_for

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


def test_every_block_is_tried_with_the_allocation_that_could_reach_it() -> None:
    blocks = {probe.block for version in (4, 6) for probe in probes(version)}
    assert blocks >= {str(block) for block in (*IPV4, *IPV6)}
    assert blocks >= {f"{outer} with {inner}" for outer in WITH_IPV4_INSIDE for inner in IPV4}
    assert {str(each.address) for each in probes(6)} >= {"::ffff:a9fe:a9fe", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::"}


def test_the_service_says_which_server_is_open_and_keeps_it_to_itself(tmp_path: Path) -> None:
    with (
        running_coturn(tmp_path, as_debian_has_it(), name="open") as door,
        running_coturn(tmp_path, ours(), name="shut") as wall,
    ):
        bad, good = door.url, wall.url.replace(HOST, "localhost")
        nobody = "turn:127.0.0.1:9?transport=tcp"
        with _service(tmp_path, bad, good, nobody) as program:
            with urllib.request.urlopen(f"{program.origin}/readyz", timeout=5) as answer:  # noqa: S310 (our own server)
                told = json.load(answer)["turn"]
            assert told == {bad: "open", good: "passed", nobody: "unknown"}
            wait_for(lambda: "turn.open" in program.said, 5, "no word in the log")
            (line,) = [line for line in program.said.splitlines() if "turn.open" in line]
    assert json.loads(line)["level"] == "error"
    assert set(json.loads(line)["reaches"]) >= set(BY_DEFAULT)


def _service(folder: Path, *urls: str) -> AbstractContextManager[Program]:
    return running(folder=folder / "var", turn_urls=json.dumps(urls), turn_secret=SECRET, log_format="json")


async def _found(turn: Coturn, by: str) -> Finding:
    url = turn.urls[("udp", "tcp").index(by)]
    return await inspect(read_turn_url(url), HOST, credential("check"), tls=None)
