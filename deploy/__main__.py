"""`python -m deploy`, which is `make cluster`: starts it, prints the links, keeps it running, ends it on Ctrl-C."""

import signal
import sys
import time
from pathlib import Path
from types import FrameType
from typing import NoReturn

import typer

from commands.terminal import data_dir, fail, only_one, plain_errors, read_settings
from deploy.cluster import Cluster, open_cluster
from deploy.haproxy import Address
from deploy.part import ClusterError
from house.serving import bind_sockets
from settings import Settings

_LOOK_S = 0.5
_LEAVE = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


command = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@command.command()
def main() -> None:
    """Until a signal ends it. What dies meanwhile is told and started again."""
    for name in _LEAVE:
        signal.signal(name, _leave)
    with plain_errors():
        settings = read_settings("cluster")
        folder = data_dir(settings.model_copy(update={"data_dir": settings.data_dir / "cluster"}))
        with only_one(folder):
            try:
                with open_cluster(folder, binds=_binds(settings), name=settings.host) as cluster:
                    _greet(cluster)
                    _keep(cluster)
            except ClusterError as error:
                fail(str(error))


def _leave(_name: int, _frame: FrameType | None) -> NoReturn:
    """Unwinds whatever is being done, a start too. Once is enough: what is ended by then has its own deadlines."""
    for name in _LEAVE:
        signal.signal(name, signal.SIG_IGN)
    sys.exit(0)


def _binds(settings: Settings) -> list[Address]:
    """Every address of the host, on a port that is free on all of them."""
    try:
        sockets = bind_sockets(settings.host, settings.port)
    except OSError as error:
        fail(f"Cannot listen on {settings.host}:{settings.port}: {error.strerror}. REASSURE_PORT chooses another port.")
    addresses = [each.getsockname()[:2] for each in sockets]
    for each in sockets:
        each.close()
    return addresses


def _greet(cluster: Cluster) -> None:
    typer.echo(
        "\nReassure is running: three nodes behind HAProxy, with PostgreSQL, Redis, coturn and a media worker.\n"
    )
    typer.echo(f"  case link   {cluster.origin}/agent/cases/LP-1001")
    typer.echo(f"  logs link   {cluster.origin}/logs")
    for role, (email, password) in cluster.sign_ins.items():
        typer.echo(f"  {role:<11} {email}  {password}")
    typer.echo(f"  logs        {_shown(cluster.folder)}/*.log")
    typer.echo(f"  database    {cluster.database_url}")
    typer.echo("  processes   " + "  ".join(f"{part.name} {part.pid}" for part in cluster.parts))
    typer.echo("\nEnd one with kill and see that nobody notices; it is started again.\n\nCtrl-C ends it.\n")


def _shown(folder: Path) -> Path:
    return folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder


def _keep(cluster: Cluster) -> NoReturn:
    while True:
        time.sleep(_LOOK_S)
        for part in cluster.parts:
            if not part.running:
                part.start()
                typer.echo(f"{part.name} has ended and was started again, as process {part.pid}")


if __name__ == "__main__":
    command()
