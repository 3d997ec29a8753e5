"""Credentials of a TURN server are good for minutes: a page in a call has fresh ones before they run out."""

import asyncio

import pytest

from records.database import Database
from signaling.runtime.ice import IceConfig
from tests.integration.signaling.stage import open_stage

ICE = IceConfig(turn_urls=("turn:turn.example.org:3478?transport=udp",), turn_secret="s", turn_ttl_s=3)


async def test_a_customer_who_waits_longer_than_a_credential_is_good_for_has_a_good_one(
    sqlite_db: Database, redis_url: str
) -> None:
    async with open_stage(sqlite_db, redis_url, ice=ICE) as stage:
        opened = await stage.open_call("LP-1", mode="queue")
        customer = await stage.customer(opened)
        (first,) = (await customer.hear("welcome"))["ice_servers"]
        for _ in range(4):
            told = await customer.hear("ice_servers")
        (last,) = told["ice_servers"]
        assert told["ice_transport_policy"] == "all"
        assert last["urls"] == list(ICE.turn_urls)
        ends, owner = last["username"].split(":")
        assert int(ends) - int(first["username"].split(":")[0]) >= ICE.turn_ttl_s
        assert owner.startswith(f"{opened.call_id}.")
        assert last["credential"] != first["credential"]


@pytest.mark.parametrize("ice", [IceConfig(turn_ttl_s=1), IceConfig(stun_urls=("stun:s.example.org",), turn_ttl_s=1)])
async def test_where_nothing_runs_out_nobody_is_told(sqlite_db: Database, redis_url: str, ice: IceConfig) -> None:
    async with open_stage(sqlite_db, redis_url, ice=ice) as stage:
        customer = await stage.customer(await stage.open_call("LP-1"))
        await customer.call("created")
        await asyncio.sleep(1)  # three times as long as it takes where something does
        assert not [message for message in customer.heard if message["type"] == "ice_servers"]
