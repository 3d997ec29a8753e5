"""The command line, and the only file that knows everyone: reads the settings and starts what is asked for."""

import gc
import signal

if __name__ == "__main__":
    gc.disable()  # nothing of what is imported is garbage, and looking through it was a seventh of a start
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        # Until there is something to end in order, Ctrl-C just ends us: the imports below take most of a start, and a
        # KeyboardInterrupt would show which one it met, or be swallowed where nobody expects it.
        signal.signal(signal.SIGINT, signal.SIG_DFL)

import asyncio
import os
import socket
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer

from cases.samples import load_samples
from commands import cases, consents, erasures, keys, people, webhooks, words
from commands.terminal import (
    data_dir,
    evidence_dir,
    fail,
    master_keys,
    only_one,
    only_recorder,
    plain_errors,
    read_settings,
    recordings_dir,
    with_database,
)
from event_loop import run_quickly
from house.jobs import do_jobs
from house.recording import record
from house.serving import bind_sockets
from house.serving import serve as serve_house
from house.stores import open_records
from house.transcripts import transcribe
from media.worker import Bind
from reborn import run_again
from records.clock import cluster_time
from records.database import Database
from records.first_users import add_first_users
from settings import Settings

_SIGN_INS = "sign-ins.txt"

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Face-to-face calls on lost-parcel cases.",
    pretty_exceptions_enable=False,
)
worker = typer.Typer(no_args_is_help=True, help="Processes beside the server.")
app.add_typer(people.users, name="user")
app.add_typer(people.keys, name="key")
app.add_typer(keys.keys, name="keys")
app.add_typer(worker, name="worker")
app.add_typer(people.retention, name="retention")
app.add_typer(erasures.erasures, name="erasure")
app.add_typer(webhooks.webhooks, name="webhooks")
app.add_typer(webhooks.outbox, name="outbox")
app.add_typer(people.jobs, name="job")
app.add_typer(people.audit, name="audit")
app.add_typer(cases.anomalies, name="anomalies")
app.command("import")(cases.import_file)
app.add_typer(consents.consents, name="consents")
app.add_typer(words.models, name="models")
app.add_typer(words.search, name="search")


@app.command()
def serve() -> None:
    """Run one node, with all it needs embedded unless the settings say where it is."""
    with plain_errors():
        settings = read_settings("node")
        with only_one(data_dir(settings)):
            recordings_dir(settings)
            evidence_dir(settings)
            master_keys(settings)
            sockets = _bind(settings)
            settings = settings.model_copy(update={"port": sockets[0].getsockname()[1]})
            asyncio.run(_furnish(settings))
            run_quickly(serve_house(settings, sockets, ready=lambda: _greet(settings)))


@app.command()
def migrate() -> None:
    """Bring the database to the newest shape."""

    async def nothing_more(_: Database) -> None:
        typer.echo("The database is up to date.")

    with_database(nothing_more)


@worker.command("media")
def media_worker(
    unix: Annotated[Path | None, typer.Option("--socket", help="unix socket to listen on")] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="port to listen on, at REASSURE_MEDIA_HOST")] = 0,
    slot: Annotated[int, typer.Option(min=0, help="which part of REASSURE_MEDIA_PORTS it takes, counted from 0")] = 0,
) -> None:
    """Record: one process, behind a unix socket or a port."""
    with plain_errors():
        settings = read_settings("recorder")
        master_keys(settings)
        if slot >= max(1, settings.media_workers):
            fail(f"There is no slot {slot}: REASSURE_MEDIA_WORKERS is {settings.media_workers}.")
        with only_recorder(recordings_dir(settings), alone=settings.redis_url is None):
            bind, line = Bind(unix, settings.media_host, port), uuid4().hex
            run_again(lambda: run_quickly(record(settings, bind, line=line, slot=slot)))


@worker.command("transcripts")
def transcript_worker() -> None:
    """Write down recordings: one process, as many machines as are wanted. REASSURE_TRANSCRIBER says by which engine."""
    with plain_errors():
        settings = read_settings("transcripts")
        if settings.transcriber == "none":
            fail("REASSURE_TRANSCRIBER says which engine writes down: whisper, http or pocketsphinx.")
        master_keys(settings)
        asyncio.run(transcribe(settings))


@worker.command("jobs")
def job_worker() -> None:
    """Draft summaries, make files of recordings and deliver events: one process, as many machines as are wanted. They
    share the database, the folder of recordings and the master keys with the server, which does the same.
    """
    with plain_errors():
        settings = read_settings("jobs")
        recordings_dir(settings)
        master_keys(settings)
        asyncio.run(do_jobs(settings))


async def _furnish(settings: Settings) -> None:
    """Samples and first sign-ins for an empty database; the sign-ins last, for their passwords are told only once."""
    async with open_records(settings) as database:
        now = await cluster_time(database)
        await load_samples(database, settings.samples_dir, now=now)
        signins = await add_first_users(database, now=now)
    if signins:
        file = settings.data_dir / _SIGN_INS
        file.touch(mode=0o600)
        file.write_text("".join(f"{each.role}\t{each.email}\t{each.password}\n" for each in signins))


def _greet(settings: Settings) -> None:
    file = settings.data_dir / _SIGN_INS
    typer.echo("\nReassure is running.\n")
    typer.echo(f"  case link   {settings.origin}/agent/cases/LP-1001")
    typer.echo(f"  logs link   {settings.origin}/logs")
    for line in file.read_text().splitlines() if file.exists() else ():
        role, email, password = line.split("\t")
        typer.echo(f"  {role:<11} {email}  {password}")
    typer.echo(f"  data        {settings.data_dir.absolute()}")
    typer.echo("\nCtrl-C ends it.\n")


def _bind(settings: Settings) -> list[socket.socket]:
    try:
        return bind_sockets(settings.host, settings.port)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else str(error)
        fail(
            f"Cannot listen on {settings.host}:{settings.port}: {reason}. REASSURE_HOST and REASSURE_PORT choose where."
        )


if __name__ == "__main__":
    gc.freeze()
    gc.enable()
    app()
