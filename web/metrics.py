"""What Prometheus may read: counts and durations without names, numbers or words of anybody."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Metrics:
    """One registry for each application, so that two in one process (as in tests) do not share theirs."""

    def __init__(self) -> None:
        registry = CollectorRegistry()
        self._registry = registry
        self.requests = Counter(
            "reassure_http_requests_total", "Requests answered.", ["method", "route", "status"], registry=registry
        )
        self.seconds = Histogram(
            "reassure_http_request_seconds", "Time to answer.", ["route"], buckets=_SECONDS, registry=registry
        )
        self.files = Counter(
            "reassure_files_total", "Photos and documents sent, by what became of them.", ["outcome"], registry=registry
        )
        self.pages = Gauge("reassure_pages", "Pages signed in on this node.", registry=registry)
        self.waiting = Gauge("reassure_waiting_calls", "Customers waiting in the queue.", registry=registry)
        self.undelivered = Gauge(
            "reassure_undelivered_events", "Deliveries of outgoing events not yet acknowledged.", registry=registry
        )
        self.dead_letters = Gauge(
            "reassure_dead_letters", "Deliveries of outgoing events that were given up.", registry=registry
        )
        self.failing_endpoints = Gauge(
            "reassure_failing_endpoints", "Endpoints that are gone, or have refused everything for ten minutes.",
            registry=registry,
        )  # fmt: skip
        self.unclaimed_pushes = Gauge(
            "reassure_unclaimed_pushes", "Pushes of carriers' feeds that no case has claimed.", registry=registry
        )
        self.dropped_pushes = Counter(
            "reassure_dropped_pushes_total", "Unclaimed pushes that had to go for want of room.", registry=registry
        )
        self.failed_jobs = Gauge("reassure_failed_jobs", "Jobs that were given up.", registry=registry)

    def text(self) -> bytes:
        """The text exposition format of Prometheus, version 0.0.4."""
        return generate_latest(self._registry)
