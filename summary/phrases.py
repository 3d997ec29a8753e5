"""Recognises promises, agreements and questions by their words, in English, Spanish and Chinese. Pure.

Wrongly silent is better than wrongly sure: a denied promise is none, and a question is no promise.
"""

import re
from typing import Literal

Subject = Literal["speaker", "unsaid"]

_SPEAKER_PROMISES = re.compile(
    r"""\b(?:i|we)(?:['’]ll|\s+(?:will|shall|promise|guarantee|commit))\b | ^(?:will|promised)\b
    | \b(?:voy|vamos)\s+a\s+\w+r | \b\w+(?:ar|er|ir|dr|br|rr)(?:é|emos)\b
    | \b(?:prometo|prometemos|prometid[oa]|me\s+comprometo|nos\s+comprometemos)\b
    | 我们?(?:会|将|保证|承诺|一定|这就|马上)""",
    re.IGNORECASE | re.VERBOSE,
)
_SOMEBODY_PROMISES = re.compile(
    r"""\byou['’]ll\s | \bwill\s+\w+ | \b\w+(?:ar|er|ir|dr|br|rr)(?:á|án)\b
    | 保证 | 承诺 | 将(?:会|在|于) | 会(?:在|给|为|把|向|联系|退|补|寄|发)""",
    re.IGNORECASE | re.VERBOSE,
)
_DENIED = re.compile(
    r"\b(?:won['’]t|will\s+not|cannot|can['’]t|never|not\s+(?:agreed?|accept)\w*|disagree\w*|(?:does|do|did)(?:n['’]t|\s+not))\b"
    r"|\bno\s+(?:\w+\s+){0,2}\w*(?:ré|remos|rá|rán|puedo|podemos|acept\w+|acuerdo)\b|\bnunca\b"
    r"|不会|不能|无法|不同意|不接受|没有同意|不保证|不承诺",
    re.IGNORECASE,
)
_AGREED = re.compile(
    r"\b(?:we\s+)?agree[sd]?\b|\baccept(?:s|ed)?\b|\bthat\s+works\b|\bit['’]s\s+a\s+deal\b"
    r"|\bde\s+acuerdo\b|\bacord(?:ado|amos|ó)\b|\bquedamos\s+en\b|\bacept(?:o|a|ó|amos)(?!\w)"
    r"|同意|说好|约定|达成一致|接受",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"[?？¿]|[吗呢]\s*[。.!！]?$")
_PUTS_OFF = re.compile(
    r"\b(?:let\s+me\s+(?:check|see|find|ask|look)|i['’]?(?:ll|\s+will)\s+(?:check|find\s+out|ask|look)|one\s+moment|i\s+don['’]t\s+know)"
    r"|\b(?:déjeme|dejame|déjame|un\s+momento|lo\s+(?:averiguo|consulto|compruebo|averiguaré|consultaré|comprobaré)|no\s+lo\s+sé)\b"
    r"|我(?:来|去)?(?:查|问|看)一?下|稍等|请等|不知道|不清楚",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?。！？\n;；]+(?:\.(?=[\da-z])[^.!?。！？\n;；]+)*[.!?。！？;；]*")


def sentences(text: str) -> list[str]:
    """The sentences of `text`, each verbatim; a point inside a number, a date or an address ends nothing."""
    return [part for match in _SENTENCE.finditer(text) if any(map(str.isalnum, part := match.group().strip()))]


def is_question(sentence: str) -> bool:
    """Whether it asks something."""
    return _QUESTION.search(sentence) is not None


def promise(sentence: str) -> Subject | None:
    """Whether it promises something: the speaker, or somebody the words do not settle; None for no promise."""
    if is_question(sentence) or _DENIED.search(sentence):
        return None
    if _SPEAKER_PROMISES.search(sentence):
        return "speaker"
    return "unsaid" if _SOMEBODY_PROMISES.search(sentence) else None


def is_agreement(sentence: str) -> bool:
    """Whether it says that something was agreed."""
    return not is_question(sentence) and not _DENIED.search(sentence) and _AGREED.search(sentence) is not None


def puts_off(text: str) -> bool:
    """Whether a reply only says that the answer is still to be found."""
    return _PUTS_OFF.search(text) is not None
