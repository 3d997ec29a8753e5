"""What a page is told of STUN and TURN."""

import base64
import hashlib
import hmac
from dataclasses import replace
from datetime import UTC, datetime

from signaling.runtime.ice import IceConfig

NOW = datetime(2026, 11, 27, tzinfo=UTC)
CONFIG = IceConfig(stun_urls=("stun:s",), turn_urls=("turn:a", "turn:b"), turn_secret="secret")


def test_a_credential_is_bound_to_call_and_participant_and_good_for_minutes() -> None:
    _, turn = CONFIG.servers("lucia", now=NOW, call_id="call")
    assert turn.username == f"{int(NOW.timestamp()) + 300}:call.lucia"
    expected = hmac.new(b"secret", turn.username.encode(), hashlib.sha1).digest()
    assert turn.credential == base64.b64encode(expected).decode()


def test_another_call_and_another_person_have_another_one() -> None:
    people = (("lucia", "call"), ("wei", "call"), ("lucia", "another"), ("lucia", None))
    assert len({CONFIG.servers(who, now=NOW, call_id=call)[1].credential for who, call in people}) == 4


def test_only_chosen_servers_are_told_and_no_credential_without_one() -> None:
    some = replace(CONFIG, choose=lambda urls: tuple(urls[1:]))
    assert some.servers("lucia", now=NOW)[1].urls == ("turn:b",)
    none = replace(CONFIG, choose=lambda _: ())
    assert [server.urls for server in none.servers("lucia", now=NOW)] == [("stun:s",)]
