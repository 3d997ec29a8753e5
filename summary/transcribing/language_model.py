"""A small language model out of sentences, as an ARPA file: which words follow which. Pure.

Two words long, with absolute discounting (Ney, Essen, Kneser, 1994): what was seen gives a part of its share to what
was not, so that a sentence nobody wrote down can be heard as well.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

_BEGIN, _END = "<s>", "</s>"
_DISCOUNT = 0.5
_NEVER = -99.0


def words_in(sentences: Iterable[str]) -> list[str]:
    """Every word of these sentences once, in order."""
    return sorted({word for sentence in sentences for word in sentence.split()})


def arpa(sentences: Sequence[str]) -> str:
    """The model. Words are parted by spaces, without signs, as they stand in the dictionary."""
    single: Counter[str] = Counter()
    pairs: dict[str, Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        words = [_BEGIN, *sentence.split(), _END]
        single.update(words[1:])
        for one, other in pairwise(words):
            pairs[one][other] += 1
    total = single.total()
    share = {word: count / total for word, count in single.items()}
    lines = ["\\data\\", f"ngram 1={len(single) + 1}", f"ngram 2={sum(map(len, pairs.values()))}", "", "\\1-grams:"]
    lines.append(f"{_NEVER:.4f} {_BEGIN} {_log(_left(pairs[_BEGIN], share)):.4f}")
    for word in sorted(single):
        back_off = _log(_left(pairs[word], share)) if word in pairs else 0.0
        lines.append(f"{_log(share[word]):.4f} {word} {back_off:.4f}")
    lines += ["", "\\2-grams:"]
    for one in sorted(pairs):
        seen = pairs[one].total()
        lines += [
            f"{_log((count - _DISCOUNT) / seen):.4f} {one} {other}" for other, count in sorted(pairs[one].items())
        ]
    return "\n".join([*lines, "", "\\end\\", ""])


def _left(followers: Counter[str], share: dict[str, float]) -> float:
    """How much each word that was never seen here gets of its own share."""
    given_up = _DISCOUNT * len(followers) / followers.total()
    unseen = 1.0 - sum(share[word] for word in followers)
    return given_up / unseen if unseen > 1e-9 else 1e-9


def _log(share: float) -> float:
    return math.log10(share)
