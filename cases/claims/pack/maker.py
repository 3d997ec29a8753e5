"""Makes one claim pack: a program of its own, since a page of strangers' words and pictures is laid out.

`python -m cases.claims.pack.maker`: an Order as JSON on stdin, Made as JSON on stdout. It has little memory, no more
time and disk than its files call for, opens nothing but those, and no address at all. Equal orders give equal bytes.
"""

import base64
import hashlib
import json
import resource
import sys
import zipfile
from datetime import UTC
from pathlib import Path
from typing import Any

from weasyprint import HTML
from weasyprint.urls import URLFetcher

from cases.claims.pack.bounds import most_bytes, most_cpu_s
from cases.claims.pack.content import Made, MadeFile, Order, PackContent
from cases.claims.pack.sheet import sheet

_MEMORY = 3 * 1024**3
_AT_ONCE = 1024 * 1024
_EPOCH = 1980
_TO_BE_HAD = "from whoever sends this claim: all of them are kept with the case"
NOTHING = URLFetcher(allowed_protocols=["data"])
"""What the page may fetch beside the pictures that stand in it."""


def make(order: Order) -> Made:
    """Write both files."""
    previews = {name: _data_url(Path(path)) for name, path in order.previews.items()}
    page = HTML(string=sheet(order.content, previews), url_fetcher=NOTHING)
    pdf = page.write_pdf(pdf_identifier=order.content.pack_id.encode())
    Path(order.pdf).write_bytes(pdf)
    files = _archive(order, pdf)
    sha256, size = _digest(Path(order.zip))
    return Made(
        pdf_sha256=hashlib.sha256(pdf).hexdigest(), pdf_size=len(pdf), zip_sha256=sha256, zip_size=size, files=files
    )


def _archive(order: Order, pdf: bytes) -> tuple[MadeFile, ...]:
    content = order.content
    told: list[dict[str, Any]] = []
    with zipfile.ZipFile(order.zip, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in [("claim.pdf", pdf), *_documents(content)]:
            archive.writestr(_entry(name, content), data, compresslevel=6)
            told.append({"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()})
        for each in content.files:
            name = f"evidence/{each.in_archive}"
            sha256, size = _copy(Path(order.paths[each.id]), archive, _as_it_is(name, content))
            if sha256 != each.sha256:
                raise ValueError(f"{each.id} is not the file that was filed")
            about = each.model_dump(mode="json", exclude={"name", "number", "sha256", "size"})
            told.append({"name": name, "size": size, "sha256": sha256, **about})
        who = content.model_dump(mode="json", include={"claimant", "claimed"})
        head = {"pack_id": content.pack_id, "case": content.reference, "as_of": content.as_of.isoformat(), **who}
        left_out = [{**each.model_dump(mode="json"), "to_be_had": _TO_BE_HAD} for each in content.left_out]
        manifest = _json({**head, "files": told, "left_out": left_out})
        archive.writestr(_entry("manifest.json", content), manifest, compresslevel=6)
        sums = "".join(f"{each['sha256']}  {each['name']}\n" for each in told)
        sums += f"{hashlib.sha256(manifest).hexdigest()}  manifest.json\n"
        archive.writestr(_entry("SHA256SUMS", content), sums.encode(), compresslevel=6)
    return tuple(MadeFile(name=each["name"], size=each["size"], sha256=each["sha256"]) for each in told)


def _documents(content: PackContent) -> list[tuple[str, bytes]]:
    """What is no file of somebody's, each as JSON that a program can read too."""
    whole = content.model_dump(mode="json")
    found = [("trajectory.json", {"seen_last": whole["seen_last"], "events": whole["events"]})]
    found += [(f"statement-{number}.json", each) for number, each in enumerate(whole["statements"], start=1)]
    if whole["letters"] or whole["texts"]:
        found.append(("correspondence.json", {"with_carriers": whole["letters"], "in_calls": whole["texts"]}))
    found += [(f"call-summary-{number}.json", each) for number, each in enumerate(whole["summaries"], start=1)]
    return [(name, _json(each)) for name, each in found]


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode()


def _entry(name: str, content: PackContent) -> zipfile.ZipInfo:
    """Dated by the order, not by the clock."""
    at = content.as_of.astimezone(UTC)
    entry = zipfile.ZipInfo(name, (max(at.year, _EPOCH), at.month, at.day, at.hour, at.minute, at.second))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def _as_it_is(name: str, content: PackContent) -> zipfile.ZipInfo:
    """Photos and documents are packed already: nothing is won by it, and their size in the archive is known before."""
    entry = _entry(name, content)
    entry.compress_type = zipfile.ZIP_STORED
    return entry


def _copy(source: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as opened, archive.open(entry, "w") as target:
        while piece := opened.read(_AT_ONCE):
            target.write(piece)
            digest.update(piece)
            size += len(piece)
    return digest.hexdigest(), size


def _digest(file: Path) -> tuple[str, int]:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest(), file.stat().st_size


def _data_url(picture: Path) -> str:
    return f"data:image/jpeg;base64,{base64.b64encode(picture.read_bytes()).decode()}"


def _hold_to(limits: dict[int, int]) -> None:
    for what, most in limits.items():
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    _hold_to({resource.RLIMIT_AS: _MEMORY, resource.RLIMIT_CORE: 0})
    told = Order.model_validate_json(sys.stdin.buffer.read())
    _hold_to({resource.RLIMIT_FSIZE: most_bytes(told.content.files), resource.RLIMIT_CPU: most_cpu_s(told.content)})
    sys.stdout.write(make(told).model_dump_json())
