"""Items computed ahead: the same ones, a few at most, and nothing that goes on when nobody wants them."""

import itertools
import threading
import time

import pytest

from explorer.ui.chains.prefetch import prefetch
from tests.support.served import wait_until


def threads() -> int:
    return sum(thread.name == "prefetch" for thread in threading.enumerate())


def test_the_items_are_the_same_and_the_thread_ends():
    assert list(prefetch(iter_of(100))) == list(range(100))
    wait_until(lambda: threads() == 0, 5)


def iter_of(count):
    yield from range(count)


def test_it_works_while_the_reader_does_something_else():
    def slow():
        for i in range(5):
            time.sleep(0.1)
            yield i

    items = prefetch(slow())
    next(items)
    time.sleep(0.5)
    began = time.monotonic()
    assert list(itertools.islice(items, 3)) == [1, 2, 3]
    assert time.monotonic() - began < 0.1


def test_it_stays_only_so_far_ahead():
    seen = []

    def source():
        for i in range(100):
            seen.append(i)
            yield i

    items = prefetch(source(), most=3)
    next(items)
    time.sleep(0.3)
    assert len(seen) <= 6
    items.close()


def test_who_leaves_ends_the_work():
    closed = threading.Event()

    def endless():
        try:
            while True:
                time.sleep(0.01)
                yield 0
        finally:
            closed.set()

    items = prefetch(endless())
    next(items)
    items.close()
    assert closed.wait(1)
    wait_until(lambda: threads() == 0, 5)


def test_what_goes_wrong_is_the_readers_to_hear():
    def broken():
        yield 1
        raise ValueError("broken")

    items = prefetch(broken())
    assert next(items) == 1
    with pytest.raises(ValueError, match="broken"):
        next(items)
