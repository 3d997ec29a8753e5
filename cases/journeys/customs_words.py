"""Whether a carrier's line speaks of customs, whatever its feed calls it, in eight languages. Pure."""

import re
from functools import lru_cache
from typing import Final

_REMEMBERED: Final = 16_384
_CUSTOMS: Final = re.compile(
    r"\b(?:customs?|clear(?:ance|ing)?|dut(?:y|ies)|tax(?:es)?|vat|bonded|broker\w*|import\w*|inspect\w*|quarantine"
    r"|border|revenue|cbp|fda|authorit(?:y|ies)|regulatory|government|charges?|fees?|payment|paperwork|documents?)\b"
    r"|\b(?:held|on\s+hold|detained|seized|retained)\b"
    r"|海关|清关|通关|报关|关税|缴税|口岸|检疫|查验|扣(?:留|关)|进口|保税"
    r"|\baduan|\bdespacho|\barancel|\bretenid|\binspecci|\bimportaci|\bpag(?:o|ar|os)\b"
    r"|\bdouan|\bd[eé]douan|\bretenu|\bdroits\b|\bimportation|\bpaiement"
    r"|\bzoll|\bverzoll|\beinfuhr|zur[uü]ckgehalten|\babgaben"
    r"|\balf[aâ]nd|\bdesembara|\bfiscaliza|\btribut|\bretid|\bpagamento"
    r"|тамож|пошлин|задержан|досмотр|импорт|инспекц|оплат"
    r"|جمارك|جمرك|تخليص|رسوم|محتجز|الدفع",
    re.IGNORECASE,
)


@lru_cache(_REMEMBERED)
def speaks_of_customs(description: str) -> bool:
    """Rather too often: who asks wants to know that customs is left behind."""
    return _CUSTOMS.search(description) is not None
