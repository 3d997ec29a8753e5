"""Every operation of the table, asked for by everybody it is not for: derived from the table, so none is forgotten."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import update
from yarl import URL

from records.credentials import hashed, issue
from records.tables import UserRow
from signaling.protocol.words import Role
from signaling.runtime.node import utc_now
from tests.hardening.attacks import House
from tests.integration.web.stage import AGENT, INTEGRATOR, SUPERVISOR
from web.operation import Operation
from web.operations import OPERATIONS

pytestmark = pytest.mark.asyncio(loop_scope="module")

GUARDED = [operation for operation in OPERATIONS if operation.roles]
WHO = {Role.AGENT: AGENT, Role.SUPERVISOR: SUPERVISOR, Role.INTEGRATOR: INTEGRATOR}
FOR_EVERYBODY = {
    "sign_in", "preview_call", "join_call", "hand_over", "show_opening_times", "take_seventeentrack", "take_aftership",
    "read_receipt", "download_own_part", "read_statement", "sign_statement", "read_copy",
    "take_helpdesk", "read_shared_call", "read_embedded_case", "call_from_embed",
}  # fmt: skip


def _wrong() -> Iterator[tuple[Operation, Role]]:
    for operation in GUARDED:
        for role in [role for role in WHO if role not in operation.roles]:
            yield operation, role


def _path(operation: Operation) -> str:
    return operation.path.replace("{reference}", "LP-1")


def _name(value: object) -> str:
    return value.name if isinstance(value, Operation) else str(value)


async def test_only_signing_in_joining_opening_times_links_and_signed_feeds_are_for_everybody() -> None:
    assert {operation.name for operation in OPERATIONS if not operation.roles} == FOR_EVERYBODY


@pytest.mark.parametrize("operation", GUARDED, ids=_name)
async def test_nobody_in_particular_is_not_let_in(house: House, operation: Operation) -> None:
    answer = await house.refused(house.nobody, operation.method, _path(operation), status=401, code="unauthenticated")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(("operation", "role"), list(_wrong()), ids=_name)
async def test_another_role_is_refused(house: House, operation: Operation, role: Role) -> None:
    await house.refused(house.who(WHO[role]), operation.method, _path(operation), status=403, code="forbidden")


def _headers(token: str) -> dict[str, dict[str, str | None]]:
    return {"key": {"Authorization": f"Bearer {token}"}, "cookie": {"Cookie": f"reassure_session={token}"}}


@pytest.mark.parametrize("where", ["key", "cookie"])
@pytest.mark.parametrize("kind", ["socket", "participant", "the_other"])
async def test_what_opens_another_door_does_not_open_this_one(house: House, kind: str, where: str) -> None:
    other = {"key": house.stage.tokens[SUPERVISOR], "cookie": house.stage.tokens[INTEGRATOR]}
    token = other[where] if kind == "the_other" else await _drawn(house, kind)
    await house.refused(
        house.nobody, "GET", "/api/calls", headers=_headers(token)[where], status=401, code="unauthenticated"
    )


async def _drawn(house: House, kind: str, **ttl: timedelta) -> str:
    async with house.stage.db.transaction() as session:
        return await issue(
            session, kind=kind, name="x", role=Role.SUPERVISOR, user_id=SUPERVISOR, now=utc_now(), **ttl,  # type: ignore[arg-type]
        )  # fmt: skip


ODD = ("", "x", "a" * 4000, "ñ", "'; --", "a b", "%00", "null")


@pytest.mark.parametrize("token", ODD, ids=range(len(ODD)))
@pytest.mark.parametrize("where", ["key", "cookie"])
async def test_a_token_of_any_form_is_only_wrong(house: House, where: str, token: str) -> None:
    await house.refused(
        house.nobody, "GET", "/api/calls", headers=_headers(token)[where], status=401, code="unauthenticated"
    )


@pytest.mark.parametrize("header", [b"Authorization: Bearer \xff\xfe", b"Cookie: reassure_session=\xff\xfe"])
async def test_a_token_that_is_no_text_is_only_wrong(house: House, header: bytes) -> None:
    url = URL(house.stage.base)
    reader, writer = await asyncio.open_connection(url.host, url.port)
    writer.write(b"GET /api/calls HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + header + b"\r\n\r\n")
    async with asyncio.timeout(30):
        answer = await reader.read()
    writer.close()
    assert answer.startswith(b"HTTP/1.1 401 "), answer


async def test_the_hash_of_a_token_opens_nothing(house: House) -> None:
    stolen = hashed(house.stage.tokens[SUPERVISOR])
    for headers in _headers(stolen).values():
        await house.refused(house.nobody, "GET", "/api/calls", headers=headers, status=401, code="unauthenticated")


async def test_a_session_that_is_over_opens_nothing(house: House) -> None:
    token = await _drawn(house, "session", ttl=timedelta(seconds=-1))
    await house.refused(
        house.nobody, "GET", "/api/calls", headers=_headers(token)["cookie"], status=401, code="unauthenticated"
    )


async def test_whoever_was_disabled_is_out_at_once(house: House) -> None:
    assert (await house.who("ana").ask("GET", "/api/cases")).status == 200
    async with house.stage.db.transaction() as session:
        await session.execute(update(UserRow).where(UserRow.id == "ana").values(disabled_at=utc_now()))
    await house.refused(house.who("ana"), "GET", "/api/cases", status=401, code="unauthenticated")
