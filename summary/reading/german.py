"""The words by which German promises, denies, agrees and puts off. Pure."""

import re

from summary.reading.tongue import FLAGS, Tongue

_COMES = r"wird|werden|sie\s+(?:bekommen|erhalten)|(?:bekommen|erhalten)\s+sie"
_BY_WHEN = "innerhalb|binnen|bis|spätestens|heute|morgen|übermorgen"

GERMAN = Tongue(
    speaker=re.compile(
        r"""\b(?:ich|wir)\s+(?:werden?|versprechen?|garantieren?|kümmern?e?)\b | \bwerden?\s+(?:ich|wir)\b
        | \b(?:ich|wir)\s+(?:(?:schicken?|senden?|erstatten?|überweisen?|liefern?|zahlen?
            |ersetzen?|verschicken?|schreiben?|klären?|veranlassen?|beantragen?|informieren?|benachrichtigen?)\b
            |(?:rufe|rufen)\b.*\b(?:an|zurück)\b|(?:melden?)\s+(?:mich|uns)\b|geben?\b.*\bbescheid\b
            |(?:leiten?|geben?)\b.*\bweiter\b|haken?\b.*\bnach\b|bringen?\b.*\bvorbei\b)
        | \b(?:schicken?|senden?|erstatten?|überweisen?|melden?|rufen?|zahlen?|geben?|veranlassen?)\s+(?:ich|wir)\b
        | ^(?:versprochen|zugesagt)\b""",
        FLAGS,
    ),
    somebody=re.compile(
        rf"""\b(?:{_COMES})\b.*\b(?:{_BY_WHEN})\b | \b(?:{_BY_WHEN})\b.*\b(?:{_COMES})\b""",
        FLAGS,
    ),
    denied=re.compile(r"\b(?:nicht|nie|niemals|kein(?:e[nmrs]?)?)\b|\blehn\w+\b.*\bab\b|\babgelehnt\b", FLAGS),
    agreed=re.compile(r"\b(?:einverstanden|vereinbart|abgemacht|zugestimmt|akzeptier(?:e|en|t)|stimme\s+zu)\b", FLAGS),
    puts_off=re.compile(
        r"""\b(?:einen?\s+(?:moment|augenblick)|lassen\s+sie\s+mich|ich\s+(?:prüfe|kläre)|wei(?:ß|ss)\s+ich\s+nicht
            |ich\s+wei(?:ß|ss)\s+(?:es\s+)?nicht|ich\s+(?:schaue|sehe|frage)\s+(?:\w+\s+){0,3}nach)\b""",
        FLAGS,
    ),
)
