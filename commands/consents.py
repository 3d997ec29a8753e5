"""`app.py consents`: whether the ledger of consents is as it was written."""

import re
from typing import Annotated

import typer

from commands.terminal import fail, with_database
from records.consent_ledger import Head, verify_ledger
from records.database import Database

consents = typer.Typer(no_args_is_help=True, help="Who agreed to what.")

_NONE = "none"
"""No decisions from before there was one ledger. A head that says nothing of them was told before they were counted."""
_HEAD = re.compile(r"(?P<sequence>[1-9][0-9]{0,17}):(?P<sha256>[0-9a-f]{64})(?::(?P<former>[0-9a-f]{64}|none))?")


@consents.command("verify")
def verify_consents(
    known: Annotated[str | None, typer.Option("--head", help="the head as it was told earlier")] = None,
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
            typer.echo(f"{report.head.sequence}:{report.head.sha256}:{report.head.former or _NONE}")

    with_database(verify)


def _read_head(text: str | None) -> Head | None:
    if text is None:
        return None
    found = _HEAD.fullmatch(text)
    if found is None:
        fail("A head is a number, a colon and 64 hexadecimal digits, as it was told with what follows them.")
    former = found["former"]
    return Head(int(found["sequence"]), found["sha256"], "" if former == _NONE else former)
