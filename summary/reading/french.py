"""The words by which French promises, denies, agrees and puts off. Pure."""

import re

from summary.reading.tongue import FLAGS, Tongue

FRENCH = Tongue(
    speaker=re.compile(
        r"""\b(?:je\s+|j['’]|nous\s+)(?:(?:vous|le|la|les|lui|leur|y|en)\s+)*\w*(?:[eidvu]rai|erons|drons)\b
        | \b(?:je\s+vais|nous\s+allons|on\s+va)\s+(?:(?:vous|le|la|les|lui|leur)\s+)*\w+(?:er|ir|re)\b
        | \bon\s+(?:vous|le|la|les|lui)\s+\w+ra\b
        | \b(?:je|nous)\s+vous\s+(?:rappell?e|rappelons|rembourse|remboursons|renvoie|renvoyons|envoie|envoyons
            |écris|écrivons|tiens\s+au\s+courant)\b
        | \bon\s+vous\s+(?:rappelle|rembourse|renvoie|envoie|écrit|recontacte|tient\s+au\s+courant)\b
        | \b(?:je\s+m['’]en\s+occupe|nous\s+nous\s+en\s+occupons)\b
        | \b(?:je\s+promets|nous\s+promettons|je\s+m['’]engage|nous\s+nous\s+engageons)\b | ^promis\b""",
        FLAGS,
    ),
    somebody=re.compile(
        r"""\b(?:transporteur|client|cliente|colis|douane|boutique|remboursement|service|équipe|il|elle|ils|elles)\s+
            (?:(?:vous|le|la|les|lui|leur|nous|y|en|se)\s+)*\w+[eidv]r(?:a|ont)\b
        | \bva\s+(?:(?:vous|le|la|les|lui|leur)\s+)*\w+(?:er|ir|re)\b | \bvous\s+\w+[eidv]rez\b""",
        FLAGS,
    ),
    denied=re.compile(r"\bne\b|\bn['’]|\bjamais\b|\bpas\b|\brefus\w*", FLAGS),
    agreed=re.compile(r"\bd['’]accord\b|\b(?:convenu|entendu|accept(?:e|é|ée|ons))\b|\bça\s+me\s+va\b", FLAGS),
    puts_off=re.compile(
        r"""\b(?:un\s+(?:instant|moment)|laissez-moi|je\s+ne\s+sais\s+pas
            |je\s+(?:vais\s+)?(?:vérifie|regarde|demande|cherche|me\s+renseigne)r?)\b""",
        FLAGS,
    ),
)
