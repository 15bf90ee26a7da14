"""What Prometheus may ask this process, all under the prefix `wendan_`. Whoever counts, imports the name and counts."""

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
# Our own registry: what a library registers by itself does not appear here.
REGISTRY = CollectorRegistry()
_FAST_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)
_PATIENT_S = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200)

ProcessCollector(registry=REGISTRY)
GCCollector(registry=REGISTRY)


def _counter(name: str, meaning: str, *labels: str) -> Counter:
    return Counter(f"wendan_{name}", meaning, labels, registry=REGISTRY)


def _histogram(name: str, meaning: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
    return Histogram(f"wendan_{name}", meaning, labels, buckets=buckets, registry=REGISTRY)


orders_placed = _counter("orders_placed", "Orders placed")
payments_settled = _counter("payments_settled", "Words of channels taken in by settle", "word", "source")
callbacks_rejected = _counter("callbacks_rejected", "Callbacks refused", "reason")
messages_sent = _counter("messages_sent", "Messages to people, by way and how sending ended", "way", "ending")
guard_lost = _counter("guard_lost", "Commits begun again because another won", "flow")
timers_run = _counter("timers_run", "Timers run", "kind", "outcome")
promise_breaches = Gauge(
    "wendan_promise_breaches", "Breaches found by the last watch", ["promise"], registry=REGISTRY
)

http_request_seconds = _histogram(
    "http_request_seconds", "Time to answer a request", _FAST_S, "route", "status"
)
commit_seconds = _histogram("commit_seconds", "Time of one guarded commit", _FAST_S)
time_to_truth_seconds = _histogram(
    "time_to_truth_seconds", "From the money's moving at the channel to our knowing", _PATIENT_S
)
timer_lateness_seconds = _histogram(
    "timer_lateness_seconds", "From a timer's due time to its start", _PATIENT_S
)


def render() -> bytes:
    """All of it in Prometheus' text form."""
    return generate_latest(REGISTRY)
