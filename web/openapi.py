"""The OpenAPI 3.1 document, read from the table of operations and pydantic's own JSON Schema."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from signaling.protocol.words import ErrorCode, Role
from web.callers import PEOPLE
from web.operation import Operation
from web.problems import status_of

_REF = "#/components/schemas/{model}"
_PROBLEM = "application/problem+json"
_Schemas = Mapping[tuple[Any, JsonSchemaMode], dict[str, Any]]
_WAYS_IN = {
    "apiKey": frozenset({Role.INTEGRATOR}), "session": PEOPLE, "pageToken": frozenset({Role.CUSTOMER}),
}  # fmt: skip
"""Keys are programs'; people have their cookie, and customers what `POST /api/join` gave their page."""


def openapi_document(operations: Iterable[Operation], *, version: str) -> dict[str, Any]:
    """Every operation with what goes in, what comes out, for whom it is, and the codes it may refuse with."""
    table = tuple(operations)
    wanted = [(model, mode) for operation in table for model, mode in _models(operation)]
    refs, definitions = models_json_schema(wanted, ref_template=_REF)
    schemas = definitions.get("$defs", {})
    queries = {query: schemas.pop(_name(refs, query)) for query in {one.query for one in table if one.query}}
    paths: dict[str, dict[str, Any]] = {}
    for operation in table:
        described = _operation(operation, refs, queries[operation.query] if operation.query else {})
        paths.setdefault(operation.path, {})[operation.method.lower()] = described
    return {
        "openapi": "3.1.0",
        "info": {"title": "Reassure", "version": version, "summary": "Face-to-face calls on lost-parcel cases."},
        "paths": paths,
        "components": {
            "schemas": {**schemas, "Problem": _problem()},
            "securitySchemes": {
                "apiKey": {"type": "http", "scheme": "bearer"},
                "pageToken": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "reassure_session"},
            },
        },
    }


def _models(operation: Operation) -> Iterable[tuple[type[BaseModel], JsonSchemaMode]]:
    if operation.body is not None:
        yield operation.body, "validation"
    if operation.query is not None:
        yield operation.query, "validation"
    if operation.answer is not None:
        yield operation.answer, "serialization"


def _name(refs: _Schemas, model: type[BaseModel]) -> str:
    reference: str = refs[model, "validation"]["$ref"]
    return reference.rpartition("/")[2]


def _operation(operation: Operation, refs: _Schemas, query: Mapping[str, Any]) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "description": (operation.does.__doc__ or "").strip(),
        "responses": _responses(operation, refs),
    }
    if parameters := [*_path_parameters(operation.path), *_query_parameters(query)]:
        described["parameters"] = parameters
    if operation.body is not None:
        schema = refs[operation.body, "validation"]
        described["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    elif operation.raw:
        described["requestBody"] = {"required": True, "content": {"application/json": {}}}
    elif operation.takes:
        described["requestBody"] = {"required": True, "content": {kind: {} for kind in operation.takes}}
    if operation.roles:
        described["security"] = [{way: []} for way, roles in _WAYS_IN.items() if roles & operation.roles]
        described["x-roles"] = sorted(operation.roles)
    return described


def _responses(operation: Operation, refs: _Schemas) -> dict[str, Any]:
    good: dict[str, Any] = {"description": operation.summary}
    if operation.answer is not None:
        good["content"] = {"application/json": {"schema": refs[operation.answer, "serialization"]}}
    elif operation.gives:
        good["content"] = {kind: {} for kind in operation.gives}
    elif operation.media_type != "application/json":
        good["content"] = {operation.media_type: {}}
    responses = {str(operation.status): good}
    for status, meaning in operation.also.items():
        body = {"content": good["content"]} if status < 300 and "content" in good else {}
        responses[str(status)] = {"description": meaning, **body}
    for status, codes in _refusals(operation).items():
        words = ", ".join(f"`{code}`" for code in codes)
        schema = {"$ref": _REF.format(model="Problem")}
        responses[str(status)] = {"description": words, "content": {_PROBLEM: {"schema": schema}}}
    return responses


def _refusals(operation: Operation) -> dict[int, list[ErrorCode]]:
    codes = list(operation.raises)
    if operation.body is not None:
        codes += [ErrorCode.MALFORMED, ErrorCode.TOO_LARGE, ErrorCode.UNSUPPORTED_MEDIA_TYPE]
    if operation.body is not None or operation.query is not None:
        codes += [ErrorCode.INVALID_FIELD, ErrorCode.DUPLICATE_KEY]
    if operation.raw or operation.takes:
        codes += [ErrorCode.MALFORMED, ErrorCode.TOO_LARGE, ErrorCode.UNSUPPORTED_MEDIA_TYPE]
    if "{" in operation.path:
        codes.append(ErrorCode.NOT_FOUND)
    if operation.roles:
        codes += [ErrorCode.UNAUTHENTICATED, ErrorCode.FORBIDDEN]
    if operation.method not in ("GET", "HEAD"):
        codes.append(ErrorCode.FOREIGN_ORIGIN)
    found: dict[int, list[ErrorCode]] = {}
    for code in sorted(set(codes)):
        found.setdefault(status_of(code), []).append(code)
    return dict(sorted(found.items()))


def _path_parameters(path: str) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"{(\w+)}", path)
    ]


def _query_parameters(schema: Mapping[str, Any]) -> list[dict[str, Any]]:
    required = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": field}
        for name, field in schema.get("properties", {}).items()
    ]


def _problem() -> dict[str, Any]:
    return {
        "type": "object",
        "description": "RFC 9457. `code` is stable and for programs, `detail` is for people.",
        "required": ["type", "title", "status", "detail", "code"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "code": {"type": "string", "enum": [code.value for code in ErrorCode]},
        },
    }
