"""Work behind the calls."""

from records.job_list import JobList
from signaling.protocol.words import Role
from web.jobs import JobRetry, JobSearch, TriedAgain, retry_jobs, show_jobs
from web.operation import Operation

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        method="GET", path="/api/jobs", summary="Work that is not done yet", does=show_jobs, query=JobSearch,
        answer=JobList, roles=frozenset({Role.SUPERVISOR}),
    ),
    Operation(
        method="POST", path="/api/jobs/retry", summary="Try again what was given up", does=retry_jobs, body=JobRetry,
        answer=TriedAgain, roles=frozenset({Role.SUPERVISOR}),
    ),
)  # fmt: skip
