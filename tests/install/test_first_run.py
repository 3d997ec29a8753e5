"""What somebody meets who starts Reassure for the first time, and what is left when it ends."""

import re
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app import app
from tests.install.program import MAKE_RUN, ROOT, SERVE, alive, descendants, environment, refusal, running, wait_for

START_WITHIN_IMPORTS = 1.5
"""In times that Python takes to read the code, at the same moment: machines differ, and are busy."""
END_WITHIN_S = 3.0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where data is to lie; nothing is there yet."""
    return tmp_path / "var"


def test_make_run_greets_with_links_and_sign_ins_and_ctrl_c_is_quiet(folder: Path) -> None:
    with running(MAKE_RUN, folder=folder) as program:
        greeting = program.said
        assert program.status("/healthz") == 200
        children = descendants(program.process.pid)
        assert program.press_ctrl_c() < END_WITHIN_S
    for words in ("/agent/cases/LP-1001", "/logs", "agent@reassure.local", "supervisor@reassure.local", str(folder)):
        assert words in greeting
    assert program.process.returncode in (0, -signal.SIGINT), program.said
    assert "Traceback" not in program.said
    assert "***" not in program.said
    assert alive(children) == {}


def test_second_make_run_starts_at_once_and_keeps_data_and_sign_ins(folder: Path) -> None:
    with running(MAKE_RUN, folder=folder) as first:
        greeting = first.said
        first.press_ctrl_c()
    passwords = [line for line in greeting.splitlines() if "@reassure.local" in line]
    assert len(passwords) == 2
    took: list[float] = []
    while len(took) < 3 and not (took and min(took) < START_WITHIN_IMPORTS):  # a slow one may be the machine's doing
        importing_s = _import_s()
        with running(MAKE_RUN, folder=folder) as again:
            took.append(again.started_s / importing_s)
            assert all(line in again.said for line in passwords)
    assert min(took) < START_WITHIN_IMPORTS


def _import_s() -> float:
    begun = time.monotonic()
    subprocess.run([sys.executable, "-c", "import app"], cwd=ROOT, check=True, timeout=60)
    return time.monotonic() - begun


def test_server_itself_ends_with_exit_code_0(folder: Path) -> None:
    with running(folder=folder) as program:
        assert program.press_ctrl_c() < END_WITHIN_S
    assert program.process.returncode == 0, program.said


def test_node_and_recorder_take_as_many_sockets_as_the_system_lets_them_have(folder: Path) -> None:
    with running(("prlimit", "--nofile=1024:8192", *SERVE), folder=folder) as program:
        recorders = [pid for pid in descendants(program.process.pid) if "worker media" in _command(pid)]
        assert recorders
        for pid in (program.process.pid, *recorders):
            wait_for(lambda pid=pid: _most_open(pid) == 8192, 5, "left at what everybody begins with")  # type: ignore[misc]


def _command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8").replace("\0", " ")


def _most_open(pid: int) -> int:
    lines = Path(f"/proc/{pid}/limits").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[3]) for line in lines if line.startswith("Max open files"))


def test_closed_terminal_ends_it_in_order(folder: Path) -> None:
    with running(folder=folder) as program:
        program.process.send_signal(signal.SIGHUP)
        program.process.wait(20)
    assert program.process.returncode == 0, program.said


def test_ctrl_c_while_the_program_is_still_being_read_is_quiet(folder: Path) -> None:
    for after_s in (0.0, 0.3, 0.6, 0.9):
        with subprocess.Popen(
            ("env", "--default-signal=INT", *SERVE),  # tests in the background of a shell are deaf to it
            cwd=ROOT, env=environment(folder), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        ) as started:  # fmt: skip
            wait_for(lambda: _has_begun(started.pid), 20, "Python itself never came up")
            time.sleep(after_s)
            started.send_signal(signal.SIGINT)
            said, _ = started.communicate(timeout=20)
        assert "Traceback" not in said
        assert "KeyboardInterrupt" not in said


def _has_begun(pid: int) -> bool:
    """The program's first lines have run, for asyncio comes behind them. What Ctrl-C does before is Python's affair."""
    return "_asyncio" in Path(f"/proc/{pid}/maps").read_text()


def test_first_passwords_are_random_and_only_ours_to_read(tmp_path: Path) -> None:
    texts = []
    for name in ("one", "two"):
        with running(folder=tmp_path / name):
            file = tmp_path / name / "sign-ins.txt"
            assert stat.S_IMODE(file.stat().st_mode) == 0o600
            assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
            texts.append(file.read_text())
    assert texts[0] != texts[1]


def test_kill_9_leaves_no_child_behind_and_the_next_start_is_as_usual(folder: Path) -> None:
    with running(folder=folder) as program:
        wait_for(lambda: len(alive(descendants(program.process.pid))) >= 2, 20, "Redis and the recorder never came")
        children = descendants(program.process.pid)
        program.process.send_signal(signal.SIGKILL)
        program.process.wait(5)
        wait_for(lambda: alive(children) == {}, 2, f"left behind: {alive(children)}")
    with running(folder=folder) as again:
        assert again.status("/healthz") == 200


def test_taken_port_is_one_line(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, said = refusal(folder=folder, host="127.0.0.1", port=port)
    assert code == 2
    assert said == (
        f"reassure: Cannot listen on 127.0.0.1:{port}: Address already in use. REASSURE_HOST and REASSURE_PORT choose "
        "where.\n"
    )


def test_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for name in ("data_dir", "recordings_dir", "evidence_dir"):
        code, said = refusal(folder=tmp_path / "var", **{name: str(tmp_path / "file" / "below")})
        assert code == 2
        assert said.startswith("reassure: Cannot write to ")
        assert f"REASSURE_{name.upper()}" in said
        assert said.count("\n") == 1


def test_second_server_on_the_same_folder_is_refused(folder: Path) -> None:
    with running(folder=folder):
        code, said = refusal(folder=folder)
    assert (code, said) == (2, f"reassure: Another Reassure is running on {folder}.\n")


def test_second_recorder_on_the_same_folder_is_refused_and_ends_no_part_of_the_first(folder: Path) -> None:
    with running(folder=folder) as program:
        wait_for(lambda: "recorder.ready" in program.said, 20, "the recorder never came")
        second = subprocess.run(
            (*SERVE[:2], "worker", "media", "--port", "8189"), cwd=ROOT, env=environment(folder), timeout=30,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert second.returncode == 2
    assert second.stderr.splitlines()[-1] == f"reassure: Another recorder is writing to {folder}/recordings."


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", "eighty"),
        ("port", "99999"),
        ("log_level", "loud"),
        ("turn_urls", "turn:no.list"),
        ("turn_urls", '["turn:turn.example.org"]'),
        ("turn_urls", "[1]"),
        ("public_url", "somewhere"),
        ("public_url", "https://calls.example.org/below"),
        ("public_url", "https://someone:hidden-word@calls.example.org"),
        ("redis_url", "mongodb://x"),
        ("redis_url", "redis://someone:hidden-word@127.0.0.1:port/0"),
        ("redis_url", "redis://127.0.0.1:1/first"),
        ("redis_url", "redis://127.0.0.1:1/0?password_=hidden-word"),
        ("media_url", "x"),
        ("media_url", "http://["),
        ("database_url", "mysql://root:hidden-word@x"),
        ("database_url", "postgresql+psycopg://someone:hidden-word@127.0.0.1:port/x"),
        ("database_url", "postgresql+psycopg://someone:hidden-word@[::1/x"),
        ("webhook_url", "http://127.0.0.1/"),
        ("webhook_secret", "hidden-word"),
        ("ice_transport_policy", "relay"),
        ("clamd", "/run/clamd.ctl"),
        ("clamd", "tcp://scanner.example.org"),
        ("clamd", "unix://run/clamd.ctl"),
        ("evidence_max_mb", "0"),
    ],
)
def test_broken_setting_is_one_line_that_names_it_and_tells_no_secret(name: str, value: str) -> None:
    refused = CliRunner().invoke(app, ["serve"], env={f"REASSURE_{name.upper()}": value})
    assert refused.exit_code == 2
    assert refused.output.count("\n") == 1
    assert refused.output.startswith("reassure: ")
    assert re.search(rf"REASSURE_{name.upper()}\b", refused.output)
    assert "hidden-word" not in refused.output


def test_broken_setting_of_the_real_program_is_one_line_too(folder: Path) -> None:
    code, said = refusal(folder=folder, port="eighty")
    assert code == 2
    assert said.startswith("reassure: REASSURE_PORT: ")
    assert said.count("\n") == 1
    assert not folder.exists()


def test_broken_sample_is_one_line_and_once_it_is_mended_there_are_sign_ins(tmp_path: Path) -> None:
    (tmp_path / "LP-1.json").write_text("{")
    code, said = refusal(folder=tmp_path / "var", samples_dir=str(tmp_path))
    assert (code, said) == (2, f"reassure: {tmp_path}/LP-1.json is no JSON.\n")
    with running(folder=tmp_path / "var") as mended:
        assert "agent@reassure.local" in mended.said


def test_database_that_does_not_answer_is_one_line_without_its_password(folder: Path) -> None:
    code, said = refusal(folder=folder, database_url="postgresql+psycopg://u:hidden-word@127.0.0.1:1/x")
    assert code == 2
    assert said.startswith("reassure: The database cannot be used: ")
    assert said.count("\n") == 1
    assert "hidden-word" not in said


@pytest.mark.parametrize(
    "words",
    [
        ("user", "add", "nobody", "--name", "Wei"),
        ("user", "add", "wei@example.org", "--name", " "),
        ("user", "add", "wei@example.org", "--name", "Wei", "-l", "english!"),
        ("key", "add", " "),
        ("worker", "media", "--port", "99999"),
    ],
)
def test_command_nobody_can_mean_is_refused_without_a_traceback(folder: Path, words: tuple[str, ...]) -> None:
    told = {"REASSURE_DATA_DIR": str(folder), "REASSURE_PASSWORD": "correct horse"}
    refused = CliRunner().invoke(app, words, env=told)
    assert refused.exit_code == 2
    assert "Traceback" not in refused.output
    assert not folder.exists()


def test_misspelled_setting_is_told_in_the_log(folder: Path) -> None:
    with running(folder=folder, retention_dais="1") as program:
        assert "REASSURE_RETENTION_DAIS" in program.said


def test_make_without_a_target_lists_what_there_is() -> None:
    said = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, timeout=10, check=True).stdout
    assert [name for name in ("run", "test", "check", "docs", "lock", "clean") if f"make {name} " not in said] == []


def test_make_says_in_one_line_that_python_is_missing_or_too_old(tmp_path: Path) -> None:
    (tmp_path / "Makefile").symlink_to(ROOT / "Makefile")
    old = tmp_path / "python3.9"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    for python, words in (("python-that-is-not-there", "is missing"), (str(old), "3.11 or later is needed")):
        made = subprocess.run(
            ["make", "run", f"PYTHON={python}"], cwd=tmp_path, env=environment(tmp_path), timeout=10,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        lines = [line for line in made.stderr.splitlines() if not line.startswith("make: ***")]
        assert made.returncode == 2
        assert len(lines) == 1
        assert words in lines[0]
