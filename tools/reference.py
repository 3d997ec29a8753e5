"""The parts of docs/ that are read from the code: `make docs` writes them, and a test fails when they are old.

A document holds a generated part between `<!-- generated: NAME -->` and `<!-- end: NAME -->`; all else is by hand.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from annotated_types import Ge, Le
from pydantic.fields import FieldInfo

from cases.claims.progress import render as render_claim_steps
from cases.stages import Stage, may_follow
from settings import Settings
from signaling.domain.transitions import render
from signaling.protocol.schema import wire_schema
from signaling.protocol.words import ErrorCode
from web.metrics import Metrics
from web.operations import OPERATIONS
from web.problems import status_of
from web.types import type_of

ROOT = Path(__file__).parents[1]
DOCS = tuple(ROOT / "docs" / name for name in ("protocol.md", "operations.md", "states.md"))

_WORDS = ROOT / "web" / "static" / "locales" / "en.json"
_PART = re.compile(r"(?P<begin><!-- generated: (?P<name>[a-z_]+) -->\n).*?(?P<end><!-- end: (?P=name) -->)", re.DOTALL)
_Row = Sequence[str]


def refresh(text: str) -> str:
    """The document with every generated part as the code has it now; KeyError for a part nobody generates."""
    return _PART.sub(lambda found: f"{found['begin']}\n{PARTS[found['name']]()}\n{found['end']}", text)


def names_of_parts(text: str) -> list[str]:
    """The generated parts of a document, in order."""
    return [found["name"] for found in _PART.finditer(text)]


def _settings() -> str:
    rows = [
        (f"`REASSURE_{name.upper()}`", _default(field), _allowed(field), field.description or "")
        for name, field in Settings.model_fields.items()
    ]
    return _table(("variable", "default", "allowed", "meaning"), rows)


def _default(field: FieldInfo) -> str:
    match field.default:
        case None | ():
            return ""
        case bool(value):
            return f"`{str(value).lower()}`"
        case Path() as path:
            return f"`{path.relative_to(ROOT) if path.is_absolute() else path}`"
        case value:
            return f"`{value}`"


def _allowed(field: FieldInfo) -> str:
    if get_origin(field.annotation) is Literal:
        return ", ".join(f"`{value}`" for value in get_args(field.annotation))
    least = next((limit.ge for limit in field.metadata if isinstance(limit, Ge)), None)
    most = next((limit.le for limit in field.metadata if isinstance(limit, Le)), None)
    return "" if least is None and most is None else f"{least} to {most}"


def _metrics() -> str:
    """Read from the exposition itself, which names each family twice: `# HELP name words`, `# TYPE name kind`."""
    lines = [line.split(maxsplit=3) for line in Metrics().text().decode().splitlines() if line.startswith("# ")]
    kinds = {words[2]: words[3] for words in lines if words[1] == "TYPE"}
    rows = [(f"`{words[2]}`", kinds[words[2]], words[3]) for words in lines if words[1] == "HELP"]
    return _table(("metric", "kind", "meaning"), rows)


def _case_stages() -> str:
    rows = [
        (
            f"`{before}`",
            *("stays" if after is before else "may follow" if may_follow(before, after) else "" for after in Stage),
        )
        for before in Stage
    ]
    return _table(("from, to", *(f"`{stage}`" for stage in Stage)), rows)


def _operations() -> str:
    rows = [
        (
            f"`{each.method} {each.path}`",
            each.summary,
            ", ".join(sorted(each.roles)) or "everybody",
            " ".join(f"`{code}`" for code in each.raises),
        )
        for each in OPERATIONS
    ]
    return _table(("operation", "what it does", "for", "own refusals"), rows)


def _errors() -> str:
    words: Mapping[str, str] = json.loads(_WORDS.read_text(encoding="utf-8"))
    rows = [
        (f"`{code}`", str(status_of(code)), words[f"error.{code}"], words[f"error.{code}.next"]) for code in ErrorCode
    ]
    return _table(("code", "HTTP", "what it means", "what helps"), rows)


def _from_browser() -> str:
    return _messages("FromBrowser")


def _from_server() -> str:
    return _messages("FromServer")


def _messages(union: Literal["FromBrowser", "FromServer"]) -> str:
    models = wire_schema()["$defs"]
    names = [choice["$ref"].rsplit("/", 1)[-1] for choice in models[union]["oneOf"]]
    rows = [
        (f"`{models[name]['properties']['type']['const']}`", _fields(models[name]), _meaning(models[name]))
        for name in names
    ]
    return _table(("type", "fields", "meaning"), rows)


def _models() -> str:
    models = wire_schema()["$defs"]
    rows = [
        (f"`{name}`", _fields(model), _meaning(model))
        for name, model in models.items()
        if "properties" in model and not _is_message(model)
    ]
    return _table(("model", "fields", "meaning"), rows)


def _words() -> str:
    models = wire_schema()["$defs"]
    rows = [
        (f"`{name}`", " ".join(f"`{value}`" for value in model["enum"]), _meaning(model))
        for name, model in models.items()
        if "enum" in model and name != ErrorCode.__name__
    ]
    return _table(("word", "values", "meaning"), rows)


def _fields(model: dict[str, Any]) -> str:
    left_out = {"id", "type"} if _is_message(model) else set()
    fields = ((name, field) for name, field in model["properties"].items() if name not in left_out)
    return "<br>".join(_field(name, field, model) for name, field in fields)


def _field(name: str, field: dict[str, Any], model: dict[str, Any]) -> str:
    optional = model.get("additionalProperties") is False and name not in model.get("required", ())
    told = f" {field['description']}" if "description" in field else ""
    return f"`{name}{'?' if optional else ''}: {type_of(field)}`{told}"


def _is_message(model: dict[str, Any]) -> bool:
    return "const" in model["properties"].get("type", {})


def _meaning(model: dict[str, Any]) -> str:
    return " ".join(str(model.get("description", "")).split())


def _table(head: _Row, rows: Iterable[_Row]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(map(_cell, row))} |\n" for row in lines)


def _cell(text: str) -> str:
    return text.replace("|", r"\|")


PARTS: Mapping[str, Callable[[], str]] = {
    "states": render,
    "claim_steps": render_claim_steps,
    "case_stages": _case_stages,
    "settings": _settings,
    "metrics": _metrics,
    "operations": _operations,
    "errors": _errors,
    "from_browser": _from_browser,
    "from_server": _from_server,
    "models": _models,
    "words": _words,
}


if __name__ == "__main__":
    for document in DOCS:
        document.write_text(refresh(document.read_text(encoding="utf-8")), encoding="utf-8")
