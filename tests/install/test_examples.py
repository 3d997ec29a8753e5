"""The commands that README and docs print are run as they stand there; only the address is another one."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.install.program import ROOT, Program, environment, running


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with running(folder=tmp_path_factory.mktemp("examples") / "var") as started:
        yield started


def answers(program: Program, document: str, first_words: str, *, before: str = "") -> list[dict[str, object]]:
    """What the commands of the block that begins with `first_words` have printed, as JSON."""
    text = (ROOT / document).read_text(encoding="utf-8")
    blocks: list[str] = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    block = next(block for block in blocks if block.startswith(first_words))
    script = f"set -eu\n{before}\n{block}".replace("localhost:8080", program.origin).replace(
        "curl ", "curl -sS --fail "
    )
    done = subprocess.run(
        ["sh", "-c", script], cwd=ROOT, env=environment(program.folder), capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    decoder, rest, found = json.JSONDecoder(), done.stdout.strip(), []
    while rest:
        value, end = decoder.raw_decode(rest)
        found.append(value)
        rest = rest[end:].strip()
    return found


def test_helpdesk_of_the_readme_gets_a_join_link_and_a_code(program: Program) -> None:
    (opened,) = answers(program, "README.md", "KEY=")
    assert str(opened["join_url"]).startswith(f"{program.origin}/j/")
    assert {"call_id", "code", "expires_at"} <= opened.keys()


def test_integrator_of_the_protocol_makes_a_case_and_queues_its_customer(program: Program) -> None:
    key = "KEY=$(.venv/bin/python app.py key add integrator | tail -1)"
    case, opened = answers(program, "docs/protocol.md", "curl -X PUT", before=key)
    assert case["reference"] == "LP-2001"
    assert opened["call_id"]


def test_samples_and_both_sign_ins_are_there(program: Program) -> None:
    lines = (Path(program.folder) / "sign-ins.txt").read_text(encoding="utf-8").splitlines()
    assert [line.split("\t")[0] for line in lines] == ["agent", "supervisor"]
    assert program.status("/readyz") == 200
