"""How large a claim pack may be: as large as what a case may hold, known before it is begun, and no larger."""

import hashlib
import zipfile
from pathlib import Path

from cases.alerting.rules import AS_DELIVERED
from cases.claims.pack.binder import Binder
from cases.claims.pack.bounds import more_time_s, most_bytes, most_cpu_s
from cases.claims.pack.content import FilePart, LetterPart, PackContent
from cases.claims.pack.work import gather
from cases.evidence.filing import Cabinet
from cases.evidence.storage import FolderStorage
from records.clock import utc_now
from records.tables import EvidenceRow
from tests.integration.web.stage import Stage
from tests.integration.web.test_claim_packs import PATH, shelve
from tests.integration.web.test_claims import claimable

LARGEST = 15 * 1024**2
MOST_ON_A_CASE = 500
LONGEST_LETTER = 20_000


def _file(name: str, size: int = LARGEST, sha256: str = "0" * 64) -> FilePart:
    return FilePart(
        id=name, number=1, name=f"{name}.jpg", media_type="image/jpeg", sha256=sha256, size=size,
        received_sha256=sha256, at=utc_now(), by_customer=True, by_name="Lucía", in_call=False, keeps_place=False,
        consent=None, consents_again=(), vouchers=(), stands_for=(),
    )  # fmt: skip


class _Full(Cabinet):
    """Every file is the same one."""

    def __init__(self, file: Path) -> None:
        self._file = file

    async def locate(self, row: EvidenceRow, *, preview: bool = False) -> Path | None:
        """The file, and no small picture of it."""
        return None if preview else self._file


async def test_a_full_case_is_within_the_bounds_of_its_pack(stage: Stage, tmp_path: Path) -> None:
    bare = await _ordered(stage, tmp_path)
    files = tuple(_file(f"{number:032x}") for number in range(MOST_ON_A_CASE))
    assert most_bytes(files) > MOST_ON_A_CASE * LARGEST
    assert most_cpu_s(bare.model_copy(update={"files": files})) > most_cpu_s(bare) + 100


async def test_long_letters_have_the_time_to_be_laid_out(stage: Stage, tmp_path: Path) -> None:
    """Sixty letters of the longest, a line for every few words, take a minute and a half here."""
    bare = await _ordered(stage, tmp_path)
    letter = LetterPart(
        at=utc_now(), filed_at=utc_now(), carrier="UPS", from_carrier=True, channel="email", address="", subject="",
        text="слово и дело\n" * (LONGEST_LETTER // 13), outcome=None, by_name="Wei", files=(),
    )  # fmt: skip
    long = bare.model_copy(update={"letters": (letter,) * 60})
    assert most_cpu_s(long) > most_cpu_s(bare) + 200
    assert more_time_s(long) > more_time_s(bare) + 200


async def _ordered(stage: Stage, folder: Path) -> PackContent:
    shelve(stage, folder)
    asked = (await (await claimable(stage)).ask("POST", PATH, {})).json
    content, _ = await gather(stage.db, asked["id"], AS_DELIVERED)
    return content


async def test_more_than_fits_beside_the_files_is_packed_as_it_is(stage: Stage, tmp_path: Path) -> None:
    """Ten of the largest files: more than a pack without any may write."""
    content = await _ordered(stage, tmp_path)
    zeros = tmp_path / "zeros.jpg"
    with zeros.open("wb") as opened:
        opened.truncate(LARGEST)
    sha256 = hashlib.sha256(bytes(LARGEST)).hexdigest()
    files = tuple(_file(f"{number:032x}", sha256=sha256) for number in range(10))
    assert sum(each.size for each in files) > most_bytes([])
    binder = Binder(_Full(zeros), FolderStorage(tmp_path / "packs"))
    made = await binder.bind(content.model_copy(update={"files": files}), {each.id: EvidenceRow() for each in files})
    assert sum(each.size for each in files) < made.zip_size < most_bytes(files)
    pack = await binder.locate(content.pack_id, "zip")
    assert pack is not None
    with zipfile.ZipFile(pack) as archive:
        assert sum(entry.file_size == LARGEST for entry in archive.infolist()) == len(files)
