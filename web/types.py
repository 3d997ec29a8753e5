"""The browser's types of the wire, generated: `python -m web.types` writes them, a test fails when they are old.

Knows the few JSON Schema keywords pydantic uses for the wire and stops at any other.
"""

import json
from pathlib import Path
from typing import Any

from signaling.protocol.schema import wire_schema

PATH = Path(__file__).parent / "static" / "js" / "protocol" / "wire.d.ts"

_HEAD = "/** The wire. Generated from signaling.protocol by `python -m web.types`; do not edit. */\n"
_SCALARS = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


def wire_types() -> str:
    """Every model and word of the wire as TypeScript declarations."""
    return _HEAD + "".join(_declaration(name, schema) for name, schema in wire_schema()["$defs"].items())


def _declaration(name: str, schema: dict[str, Any]) -> str:
    comment = f"\n/** {schema['description'].splitlines()[0]} */\n" if "description" in schema else "\n"
    if "properties" not in schema:
        return f"{comment}export type {name} = {type_of(schema)};\n"
    return f"{comment}export interface {name} {{\n{_properties(schema)}}}\n"


def _properties(schema: dict[str, Any]) -> str:
    """The server writes out every field it knows; only what a browser sends may leave out what has a default."""
    from_browser = schema.get("additionalProperties") is False
    return "".join(
        f"  {name}{'' if name in schema.get('required', ()) or not from_browser else '?'}: {type_of(field)};\n"
        for name, field in schema["properties"].items()
    )


def type_of(schema: dict[str, Any]) -> str:  # noqa: PLR0911 (one return for each keyword)
    """A JSON Schema of the wire as a TypeScript type; ValueError at a keyword that is not known here."""
    match schema:
        case {"$ref": reference}:
            return str(reference).rsplit("/", 1)[-1]
        case {"oneOf": choices} | {"anyOf": choices}:
            return " | ".join(type_of(choice) for choice in choices)
        case {"const": value}:
            return json.dumps(value)
        case {"enum": values}:
            return " | ".join(json.dumps(value) for value in values)
        case {"type": "array", "items": items}:
            return f"readonly ({type_of(items)})[]"
        case {"type": "object", "additionalProperties": dict(values), "propertyNames": names}:
            return f"Partial<Record<{type_of(names)}, {type_of(values)}>>"
        case {"type": "object", "patternProperties": dict(named)}:
            return f"Record<string, {' | '.join(type_of(values) for values in named.values())}>"
        case {"type": str(name)} if name in _SCALARS:
            return _SCALARS[name]
        case _:
            raise ValueError(f"no TypeScript for {schema}")


if __name__ == "__main__":
    PATH.write_text(wire_types())
