"""So many at a time, so many waiting, so long each; and a place is given back whatever happens."""

import threading
import time

import pytest

from server.asgi import watch
from server.scorer import Busy, Scorer, TooSlow


def test_results_come_back():
    assert Scorer(lambda n: n + 1, 1, 0, 5.0).run(1) == 2


def test_one_more_than_fits_is_refused_at_once():
    gate = threading.Event()
    started = threading.Semaphore(0)

    def work(_):
        started.release()
        gate.wait(5)
        return "done"

    scorer = Scorer(work, 1, 1, 10.0)
    results = []
    threads = [threading.Thread(target=lambda: results.append(scorer.run(0))) for _ in range(2)]
    for thread in threads:
        thread.start()
    started.acquire()
    while scorer.places._value:  # the second has taken the waiting place
        time.sleep(0.001)
    assert scorer.full()
    before = time.perf_counter()
    with pytest.raises(Busy):
        scorer.run(0)
    assert time.perf_counter() - before < 0.5
    gate.set()
    for thread in threads:
        thread.join()
    assert results == ["done", "done"]
    assert not scorer.full()
    assert scorer.run(0) == "done"  # and the places are free again


def test_work_over_the_limit_is_given_up_and_its_place_comes_back():
    gate = threading.Event()
    scorer = Scorer(lambda wait: gate.wait(5) if wait else "quick", 1, 1, 0.05)
    with pytest.raises(TooSlow):
        scorer.run(True)
    with pytest.raises(Busy):  # the slot is still held by the slow page
        scorer.run(False)
    gate.set()
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            assert scorer.run(False) == "quick"
            break
        except Busy:
            time.sleep(0.01)
    else:
        pytest.fail("the place never came back")


@pytest.mark.parametrize("error", [ValueError, TimeoutError, RecursionError])
def test_an_error_of_the_work_is_the_callers_and_frees_the_place(error):
    def work(_):
        raise error

    scorer = Scorer(work, 1, 0, 5.0)
    for _ in range(3):
        with pytest.raises(error):
            scorer.run(0)


def test_the_stack_is_deep_enough_for_parsers_that_recurse():
    """The standard threads of macOS have half a megabyte."""
    import sys

    def depth(n):
        return n if n == 0 else depth(n - 1)

    def work(n):
        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(50_000)
        try:
            return depth(n)
        finally:
            sys.setrecursionlimit(limit)

    assert Scorer(work, 1, 0, 20.0).run(20_000) == 0


def test_a_page_that_never_ends_ends_its_worker_and_no_other_page_does():
    gate = threading.Event()
    scorer = Scorer(lambda wait: gate.wait(20) if wait else None, 1, 0, 0.05)
    left = []
    dog = threading.Thread(target=watch, args=(scorer, 0.5, left.append), daemon=True)
    dog.start()
    for _ in range(10):
        scorer.run(False)
        time.sleep(0.02)
    assert left == []
    assert scorer.longest() == 0
    with pytest.raises(TooSlow):
        scorer.run(True)
    dog.join(5)
    assert left == [70]
    gate.set()


def test_a_page_that_waited_in_vain_gives_its_place_back():
    gate = threading.Event()
    scorer = Scorer(lambda wait: gate.wait(20) if wait else "quick", 1, 1, 0.05)
    with pytest.raises(TooSlow):
        scorer.run(True)
    for _ in range(3):
        with pytest.raises(Busy):  # after the wait, not at once: the place was free
            scorer.run(False)
    gate.set()
    deadline = time.monotonic() + 5
    while scorer.longest() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert scorer.run(False) == "quick"
    assert scorer.places._value == 2
