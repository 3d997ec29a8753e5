"""What counts as a word, in eight languages, and where it stands in the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.search_words import MOST_WORDS, Wanted, find_marks, read_query, words_of


def _words(text: str) -> list[str]:
    return [word.text for word in words_of(text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The PARCEL, please!", ["the", "parcel", "please"]),
        ("¿Dónde está el envío?", ["donde", "esta", "el", "envio"]),
        ("L’adresse est déjà là", ["l", "adresse", "est", "deja", "la"]),
        ("Straße und Größe", ["strasse", "und", "grosse"]),
        ("não está à mão", ["nao", "esta", "a", "mao"]),
        ("Ещё одна посылка", ["еще", "одна", "посылка"]),
        ("الطَّرْدُ لم يصل", ["طرد", "لم", "يصل"]),
        ("رقم ٤٧٣١", ["رقم", "4731"]),
        ("بالطرد وللطرد والطرد فالطرد كالطرد", ["طرد"] * 5),
        ("بالغ والله", ["بالغ", "والله"]),
        ("包裹丢了", ["包", "包裹", "裹", "裹丢", "丢", "丢了", "了"]),
        ("订单A1号", ["订", "订单", "单", "a1", "号"]),
        ("RR123456785CN", ["rr123456785cn"]),
        ("nai\u0308ve cafe\u0301", ["naive", "cafe"]),
        ("", []),
        (" _ - … ", []),
    ],
)
def test_words_of_each_language(text: str, words: list[str]) -> None:
    assert _words(text) == words


def test_two_chinese_signs_are_one_thing_and_one_sign_is_another() -> None:
    assert read_query("包裹") == Wanted(("包裹",))
    assert read_query("包") == Wanted(("包",))
    assert read_query("包裹 丢") == Wanted(("包裹", "丢"))


def test_the_last_word_may_go_on_and_those_before_it_are_whole() -> None:
    assert read_query("lost parc") == Wanted(("lost",), "parc")
    assert read_query("lost parcel ") == Wanted(("lost", "parcel"))
    assert read_query("to") == Wanted(("to",))
    assert not read_query(" … ")


def test_of_a_whole_page_typed_in_the_first_words_count() -> None:
    assert len(read_query(" ".join(f"word{n}" for n in range(50)) + " ").words) == MOST_WORDS


def test_marks_stand_on_what_was_looked_for_as_it_is_written() -> None:
    text = "Mi PAQUETE no llegó; ¿dónde está el paquetito?"
    marks, found = find_marks(text, read_query("llego paquet"))
    assert [text[start:end] for start, end in marks] == ["PAQUETE", "llegó", "paquetito"]
    assert found == {"llego", "paquet"}


def test_chinese_marks_run_together() -> None:
    text = "我的包裹丢失了。"
    marks, _ = find_marks(text, read_query("包裹丢失"))
    assert [text[start:end] for start, end in marks] == ["包裹丢失"]


def test_where_only_neighbours_are_wanted_their_signs_alone_are_no_find() -> None:
    assert find_marks("包 和 裹", read_query("包裹")) == ([], set())


@given(st.text(max_size=80))
def test_every_word_stands_where_it_says(text: str) -> None:
    for word in words_of(text):
        assert 0 <= word.start < word.end <= len(text)
        assert word.text == "".join(word.text.split())
        assert {"'", '"', "\\", ":", " "}.isdisjoint(word.text)


@given(st.text(max_size=60))
def test_what_was_typed_is_found_in_itself(text: str) -> None:
    wanted = read_query(text)
    _, found = find_marks(text, wanted)
    assert found >= set(wanted.words)
