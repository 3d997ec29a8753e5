"""The packs of a case as its desk shows them, each with what has changed since it was asked for. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Row

from cases.amounts import amount_or_none
from cases.claims.views import PackView
from cases.claims.words import PackNews, Whom
from records.tables import ClaimPackRow


def pack_views(
    packs: Iterable[Row[ClaimPackRow, str]], changes: Mapping[str, datetime]
) -> tuple[PackView, ...]:  # fmt: skip
    """`changes`: when each thing a pack tells of was last another. What came while it was made may be in it already:
    that, too, is newer than what it says it is of.
    """
    return tuple(pack_view(row, by_name=name, changes=changes) for row, name in packs)


def pack_view(row: ClaimPackRow, *, by_name: str, changes: Mapping[str, datetime]) -> PackView:
    """One of them."""
    return PackView(
        id=row.id, whom=Whom(row.whom), language=row.language, state=row.state, asked_at=row.asked_at, by_name=by_name,
        files=len(row.files), pdf_sha256=row.pdf_sha256, zip_sha256=row.zip_sha256, zip_size=row.zip_size,
        claimed=amount_or_none(row.claimed_minor, row.claimed_currency),
        older_than=tuple(each for each in PackNews if each in changes and changes[each] > row.asked_at),
    )  # fmt: skip
