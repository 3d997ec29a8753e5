"""The OpenAPI document against the specification, the router, and itself."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from signaling.protocol.words import ErrorCode, Role
from web.openapi import openapi_document
from web.operation import Operation
from web.operations import OPERATIONS

DOCUMENT = openapi_document(OPERATIONS, version="1")


def _name(value: object) -> str:
    return value.name if isinstance(value, Operation) else str(value)


def _described(operation: Operation) -> dict[str, Any]:
    found: dict[str, Any] = DOCUMENT["paths"][operation.path][operation.method.lower()]
    return found


def _refs(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for inner in value.values():
            yield from _refs(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _refs(inner)


def test_the_document_is_valid() -> None:
    assert [error.message for error in OpenAPIV31SpecValidator(DOCUMENT).iter_errors()] == []


def test_every_reference_leads_somewhere_in_the_document() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    assert set(_refs(DOCUMENT)) <= {f"#/components/schemas/{name}" for name in schemas}


def test_every_schema_is_used() -> None:
    used = {ref.rpartition("/")[2] for ref in _refs(DOCUMENT)}
    assert set(DOCUMENT["components"]["schemas"]) == used


@pytest.mark.parametrize("operation", OPERATIONS, ids=_name)
def test_every_operation_is_described(operation: Operation) -> None:
    described = _described(operation)
    assert described["summary"]
    assert described["description"]
    assert str(operation.status) in described["responses"]
    has_body = operation.body is not None or bool(operation.takes) or operation.path.startswith("/hooks/")
    assert ("requestBody" in described) == has_body
    ways = {way for each in described.get("security", ()) for way in each}
    assert ("apiKey" in ways) == (Role.INTEGRATOR in operation.roles)
    assert ("session" in ways) == bool(operation.roles - {Role.INTEGRATOR, Role.CUSTOMER})
    assert ("pageToken" in ways) == (Role.CUSTOMER in operation.roles)
    assert described.get("x-roles", []) == sorted(operation.roles)
    in_path = [one["name"] for one in described.get("parameters", []) if one["in"] == "path"]
    assert in_path == re.findall(r"{(\w+)}", operation.path)


@pytest.mark.parametrize("operation", OPERATIONS, ids=_name)
def test_every_refusal_is_in_the_document(operation: Operation) -> None:
    told = " ".join(answer["description"] for answer in _described(operation)["responses"].values())
    assert all(f"`{code}`" in told for code in operation.raises)


@pytest.mark.parametrize("operation", [one for one in OPERATIONS if one.query], ids=_name)
def test_every_parameter_of_the_query_is_described(operation: Operation) -> None:
    assert operation.query is not None
    named = {one["name"] for one in _described(operation)["parameters"] if one["in"] == "query"}
    assert named == {field.alias or name for name, field in operation.query.model_fields.items()}


def test_no_two_operations_share_a_name_or_a_place() -> None:
    assert len({operation.name for operation in OPERATIONS}) == len(OPERATIONS)
    assert len({(operation.method, operation.path) for operation in OPERATIONS}) == len(OPERATIONS)


def test_every_code_is_one_a_problem_may_have() -> None:
    codes = DOCUMENT["components"]["schemas"]["Problem"]["properties"]["code"]["enum"]
    assert set(codes) == {code.value for code in ErrorCode}


def test_a_case_that_is_made_and_one_that_is_changed_have_their_own_status() -> None:
    assert {"200", "201"} <= DOCUMENT["paths"]["/api/cases/{reference}"]["put"]["responses"].keys()


def test_ranges_of_a_recording_are_described() -> None:
    played = DOCUMENT["paths"]["/api/calls/{call_id}/recording"]["get"]["responses"]
    assert {"200", "206", "416"} <= played.keys()
