"""Scoring under load: so many pages at a time, so many waiting, so long each.

Knows threads and limits. It knows neither HTTP nor how a page is scored.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from typing import Generic, TypeVar

STACK = 16 * 1024 * 1024
"""Bytes of stack for a scoring thread. Parsers recurse in C, and threads of macOS and of the
HTTP server have 0.5 to 2 MB, the main thread of Linux 8."""

In = TypeVar("In")
Out = TypeVar("Out")


class Busy(Exception):
    """Every slot and every waiting place is taken."""


class TooSlow(Exception):
    """The page was given up after the time limit."""


class Scorer(Generic[In, Out]):
    """Runs `work` on at most `slots` inputs at a time, with `waiting` more in line."""

    def __init__(
        self,
        work: Callable[[In], Out],
        slots: int,
        waiting: int,
        time_limit: float,
        watch: Callable[[int], None] = lambda change: None,
    ) -> None:
        """`watch` is told +1 and -1 as inputs come in and leave."""
        self.work = work
        self.watch = watch
        self.time_limit = time_limit
        self.places = threading.BoundedSemaphore(slots + waiting)
        self.capacity = slots + waiting
        self.pool = ThreadPoolExecutor(slots, "scoring")
        self.lock = threading.Lock()
        self.begun: dict[int, float] = {}

    def run(self, given: In) -> Out:
        """The result of `work`; raise Busy at once, TooSlow after the time limit."""
        if not self.places.acquire(blocking=False):
            raise Busy
        self.watch(1)
        try:
            future = self._submit(given)
        except BaseException:
            self._leave()
            raise
        try:
            return future.result(self.time_limit)
        except FutureTimeout:
            if future.done():  # just now, or the work itself raised a TimeoutError
                return future.result()
            if future.cancel():  # it never began, so it will not leave by itself
                self._leave()
                raise Busy from None
            raise TooSlow from None

    def full(self) -> bool:
        """Whether `run` would raise Busy now."""
        if self.places.acquire(blocking=False):
            self.places.release()
            return False
        return True

    def longest(self) -> float:
        """Seconds for which the oldest page has been worked on, 0 when none is."""
        begun = list(self.begun.values())  # a copy: other threads change it
        return time.monotonic() - min(begun) if begun else 0.0

    def _work(self, given: In) -> Out:
        """Do the work, let `longest` see it, and leave before the result is told."""
        own = threading.get_ident()
        self.begun[own] = time.monotonic()
        try:
            return self.work(given)
        finally:
            del self.begun[own]
            self._leave()

    def _leave(self) -> None:
        """Give a place back."""
        self.places.release()
        self.watch(-1)

    def _submit(self, given: In) -> "Future[Out]":
        """Hand the work to the pool, whose threads start with a deep stack."""
        with self.lock:
            previous = threading.stack_size(STACK)
            try:
                return self.pool.submit(self._work, given)
            finally:
                threading.stack_size(previous)
