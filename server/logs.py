"""What the operator sees of each request: one log line, numbers, a request id, Server-Timing.

Never a word of a page, an address or a token: the route's pattern, the status and the time.
"""

import logging
import re
import sys
import time
import uuid

from flask import Flask, Response, g, request

log = logging.getLogger("presscard")

REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
FORMAT = "time=%(asctime)s level=%(levelname)s pid=%(process)d %(message)s"
"""logfmt: readable as it is, and read by every log collector."""


def set_up(level: str) -> None:
    """Send our log, and nobody else's, to standard error; called by the worker, not the library."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter(FORMAT, "%Y-%m-%dT%H:%M:%S%z"))
    log.handlers[:] = [handler]
    log.setLevel(level)
    log.propagate = False


def register(app: Flask) -> None:
    """Note when each request began, and what came of it."""

    @app.before_request
    def begin() -> None:
        g.started = time.perf_counter()
        given = request.headers.get("X-Request-ID", "")
        g.request_id = given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex

    @app.after_request
    def finish(answer: Response) -> Response:
        seconds = time.perf_counter() - g.get("started", time.perf_counter())
        answer.headers["X-Request-ID"] = g.get("request_id", "")
        stages: dict[str, float] = {**g.get("stages", {}), "total": seconds}
        timing = ", ".join(f"{name};dur={took * 1000:.1f}" for name, took in stages.items())
        answer.headers["Server-Timing"] = timing
        route = request.url_rule.rule if request.url_rule else "none"
        _count(route, answer.status_code, seconds)
        log.info(
            "event=request method=%s route=%s status=%d ms=%.1f request=%s",
            request.method if request.method.isalpha() else "-",
            route,
            answer.status_code,
            seconds * 1000,
            g.get("request_id", "-"),
        )
        return answer


def _count(route: str, status: int, seconds: float) -> None:
    """Add the request to the metrics."""
    from server.metrics import metrics

    method = request.method if request.method in METHODS else "other"
    metrics().requests.labels(method, route, str(status)).inc()
    metrics().seconds.labels(route).observe(seconds)
    for stage, took in g.get("stages", {}).items():
        metrics().stages.labels(stage).observe(took)


METHODS = frozenset({"GET", "HEAD", "POST", "DELETE", "OPTIONS"})
"""Methods that get a label of their own: a caller must not be able to invent labels."""
