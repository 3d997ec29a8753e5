"""Whose place is told no longer: a customer sent a photo with its place, and later the same one without it. Pure.

Their last wish counts for what goes out. The copy with the place stays on the case, as every file does, and a pack
takes the one without it in its stead.
"""

from collections.abc import Mapping, Sequence

from cases.claims.pack.consents import Consents
from records.tables import EvidenceRow
from signaling.protocol.words import Role


def stand_ins(rows: Sequence[EvidenceRow], consents: Mapping[str, Consents]) -> Mapping[str, str]:
    """By the id of a copy with its place, the id of the one that goes out for it. `rows` oldest first."""
    sent: dict[str, list[EvidenceRow]] = {}
    for row in rows:
        if row.by_role is Role.CUSTOMER:
            sent.setdefault(row.received_sha256, []).append(row)
    found = {}
    for copies in sent.values():
        without = [row for row in copies if not row.keeps_place]
        if without and not _keeps_last(copies, consents):
            found.update({row.id: without[-1].id for row in copies if row.keeps_place})
    return found


def _keeps_last(copies: Sequence[EvidenceRow], consents: Mapping[str, Consents]) -> bool:
    """Whether the place was to stay when this photo was sent last."""
    wishes = [(row.at, row.keeps_place) for row in copies]
    wishes += [(given.at, given.place_kept) for row in copies for given in consents[row.id].again]
    return max(wishes)[1]
