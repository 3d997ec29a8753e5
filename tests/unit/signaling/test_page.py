"""For whom somebody waits is watched closely: seen from what a page is shown."""

import pytest

from records.credentials import Credential
from signaling.protocol.outgoing import Self
from signaling.protocol.words import Role
from signaling.runtime.page import Page
from signaling.runtime.peer import Peer

CUSTOMER = '{"id":"p1","role":"customer","name":"\\"role\\":\\"agent\\"","page_id":"here"}'
AGENT = '{"id":"p2","role":"agent","name":"Wei Lin","page_id":"there"}'
EXPECTED = '{"id":"p2","role":"agent","name":"Wei Lin","page_id":null}'


class Wire:
    full = False

    def __init__(self) -> None:
        self.closely: list[bool] = []

    def write(self, text: str) -> None: ...

    def close(self, reason: str) -> None: ...

    def watch(self, *, closely: bool) -> None:
        self.closely.append(closely)

    def hold(self) -> None: ...

    def go_on(self) -> None: ...


def _page(wire: Wire, role: Role) -> Page:
    customer = role is Role.CUSTOMER
    credential = Credential(
        sha256="s", kind="participant", role=role, name="Lucía", user_id=None if customer else "u1",
        participant_id="p1" if customer else None,
    )  # fmt: skip
    person = Self(id="p1", role=role, name="Lucía", language="es")
    return Page(Peer(wire, address="::1"), "page", credential, person)


def _shown(state: str, *people: str, mode: str = "invite") -> str:
    call = f'{{"id":"c1","version":3,"mode":"{mode}","state":"{state}","participants":[{",".join(people)}]}}'
    return f'{{"origin":"o","seq":1,"type":"call","call":{call}}}'


@pytest.mark.parametrize(
    ("text", "closely"),
    [
        pytest.param(_shown("created", CUSTOMER), False, id="alone in the lobby"),
        pytest.param(_shown("created", CUSTOMER, EXPECTED), False, id="the agent is still away"),
        pytest.param(_shown("created", CUSTOMER, AGENT), True, id="an agent has come"),
        pytest.param(_shown("waiting", CUSTOMER, mode="queue"), True, id="in the queue"),
        pytest.param(_shown("offered", CUSTOMER, mode="queue"), True, id="it rings"),
        pytest.param(_shown("active", CUSTOMER, AGENT), True, id="they talk"),
        pytest.param(_shown("interrupted", CUSTOMER, AGENT), True, id="the line broke"),
        pytest.param(_shown("closed", CUSTOMER, AGENT), False, id="it is over"),
    ],
)
def test_a_customer_is_watched_closely_while_somebody_waits_for_them(text: str, closely: bool) -> None:
    wire = Wire()
    page = _page(wire, Role.CUSTOMER)
    page.say(text)
    assert wire.closely == [closely]
    assert page.shown_version == 3


def test_an_agent_always_is() -> None:
    wire = Wire()
    _page(wire, Role.AGENT).say(_shown("closed", CUSTOMER, AGENT))
    assert wire.closely == [True]


def test_what_else_is_said_changes_nothing_about_it() -> None:
    wire = Wire()
    _page(wire, Role.CUSTOMER).say('{"type":"chat","lines":[]}')
    assert wire.closely == []
