"""How Spanish words sound, in the sounds of the English model (CMU's ARPAbet): near enough for a first look. Pure.

Spanish is written as it is spoken, so rules do; the longest that fits at a place is used.
"""

import unicodedata

_FRONT = ("e", "i")
_SOUNDS = {
    "ch": "CH", "ll": "Y", "rr": "R", "qu": "K", "ñ": "N Y", "gü": "G W",
    "a": "AA", "e": "EH", "i": "IY", "o": "OW", "u": "UW", "ü": "W",
    "b": "B", "c": "K", "d": "D", "f": "F", "g": "G", "j": "HH", "k": "K", "l": "L", "m": "M", "n": "N", "p": "P",
    "r": "R", "s": "S", "t": "T", "v": "B", "w": "W", "x": "K S", "y": "Y", "z": "TH",
}  # fmt: skip
_BEFORE_FRONT = {"c": "TH", "g": "HH", "gu": "G"}
_GLIDES = {"ie": "Y EH", "ia": "Y AA", "io": "Y OW", "ue": "W EH", "ua": "W AA", "ui": "W IY", "uo": "W OW"}
_FALLING = {"ai": "AY", "ei": "EY", "oi": "OY", "au": "AW", "ay": "AY", "ey": "EY", "oy": "OY"}
_ACCENTED = str.maketrans("áéíóú", "aeiou")


def sounds(word: str) -> tuple[str, ...]:
    """The ways this word is spoken: with the z of Spain, and with the s of everywhere else, where they differ."""
    spoken = " ".join(_spell(unicodedata.normalize("NFC", word.lower())))
    return tuple(dict.fromkeys((spoken, spoken.replace("TH", "S"))))


def _spell(word: str) -> list[str]:
    """A vowel that bears the accent stands for itself: día has two syllables, dia would have one."""
    found: list[str] = []
    place = 0
    plain = word.translate(_ACCENTED)
    while place < len(word):
        for length in (2, 1):
            sound = _sound(word[place : place + length], plain[place : place + length], plain[place + length :])
            if sound is not None:
                found += sound.split()
                place += length
                break
        else:
            place += 1  # an h, or a sign: it is not heard
    return found


def _sound(written: str, plain: str, after: str) -> str | None:
    if len(plain) == 2:
        if written == plain and plain in _GLIDES | _FALLING:
            return (_GLIDES | _FALLING)[plain]
        if plain == "gu" and after.startswith(_FRONT):
            return _BEFORE_FRONT["gu"]
        return _SOUNDS.get(plain)
    if plain in _BEFORE_FRONT and after.startswith(_FRONT):
        return _BEFORE_FRONT[plain]
    if plain == "y" and not after:
        return "IY"
    return _SOUNDS.get(plain)
