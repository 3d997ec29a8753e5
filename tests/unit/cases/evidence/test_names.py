"""What a file is called harms nobody who stores it, reads it or is sent it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.evidence.kinds import FileKind
from cases.evidence.names import attachment, clean_name


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("IMG_1234.JPG", "IMG_1234.jpg"),
        ("etiqueta rota.jpeg", "etiqueta rota.jpg"),
        ("快递单.jpg", "快递单.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Users\\Ana\\label.jpg", "label.jpg"),
        ("", "photo.jpg"),
        ("...", "photo.jpg"),
        ("invoice.html", "invoice.html.jpg"),
        ("a\u202egpj.exe", "agpj.exe.jpg"),
        ("line\r\nSet-Cookie: x=1.jpg", "lineSet-Cookie x=1.jpg"),
        ("con", "_con.jpg"),
        ("aux.tar.jpg", "_aux.tar.jpg"),
        ("x" * 500, "x" * 80 + ".jpg"),
    ],
)
def test_a_name_is_a_name_and_no_path(told: str, name: str) -> None:
    assert clean_name(told, FileKind.JPEG) == name


@given(st.text(max_size=300), st.sampled_from(FileKind))
def test_any_name_ends_as_its_kind_and_goes_into_a_header(told: str, kind: FileKind) -> None:
    name = clean_name(told, kind)
    assert name.endswith(kind.suffixes[0])
    assert 0 < len(name) < 100
    assert not set(name) & set('/\\"<>|?*;%\r\n\0')
    header = attachment(name)
    assert header.isascii()
    assert header.isprintable()
    assert header.startswith('attachment; filename="')
    assert clean_name(name, kind) == name
