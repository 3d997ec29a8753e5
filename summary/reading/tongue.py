"""What a language module of this package holds: the words by which people promise, deny, agree and put off."""

import re
from dataclasses import dataclass

FLAGS = re.IGNORECASE | re.VERBOSE


@dataclass(frozen=True, slots=True)
class Tongue:
    """`speaker` and `somebody` promise; the latter does not settle who. Whatever `denied` finds undoes the others."""

    speaker: re.Pattern[str]
    somebody: re.Pattern[str]
    denied: re.Pattern[str]
    agreed: re.Pattern[str]
    puts_off: re.Pattern[str]
