"""Items computed ahead: the same ones, a few at most, and nothing that goes on when nobody wants them."""

import threading
import time

import pytest

from explorer.ui.chains.prefetch import prefetch
from explorer.ui.clients import asking
from tests.support.served import wait_until

PATIENCE_S = 60


@pytest.fixture
def no_thread_stays():
    before = {*threading.enumerate()}
    yield
    wait_until(lambda: not [one for one in {*threading.enumerate()} - before if one.name == "prefetch"], PATIENCE_S)


@pytest.mark.usefixtures("no_thread_stays")
def test_the_items_are_the_same_and_the_thread_ends():
    assert list(prefetch(iter_of(100))) == list(range(100))


def iter_of(count):
    yield from range(count)


def test_the_thread_knows_for_whom_it_works():
    def source():
        yield asking.get()

    before = asking.set("ada")
    try:
        assert list(prefetch(source())) == ["ada"]
    finally:
        asking.reset(before)


def test_it_works_while_the_reader_does_something_else():
    ahead = threading.Event()

    def source():
        yield from range(4)
        ahead.set()
        yield 4

    items = prefetch(source())
    assert next(items) == 0
    assert ahead.wait(PATIENCE_S)  # nobody has asked for more
    assert list(items) == [1, 2, 3, 4]


def test_it_stays_only_so_far_ahead():
    seen = []

    def source():
        for i in range(100):
            seen.append(i)
            yield i

    items = prefetch(source(), most=3)
    next(items)
    wait_until(lambda: len(seen) == 5, PATIENCE_S)  # one was taken, three lie there, and one is held out
    time.sleep(0.3)  # only so that one that goes on would be caught
    assert len(seen) == 5
    items.close()


@pytest.mark.usefixtures("no_thread_stays")
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
    assert closed.wait(PATIENCE_S)


def test_what_goes_wrong_is_the_readers_to_hear():
    def broken():
        yield 1
        raise ValueError("broken")

    items = prefetch(broken())
    assert next(items) == 1
    with pytest.raises(ValueError, match="broken"):
        next(items)
