"""The nodes and their media worker: our own programs, told by their environment where everything is."""

import http.client
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from deploy.part import Part

_APP = Path(__file__).parents[1] / "app.py"
HOST = "127.0.0.1"
ENDS_WITHIN_S = 32.0
"""A node that drains is gone after 30 s in any case."""


class Node(Part):
    """One `app.py serve`; people reach it through the proxy, tests also at `url`."""

    def __init__(self, name: str, folder: Path, *, port: int, env: Mapping[str, str]) -> None:
        folder.mkdir(mode=0o700)
        own = {"REASSURE_HOST": HOST, "REASSURE_PORT": str(port), "REASSURE_DATA_DIR": str(folder)}
        log = folder.with_suffix(".log")
        super().__init__(name, [sys.executable, str(_APP), "serve"], answers=self._ready, log=log, env={**env, **own})
        self.folder = folder
        self.port = port
        self.url = f"http://{HOST}:{port}"

    def readiness(self) -> dict[str, Any] | None:
        """What `/readyz` says, and under `node` who it is; None when it does not answer within a second."""
        return _ask(self.port, "/readyz")

    def _ready(self) -> bool:
        return (self.readiness() or {}).get("status") == "ready"


def prepare_worker(slot: int, *, workers: int, port: int, env: Mapping[str, str], log: Path) -> Part:
    """One of those that record for all nodes, who find it through Redis; not started yet."""
    words = [sys.executable, str(_APP), "worker", "media", "--port", str(port), "--slot", str(slot)]
    return Part(
        f"media-worker-{slot}", words, answers=lambda: _ask(port, "/healthz") is not None, log=log,
        env={**env, "REASSURE_MEDIA_HOST": HOST, "REASSURE_MEDIA_WORKERS": str(workers)},
    )  # fmt: skip


def _ask(port: int, path: str) -> dict[str, Any] | None:
    connection = http.client.HTTPConnection(HOST, port, timeout=1)
    try:
        connection.request("GET", path)
        answer: dict[str, Any] = json.loads(connection.getresponse().read())
    except (OSError, http.client.HTTPException, ValueError):
        return None
    finally:
        connection.close()
    return answer
