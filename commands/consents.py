"""`app.py consents`: whether the ledger of consents is as it was written."""

import re
from typing import Annotated

import typer

from commands.terminal import fail, with_database
from records.consent_ledger import Head, verify_ledger
from records.database import Database

consents = typer.Typer(no_args_is_help=True, help="Who agreed to what.")

_HEAD = re.compile(r"(?P<sequence>[1-9][0-9]{0,17}):(?P<sha256>[0-9a-f]{64})")


@consents.command("verify")
def verify_consents(
    known: Annotated[str | None, typer.Option("--head", help="the head as it was told earlier, NUMBER:SHA-256")] = None,
) -> None:
    """Follow every chain and compare every text; exit code 2 tells what does not fit. The last line is the head: kept
    elsewhere, it shows later that the end was not cut off.
    """
    head = _read_head(known)

    async def verify(database: Database) -> None:
        async with database.reading() as session:
            report = await verify_ledger(session, known=head)
        if report.faults:
            fail("\n".join(report.faults))
        typer.echo(f"The consent ledger is whole: {report.decisions} decisions in {report.calls} calls.")
        if report.head is not None:
            typer.echo(f"{report.head.sequence}:{report.head.sha256}")

    with_database(verify)


def _read_head(text: str | None) -> Head | None:
    if text is None:
        return None
    found = _HEAD.fullmatch(text)
    if found is None:
        fail("A head is a number, a colon and 64 hexadecimal digits.")
    return Head(int(found["sequence"]), found["sha256"])
