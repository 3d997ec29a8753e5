"""What of a file is kept, and that whatever is not what it says is refused before any decoder sees it."""

import io
import struct
import zlib

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.evidence.findings import Findings, pieces
from cases.evidence.inspection import Limits, look_into
from cases.evidence.kinds import FileKind
from cases.evidence.orientation import orientation_in, tiff_with
from signaling.protocol.errors import SignalError
from tests.pictures import GPS, PDF, chunk, exif, extended_webp, jpeg, photo, png, webp

LIMITS = Limits(most_pixels=1_000_000)
WHOLE = {"jpeg": jpeg(), "photo": photo(), "png": png(), "webp": webp(), "extended": extended_webp(), "pdf": PDF}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
PIPES = {FileKind.JPEG: "jpeg_pipe", FileKind.PNG: "png_pipe", FileKind.WEBP: "webp_pipe"}


def kept(data: bytes, *, keep_place: bool = False) -> tuple[FileKind, Findings, bytes]:
    kind, findings = look_into(data, limits=LIMITS, keep_place=keep_place)
    return kind, findings, b"".join(pieces(data, findings.kept))


def refused(data: bytes) -> str:
    with pytest.raises(SignalError) as error:
        kept(data)
    return error.value.code


def points(kind: FileKind, data: bytes) -> bytes:
    """Every point of it, decoded."""
    with av.open(io.BytesIO(data), "r", format=PIPES[kind]) as container:
        return next(container.decode(video=0)).to_ndarray(format="rgb24").tobytes()


@pytest.mark.parametrize("name", [name for name in WHOLE if name != "pdf"])
def test_what_tells_the_place_goes_and_not_one_point_changes(name: str) -> None:
    kind, findings, after = kept(WHOLE[name])
    assert GPS not in after
    assert (findings.width, findings.height) == ((8, 6) if name == "png" else (64, 48))
    assert points(kind, after) == points(kind, WHOLE[name])


@pytest.mark.parametrize("marker", [0x02, 0xBF, 0xDE, 0xDF, 0xE0, 0xEF, 0xF0, 0xFD, 0xFE])
@pytest.mark.parametrize("keep_place", [False, True])
def test_what_no_decoder_reads_of_a_jpeg_is_not_kept(marker: int, keep_place: bool) -> None:
    whole = jpeg()
    segment = struct.pack(">BBH", 0xFF, marker, len(GPS) + 2) + GPS
    _, _, after = kept(whole[:2] + segment + whole[2:], keep_place=keep_place)
    assert after == kept(whole)[2]


@pytest.mark.parametrize("name", [b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"cICP", b"sBIT", b"bKGD", b"pHYs", b"prVt"])
def test_a_chunk_of_a_png_that_is_longer_than_it_may_be_is_not_kept(name: bytes) -> None:
    whole = png()
    told = GPS * 10
    assert kept(whole[:33] + chunk(name, told) + whole[33:])[2] == kept(whole)[2]


def test_behind_the_end_of_a_png_is_nothing() -> None:
    assert refused(png()[:-12] + chunk(b"IEND", GPS)) == "file_broken"


@pytest.mark.parametrize("name", ["photo", "extended", "png"])
def test_whoever_agrees_keeps_what_the_photo_tells(name: str) -> None:
    _, _, after = kept(WHOLE[name], keep_place=True)
    assert GPS in after
    assert name != "photo" or not after.endswith(GPS), "what follows the picture is no part of it"


def test_the_head_of_a_webp_promises_nothing_that_is_gone() -> None:
    assert kept(extended_webp(orientation=1))[2][20] == 0
    assert kept(extended_webp(orientation=6))[2][20] == 0x08, "the way up is EXIF, too"
    assert kept(extended_webp(), keep_place=True)[2][20] == 0x0C


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_stays_the_right_way_up(orientation: int) -> None:
    _, findings, after = kept(photo(orientation=orientation))
    assert findings.orientation == orientation
    assert kept(after)[1].orientation == orientation
    _, findings, after = kept(extended_webp(orientation=orientation))
    assert findings.orientation == orientation
    assert kept(after)[1].orientation == orientation
    assert kept(after)[2] == after, "a file that was cleaned is clean"
    whole = png()
    told = whole[:33] + chunk(b"eXIf", exif(orientation)) + whole[33:]
    _, findings, after = kept(told)
    assert (findings.orientation, kept(after)[1].orientation, GPS in after) == (orientation, orientation, False)
    assert kept(after)[2] == after
    assert kept(told, keep_place=True)[1].orientation == orientation


@pytest.mark.parametrize("name", WHOLE)
def test_a_file_that_was_cleaned_is_kept_as_it_is(name: str) -> None:
    after = kept(WHOLE[name])[2]
    assert kept(after)[2] == after


@pytest.mark.parametrize("name", WHOLE)
def test_a_file_that_breaks_off_is_refused_wherever_it_does(name: str) -> None:
    after = kept(WHOLE[name])[2]
    last = len(after) - (6 if name == "pdf" else 1)  # of a document only the end itself is known
    begin = 100 if name != "pdf" else len(after) - 5
    for length in {*range(begin, last, max(1, (last - begin) // 60)), last}:
        assert refused(after[:length]) == "file_broken", length


@pytest.mark.parametrize(
    "data",
    [
        SVG, b"<!doctype html><script>alert(1)</script>", b"PK\x03\x04" + bytes(60), b"GIF89a" + bytes(60),
        b"MZ" + bytes(60), b"", b"\xff\xd8", b" " + PDF, b"\0\0\0\x18ftypheic" + bytes(60),
        b"\0\0\0\x18ftypavif" + bytes(60), b"%!PS-Adobe",
    ],
)  # fmt: skip
def test_whatever_is_no_photo_and_no_document_is_refused_whatever_it_is_called(data: bytes) -> None:
    assert refused(data) == "file_kind_refused"


@pytest.mark.timeout(10)
def test_a_long_run_of_fill_bytes_takes_no_longer_than_the_rest() -> None:
    whole = jpeg()
    scan = whole.index(b"\xff\xda") + 2 + 12
    filled = whole[:scan] + b"\xff" * 4_000_000
    assert refused(filled) == "file_broken"
    assert kept(filled + b"\xd9")[1].width == 64


def test_a_page_behind_a_photo_is_not_kept() -> None:
    for whole in (jpeg(), png(), webp()):
        assert SVG not in kept(whole + SVG)[2]


def test_a_page_within_a_photo_is_not_kept() -> None:
    hidden = struct.pack(">BBH", 0xFF, 0xFE, len(SVG) + 2) + SVG
    assert SVG not in kept(jpeg()[:2] + hidden + jpeg()[2:])[2]
    assert SVG not in kept(png()[:33] + chunk(b"tEXt", SVG) + png()[33:])[2]


@pytest.mark.parametrize("size", [(2000, 1000), (40_000, 1), (2**31 - 1, 2**31 - 1), (65_535, 65_535)])
def test_a_picture_with_too_many_points_is_not_unpacked(size: tuple[int, int]) -> None:
    assert refused(png(told=size, packed=b"")) == "too_many_pixels"
    if max(size) < 2**16:
        small = jpeg()
        at = small.index(b"\xff\xc0") + 5
        assert refused(small[:at] + struct.pack(">HH", size[1], size[0]) + small[at + 4 :]) == "too_many_pixels"


def test_a_bomb_is_unpacked_no_further_than_its_size_says(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zlib.compress(bytes(50_000_000), 9)
    assert len(bomb) < 60_000
    unpacked: list[int] = []

    class Counting:
        """zlib's own, and how much came out of it."""

        def __init__(self) -> None:
            self._inner = zlib.decompressobj()

        def decompress(self, data: bytes, most: int) -> bytes:
            found = self._inner.decompress(data, most)
            unpacked.append(len(found))
            return found

        eof = property(lambda self: self._inner.eof)
        unconsumed_tail = property(lambda self: self._inner.unconsumed_tail)

    monkeypatch.setattr("cases.evidence.png.decompressobj", Counting)
    assert refused(png(told=(8, 6), packed=bomb)) == "file_broken"
    assert 0 < sum(unpacked) <= 512 * 1024


def test_a_checksum_that_is_wrong_is_found() -> None:
    whole = bytearray(png())
    whole[-14] ^= 1  # of the picture's own checksum; what is packed has another one inside
    assert refused(bytes(whole)) == "file_broken"


@pytest.mark.parametrize("laced", [0, 1])
@pytest.mark.parametrize(("colour", "depth"), [(0, 1), (0, 16), (2, 8), (3, 4), (4, 8), (6, 16)])
def test_every_form_of_a_png_is_of_the_size_its_head_tells(colour: int, depth: int, laced: int) -> None:
    width, height, channels = 9, 5, {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    grid = [(x, y) for y in range(height) for x in range(width)]
    passes = (
        [[(x, y) for x, y in grid if x % dx == x0 and y % dy == y0] for x0, y0, dx, dy in ADAM7] if laced else [grid]
    )
    rows = 0
    for some in passes:
        for y in {y for _, y in some}:
            rows += 1 + -(-sum(1 for _, row in some if row == y) * depth * channels // 8)
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, laced)
    palette = chunk(b"PLTE", bytes(48)) if colour == 3 else b""

    def made(length: int) -> bytes:
        packed = chunk(b"IDAT", zlib.compress(bytes(length)))
        return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + palette + packed + chunk(b"IEND", b"")

    assert kept(made(rows))[1].pixels == 45
    assert refused(made(rows - 1)) == "file_broken"
    assert refused(made(rows + 1)) == "file_broken"


def test_a_picture_that_moves_is_not_taken() -> None:
    moving = extended_webp().replace(b"XMP ", b"ANIM")
    assert refused(moving) == "file_kind_refused"


def test_a_million_empty_pieces_are_not_walked() -> None:
    empty = chunk(b"IDAT", b"")
    assert refused(png()[:33] + empty * 30_000 + png()[33:]) == "file_broken"
    assert refused(jpeg()[:2] + b"\xff\xfe\0\2" * 30_000 + jpeg()[2:]) == "file_broken"


@given(st.sampled_from(sorted(WHOLE)), st.data())
def test_no_damage_is_answered_by_anything_but_a_refusal(name: str, drawn: st.DataObject) -> None:
    data = bytearray(WHOLE[name])
    for _ in range(drawn.draw(st.integers(1, 6))):
        data[drawn.draw(st.integers(0, len(data) - 1))] = drawn.draw(st.integers(0, 255))
    try:
        after = kept(bytes(data))[2]
    except SignalError as error:
        assert error.code in ("file_broken", "file_kind_refused", "too_many_pixels")
    else:
        assert len(after) <= len(data) + 64


@given(st.binary(max_size=80))
def test_an_orientation_is_one_of_eight_whatever_stands_there(tiff: bytes) -> None:
    assert 1 <= orientation_in(b"II*\0" + tiff) <= 8
    assert 1 <= orientation_in(tiff) <= 8


@pytest.mark.parametrize("order", ["<", ">"])
def test_both_orders_of_bytes_are_read(order: str) -> None:
    assert orientation_in(exif(8, order=order)) == 8
    assert orientation_in(tiff_with(3)) == 3
