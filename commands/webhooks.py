"""`app.py webhooks`: who is told of events, what nobody took, and sending it again."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated

import typer
from pydantic import ValidationError

from commands.terminal import fail, master_keys, plain_errors, read_settings, with_database
from house.stores import open_secret_lock
from outgoing.endpoint_view import EndpointView, NewEndpoint
from outgoing.endpoints import (
    add_endpoint,
    read_endpoints,
    remove,
    rotate_secret,
    turn_endpoint,
)
from outgoing.letters import list_dead_letters, replay_dead_letters
from outgoing.wishes import CaseField, EventType
from records.clock import cluster_time
from records.database import Database
from signaling.protocol.errors import SignalError

ACTOR = "command"

webhooks = typer.Typer(no_args_is_help=True, help="Endpoints that are told of events.")
outbox = typer.Typer(no_args_is_help=True, help="Outgoing events nobody took.")

_Endpoint = Annotated[str, typer.Argument(metavar="ENDPOINT", help="its id, as `webhooks list` shows it")]
_CASES = typer.Option("--cases", help=f"only of such cases, as kind=dispute; of {', '.join(CaseField)}")


@webhooks.command("list")
def list_webhooks() -> None:
    """Every endpoint: id, state, how many events wait and were given up, address, types, description."""

    async def show(database: Database) -> None:
        found = await read_endpoints(database, now=await cluster_time(database))
        for each in found.endpoints:
            typer.echo(_line(each))

    with_database(show)


@webhooks.command("add")
def add_webhook(
    url: str,
    description: Annotated[str, typer.Option(help="for people")] = "",
    event: Annotated[list[EventType], typer.Option("--event", "-e", help="several times; default every type")] = [],  # noqa: B006 (typer copies it)
    cases: Annotated[list[str], _CASES] = [],  # noqa: B006 (typer copies it)
) -> None:
    """Send events to one more address. Its secret stands alone on the last line and is told this once."""
    with plain_errors():
        settings = read_settings("command")
        master_keys(settings)
    try:
        wanted = NewEndpoint(
            url=url, description=description, event_types=tuple(event), cases=_of_cases(cases)
        )  # fmt: skip
    except ValidationError as error:
        fail(str(error.errors(include_url=False, include_input=False)[0]["msg"]))

    async def add(database: Database, now: datetime) -> None:
        told = await add_endpoint(
            database, wanted, open_secret_lock(settings), actor=ACTOR, allow_private=settings.webhook_private, now=now
        )  # fmt: skip
        typer.echo(_line(told.endpoint))
        typer.echo(told.secret)

    _do(add)


@webhooks.command("rotate")
def rotate_webhook(endpoint: _Endpoint) -> None:
    """A new secret, alone on the last line; for a day the old one signs beside it."""
    with plain_errors():
        settings = read_settings("command")
        master_keys(settings)

    async def rotate(database: Database, now: datetime) -> None:
        told = await rotate_secret(database, endpoint, open_secret_lock(settings), actor=ACTOR, now=now)
        typer.echo(told.secret)

    _do(rotate)


@webhooks.command("off")
def turn_off(endpoint: _Endpoint) -> None:
    """Send nothing for now; what arises for it waits."""
    _turn(endpoint, on=False)


@webhooks.command("on")
def turn_on(endpoint: _Endpoint) -> None:
    """Send again, beginning with what waited."""
    _turn(endpoint, on=True)


@webhooks.command("remove")
def remove_webhook(endpoint: _Endpoint) -> None:
    """For good, with all that waits for it and was given up."""

    async def take_away(database: Database, now: datetime) -> None:
        await remove(database, endpoint, actor=ACTOR, now=now)

    _do(take_away)


@webhooks.command("replay")
def replay_webhook(
    endpoint: Annotated[str | None, typer.Argument(metavar="ENDPOINT", help="default all of them")] = None,
) -> None:
    """Send what was given up again, under its old ids."""

    async def again(database: Database, now: datetime) -> None:
        count = await replay_dead_letters(database, endpoint_id=endpoint, actor=ACTOR, now=now)
        typer.echo(f"{count} events are due again.")

    _do(again)


@outbox.command("list")
def list_outbox() -> None:
    """Events that were given up, with the last answer, and by which endpoint."""

    async def show(database: Database) -> None:
        for letter in await list_dead_letters(database):
            created = letter.created_at.isoformat()
            typer.echo(f"{letter.event_id}\t{letter.type}\t{created}\t{letter.last_error}\t{letter.endpoint}")

    with_database(show)


@outbox.command("replay")
def replay_outbox(ids: Annotated[list[str] | None, typer.Argument(help="default all of them")] = None) -> None:
    """Send them again, under their old ids."""

    async def again(database: Database, now: datetime) -> None:
        typer.echo(
            f"{await replay_dead_letters(database, event_ids=ids or None, actor=ACTOR, now=now)} events are due again."
        )

    _do(again)


def _turn(endpoint: str, *, on: bool) -> None:
    async def turn(database: Database, now: datetime) -> None:
        typer.echo(_line(await turn_endpoint(database, endpoint, on=on, actor=ACTOR, now=now)))

    _do(turn)


def _do(change: Callable[[Database, datetime], Awaitable[None]]) -> None:
    """With the time of all nodes; what may not be is one line."""

    async def run(database: Database) -> None:
        try:
            await change(database, await cluster_time(database))
        except SignalError as error:
            fail(error.message)

    with_database(run)


def _of_cases(given: list[str]) -> dict[CaseField, tuple[str, ...]]:
    found: dict[CaseField, tuple[str, ...]] = {}
    for each in given:
        name, separator, value = each.partition("=")
        if name not in set(CaseField) or not separator:
            fail(f"{each}: cases are chosen by FIELD=VALUE, FIELD being one of {', '.join(CaseField)}.")
        found[CaseField(name)] = (*found.get(CaseField(name), ()), value)
    return found


def _line(each: EndpointView) -> str:
    types = ",".join(each.event_types) or "every type"
    cases = " ".join(f"{field}={'|'.join(values)}" for field, values in each.cases.items())
    said = [each.id, each.state, f"{each.waiting} waiting", f"{each.dead} given up", each.url, types]
    return "\t".join([*said, *(text for text in (cases, each.description) if text)])
