"""Whether an answer is what the OpenAPI document says of it: its status, its type, its shape, its code."""

import re
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from web.openapi import openapi_document
from web.operation import Operation
from web.operations import OPERATIONS

DOCUMENT = openapi_document(OPERATIONS, version="1")
_ANYWHERE = {"internal", "unavailable"}
"""What no operation promises and any may have to say."""


def check_answer(method: str, path: str, *, status: int, kind: str, body: Any) -> None:
    """Raises AssertionError, or jsonschema's ValidationError, for an answer that is not described."""
    operation = _operation(method, path.partition("?")[0])
    if operation is None or (isinstance(body, dict) and body.get("code") in _ANYWHERE):
        return
    described = DOCUMENT["paths"][operation.path][operation.method.lower()]["responses"]
    assert str(status) in described, f"{operation.name} does not say that it may answer {status}: {body}"
    answer = described[str(status)]
    if "content" not in answer:
        return
    assert kind in answer["content"], f"{operation.name} answers {status} as {kind}"
    if kind.endswith("json"):
        _validator(operation.name, str(status), kind).validate(body)
    if kind == "application/problem+json":
        assert f"`{body['code']}`" in answer["description"], (
            f"{operation.name} does not say that it may be {body['code']}"
        )


@cache
def _operation(method: str, path: str) -> Operation | None:
    for operation in OPERATIONS:
        pattern = re.sub(r"{\w+}", "[^/]+", operation.path)
        if operation.method == method and re.fullmatch(pattern, path):
            return operation
    return None


@cache
def _validator(name: str, status: str, kind: str) -> Draft202012Validator:
    operation = next(one for one in OPERATIONS if one.name == name)
    described = DOCUMENT["paths"][operation.path][operation.method.lower()]["responses"]
    schema = described[status]["content"][kind]["schema"]
    return Draft202012Validator({**schema, "components": DOCUMENT["components"]})
