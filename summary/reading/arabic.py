"""The words by which Arabic promises, denies, agrees and puts off. Pure.

The future is a letter before the verb, which also begins other words: those are named where they come up in parcels.
"""

import re

from summary.reading.tongue import FLAGS, Tongue

ARABIC = Tongue(
    speaker=re.compile(
        r"""(?<!\w)[وف]?سأ(?!ل(?:ت|نا|ني|ه|ها|وا)?(?!\w))\w{2,} | (?<!\w)[وف]?سن(?!ة(?!\w)|وات|ين(?!\w)|تين)\w{3,}
        | سوف\s+[أن]\w+ | (?<!\w)(?:أعدك|أعدكم|نعدك|نعدكم|أضمن|نضمن|أتعهد|نتعهد)(?!\w)""",
        FLAGS,
    ),
    somebody=re.compile(
        r"""(?<!\w)[وف]?سي(?!د|ار|اس|ئ)\w{3,} | (?<!\w)[وف]?ست(?!ة|ون|ين|مئة|مائة|ار)\w{3,} | سوف\s+[يت]\w+""", FLAGS
    ),
    denied=re.compile(
        r"""(?<!\w)(?:لن|لم|ليس|ليست)(?!\w) | (?<!\w)لا\s+(?!تقلق)[أانيت]\w+ | (?<!\w)(?:أرفض|نرفض|مستحيل)(?!\w)""",
        FLAGS,
    ),
    agreed=re.compile(
        r"""(?<!\w)(?:موافق|موافقة|أوافق|نوافق|اتفقنا|أقبل|نقبل|قبلت|متفقون)(?!\w)|تم\s+الاتفاق|اتفقت?\s+مع""", FLAGS
    ),
    puts_off=re.compile(
        r"""(?<!\w)(?:لحظة|دقيقة)(?!\w)|(?<!\w)دعني|(?<!\w)دعيني|لا\s+أعرف|لا\s+أدري|سأتحقق|سأرى|سأسأل|انتظر""", FLAGS
    ),
)
