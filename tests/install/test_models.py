"""Models of engines on the command line: brought whole and proven, or not at all."""

import hashlib
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.install.program import ROOT, environment

FILES = {"config.json": b'{"model": "tiny"}', "model.bin": b"weights " * 300_000}
Run = Callable[..., "subprocess.CompletedProcess[str]"]


class _Shop(BaseHTTPRequestHandler):
    """Serves FILES below /small/; what is below /half/ breaks off, and /wrong/ has other bytes."""

    def do_GET(self) -> None:
        shelf, _, name = self.path.lstrip("/").partition("/")
        body = FILES.get(name)
        if body is None:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if shelf == "half":
            self.wfile.write(body[: len(body) // 2])
        else:
            self.wfile.write(body if shelf == "small" else body[::-1])

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def shop() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Shop)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join(10)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def once(*words: str) -> "subprocess.CompletedProcess[str]":
        done = subprocess.run(
            [sys.executable, "app.py", *words], cwd=ROOT, env=environment(tmp_path), check=False, text=True,
            capture_output=True, timeout=60,
        )  # fmt: skip
        assert "Traceback" not in done.stderr, done.stderr
        return done

    return once


@pytest.fixture
def sums(tmp_path: Path) -> Path:
    path = tmp_path / "small.sha256"
    path.write_text("".join(f"{hashlib.sha256(body).hexdigest()}  {name}\n" for name, body in FILES.items()))
    return path


def test_a_model_is_brought_proven_listed_and_found_damaged_later(
    run: Run, shop: str, sums: Path, tmp_path: Path
) -> None:
    fetched = run("models", "fetch", "small", "--from", f"{shop}/small", "--sums", str(sums))
    assert fetched.returncode == 0, fetched.stderr
    assert run("models", "list").stdout == "small\n"
    assert run("models", "verify", "small").stdout == "small is whole.\n"
    (brought,) = tmp_path.rglob("model.bin")
    assert brought.read_bytes() == FILES["model.bin"]
    brought.write_bytes(b"other")
    damaged = run("models", "verify", "small")
    assert (damaged.returncode, "model.bin" in damaged.stderr) == (2, True)
    brought.unlink()
    assert run("models", "list").stdout == ""


@pytest.mark.parametrize("shelf", ["wrong", "half", "nowhere"])
def test_of_what_is_not_the_model_nothing_stays(run: Run, shop: str, sums: Path, tmp_path: Path, shelf: str) -> None:
    assert run("models", "fetch", "small", "--from", f"{shop}/small", "--sums", str(sums)).returncode == 0
    source = f"{shop}/{shelf}" if shelf != "nowhere" else "http://127.0.0.1:9"
    failed = run("models", "fetch", "small", "--from", source, "--sums", str(sums))
    assert failed.returncode == 2
    assert run("models", "verify", "small").stdout == "small is whole.\n"
    assert list(tmp_path.rglob("*.coming")) == []


@pytest.mark.parametrize(
    ("name", "listed"),
    [("../small", "0" * 64 + "  model.bin\n"), ("small", "0" * 64 + "  ../model.bin\n"), ("small", ""),
     ("small", "nonsense\n")],
)  # fmt: skip
def test_a_name_or_a_list_that_leads_elsewhere_is_refused(
    run: Run, shop: str, tmp_path: Path, name: str, listed: str
) -> None:
    path = tmp_path / "list"
    path.write_text(listed)
    refused = run("models", "fetch", name, "--from", f"{shop}/small", "--sums", str(path))
    assert refused.returncode == 2
    assert list(tmp_path.rglob("model.bin")) == []


def test_whoever_writes_down_says_what_it_needs(run: Run) -> None:
    refused = run("worker", "transcripts")
    assert (refused.returncode, "REASSURE_TRANSCRIBER" in refused.stderr) == (2, True)


def test_the_index_can_be_made_anew(run: Run) -> None:
    assert run("search", "rebuild").stdout == "0 calls can be found.\n"
