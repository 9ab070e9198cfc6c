"""Counters and timings for operators, in Prometheus' format, added up over all workers.

Labels are routes, statuses and outcomes; never an address, a host or a word of a page.
"""

import os
import threading
from collections.abc import Iterator
from functools import cache

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 20.0)
"""Edges of the histograms: from an answer without scoring to the time limit."""
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""prometheus_client keeps each worker's numbers in files here; `presscard serve` makes it."""

_lock = threading.Lock()


class Metrics:
    """The instruments. One set for each process; the client library adds processes up."""

    def __init__(self) -> None:
        from prometheus_client import Counter, Gauge, Histogram

        self.requests = Counter(
            "presscard_requests", "Requests answered.", ("method", "route", "status")
        )
        self.seconds = Histogram(
            "presscard_request_seconds", "Time to answer.", ("route",), buckets=SECONDS
        )
        self.stages = Histogram(
            "presscard_stage_seconds", "Time in each stage of scoring.", ("stage",), buckets=SECONDS
        )
        self.cards = Counter("presscard_cards", "Cards made.", ("status", "reason"))
        self.inside = Gauge(
            "presscard_scoring_inside",
            "Pages being scored or waiting.",
            multiprocess_mode="livesum",
        )


@cache
def _make() -> Metrics:
    return Metrics()


def metrics() -> Metrics:
    """This process' instruments."""
    with _lock:
        return _make()


def report() -> bytes:
    """Everything counted, by all workers together."""
    from prometheus_client import REGISTRY, CollectorRegistry, generate_latest, multiprocess

    metrics()
    registry = REGISTRY
    if os.environ.get(FOLDER):
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return bytes(generate_latest(registry)) + "".join(_models()).encode()


def _models() -> Iterator[str]:
    """Which model answers for each task, as this process sees it now."""
    from classifier.predict import ModelError, available, load

    yield "# HELP presscard_model_info The model in use for each task.\n"
    yield "# TYPE presscard_model_info gauge\n"
    for task in available():
        try:
            version = load(task).version
        except ModelError:
            version = "unusable"
        yield f'presscard_model_info{{task="{task}",version="{version}"}} 1.0\n'
