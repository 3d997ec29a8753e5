"""Recognises promises, agreements, refusals and questions by their words, in the languages of `tongues.py`. Pure.

Wrongly silent is better than wrongly sure: a denied promise is none, and a question is no promise.
"""

import re
from typing import Literal

from summary.reading.as_read import as_read
from summary.reading.tongues import tongue

Subject = Literal["speaker", "unsaid"]

_QUESTION = re.compile(r"[?？¿؟]|[吗呢]\s*[。.!！]?$")
_GERMAN_MONTHS = "Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
_INNER_POINT = rf"\.(?=[\da-z]|\s(?:{_GERMAN_MONTHS})\b)|(?<=\.\d)\.(?=\s[a-zа-я])|(?<=\.\d\d)\.(?=\s[a-zа-я])"
_SENTENCE = re.compile(rf"[^.!?。！？؟\n;；؛]+(?:(?:{_INNER_POINT})[^.!?。！？؟\n;；؛]+)*[.!?。！？؟;；؛]*")
_COMFORT = re.compile(
    r"\b(?:please\s+)?(?:don['’]t|do\s+not)\s+worry\b|\bno\s+(?:se|te)\s+preocupe[ns]?\b|\bne\s+vous\s+inquiétez\s+pas\b|"
    r"\bkeine\s+sorge\b|\bmachen\s+sie\s+sich\s+(?:bitte\s+)?keine\s+sorgen\b|\bnão\s+se\s+preocupe\b|\bfique\s+tranquil[oa]\b|"
    r"\bне\s+(?:волнуйтесь|переживайте|беспокойтесь)\b|لا\s+تقلق(?:ي|وا)?|(?:请)?(?:别|不要|不用)(?:太)?担心",
    re.IGNORECASE,
)
"""Words of comfort deny nothing: "don't worry, I'll call" is a promise."""
_REFUSAL = re.compile(
    r"\b(?:i|we)\s+(?:do\s+not|don['’]t|can(?:no|['’])t|will\s+not|won['’]t)\s+(?:accept|agree|want|take)|\brefus(?:e|ed|ing)\b|"
    r"\bno\s+(?:lo\s+)?(?:acepto|aceptamos|quiero|queremos)\b|\bno\s+estoy\s+de\s+acuerdo\b|\bme\s+niego\b|\brechaz[oó]\b|"
    r"\bje\s+(?:n['’]accepte|ne\s+veux|refuse)\b|\bpas\s+d['’]accord\b|"
    r"\b(?:lehne|lehnen)\b.*\bab\b|\bnicht\s+einverstanden\b|\b(?:nehme|akzeptiere)\b.*\bnicht\b|"
    r"\bnão\s+(?:aceito|aceitamos|quero|concordo)\b|\brecuso\b|"
    r"\bне\s+(?:соглас\w+|принимаю|хочу|устраивает)\b|\bотказываюсь\b|\bпротив\b|"
    r"(?:لا\s+(?:أقبل|أوافق|أريد)|أرفض|لست\s+موافق|غير\s+موافق)|不同意|不接受|拒绝|我不要",
    re.IGNORECASE,
)
_POLITE = r"(?:thank\s+you|thanks|please|gracias|por\s+favor|merci|danke|bitte|obrigad[oa]|спасибо|شكرا|شكرًا|شكراً|谢谢)"
_YES_WORD = (
    r"(?:yes|yeah|ok(?:ay)?|(?:that(?:['’]s|\s+is)\s+)?(?:all\s+right|alright|fine)|perfect|great|good|sounds\s+good|sure|"
    r"sí|si|vale|perfecto|muy\s+bien|"
    r"está\s+bien|claro|oui|parfait|très\s+bien|ça\s+marche|ja|gut|in\s+ordnung|passt|gerne|sim|está\s+bom|tá\s+bom|"
    r"perfeito|tudo\s+bem|да|хорошо|ладно|отлично|годится|نعم|أجل|حسنا|حسنًا|حسناً|تمام|ممتاز|جيد|好的?|可以|行|没问题|对)"
)
_YES = re.compile(
    rf"^\W*(?:{_POLITE}(?!\w)\W*)*{_YES_WORD}(?!\w)\W*(?:(?:{_YES_WORD}|{_POLITE})(?!\w)\W*)*$", re.IGNORECASE
)


def sentences(text: str) -> list[str]:
    """The sentences of `text`, each verbatim; a point inside a number, a date or an address ends nothing."""
    return [part for match in _SENTENCE.finditer(text) if any(map(str.isalnum, part := match.group().strip()))]


def is_question(sentence: str) -> bool:
    """Whether it asks something."""
    return _QUESTION.search(sentence) is not None


def promise(sentence: str, language: str) -> Subject | None:
    """Whether it promises something: the speaker, or somebody the words do not settle; None for no promise."""
    sentence, words = as_read(sentence), tongue(language)
    if is_question(sentence) or words.denied.search(_COMFORT.sub(" ", sentence)):
        return None
    if words.speaker.search(sentence):
        return "speaker"
    return "unsaid" if words.somebody.search(sentence) else None


def is_agreement(sentence: str, language: str) -> bool:
    """Whether it says that something was agreed."""
    words = tongue(language)
    said = _COMFORT.sub(" ", as_read(sentence))
    return not is_question(said) and not words.denied.search(said) and words.agreed.search(said) is not None


def is_refusal(sentence: str) -> bool:
    """Whether it says no to something that was offered."""
    return not is_question(sentence) and _REFUSAL.search(as_read(sentence)) is not None


def is_yes(sentence: str, language: str) -> bool:
    """Whether it takes what was just offered: an agreement in words, or no more than a yes."""
    sentence = as_read(sentence)
    if is_question(sentence) or is_refusal(sentence):
        return False
    return is_agreement(sentence, language) or (
        _YES.match(sentence) is not None and not tongue(language).denied.search(_COMFORT.sub(" ", sentence))
    )


def puts_off(text: str, language: str) -> bool:
    """Whether a reply only says that the answer is still to be found."""
    return tongue(language).puts_off.search(as_read(text)) is not None
