"""The small recogniser's own parts: its language model, and how Spanish is spoken."""

import re
from collections import defaultdict

import pytest

from summary.transcribing.language_model import arpa, words_in
from summary.transcribing.sentences import SENTENCES
from summary.transcribing.spanish import sounds

_SOUNDS = """AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH"""
_CMU = frozenset(_SOUNDS.split())


@pytest.mark.parametrize("language", SENTENCES)
def test_what_may_follow_a_word_is_one_in_all(language: str) -> None:
    model = arpa(SENTENCES[language])
    single, pairs, back_off = _read(model)
    assert sum(single.values()) == pytest.approx(1.0, abs=0.01)
    for word, followers in pairs.items():
        unseen = sum(share for other, share in single.items() if other not in followers)
        assert sum(followers.values()) + back_off[word] * unseen == pytest.approx(1.0, abs=0.02), word


def test_any_digit_may_follow_any_other() -> None:
    _, pairs, _ = _read(arpa(SENTENCES["en"]))
    assert {"zero", "nine", "seven"} <= pairs["four"].keys()


def _read(model: str) -> tuple[dict[str, float], dict[str, dict[str, float]], dict[str, float]]:
    single: dict[str, float] = {}
    back_off: dict[str, float] = {}
    pairs: dict[str, dict[str, float]] = defaultdict(dict)
    for line in model.splitlines():
        if one := re.fullmatch(r"(-[\d.]+) (\S+) (-?[\d.]+)", line):
            back_off[one[2]] = 10 ** float(one[3])
            if one[2] != "<s>":
                single[one[2]] = 10 ** float(one[1])
        elif pair := re.fullmatch(r"(-[\d.]+) (\S+) ([^\s\d-]\S*)", line):
            pairs[pair[2]][pair[3]] = 10 ** float(pair[1])
    return single, pairs, back_off


@pytest.mark.parametrize(
    ("word", "spoken"),
    [
        ("paquete", "P AA K EH T EH"), ("gracias", "G R AA TH Y AA S"), ("llegado", "Y EH G AA D OW"),
        ("número", "N UW M EH R OW"), ("días", "D IY AA S"), ("cinco", "TH IY N K OW"), ("nueve", "N W EH B EH"),
        ("siete", "S Y EH T EH"), ("guerra", "G EH R AA"), ("hola", "OW L AA"), ("mañana", "M AA N Y AA N AA"),
        ("y", "IY"), ("seis", "S EY S"), ("quiero", "K Y EH R OW"),
    ],
)  # fmt: skip
def test_spanish_is_spoken_as_it_is_written(word: str, spoken: str) -> None:
    assert sounds(word)[0] == spoken


def test_the_same_word_on_both_sides_of_the_sea() -> None:
    assert sounds("cinco") == ("TH IY N K OW", "S IY N K OW")
    assert len(sounds("paquete")) == 1


def test_every_spanish_word_has_sounds_the_model_knows() -> None:
    for word in words_in(SENTENCES["es"]):
        for spoken in sounds(word):
            assert spoken
            assert set(spoken.split()) <= _CMU, word
