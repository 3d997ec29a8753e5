"""What a sentence is about, by words that mean the same in all eight languages' lists: pure, and good for a first look.

These lists are looked for together: none of their words says something else in another of the languages.
"""

import re
from collections.abc import Mapping
from typing import Final, Literal

from summary.reading.as_read import as_read
from summary.statements import AgreedKind, MoodWord

StageWord = Literal["facts_checked", "carrier_asked", "customer_told", "solution", "claim"]


def _any(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(words), re.IGNORECASE)


_KINDS: Final[Mapping[AgreedKind, re.Pattern[str]]] = {
    "refund": _any(
        r"\brefund\w*", r"\bmoney\s+back\b", r"\breembols\w+",
        r"\bdevol(?:v|uc|uç)\w*\s+(?:\w+\s+){0,3}(?:dinero|dinheiro|importe)",
        r"\bdevolución\b", r"\bestorn\w+", r"\brembours\w+", r"\b(?:rück)?erstatt\w+", r"\bgeld\s+zurück\b",
        r"\bвозврат\w*", r"\bверн\w*\s+(?:\w+\s+){0,3}(?:деньги|стоимость|сумму|рубл\w+)",
        r"استرداد|استرجاع|(?:نعيد|سأعيد|سنعيد|إعادة)\s+(?:لك\s+)?(?:المبلغ|المال|الأموال)",
        r"退款|退钱|退还|退回",
    ),
    "reship": _any(
        r"\bre-?ship\w*", r"\bre-?send\w*", r"\breplacement\b", r"\bsend\s+(?:you\s+)?(?:a\s+)?(?:new|another)\b",
        r"\bship\s+(?:you\s+)?(?:a\s+)?(?:new|another)\b", r"\breenv[ií]\w+", r"\breemplazo\b",
        r"\b(?:otro|nuevo)\s+(?:paquete|envío|producto)\b",
        r"\brenv(?:oi|oy|err)\w*", r"\bremplacement\b", r"\bnouveau\s+colis\b", r"\berneut\s+\w*(?:send|schick)\w*",
        r"\bersatz(?:lieferung|paket|ware)?\b", r"\bneu(?:es|en)?\s+(?:paket|versand|versenden)\b",
        r"\bnoch\s+einmal\s+(?:zu)?(?:send|schick)\w*",
        r"\breenvi\w+", r"\bnov[oa]\s+(?:pacote|encomenda|envio|produto)\b",
        r"\bповторн\w+\s+(?:отправ|посыл|достав)\w*",
        r"\b(?:нов\w+|друг\w+)\s+(?:посылк|товар)\w*", r"\bзамен\w+",
        r"إعادة\s+(?:إرسال|الإرسال|شحن|الشحن)|(?:طرد|منتج)\s+(?:جديد|بديل)|بديلا|بديلًا",
        r"重新(?:发|寄|发货)|补发|补寄|重发|换货",
    ),
    "compensation": _any(
        r"\bcompensat\w+", r"\bgoodwill\b", r"\bvoucher\b", r"\bdiscount\b", r"\bcompensa\w*", r"\bindemni\w+",
        r"\bvale\s+de\b",
        r"\bdédommag\w+", r"\bbon\s+d['’]achat\b", r"\bentschädig\w+", r"\bgutschein\w*", r"\bgutschrift\w*",
        r"\bwiedergutmach\w+",
        r"\bcompensaç\w+", r"\bcupom\b", r"\bкомпенс\w+", r"\bвозмещ\w+", r"\bвозмест\w+", r"\bкупон\w*",
        r"تعويض|نعوض|سنعوض|قسيمة", r"赔偿|补偿|赔付|优惠券|代金券",
    ),
}  # fmt: skip

_MOODS: Final[Mapping[MoodWord, re.Pattern[str]]] = {
    "angry": _any(
        r"\bangry\b", r"\bfurious\b", r"\bunacceptable\b", r"\boutrageous\b", r"\bridiculous\b", r"\bfed\s+up\b",
        r"\benough\s+is\b", r"\bscam\w*",
        r"\benfadad[oa]\b", r"\bindignad[oa]\b", r"\binaceptable\b", r"\bhart[oa]\b", r"\bvergüenza\b",
        r"\bestafa\w*",
        r"\ben\s+colère\b", r"\bfurieu\w+", r"\binadmissible\b", r"\binacceptable\b", r"\bras-le-bol\b",
        r"\bscandaleux\b",
        r"\bwütend\b", r"\bverärgert\b", r"\bunverschämt\w*", r"\bsauer\b", r"\binakzeptabel\b", r"\bfrechheit\b",
        r"\bunmöglich\b",
        r"\birritad[oa]\b", r"\bcom\s+raiva\b", r"\binaceitável\b", r"\babsurdo\b", r"\bvergonha\b",
        r"\brevoltad[oa]\b",
        r"\bвозмущ\w+", r"\bбезобрази\w+", r"\bнедопустим\w+", r"\bзл(?:ой|ая|юсь)\b", r"\bнадоело\b", r"\bкошмар\w*",
        r"غاضب|غير\s+مقبول|مستاء|عار\s+عليكم|طفح\s+الكيل", r"生气|太过分|不能接受|气死|受够了|离谱",
    ),
    "worried": _any(
        r"\bworried\b", r"\banxious\b", r"\bdesperate\b", r"\bupset\b", r"\bconcerned\b", r"\bafraid\b",
        r"\bpreocupad[oa]\b", r"\bdesesperad[oa]\b",
        r"\bangustiad[oa]\b", r"\binquiet\w*\b", r"\binquiète\b", r"\bangoiss\w+", r"\bdésespér\w+", r"\bbesorgt\b",
        r"\bsorge[n]?\b", r"\bverzweifelt\b",
        r"\baflit[oa]\b", r"\bволну\w+", r"\bпережива\w+", r"\bбеспоко\w+", r"\bв\s+отчаянии\b",
        r"قلق|قلقة|خائف|محبط|منزعج", r"担心|着急|焦急|难过|心急",
    ),
    "thankful": _any(
        r"\bthank\s+you\b", r"\bthanks\b", r"\bgrateful\b", r"\brelieved\b", r"\bgracias\b", r"\bagradecid[oa]\b",
        r"\bmerci\b", r"\bsoulagée?\b",
        r"\bdanke\b", r"\bdankbar\b", r"\berleichtert\b", r"\bobrigad[oa]\b", r"\bagrade[cç]\w+", r"\baliviad[oa]\b",
        r"\bспасибо\b", r"\bблагодар\w+",
        r"شكرا|شكرًا|شكراً|ممتن", r"谢谢|感谢|放心了",
    ),
    "calm": _any(
        r"\bno\s+problem\b", r"\bi\s+understand\b", r"\bno\s+hay\s+problema\b", r"\bentiendo\b",
        r"\bje\s+comprends\b", r"\bpas\s+de\s+problème\b",
        r"\bkein\s+problem\b", r"\bich\s+verstehe\b", r"\bsem\s+problema\b", r"\bentendo\b", r"\bя\s+понимаю\b",
        r"\bпонятно\b", r"لا\s+مشكلة|أفهم|مفهوم", r"没关系|我理解|明白了|没事",
    ),
}  # fmt: skip

_EVIDENCE: Final = _any(
    r"\bphotos?\b", r"\bpictures?\b", r"\binvoice\b", r"\breceipt\b", r"\bproof\s+of\b", r"\bscreenshot\w*",
    r"\bdeclaration\b", r"\bpackaging\b",
    r"\bfotos?\b", r"\bfactura\b", r"\brecibo\b", r"\bjustificante\b", r"\bcomprobante\b", r"\bcaptura\b",
    r"\bphotos?\b", r"\bfacture\b", r"\breçu\b", r"\bjustificatif\b", r"\bcapture\b",
    r"\brechnung\b", r"\bquittung\b", r"\bbeleg\w*", r"\bnachweis\w*", r"\bnota\s+fiscal\b", r"\bcomprovante\b",
    r"\bфото\w*", r"\bснимок\b", r"\bсч[её]т\b", r"\bчек\w?\b", r"\bквитанци\w+",
    r"صورة|صور(?!ي)|فاتورة|إيصال|إثبات", r"照片|发票|收据|凭证|截图|图片",
)  # fmt: skip

_STAGES: Final[Mapping[StageWord, re.Pattern[str]]] = {
    "claim": _any(
        r"\b(?:open|file|make|submit)\w*\s+a?\s*claim\b", r"\binsur(?:er|ance)\b", r"\breclamación\b",
        r"\breclam(?:ar|aremos)\b", r"\bréclamation\b", r"\breklamation\b",
        r"\bschaden(?:s)?meldung\b", r"\bversicherung\b", r"\breclamação\b", r"\bseguradora\b", r"\bпретензи\w+",
        r"\bстрахов\w+", r"مطالبة|التأمين|شكوى", r"索赔|理赔|保险",
    ),
    "carrier_asked": _any(
        r"\b(?:ask|contact|call|write\s+to|check\s+with)\s+(?:the\s+)?(?:carrier|courier|post|customs)\b",
        r"\b(?:preguntar|contactar|llamar|consultar)\w*\s+(?:a|con)\s*(?:el|la|los)?\s*(?:transportista"
        r"|correos|aduana|mensajería)",
        r"\b(?:contacter|demander|appeler|interroger)\w*\s+(?:au|le|la|à\s+la)\s+(?:transporteur|poste|douane)",
        r"\b(?:beim?|mit\s+dem)\s+(?:paketdienst|zoll|spediteur|transporteur)\b.*\b(?:nach|frag|klär)\w*",
        r"\bnachforschung\w*",
        r"\b(?:contatar|consultar|perguntar|ligar)\w*\s+(?:a|à|com\s+a|para\s+a)\s+(?:transportadora|alfândega)",
        r"\b(?:перевозчик|почт|таможн)\w*\b.*\b(?:запрос|спрос|уточн|свяж)\w+",
        r"\b(?:запрос|спрош|уточн|свяж)\w+.*\b(?:перевозчик|почт|таможн)\w*",
        r"(?:سأتصل|سنتصل|سأسأل|سنسأل|نتواصل|سأتواصل)\s+(?:\S+\s+){0,2}(?:شركة\s+الشحن|الناقل|البريد|الجمارك)",
        r"(?:联系|询问|问)(?:一下)?(?:快递|承运|海关|物流)",
    ),
}  # fmt: skip

_PLACE_POINT: Final = _any(
    r"\b(?:flat|apartment|apt|unit|floor|door)\.?\s*(?:no\.?\s*)?\w{0,3}\d\w{0,3}\b",
    r"\b(?:piso|puerta|apartamento|planta|portal)\s+\w{0,3}\d\w{0,3}\b",
    r"\b(?:appartement|appt|étage|porte|bâtiment)\s*\w{0,3}\d\w{0,3}\b",
    r"\b(?:wohnung|stock|etage|tür|hausnummer)\s*(?:nr\.?\s*)?\d\w{0,3}\b",
    r"\b(?:apto|andar|bloco|número)\.?\s*\d\w{0,3}\b",
    r"\b(?:кв(?:артира|артиры)?|дом|этаж|подъезд|корпус)\.?\s*\d\w{0,3}\b",
    r"(?:شقة|الطابق|طابق|مبنى|رقم)\s*(?:رقم\s*)?\d{1,4}", r"\d{1,4}\s*(?:号楼|号|室|单元|栋|楼)",
)  # fmt: skip


def kind_of(sentence: str) -> AgreedKind:
    """What is offered or agreed in it; `other` where the words do not say."""
    return next((kind for kind, words in _KINDS.items() if words.search(as_read(sentence))), "other")


def mood_of(sentence: str) -> MoodWord | None:
    """What the words themselves say; nothing is heard out of them."""
    return next((mood for mood, words in _MOODS.items() if words.search(as_read(sentence))), None)


def names_evidence(sentence: str) -> bool:
    """Whether it speaks of a file or thing that supports a claim."""
    return _EVIDENCE.search(as_read(sentence)) is not None


def stage_of(sentence: str) -> StageWord | None:
    """Which step on the case it announces."""
    return next((stage for stage, words in _STAGES.items() if words.search(as_read(sentence))), None)


def point_of_address(sentence: str) -> str | None:
    """A flat, a floor or a house number, verbatim."""
    found = _PLACE_POINT.search(sentence)
    return found.group().strip() if found else None
