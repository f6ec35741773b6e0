"""Chains that several watch: computed once, driven on by whoever is there, kept within bounds."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from explorer.ui.chains.cache import Broadcast, ChainCache
from tests.support.served import wait_until


class Source:
    """Counts up slowly, and notes how often it was started and closed."""

    def __init__(self, count: int = 20, seconds: float = 0.002):
        self.count, self.seconds, self.started, self.closed, self.watchers = count, seconds, 0, 0, []

    def __call__(self, watchers):
        self.started += 1
        self.watchers = watchers
        try:
            for i in range(self.count):
                time.sleep(self.seconds)
                yield i
        finally:
            self.closed += 1


def flat(parts) -> list[int]:
    return [item for part in parts for item in part]


def test_watchers_see_everything_in_order_and_it_is_computed_once():
    source, recordings = Source(), ChainCache(10**6, lambda item: 1)
    with ThreadPoolExecutor(6) as pool:
        seen = list(pool.map(lambda _: flat(recordings.watch("a", source)), range(6)))
    assert seen == [list(range(20))] * 6
    assert source.started == 1


def test_who_asks_again_gets_all_at_once():
    source, recordings = Source(), ChainCache(10**6, lambda item: 1)
    flat(recordings.watch("a", source))
    assert list(recordings.watch("a", source)) == [list(range(20))]
    assert flat(recordings.watch("b", source)) == list(range(20))
    assert source.started == 2


def test_when_the_driver_leaves_another_goes_on():
    source, recordings = Source(50), ChainCache(10**6, lambda item: 1)
    first = recordings.watch("a", source)
    next(first)
    with ThreadPoolExecutor(1) as pool:
        second = pool.submit(lambda: flat(recordings.watch("a", source)))
        wait_until(lambda: len(source.watchers) == 2, 60)
        first.close()
        assert second.result(60) == list(range(50))
    assert (source.started, source.closed) == (1, 1)


def test_when_all_leave_nothing_is_left():
    source, recordings, before = Source(), ChainCache(10**6, lambda item: 1), {*threading.enumerate()}
    for _ in range(50):
        watching = recordings.watch("a", source)
        next(watching)
        watching.close()
    assert (source.started, source.closed, recordings.bytes()) == (50, 50, 0)
    left = {*threading.enumerate()} - before
    assert not [thread for thread in left if not thread.name.startswith(("ncnn", "prepare"))]  # of a test before this


def test_an_unfinished_one_that_was_left_starts_anew():
    source, recordings = Source(), ChainCache(10**6, lambda item: 1)
    watching = recordings.watch("a", source)
    next(watching)
    watching.close()
    assert flat(recordings.watch("a", source)) == list(range(20))


def test_the_oldest_are_forgotten_first():
    source, recordings = Source(10, 0), ChainCache(25, lambda item: 1)
    for key in ("a", "b", "a", "c"):
        flat(recordings.watch(key, source))
    assert recordings.bytes() == 20 and source.started == 3
    flat(recordings.watch("a", source))
    assert source.started == 3  # kept, for it was asked for again
    flat(recordings.watch("b", source))
    assert source.started == 4


def test_a_failure_reaches_the_driver_and_is_not_kept():
    def broken(watchers):
        yield 1
        raise RuntimeError("no memory")

    recordings = ChainCache(10**6, lambda item: 1)
    with pytest.raises(RuntimeError, match="no memory"):
        flat(recordings.watch("a", broken))
    assert recordings.bytes() == 0


def test_a_recording_without_items_ends():
    assert list(Broadcast(iter(()), []).watch()) == []
