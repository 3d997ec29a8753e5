"""Every setting, its default, its limits and what it is for; validated before anything starts.

Each field is the environment variable `REASSURE_<NAME>`. Only the command line and the composition root read these
files, and hand the values on.
"""

from typing import Self

from pydantic import model_validator
from pydantic_settings import SettingsConfigDict

from settings.calls import Calls, OpeningTimes
from settings.casework import Casework
from settings.outgoing import Outgoing
from settings.recording import Recording, RecordingRule, read_ports
from settings.serving import Serving
from settings.writing import Writing

__all__ = ["OpeningTimes", "RecordingRule", "Settings", "read_ports"]


class Settings(Casework, Outgoing, Writing, Recording, Calls, Serving):
    """With none set, everything runs embedded: SQLite and recordings in `data_dir`, Redis as our own child, no TURN.

    The operator reads them in the opposite order of the bases.
    """

    model_config = SettingsConfigDict(env_prefix="REASSURE_", frozen=True, extra="ignore")

    @model_validator(mode="after")
    def _evidence_lies_apart(self) -> Self:
        evidence, recordings = self.evidence.resolve(), self.recordings.resolve()
        if evidence == self.data_dir.resolve():
            raise ValueError("REASSURE_EVIDENCE_DIR must be another folder than REASSURE_DATA_DIR")
        if evidence.is_relative_to(recordings) or recordings.is_relative_to(evidence):
            raise ValueError("REASSURE_EVIDENCE_DIR must lie elsewhere than the recordings")
        return self
