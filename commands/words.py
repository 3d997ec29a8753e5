"""The commands of whoever looks after what is written down: models of engines, and the index of words."""

import asyncio
from pathlib import Path
from typing import Annotated

import aiohttp
import typer
from yarl import URL

from commands.terminal import fail, plain_errors, read_settings, with_database
from records.database import Database
from records.search import index_call, list_written_about
from summary.transcribing.models import (
    ModelRefused,
    damaged_files,
    fetch_model,
    list_models,
    model_folder,
    read_sums,
)

models = typer.Typer(no_args_is_help=True, help="Models of the engine that writes down recordings.")
search = typer.Typer(no_args_is_help=True, help="The index that calls are found by.")


@models.command("fetch")
def fetch(
    name: Annotated[str, typer.Argument(help="as REASSURE_TRANSCRIBER_MODEL will name it")],
    source: Annotated[str, typer.Option("--from", help="https://... below which its files lie")],
    sums: Annotated[Path, typer.Option(help="its files and their SHA-256, as sha256sum writes them")],
) -> None:
    """Bring a model. Each file is proven by its SHA-256; whatever goes wrong, a model of that name stays as it was."""
    with plain_errors():
        settings = read_settings("command")
        base = URL(source if source.endswith("/") else f"{source}/")
        if base.scheme not in ("http", "https"):
            fail("--from is an address that begins with https:// or http://.")
        try:
            wanted = read_sums(sums.read_text(encoding="ascii", errors="replace"))
            where = asyncio.run(fetch_model(settings.models, name, base=base, sums=wanted, tell=_show))
        except ModelRefused as error:
            fail(str(error))
        except (aiohttp.ClientError, TimeoutError) as error:
            fail(f"It could not be fetched: {type(error).__name__}: {error}")
        typer.echo(f"{name} is in {where}.")


@models.command("list")
def list_all() -> None:
    """The models that are here, whole."""
    for name in list_models(read_settings("command").models):
        typer.echo(name)


@models.command("verify")
def verify(name: str) -> None:
    """Whether every byte of a model is the one that came; exit code 2 names the files that are not."""
    with plain_errors():
        try:
            damaged = damaged_files(model_folder(read_settings("command").models, name))
        except ModelRefused as error:
            fail(str(error))
        if damaged:
            fail(f"{name} is damaged: {', '.join(damaged)}. Fetch it again.")
        typer.echo(f"{name} is whole.")


@search.command("rebuild")
def rebuild() -> None:
    """Make the index anew, while everything runs: for calls from before there was one."""

    async def make(database: Database) -> None:
        async with database.reading() as session:
            calls = await list_written_about(session)
        for call_id in calls:
            async with database.transaction() as session:
                await index_call(session, call_id)
        typer.echo(f"{len(calls)} calls can be found.")

    with_database(make)


def _show(file: str, size: int) -> None:
    typer.echo(f"\r{file}: {size >> 20} MB", nl=False, err=True)
