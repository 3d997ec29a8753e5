"""A node that is making a claim pack, to be killed: `python -m tests.integration.web.pack_clerk DATABASE_URL FOLDER`.

It takes the pack that is due by the product's own loop, says `at it` once it is half way, and never comes further.
"""

import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path

from cases.alerting.rules import AS_DELIVERED
from cases.claims.pack.binder import Binder
from cases.claims.pack.content import Made, PackContent
from cases.claims.pack.work import make_packs
from cases.evidence.storage import FolderStorage
from records.clock import utc_now
from records.database import open_database
from records.tables import EvidenceRow


class _Stuck(Binder):
    def __init__(self, folder: Path) -> None:
        self._drafts = FolderStorage(folder)

    async def bind(self, content: PackContent, evidence: Mapping[str, EvidenceRow]) -> Made:
        """Half way."""
        await self._drafts.draft()
        sys.stdout.write("at it\n")
        sys.stdout.flush()
        await asyncio.Event().wait()
        raise AssertionError


async def _work(url: str, folder: Path) -> None:
    async with open_database(url) as database:
        await make_packs(database, _Stuck(folder), AS_DELIVERED, clock=utc_now, wake=asyncio.Event(), poll_s=0.1)


if __name__ == "__main__":
    asyncio.run(_work(sys.argv[1], Path(sys.argv[2])))
