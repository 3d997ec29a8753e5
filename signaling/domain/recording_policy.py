"""What a deployment wants of recording, and for which kind of case. Pure; a call keeps the one it was opened with."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from signaling.protocol.words import OnRecorderFailure, RecordingWhen

REQUIRED = frozenset({RecordingWhen.TO_START, RecordingWhen.THROUGHOUT})


@dataclass(frozen=True, slots=True)
class RecordingPolicy:
    """When a call is recorded, and what becomes of it if the recorder fails."""

    when: RecordingWhen = RecordingWhen.ON_REQUEST
    on_failure: OnRecorderFailure = OnRecorderFailure.GO_ON

    @property
    def required(self) -> bool:
        """Whether a call may not begin without everybody's yes."""
        return self.when in REQUIRED


USUAL = RecordingPolicy()


@dataclass(frozen=True, slots=True)
class RecordingPolicies:
    """The deployment's, and those of single kinds of case."""

    otherwise: RecordingPolicy = USUAL
    by_kind: Mapping[str, RecordingPolicy] = field(default_factory=dict)

    def of(self, kind: str | None) -> RecordingPolicy:
        """The one for a case of this kind, which may be unknown."""
        return self.by_kind.get(kind, self.otherwise) if kind is not None else self.otherwise
