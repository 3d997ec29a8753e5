"""The words by which Portuguese promises, denies, agrees and puts off. Pure."""

import re

from summary.reading.tongue import FLAGS, Tongue

PORTUGUESE = Tongue(
    speaker=re.compile(
        r"""\b(?:vou|vamos|a\s+gente\s+vai)\s+(?:\w+\s+)?\w+[aeio]r\b | \b(?!queremos\b)\w+[aei]r(?:ei|emos)\b
        | (?<!\bo\s)\b(?:ligo|retorno|envio|mando|aviso|devolvo|reembolso)\s+
            (?:para|pra|a|o|ao|à|amanhã|hoje|até|em|n[ao])\b
        | \ba\s+gente\s+(?:liga|retorna|envia|manda|avisa|devolve|reembolsa)\b
        | \b(?:prometo|prometemos|garanto|garantimos|me\s+comprometo|nos\s+comprometemos)\b | ^prometid[oa]\b""",
        FLAGS,
    ),
    somebody=re.compile(r"\b(?:vai|vão)\s+(?:\w+\s+)?\w+[aeio]r\b | \b(?!verão\b)\w+[aei]r(?:á|ão)\b", FLAGS),
    denied=re.compile(r"\bnão\b|\bnunca\b|\bjamais\b|\bdiscord\w+|\brecus\w+", FLAGS),
    agreed=re.compile(
        r"\bcombinad[oa]\b|\bcombinamos\b|\bde\s+acordo\b|\bconcord(?:o|a|ou|amos)\b|\baceit(?:o|a|ou|amos)\b", FLAGS
    ),
    puts_off=re.compile(
        r"""\b(?:um\s+(?:momento|instante|minut(?:o|inho))|não\s+sei|deix[ea](?:-me|\s+eu)\s+\w+r
            |vou\s+(?:ver|verificar|checar|consultar|perguntar))\b""",
        FLAGS,
    ),
)
