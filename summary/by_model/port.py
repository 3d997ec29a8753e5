"""What a language model is to us: it is given a talk and a form, and fills the form in. Nothing of it is believed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

Message = dict[str, str]
"""`role` and `content`, as every such endpoint takes them."""


class ModelFailed(Exception):  # noqa: N818 (an outcome, which the page tells)
    """`code` is stable; `again_after_s` None: asked again, the answer would be the same."""

    def __init__(self, code: str, *, again_after_s: float | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.again_after_s = again_after_s


@dataclass(frozen=True, slots=True)
class Reply:
    """What it wrote, and what that took; None where it does not count."""

    text: str
    tokens_in: int | None = None
    tokens_out: int | None = None


class LanguageModel(Protocol):
    """One model, asked one question after the other."""

    name: str

    async def ask(self, messages: Sequence[Message], *, within_s: float) -> Reply:
        """Raises ModelFailed, at the latest after `within_s`."""
