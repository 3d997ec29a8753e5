"""The long run of deliveries, in short: `python -m tests.soak.deliveries` with a few calls."""

import asyncio
import subprocess
import sys

import pytest

from tests.install.program import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


async def test_calls_of_a_clerk_that_is_killed_again_and_again_are_each_filed_once_and_all_arrive() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.soak.deliveries", "--calls", "30", "--seed", "7", cwd=ROOT,
        stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        said, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    assert process.returncode == 0, said.decode()
    assert "30 cases with one summary: True" in said.decode()
