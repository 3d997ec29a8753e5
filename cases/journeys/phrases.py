"""What carriers write where no code says it: causes of a loss, found by their words in seven languages. Pure.

Wrongly silent is better than wrongly sure. Each cause is tried in order, so the more particular ones come first.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Final

_REMEMBERED: Final = 16_384
"""Carriers write the same few thousand lines over and over."""


class Cause(StrEnum):
    """Why a parcel does not come, as carriers put it in words."""

    ADDRESS_INCOMPLETE = "address_incomplete"
    LABEL_MIXED_UP = "label_mixed_up"
    DATA_LOST = "data_lost"
    WRONG_BATCH = "wrong_batch"
    WRONG_DEPOT = "wrong_depot"
    FORCE_MAJEURE = "force_majeure"


def _any(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases), re.IGNORECASE)


_WORDS: Mapping[Cause, re.Pattern[str]] = {
    Cause.ADDRESS_INCOMPLETE: _any(
        r"\b(?:incomplete|insufficient|incorrect|wrong)\s+address",
        r"\baddress\s+(?:is\s+)?(?:incomplete|insufficient|incorrect|unknown)",
        r"\b(?:flat|apartment|apt|unit|house|suite)\s+number\s+(?:is\s+)?missing",
        r"\bmissing\s+(?:flat|apartment|unit|house|suite)\s+number",
        r"地址不(?:详|全|完整|清)|地址(?:有误|错误)|缺少?门牌|缺少房号|无房号",
        r"\bdirecci[oó]n\s+(?:incompleta|incorrecta|insuficiente)|\bfalta\s+el\s+(?:piso|n[uú]mero)",
        r"\badresse\s+(?:incompl[eè]te|incorrecte|insuffisante)|\bnum[eé]ro\s+d.appartement\s+manquant",
        r"\b(?:adresse|anschrift)\s+(?:ist\s+)?unvollst[aä]ndig|\bunvollst[aä]ndige\s+(?:adresse|anschrift)",
        r"\bendere[cç]o\s+(?:incompleto|insuficiente|incorreto)",
        r"неполный\s+адрес|неверный\s+адрес|не\s+указан\s+номер\s+квартиры",
        r"العنوان\s+غير\s+(?:مكتمل|كامل|صحيح)|رقم\s+الشقة\s+(?:ناقص|مفقود|غير)",
    ),
    Cause.LABEL_MIXED_UP: _any(
        r"\blabels?\s+(?:\w+\s+)?(?:mixed\s+up|swapped|exchanged)|\b(?:wrong|another\s+parcel.s|mismatched)\s+label",
        r"\brelabel+ed\s+in\s+error",
        r"面单贴错|贴错面单|错贴面单|标签错误",
        r"\betiqueta\s+(?:equivocada|intercambiada|errónea)",
        r"\b[eé]tiquette\s+(?:erron[eé]e|intervertie)|\b(?:label|etikett)\s+vertauscht",
        r"\betiqueta\s+trocada|перепутан\w*\s+этикетк",
    ),
    Cause.DATA_LOST: _any(
        r"\b(?:shipment|item|electronic)\s+data\s+(?:was\s+|were\s+)?(?:lost|missing|not\s+received)",
        r"\bno\s+electronic\s+data\b|数据丢失|信息丢失|无电子信息",
        r"\bdatos\s+(?:del\s+env[ií]o\s+)?perdidos|\bdonn[eé]es\s+(?:de\s+l.envoi\s+)?perdues|\bsendungsdaten\s+fehlen",
        r"данные\s+(?:отправления\s+)?(?:утеряны|отсутствуют)|\bdados\s+(?:do\s+envio\s+)?perdidos",
    ),
    Cause.WRONG_BATCH: _any(
        r"\b(?:wrong|incorrect)\s+(?:batch|bag|container|pallet)\b|\bmis-?bagged",
        r"错装|装错(?:袋|柜|批)|错误批次|\blote\s+equivocado|\bsaco\s+equivocado|\bfalschen\s+(?:sack|container)",
        r"\bmauvais\s+(?:sac|conteneur|lot)|\blote\s+errado|не\s+в\s+тот\s+(?:мешок|контейнер)",
    ),
    Cause.WRONG_DEPOT: _any(
        r"\bmis-?(?:sent|sorted|routed|directed|shipped)\b|\bmissort\b|\bsent\s+to\s+the\s+wrong\b",
        r"\b(?:wrong|incorrect)\s+(?:depot|facility|hub|office|cent(?:re|er)|station)\b",
        r"错发|误发|错分|分拣错误|发往错误",
        r"\bmal\s+(?:encaminad|clasificad|dirigid)[oa]|\b(?:centro|oficina|delegaci[oó]n)\s+equivocad[oa]",
        r"\bmal\s+(?:achemin|tri|dirig)[eé]|\berreur\s+d.acheminement|\bmauvais\s+(?:centre|d[eé]p[oô]t)",
        r"\bfehlgeleitet|\bfalsch(?:e[sn]?)?\s+(?:zustellbasis|depot|paketzentrum|sortiert)",
        r"\bencaminhado\s+incorretamente|\bunidade\s+(?:errada|incorreta)|\bmal\s+encaminhado",
        r"засла(?:но|на|н)\b|ошибочно\s+направлен|أرسلت?\s+بالخطأ|فرز\s+خاطئ",
    ),
    Cause.FORCE_MAJEURE: _any(
        r"\bforce\s+majeure\b|\b(?:severe|extreme|adverse|bad)\s+weather\b|\bnatural\s+disaster|\bindustrial\s+action\b",
        r"\b(?:flood|storm|snow|strike|hurricane|typhoon|earthquake|wildfire)s?\b.{0,40}\b(?:delay|suspend|clos|stop)",
        r"\b(?:delay|suspend|clos|stop)\w*\b.{0,40}\b(?:flood|storm|snow|strike|hurricane|typhoon|earthquake|wildfire)",
        r"不可抗力|台风|暴雨|洪水|地震|罢工",
        r"\bfuerza\s+mayor|\bhuelga|\btemporal\s+de\b|\bintemp[eé]ries|\bgr[eè]ve\b|\bunwetter|\bstreik",
        r"\bfor[cç]a\s+maior|\bgreve\b|забастовк|непогод|стихийн|قوة\s+قاهرة",
    ),
}


_STEMS: Final = (
    # English
    "address", "number", "label", "data", "wrong", "incorrect", "mis", "majeure", "weather", "disaster",
    "industrial", "flood", "storm", "snow", "strike", "hurricane", "typhoon", "earthquake", "wildfire",
    # Chinese
    "地址", "门牌", "房号", "面单", "标签", "数据", "信息", "电子", "错", "误",
    "不可抗力", "台风", "暴雨", "洪水", "地震", "罢工",
    # Spanish and Portuguese
    "direcc", "falta", "etiqueta", "datos", "lote", "saco", "mal", "equivocad", "fuerza", "huelga", "temporal",
    "endere", "dados", "encaminhado", "unidade", "maior", "greve",
    # French
    "adresse", "num", "tiquette", "donn", "mauvais", "acheminement", "intemp", "gr",
    # German
    "anschrift", "etikett", "sendungsdaten", "falsch", "fehlgeleitet", "unwetter", "streik",
    # Russian
    "адрес", "указан", "этикетк", "данные", "тот", "засла", "ошибочно", "забастовк", "непогод", "стихийн",
    # Arabic
    "العنوان", "رقم", "خطأ", "خاطئ", "قوة",
)  # fmt: skip
"""One of these is in every text that any of the words fit, however it is written: most texts have none of them."""


@lru_cache(_REMEMBERED)
def cause_of(description: str) -> Cause | None:
    """The cause a carrier's line names, or None."""
    text = description.casefold()
    if not any(stem in text for stem in _STEMS):
        return None
    return next((cause for cause, words in _WORDS.items() if words.search(description)), None)
