"""The table of the REST interface. Routes, validation and the OpenAPI document are all read from it."""

from web.operation import Operation
from web.operations import calls, cases, claims, contacts, jobs, journeys, neighbours, records, signing_in, summaries

_SUBJECTS = (signing_in, cases, claims, contacts, journeys, neighbours, calls, records, summaries, jobs)
OPERATIONS: tuple[Operation, ...] = tuple(operation for subject in _SUBJECTS for operation in subject.OPERATIONS)
