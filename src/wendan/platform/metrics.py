"""What Prometheus may ask us. One object per process, given to whoever counts."""

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.gc_collector import GCCollector
from prometheus_client.process_collector import ProcessCollector

CONTENT_TYPE = CONTENT_TYPE_LATEST
_FAST_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)
_PATIENT_S = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200)


class Metrics:
    """Counters and histograms of one process, under the prefix `wendan_`."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        GCCollector(registry=self.registry)
        self._count_business()
        self._measure_times()

    def _count_business(self) -> None:
        self.orders_placed = self._counter("orders_placed", "Orders placed")
        self.payments_settled = self._counter(
            "payments_settled", "Words of channels taken in by settle", "word", "source"
        )
        self.callbacks_rejected = self._counter("callbacks_rejected", "Callbacks refused", "reason")
        self.guard_lost = self._counter("guard_lost", "Commits begun again because another won", "flow")
        self.timers_run = self._counter("timers_run", "Timers run", "kind", "outcome")
        self.promise_breaches = Gauge(
            "wendan_promise_breaches", "Breaches found by the last watch", ["promise"], registry=self.registry
        )

    def _measure_times(self) -> None:
        self.http_request_seconds = Histogram(
            "wendan_http_request_seconds",
            "Time to answer a request",
            ["route", "status"],
            buckets=_FAST_S,
            registry=self.registry,
        )
        self.commit_seconds = self._histogram("commit_seconds", "Time of one guarded commit", _FAST_S)
        self.time_to_truth_seconds = self._histogram(
            "time_to_truth_seconds", "From the money's moving at the channel to our knowing", _PATIENT_S
        )
        self.timer_lateness_seconds = self._histogram(
            "timer_lateness_seconds", "From a timer's due time to its start", _PATIENT_S
        )

    def render(self) -> bytes:
        """All of it in Prometheus' text form."""
        return generate_latest(self.registry)

    def _counter(self, name: str, meaning: str, *labels: str) -> Counter:
        return Counter(f"wendan_{name}", meaning, labels, registry=self.registry)

    def _histogram(self, name: str, meaning: str, buckets: tuple[float, ...]) -> Histogram:
        return Histogram(f"wendan_{name}", meaning, buckets=buckets, registry=self.registry)
