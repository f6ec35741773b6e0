"""The line: who came first is served first, and who leaves frees the place."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from explorer.ui.places import Ahead, Places


def test_there_is_no_waiting_while_there_are_places():
    places = Places(2)
    first, second = places.queue(iter("ab")), places.queue(iter("cd"))
    assert (next(first), next(second)) == ("a", "c")
    assert len(places) == 2
    assert (list(first), list(second)) == (["b"], ["d"])
    assert len(places) == 0


def test_the_others_wait_in_line_and_move_up():
    places = Places(1)
    working, second, third = (places.queue(iter([name])) for name in "abc")
    assert next(working) == "a"
    assert (next(second), next(third)) == (Ahead(1), Ahead(2))
    working.close()
    assert next(second) == "b"
    assert next(third) == Ahead(1)
    assert list(second) == [] and next(third) == "c"


def test_who_leaves_while_waiting_leaves_nothing_behind():
    places = Places(1)
    working, waiting = places.queue(iter("ab")), places.queue(iter("c"))
    next(working)
    next(waiting)
    waiting.close()
    assert len(places) == 1
    assert next(working) == "b"


def test_a_failure_frees_the_place():
    def broken():
        yield 1
        raise RuntimeError

    places = Places(1)
    work = places.queue(broken())
    next(work)
    with pytest.raises(RuntimeError):
        next(work)
    assert len(places) == 0


def test_never_more_at_work_than_there_are_places():
    places, at_work, most = Places(3), [], []

    def work(i):
        for _ in range(5):
            at_work.append(i)
            most.append(len(set(at_work)))
            yield i
            at_work.remove(i)

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(lambda i: list(places.queue(work(i))), range(10)))
    assert max(most) <= 3 and len(places) == 0
