"""The JSON Schema (2020-12) of the wire, from which the browser's types are generated."""

from typing import Any, Literal

from pydantic import TypeAdapter

from signaling.protocol import incoming, outgoing


def wire_schema() -> dict[str, Any]:
    """Both unions and every model and word they reach, under `$defs`."""
    definitions = _definitions("FromBrowser", incoming.FromBrowser, mode="validation")
    definitions |= _definitions("FromServer", outgoing.FromServer, mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$defs": dict(sorted(definitions.items())),
    }


def _definitions(name: str, union: Any, *, mode: Literal["validation", "serialization"]) -> dict[str, Any]:  # noqa: ANN401 (a union is no type)
    schema = TypeAdapter(union).json_schema(mode=mode, ref_template="#/$defs/{model}")
    definitions: dict[str, Any] = schema.pop("$defs")
    definitions[name] = schema
    return definitions
