"""The words by which each language promises, denies, agrees and puts off. Pure.

English, Spanish and Chinese are looked for together: none of their words is mistaken for another language's, and people
mix them. French, German and Portuguese each stand alone, by the language of whoever writes: a French "retiré" is a
Spanish "I shall", a German "will" an English one, and a Portuguese "no" is no denial.
"""

import re
from dataclasses import dataclass

_FLAGS = re.IGNORECASE | re.VERBOSE


@dataclass(frozen=True, slots=True)
class Tongue:
    """`speaker` and `somebody` promise; the latter does not settle who. Whatever `denied` finds undoes the others."""

    speaker: re.Pattern[str]
    somebody: re.Pattern[str]
    denied: re.Pattern[str]
    agreed: re.Pattern[str]
    puts_off: re.Pattern[str]


def tongue(language: str) -> Tongue:
    """Of a language tag."""
    return _ALONE.get(language.partition("-")[0].lower(), _TOGETHER)


_TOGETHER = Tongue(
    speaker=re.compile(
        r"""\b(?:i|we)(?:['’]ll|\s+(?:will|shall|promise|guarantee|commit))\b | ^(?:will|promised)\b
        | \b(?:voy|vamos)\s+a\s+\w+r | \b\w+(?:ar|er|ir|dr|br|rr)(?:é|emos)\b
        | \b(?:prometo|prometemos|prometid[oa]|me\s+comprometo|nos\s+comprometemos)\b
        | 我们?(?:会|将|保证|承诺|一定|这就|马上)""",
        _FLAGS,
    ),
    somebody=re.compile(
        r"""\byou['’]ll\s | \bwill\s+\w+ | \b\w+(?:ar|er|ir|dr|br|rr)(?:á|án)\b
        | 保证 | 承诺 | 将(?:会|在|于) | 会(?:在|给|为|把|向|联系|退|补|寄|发)""",
        _FLAGS,
    ),
    denied=re.compile(
        r"""\b(?:won['’]t|will\s+not|cannot|can['’]t|never|not\s+(?:agreed?|accept)\w*|disagree\w*)\b
        | \b(?:does|do|did)(?:n['’]t|\s+not)\b
        | \bno\s+(?:\w+\s+){0,2}\w*(?:ré|remos|rá|rán|puedo|podemos|acept\w+|acuerdo)\b | \bnunca\b
        | 不会|不能|无法|不同意|不接受|没有同意|不保证|不承诺""",
        _FLAGS,
    ),
    agreed=re.compile(
        r"""\b(?:we\s+)?agree[sd]?\b | \baccept(?:s|ed)?\b | \bthat\s+works\b | \bit['’]s\s+a\s+deal\b
        | \bde\s+acuerdo\b | \bacord(?:ado|amos|ó)\b | \bquedamos\s+en\b | \bacept(?:o|a|ó|amos)(?!\w)
        | 同意|说好|约定|达成一致|接受""",
        _FLAGS,
    ),
    puts_off=re.compile(
        r"""\b(?:let\s+me\s+(?:check|see|find|ask|look)|i['’]?(?:ll|\s+will)\s+(?:check|find\s+out|ask|look)
            |one\s+moment|i\s+don['’]t\s+know)
        | \b(?:déjeme|dejame|déjame|un\s+momento|no\s+lo\s+sé
            |lo\s+(?:averiguo|consulto|compruebo|averiguaré|consultaré|comprobaré))\b
        | 我(?:来|去)?(?:查|问|看)一?下|稍等|请等|不知道|不清楚""",
        _FLAGS,
    ),
)

_FRENCH = Tongue(
    speaker=re.compile(
        r"""\b(?:je\s+|j['’]|nous\s+)(?:(?:vous|le|la|les|lui|leur|y|en)\s+)*\w*(?:[eidvu]rai|erons|drons)\b
        | \b(?:je\s+vais|nous\s+allons|on\s+va)\s+(?:(?:vous|le|la|les|lui|leur)\s+)*\w+(?:er|ir|re)\b
        | \bon\s+(?:vous|le|la|les|lui)\s+\w+ra\b
        | \b(?:je\s+promets|nous\s+promettons|je\s+m['’]engage|nous\s+nous\s+engageons)\b | ^promis\b""",
        _FLAGS,
    ),
    somebody=re.compile(
        r"""\b(?:transporteur|client|cliente|colis|douane|boutique|remboursement|service|équipe|il|elle|ils|elles)\s+
            (?:(?:vous|le|la|les|lui|leur|nous|y|en|se)\s+)*\w+[eidv]r(?:a|ont)\b
        | \bva\s+(?:(?:vous|le|la|les|lui|leur)\s+)*\w+(?:er|ir|re)\b | \bvous\s+\w+[eidv]rez\b""",
        _FLAGS,
    ),
    denied=re.compile(r"\bne\b|\bn['’]|\bjamais\b|\bpas\b|\brefus\w*", _FLAGS),
    agreed=re.compile(r"\bd['’]accord\b|\b(?:convenu|entendu|accept(?:e|é|ée|ons))\b|\bça\s+me\s+va\b", _FLAGS),
    puts_off=re.compile(
        r"""\b(?:un\s+(?:instant|moment)|laissez-moi|je\s+ne\s+sais\s+pas
            |je\s+(?:vais\s+)?(?:vérifie|regarde|demande|cherche|me\s+renseigne)r?)\b""",
        _FLAGS,
    ),
)

_GERMAN = Tongue(
    speaker=re.compile(
        r"""\b(?:ich|wir)\s+(?:werden?|versprechen?|garantieren?|kümmern?e?)\b | \bwerden?\s+(?:ich|wir)\b
        | ^(?:versprochen|zugesagt)\b""",
        _FLAGS,
    ),
    somebody=re.compile(
        r"""\b(?:wird|werden)\b.*\b(?:innerhalb|binnen|bis|spätestens|heute|morgen|übermorgen)\b
        | \b(?:innerhalb|binnen|bis|spätestens|heute|morgen|übermorgen)\b.*\b(?:wird|werden)\b""",
        _FLAGS,
    ),
    denied=re.compile(r"\b(?:nicht|nie|niemals|kein(?:e[nmrs]?)?)\b|\blehn\w+\b.*\bab\b|\babgelehnt\b", _FLAGS),
    agreed=re.compile(r"\b(?:einverstanden|vereinbart|abgemacht|zugestimmt|akzeptier(?:e|en|t)|stimme\s+zu)\b", _FLAGS),
    puts_off=re.compile(
        r"""\b(?:einen?\s+(?:moment|augenblick)|lassen\s+sie\s+mich|ich\s+(?:prüfe|kläre)|wei(?:ß|ss)\s+ich\s+nicht
            |ich\s+wei(?:ß|ss)\s+(?:es\s+)?nicht|ich\s+(?:schaue|sehe|frage)\s+(?:\w+\s+){0,3}nach)\b""",
        _FLAGS,
    ),
)

_PORTUGUESE = Tongue(
    speaker=re.compile(
        r"""\b(?:vou|vamos|a\s+gente\s+vai)\s+(?:\w+\s+)?\w+[aeio]r\b | \b(?!queremos\b)\w+[aei]r(?:ei|emos)\b
        | \b(?:prometo|prometemos|garanto|garantimos|me\s+comprometo|nos\s+comprometemos)\b | ^prometid[oa]\b""",
        _FLAGS,
    ),
    somebody=re.compile(r"\b(?:vai|vão)\s+(?:\w+\s+)?\w+[aeio]r\b | \b(?!verão\b)\w+[aei]r(?:á|ão)\b", _FLAGS),
    denied=re.compile(r"\bnão\b|\bnunca\b|\bjamais\b|\bdiscord\w+|\brecus\w+", _FLAGS),
    agreed=re.compile(
        r"\bcombinad[oa]\b|\bcombinamos\b|\bde\s+acordo\b|\bconcord(?:o|a|ou|amos)\b|\baceit(?:o|a|ou|amos)\b", _FLAGS
    ),
    puts_off=re.compile(
        r"""\b(?:um\s+(?:momento|instante|minut(?:o|inho))|não\s+sei|deix[ea](?:-me|\s+eu)\s+\w+r
            |vou\s+(?:ver|verificar|checar|consultar|perguntar))\b""",
        _FLAGS,
    ),
)

_ALONE = {"fr": _FRENCH, "de": _GERMAN, "pt": _PORTUGUESE}
