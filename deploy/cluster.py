"""The whole cluster in one scope: which parts there are, in which order they come and go, and what may be done to them.

It begins empty each time: it is for trying, and for tests. PostgreSQL and Redis live in a temporary folder, since the
user `postgres` cannot enter a checkout below /root; logs, recordings and files lie in the folder that is given.
"""

import json
import os
import secrets
import shutil
import signal
import socket
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.coturn import own_address, prepare_coturn, turn_urls
from deploy.haproxy import Address, prepare_haproxy
from deploy.nodes import ENDS_WITHIN_S, HOST, Node, prepare_worker
from deploy.part import Part
from deploy.postgres import ENDS_BY, postgres_url, prepare_postgres
from deploy.redis import prepare_redis, redis_url, say_to_redis

NODES = 3
WORKERS = 2
_PREFIX = "reassure-cluster-"
_ENDS_WITHIN_S = 5.0


@dataclass(frozen=True)
class Cluster:
    """A running one. `origin` is the proxy's, where people come in; each node has a `url` beside it."""

    origin: str
    nodes: tuple[Node, ...]
    workers: tuple[Part, ...]
    proxy: Part
    postgres: Part
    redis: Part
    coturn: Part
    database_url: str
    redis_url: str
    folder: Path
    private: Path

    @property
    def parts(self) -> tuple[Part, ...]:
        """All, in the order in which they come."""
        return (self.postgres, self.redis, self.coturn, *self.nodes, *self.workers, self.proxy)

    @property
    def sign_ins(self) -> dict[str, tuple[str, str]]:
        """Role -> address and password of the first users."""
        lines = (self.nodes[0].folder / "sign-ins.txt").read_text(encoding="utf-8").splitlines()
        return {role: (email, password) for role, email, password in (line.split("\t") for line in lines)}

    def sign_in(self, role: str) -> tuple[str, str]:
        """Address and password of the first user of this role."""
        return self.sign_ins[role]

    def node_called(self, node_id: str) -> Node:
        """The node that has this id now, as rows and `/readyz` say it. LookupError when none has."""
        for node in self.nodes:
            if node.running and (node.readiness() or {}).get("node") == node_id:
                return node
        raise LookupError(node_id)

    def empty_redis(self) -> None:
        """As if it had been started again, empty."""
        answer = say_to_redis(self.private, "FLUSHALL")
        assert answer.startswith(b"+OK"), answer  # noqa: S101 (whoever calls this knows that it runs)

    def mend(self) -> None:
        """Everything runs again and people may come: what was stopped goes on, what is dead is started again."""
        for part in self.parts:
            part.tell(signal.SIGCONT)
            if not part.running:
                part.start()
        for part in self.parts:
            part.wait_ready()

    def start(self) -> None:
        """Start everything. The first node alone, since the database is empty and it makes tables and first users."""
        first = (self.postgres, self.redis, self.coturn)
        for group in (first, self.nodes[:1], (*self.nodes[1:], *self.workers, self.proxy)):
            for part in group:
                part.start()
            for part in group:
                part.wait_ready()

    def end(self) -> None:
        """End everything, the doors first, PostgreSQL last."""
        self.proxy.end(within_s=1)
        for node in self.nodes:
            node.tell(signal.SIGCONT)
            node.tell(signal.SIGINT)
        for node in self.nodes:
            node.end(signal.SIGINT, within_s=ENDS_WITHIN_S)
        for part in (*self.workers, self.coturn, self.redis):
            part.end(within_s=_ENDS_WITHIN_S)
        self.postgres.end(ENDS_BY, within_s=_ENDS_WITHIN_S)


@contextmanager
def open_cluster(folder: Path, *, binds: Sequence[Address], name: str, **settings: str) -> Iterator[Cluster]:
    """Run a cluster inside the `with`. `folder` is emptied first. `binds` are the proxy's addresses, all on one port,
    and `name` is the host that people write. `settings` are of the nodes, by the names in settings.py.

    Raises ClusterError when a part is missing or does not come. Enter it in the main thread.
    """
    for old in folder.iterdir():
        if old.name != "lock":
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    with _private_folder() as private:
        cluster = _prepare(folder, private, binds, name, settings)
        try:
            cluster.start()
            yield cluster
        finally:
            cluster.end()


def free_port() -> int:
    """One that nobody has just now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _prepare(folder: Path, private: Path, binds: Sequence[Address], name: str, settings: Mapping[str, str]) -> Cluster:
    origin, address, turn_port = f"http://{name}:{binds[0][1]}", own_address(), free_port()
    secret, database = secrets.token_urlsafe(24), private / "postgres"
    ours = {
        "public_url": origin, "trusted_proxies": "1", "database_url": postgres_url(database),
        "redis_url": redis_url(private), "recordings_dir": str(folder / "recordings"), "media_workers": "0",
        "evidence_dir": str(folder / "evidence"), "master_key_file": str(folder / "master.keys"),
        "certificate_key_file": str(folder / "certificates.key"),
        "turn_urls": json.dumps(turn_urls(address, turn_port)),
        "turn_secret": secret,
    }  # fmt: skip
    env = {f"REASSURE_{key.upper()}": value for key, value in {**ours, **settings}.items()}
    nodes = tuple(
        Node(f"node-{number}", folder / f"node-{number}", port=free_port(), env=env) for number in range(1, NODES + 1)
    )
    return Cluster(
        origin=origin,
        nodes=nodes,
        workers=tuple(
            prepare_worker(slot, workers=WORKERS, port=free_port(), env=env, log=folder / f"media-worker-{slot}.log")
            for slot in range(WORKERS)
        ),
        proxy=prepare_haproxy(
            folder, binds=binds, servers={node.name: (HOST, node.port) for node in nodes}, log=folder / "haproxy.log"
        ),
        postgres=prepare_postgres(database, log=folder / "postgresql.log"),
        redis=prepare_redis(private, log=folder / "redis.log"),
        coturn=prepare_coturn(private, address=address, port=turn_port, secret=secret, log=folder / "coturn.log"),
        database_url=postgres_url(database),
        redis_url=redis_url(private),
        folder=folder,
        private=private,
    )


@contextmanager
def _private_folder() -> Iterator[Path]:
    """A new folder with a short path (a socket's has 107 bytes at most), that others may pass and not look into."""
    temporary = Path("/tmp") if os.geteuid() == 0 else Path(tempfile.gettempdir())  # noqa: S108 (mkdtemp)
    _sweep(temporary)
    private = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=temporary))
    private.chmod(0o711)
    try:
        yield private
    finally:
        shutil.rmtree(private, ignore_errors=True)


def _sweep(temporary: Path) -> None:
    """Remove what a cluster left behind that was ended by kill -9: its parts died with it, its folder did not."""
    for private in temporary.glob(f"{_PREFIX}*"):
        pid = private.name.removeprefix(_PREFIX).partition("-")[0]
        if private.stat().st_uid == os.getuid() and not Path(f"/proc/{pid}").exists():
            shutil.rmtree(private, ignore_errors=True)
