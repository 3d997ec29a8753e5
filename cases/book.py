"""What an operator may write down for the house, in TOML: checked before it counts, and never passed over. Pure."""

import tomllib
from typing import Final, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

MAX_TEXT: Final = 200_000
_MOST_TOLD = 20

Book = TypeVar("Book", bound=BaseModel)


class BookNotValid(ValueError):  # noqa: N818 (reads as the refusal it is)
    """What is wrong with the book `about` something, a line for each problem: where, and why."""

    def __init__(self, about: str, problems: tuple[str, ...]) -> None:
        super().__init__("; ".join(problems))
        self.about = about
        self.problems = problems


class Written(BaseModel):
    """A part of a book: an unknown word is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def read_book(text: str, book: type[Book], *, about: str) -> Book:
    """The book this TOML says. Raises BookNotValid."""
    if len(text) > MAX_TEXT:
        raise BookNotValid(about, (f"more than {MAX_TEXT} characters",))
    try:
        said = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BookNotValid(about, (f"no TOML: {error}",)) from error
    try:
        return book.model_validate(said)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        problems = tuple(f"{_place(each['loc'])}: {each['msg']}" for each in found[:_MOST_TOLD])
        raise BookNotValid(about, problems) from error


def _place(steps: tuple[int | str, ...]) -> str:
    """`exception 2, overdue_days`: people count from one."""
    words: list[str] = []
    for step in steps:
        if isinstance(step, int):
            words[-1] = f"{words[-1]} {step + 1}"
        else:
            words.append(step)
    return ", ".join(words) or "the whole"
