"""Settings that depend on each other: folders that must not be one another's, and names that were others before."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from settings import Settings


@pytest.mark.parametrize("evidence", [".", "there/..", "recordings", "recordings/files", "other", "..", "link"])
def test_files_have_a_folder_of_their_own(tmp_path: Path, evidence: str) -> None:
    house = tmp_path / "house"
    house.mkdir()
    (house / "link").symlink_to(house)
    recordings = house / "other" / "recordings" if evidence == "other" else None
    with pytest.raises(ValidationError, match="REASSURE_EVIDENCE_DIR must"):
        Settings(data_dir=house, evidence_dir=house / evidence, recordings_dir=recordings)


def test_files_may_lie_beside_the_recordings_and_anywhere_else(tmp_path: Path) -> None:
    for evidence in (None, tmp_path / "evidence", tmp_path / "recordings-too", tmp_path.with_name("elsewhere")):
        assert Settings(data_dir=tmp_path, evidence_dir=evidence).evidence


@pytest.mark.parametrize(("said", "meant"), [("own_voice", "own_recording"), ("never", "never")])
def test_what_a_setting_was_called_before_still_counts(monkeypatch: pytest.MonkeyPatch, said: str, meant: str) -> None:
    monkeypatch.setenv("REASSURE_CUSTOMER_RECORDING", said)
    assert Settings().customer_recording == meant
