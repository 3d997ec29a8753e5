"""What an operator wrote wrong is one line that names it, and exit code 2; what is ours keeps its traceback."""

from collections.abc import Callable
from pathlib import Path

import pytest
import typer

from cases.alerting.rules import read_rules
from cases.claims.terms_of_carriers import read_claim_book
from cases.enquiries.carriers import read_carriers
from cases.solutions.table import read_table
from commands.terminal import plain_errors


@pytest.mark.parametrize(
    ("read", "about"),
    [
        (read_rules, "The rules for alerts cannot be read"),
        (read_table, "The table of solutions cannot be read"),
        (read_carriers, "The book of carriers cannot be read"),
    ],
)
def test_a_wrong_word_in_a_book_is_one_line(
    read: Callable[[str], object], about: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit) as left, plain_errors():
        read("wishes = 3")
    assert left.value.exit_code == 2
    said = capsys.readouterr().err
    assert said.startswith(f"reassure: {about}: wishes: ")
    assert len(said.splitlines()) == 1


def test_a_wrong_file_of_claim_terms_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "post.toml").write_text("wishes = 3")
    with pytest.raises(typer.Exit), plain_errors():
        read_claim_book(tmp_path)
    assert str(tmp_path / "post.toml") in capsys.readouterr().err


def test_a_fault_of_ours_is_not_made_pretty() -> None:
    with pytest.raises(ZeroDivisionError), plain_errors():
        raise ZeroDivisionError
