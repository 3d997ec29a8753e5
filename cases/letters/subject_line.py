"""How a subject goes into the head of a mail: every letter and space of it, in every script, and nothing read in it.

CPython folds long headers itself and loses spaces where two encoded words meet
(https://github.com/python/cpython/issues/92081): in Arabic two words become one. It also reads encoded words in what is
set, so that a title could hold whatever a title may not. `email.header` does neither; it can go once the oldest Python
we run on keeps the spaces.
"""

from email.header import Header
from email.policy import EmailPolicy
from typing import Final

_PLAIN_UP_TO: Final = 60


class _Whole(EmailPolicy):
    def fold_binary(self, name: str, value: str) -> bytes:
        """As it is sent."""
        if name.lower() != "subject" or (str(value).isascii() and "=?" not in value and len(value) <= _PLAIN_UP_TO):
            return super().fold_binary(name, value)
        encoded = Header(str(value), "utf-8", header_name=name).encode(linesep=self.linesep)
        return f"{name}: {encoded}{self.linesep}".encode("ascii")


WHOLE_SUBJECT: Final = _Whole()
"""The policy of a message whose subject was set by `subject_line`."""


def subject_line(text: str) -> str:
    """On one line, as it has to be set: what is read out of it is this text and no other."""
    return Header(" ".join(text.split()), "utf-8").encode(maxlinelen=0)
