"""The line: who came first is served first, and who leaves frees the place."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from explorer.diffusion.latents import ROUNDS
from explorer.ui.chains.fair_queue import MOST_WIDE, FairQueue, TooLong, Waiting
from explorer.ui.chains.request import Request, Start, Walk
from explorer.ui.text import load_text


def test_there_is_no_waiting_while_there_are_places():
    queue = FairQueue(2)
    first, second = queue.queue(iter("ab")), queue.queue(iter("cd"))
    assert (next(first), next(second)) == ("a", "c")
    assert len(queue) == 2
    assert (list(first), list(second)) == (["b"], ["d"])
    assert len(queue) == 0


def test_the_others_wait_in_line_and_move_up():
    queue = FairQueue(1)
    working, second, third = (queue.queue(iter([name])) for name in "abc")
    assert next(working) == "a"
    assert (next(second), next(third)) == (Waiting(1), Waiting(2))
    working.close()
    assert next(second) == "b"
    assert next(third) == Waiting(1)
    assert list(second) == [] and next(third) == "c"


def test_who_leaves_while_waiting_leaves_nothing_behind():
    queue = FairQueue(1)
    working, waiting = queue.queue(iter("ab")), queue.queue(iter("c"))
    next(working)
    next(waiting)
    waiting.close()
    assert len(queue) == 1
    assert next(working) == "b"


def test_a_failure_frees_the_place():
    def broken():
        yield 1
        raise RuntimeError

    queue = FairQueue(1)
    work = queue.queue(broken())
    next(work)
    with pytest.raises(RuntimeError):
        next(work)
    assert len(queue) == 0


def test_never_more_at_work_than_there_are_places():
    queue, at_work, most = FairQueue(3), [], []

    def work(i):
        for _ in range(5):
            at_work.append(i)
            most.append(len(set(at_work)))
            yield i
            at_work.remove(i)

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(lambda i: list(queue.queue(work(i))), range(10)))
    assert max(most) <= 3 and len(queue) == 0


def test_everyones_first_comes_before_anybodys_second_and_the_third_pauses():
    queue = FairQueue(3)
    greedy = [queue.queue(iter(range(9)), ["a"]) for _ in range(5)]
    assert [next(work) for work in greedy] == [0, 0, 0, Waiting(1), Waiting(2)]  # nobody else is there
    other = queue.queue(iter("xyz"), ["b"])
    assert next(other) == "x"
    assert [next(work) for work in greedy] == [1, 1, Waiting(1), Waiting(2), Waiting(3)]
    assert queue.working() == 3
    other.close()
    assert [next(work) for work in greedy[:3]] == [2, 2, 1]


def test_of_many_who_wait_the_one_with_the_fewest_is_next():
    queue = FairQueue(2)
    greedy = [queue.queue(iter(range(9)), ["a"]) for _ in range(4)]
    assert [next(work) for work in greedy] == [0, 0, Waiting(1), Waiting(2)]
    others = [queue.queue(iter(range(9)), [name]) for name in "bc"]
    assert [next(work) for work in others] == [0, Waiting(1)]
    assert next(greedy[1]) == Waiting(2)
    greedy[0].close()
    assert next(others[1]) == Waiting(1)  # the first of a's has its turn, since it came before c's
    assert next(greedy[1]) == 1


def test_wide_steps_are_fewer_at_once_even_with_nobody_beside():
    queue = FairQueue(32)
    works = [queue.queue(iter(range(9)), ["a"], width=MOST_WIDE // 4) for _ in range(6)]
    assert [next(work) for work in works] == [0, 0, 0, 0, Waiting(1), Waiting(2)]
    enormous = [queue.queue(iter(range(9)), ["b"], width=9 * MOST_WIDE) for _ in range(3)]
    assert [next(work) for work in enormous] == [0, 0, Waiting(2)]  # after the third of a's


def test_what_two_watch_is_worked_on_in_the_turn_of_either():
    queue, watchers = FairQueue(1), ["a"]
    first = queue.queue(iter(range(9)), ["a"])
    shared = queue.queue(iter(range(9)), watchers)
    assert (next(first), next(shared)) == (0, Waiting(1))
    first.close()
    busy = [queue.queue(iter(range(9)), ["a"]) for _ in range(3)]
    assert next(shared) == 0 and next(busy[0]) == Waiting(1)
    watchers.remove("a")
    watchers.append("b")
    assert next(shared) == 1


@pytest.mark.parametrize(
    "limits, mine, reason",
    [
        ({"own": 2}, [1, 1, 1], "denoise.own_line"),
        ({"own_cost": 10}, [6, 6], "denoise.own_line"),
        ({"line": 3}, [1, 1, 1, 1], "denoise.line_full"),
    ],
)
def test_a_line_that_is_too_long_says_so_and_others_may_still_come(limits, mine, reason):
    queue = FairQueue(1, **limits)
    works = [queue.queue(iter("ab"), ["a"], cost) for cost in mine]
    for work in works[:-1]:
        next(work)
    with pytest.raises(TooLong) as refused:
        next(works[-1])
    assert refused.value.reason == reason and load_text("ja")(reason, **refused.value.values)
    assert len(queue) == len(mine) - 1
    if reason == "denoise.own_line":
        next(queue.queue(iter("ab"), ["b"], 6))
    works[0].close()
    again = queue.queue(iter("ab"), ["a"], 1)
    next(again)
    assert len(queue) == len(mine) - 1


def test_one_that_costs_more_than_all_may_still_come_alone():
    assert next(FairQueue(1, own_cost=10).queue(iter("ab"), ["a"], 11)) == "a"


def test_an_encoded_picture_counts_all_looks_at_the_network():
    encoded, plain = (
        Request(Start(kind, None, 0), Walk("toys", "ddim", 0.0, 10, 1.0, "off")) for kind in ("again", "picture")
    )
    assert encoded.work(32) == (1 + ROUNDS + 1) * plain.work(32)  # a step up, its rounds, and the step back
