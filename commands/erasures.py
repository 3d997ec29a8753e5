"""`app.py erasure`: deleting a call for good, what holds it back, and the certificates that stay."""

import asyncio
from typing import Annotated

import typer
from sqlalchemy import select

from commands.terminal import fail, plain_errors, read_settings, with_database
from records.cases import find_case
from records.clock import cluster_time
from records.database import Database
from records.erasing.certificates import find_false_certificates
from records.erasing.holds import lift_hold, list_holds, place_hold
from records.erasing.rounds import erase_what_is_due, list_open
from records.erasing.signing import SigningKey, SigningKeyUnusable
from records.erasing.wishes import NotErased, ask_to_erase
from records.tables import CertificateRow

_ACTOR = "system:command"

erasures = typer.Typer(no_args_is_help=True, help="Deleting for good, legal holds, and certificates of deletion.")

_Because = Annotated[str, typer.Option("--because", help="the reason, as it stands in the audit and the certificate")]


@erasures.command("ask")
def ask(call_id: Annotated[str, typer.Argument(metavar="CALL")], because: _Because) -> None:
    """Delete every word of a call and its recordings; the server does it within a minute, or `erasure run`."""

    async def wish(database: Database) -> None:
        now = await cluster_time(database)
        try:
            async with database.transaction() as session:
                await ask_to_erase(session, call_id, by=_ACTOR, because=because, now=now)
        except NotErased as refused:
            fail(f"Nothing is deleted: {refused}")
        typer.echo("It will be deleted.")

    with_database(wish)


@erasures.command("run")
def run() -> None:
    """Go on with every deletion as far as it can go now."""
    with plain_errors():
        path = read_settings("command").certificate_key

    async def rounds(database: Database) -> None:
        try:
            key = await asyncio.to_thread(SigningKey.at, path)
        except SigningKeyUnusable as error:
            fail(str(error))
        while await erase_what_is_due(database, key, now=await cluster_time(database)):
            pass
        async with database.reading() as session:
            for row, waits_for in await list_open(session):
                typer.echo(f"{row.subject}\t{waits_for}")

    with_database(rounds)


@erasures.command("hold")
def hold(reference: Annotated[str, typer.Argument(metavar="CASE")], because: _Because) -> None:
    """Keep everything of a case, whatever is due or asked for, until the hold is lifted."""

    async def place(database: Database) -> None:
        now = await cluster_time(database)
        async with database.transaction() as session:
            case = await find_case(session, reference)
            if case is None:
                fail(f"There is no case {reference}.")
            if not await place_hold(session, case.id, by=_ACTOR, because=because, now=now):
                fail(f"{reference} is held already.")
        typer.echo(f"{reference} is held.")

    with_database(place)


@erasures.command("lift")
def lift(reference: Annotated[str, typer.Argument(metavar="CASE")]) -> None:
    """Lift the hold on a case: what was due meanwhile goes within the hour."""

    async def take_away(database: Database) -> None:
        now = await cluster_time(database)
        async with database.transaction() as session:
            case = await find_case(session, reference)
            if case is None or not await lift_hold(session, case.id, by=_ACTOR, now=now):
                fail(f"{reference} is not held.")
        typer.echo(f"{reference} is not held any more.")

    with_database(take_away)


@erasures.command("list")
def list_all() -> None:
    """Holds that stand, deletions that are under way and what they wait for, certificates."""

    async def show(database: Database) -> None:
        async with database.reading() as session:
            for reference, standing in await list_holds(session):
                typer.echo(f"held\t{reference}\t{standing.placed_at.isoformat()}\t{standing.because}")
            for row, waits_for in await list_open(session):
                typer.echo(f"{waits_for}\t{row.subject}\t{row.asked_at.isoformat()}\t{row.because}")
            for made in await session.scalars(select(CertificateRow).order_by(CertificateRow.made_at)):
                typer.echo(f"certified\t{made.key_id}\t{made.made_at.isoformat()}\t{made.text}")

    with_database(show)


@erasures.command("verify")
def verify(
    key_id: Annotated[list[str] | None, typer.Option("--key", help="only keys of these names are believed")] = None,
) -> None:
    """Whether every certificate is as it was signed; exit code 2 names those that are not."""

    async def check(database: Database) -> None:
        async with database.reading() as session:
            false = await find_false_certificates(session, trusted=key_id or None)
        if false:
            fail("\n".join(f"The certificate of {subject} does not hold." for subject in false))
        typer.echo("Every certificate holds.")

    with_database(check)
