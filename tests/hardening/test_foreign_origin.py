"""Another site leads a signed-in browser here: REST, socket and recorder's door turn it away, whatever it carries."""

import aiohttp
import pytest

from tests.hardening.attacks import House
from tests.integration.web.stage import AGENT
from web.operation import Operation
from web.operations import OPERATIONS

pytestmark = pytest.mark.asyncio(loop_scope="module")

FOREIGN = (
    "http://evil.example", "null", "http://desk.example.evil.example", "https://desk.example",
    "http://desk.example:8080", "http://desk.example/", "HTTP://DESK.EXAMPLE", "",
)  # fmt: skip
CHANGING = [operation for operation in OPERATIONS if operation.method not in ("GET", "HEAD")]


@pytest.mark.parametrize("operation", CHANGING, ids=lambda operation: operation.name)
async def test_nothing_is_changed_from_another_site(house: House, operation: Operation) -> None:
    await house.refused(
        house.who(AGENT), operation.method, operation.path.replace("{reference}", "LP-1"), status=403,
        code="foreign_origin", headers={"Origin": FOREIGN[0]},
    )  # fmt: skip


@pytest.mark.parametrize("origin", FOREIGN)
async def test_an_origin_that_only_looks_like_ours(house: House, origin: str) -> None:
    await house.refused(
        house.who(AGENT), "POST", "/api/cases/LP-1/calls", body={}, headers={"Origin": origin}, status=403,
        code="foreign_origin",
    )  # fmt: skip


@pytest.mark.parametrize("operation", [one for one in CHANGING if one.roles], ids=lambda operation: operation.name)
async def test_a_cookie_without_an_origin_changes_nothing(house: House, operation: Operation) -> None:
    await house.refused(
        house.who("sam"), operation.method, operation.path.replace("{reference}", "LP-1"), status=403,
        code="foreign_origin", headers={"Origin": None},
    )  # fmt: skip


@pytest.mark.parametrize("origin", FOREIGN)
async def test_the_socket_is_not_opened_for_another_site(house: House, origin: str) -> None:
    heard = len(house.stage.log)
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await house.who(AGENT).socket(headers={"Origin": origin})
    assert refused.value.status == 403
    house.noted("foreign_origin", since=heard)


@pytest.mark.parametrize("path", ["/whip/ticket", "/whip/ticket/leg"])
async def test_no_leg_is_opened_or_ended_for_another_site(house: House, path: str) -> None:
    method = "DELETE" if path.endswith("leg") else "POST"
    await house.refused(house.nobody, method, path, headers={"Origin": FOREIGN[0]}, status=403, code="foreign_origin")


async def test_no_answer_lets_another_site_read_it(house: House) -> None:
    for path in ("/api/session", "/api/calls", "/agent", "/openapi.json", "/healthz"):
        for method in ("GET", "OPTIONS"):
            answer = await house.who(AGENT).ask(method, path, headers={"Origin": FOREIGN[0]})
            assert not [name for name in answer.headers if name.lower().startswith("access-control-")]
            assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
