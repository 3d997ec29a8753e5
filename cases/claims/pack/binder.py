"""Has one claim pack made by a process of its own, and puts it on its shelf. The process dies with this one."""

import asyncio
import sys
from collections.abc import Collection, Mapping
from pathlib import Path

import structlog
from pydantic import ValidationError

from cases.claims.pack.bounds import more_time_s
from cases.claims.pack.content import Made, Order, PackContent
from cases.evidence.filing import Cabinet
from cases.evidence.storage import Storage
from lifetime import end_process
from records.tables import EvidenceRow
from tether import tethered

_ROOT = Path(__file__).parents[3]
_MODULE = "cases.claims.pack.maker"
_WITHIN_S = 120.0
_ENDS_WITHIN_S = 1.0
_LONGEST_TROUBLE = 2_000

log = structlog.get_logger()


class NotMade(Exception):  # noqa: N818 (reads as what happened)
    """The pack could not be made; `code` is for the page."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Binder:
    """Of one node. `shelf` is a folder all nodes share, and not that of the evidence."""

    def __init__(self, cabinet: Cabinet, shelf: Storage, *, within_s: float = _WITHIN_S) -> None:
        self._cabinet = cabinet
        self._shelf = shelf
        self._within_s = within_s

    async def bind(self, content: PackContent, evidence: Mapping[str, EvidenceRow]) -> Made:
        """Make both files and put them away. Raises NotMade; OSError when they cannot be kept."""
        paths, previews = await self._paths(content, evidence)
        pdf, archive = await self._shelf.draft(), await self._shelf.draft()
        try:
            order = Order(content=content, paths=paths, previews=previews, pdf=str(pdf), zip=str(archive))
            made = await self._make(order)
            await self._shelf.keep(f"{content.pack_id}.pdf", pdf)
            await self._shelf.keep(f"{content.pack_id}.zip", archive)
            return made
        finally:
            for draft in (pdf, archive):
                await asyncio.to_thread(draft.unlink, missing_ok=True)

    async def locate(self, pack_id: str, suffix: str) -> Path | None:
        """A file of a pack that was made."""
        return await self._shelf.locate(f"{pack_id}.{suffix}")

    async def tidy(self) -> int:
        """Away with what a kill has left half made; how many files that were. Packs themselves stay."""

        async def known(ids: Collection[str]) -> Collection[str]:
            return ids

        return await self._shelf.sweep(known)

    async def _paths(
        self, content: PackContent, evidence: Mapping[str, EvidenceRow]
    ) -> tuple[dict[str, str], dict[str, str]]:
        paths, previews = {}, {}
        for each in content.files:
            file = await self._cabinet.locate(evidence[each.id])
            if file is None:
                raise NotMade("file_gone")
            paths[each.id] = str(file)
            if (small := await self._cabinet.locate(evidence[each.id], preview=True)) is not None:
                previews[each.id] = str(small)
        return paths, previews

    async def _make(self, order: Order) -> Made:
        process = await asyncio.create_subprocess_exec(
            *tethered(sys.executable, "-m", _MODULE), cwd=_ROOT, stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, env={"PATH": "", "LANG": "C.UTF-8"},
        )  # fmt: skip
        try:
            async with asyncio.timeout(self._within_s + more_time_s(order.content)):
                said, trouble = await process.communicate(order.model_dump_json().encode())
        except TimeoutError as error:
            raise NotMade("too_slow") from error
        finally:
            await end_process(process, within_s=_ENDS_WITHIN_S)
        if process.returncode != 0:
            log.error(
                "pack.not_made", status=process.returncode, said=trouble.decode("utf-8", "replace")[-_LONGEST_TROUBLE:]
            )
            raise NotMade("not_made")
        try:
            return Made.model_validate_json(said)
        except ValidationError as error:
            raise NotMade("nonsense") from error
