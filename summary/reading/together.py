"""The words by which English, Spanish or Chinese promises, denies, agrees and puts off. Pure."""

import re

from summary.reading.tongue import FLAGS, Tongue

TOGETHER = Tongue(
    speaker=re.compile(
        r"""\b(?:i|we)(?:['’]ll|\s+(?:will|shall|promise|guarantee|commit))\b | ^(?:will|promised)\b
        | \b(?:i['’]m|i\s+am|we['’]re|we\s+are)\s+going\s+to\s+(?!the\b|an?\b|my\b|our\b)\w+
        | \blet\s+me\s+(?:call|write|phone)\s+(?:to\s+)?you\b
        | \b(?:voy|vamos)\s+a\s+\w+r | \b\w+(?:ar|er|ir|dr|br|rr)(?:é|emos)\b
        | (?<!no\s)\b(?:le|la|lo|les|las|los|te)\s+(?:vuelvo\s+a\s+llamar|llam(?:o|amos)|escrib(?:o|imos)|avis(?:o|amos)
            |env[ií](?:o|amos)|mand(?:o|amos)|dev(?:uelvo|olvemos)|reembols(?:o|amos)|pag(?:o|amos))\b
        | \b(?:prometo|prometemos|prometid[oa]|me\s+comprometo|nos\s+comprometemos)\b
        | 我们?(?:会|将|保证|承诺|一定|这就|马上) | 我们?(?:[^，。]{0,8})给您(?:退|寄|补|发|打|回|办)""",
        FLAGS,
    ),
    somebody=re.compile(
        r"""\byou['’]ll\s | \bwill\s+\w+ | \b\w+(?:ar|er|ir|dr|br|rr)(?:á|án)\b
        | 保证 | 承诺 | 将(?:会|在|于) | 会(?:在|给|为|把|向|联系|退|补|寄|发)
        | 给您(?:回电|回复|答复|打电话|退|寄|补|发)""",
        FLAGS,
    ),
    denied=re.compile(
        r"""\b(?:won['’]t|will\s+not|cannot|can['’]t|never|not\s+(?:agreed?|accept)\w*|disagree\w*)\b
        | \b(?:does|do|did)(?:n['’]t|\s+not)\b
        | \bno\s+(?:\w+\s+){0,2}\w*(?:ré|remos|rá|rán|puedo|podemos|acept\w+|acuerdo)\b | \bnunca\b
        | 不会|不能|无法|不同意|不接受|没有同意|不保证|不承诺""",
        FLAGS,
    ),
    agreed=re.compile(
        r"""\b(?:we\s+)?agree[sd]?\b | \baccept(?:s|ed)?\b | \bthat\s+works\b | \bit['’]s\s+a\s+deal\b
        | \bde\s+acuerdo\b | \bacord(?:ado|amos|ó)\b | \bquedamos\s+en\b | \bacept(?:o|a|ó|amos)(?!\w)
        | 同意|说好|约定|达成一致|接受""",
        FLAGS,
    ),
    puts_off=re.compile(
        r"""\b(?:let\s+me\s+(?:check|see|find|ask|look)|i['’]?(?:ll|\s+will)\s+(?:check|find\s+out|ask|look)
            |one\s+moment|i\s+don['’]t\s+know)
        | \b(?:déjeme|dejame|déjame|un\s+momento|no\s+lo\s+sé
            |lo\s+(?:averiguo|consulto|compruebo|averiguaré|consultaré|comprobaré))\b
        | 我(?:来|去)?(?:查|问|看)一?下|稍等|请等|不知道|不清楚""",
        FLAGS,
    ),
)
