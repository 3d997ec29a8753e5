"""What all nodes of the cluster share lies in one place, and not in the folder of whoever writes it."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from deploy import cluster
from deploy.nodes import Node


def test_all_nodes_keep_recordings_and_files_in_the_same_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Mapping[str, str]] = []
    for part in ("postgres", "redis", "haproxy", "coturn", "worker"):
        monkeypatch.setattr(cluster, f"prepare_{part}", lambda *_, **__: None)

    class Told(Node):
        def __init__(self, name: str, folder: Path, *, port: int, env: Mapping[str, str]) -> None:
            told.append(env)
            super().__init__(name, folder, port=port, env=env)

    monkeypatch.setattr(cluster, "Node", Told)
    cluster._prepare(tmp_path, tmp_path, [("127.0.0.1", 1)], "localhost", {})
    assert len(told) == cluster.NODES
    for name in ("recordings", "evidence"):
        assert {env.get(f"REASSURE_{name.upper()}_DIR") for env in told} == {str(tmp_path / name)}
