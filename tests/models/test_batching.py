"""Several chains on one network: one call for all, and for each the answer that it would get alone."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
import torch

from explorer.models import batching as module
from explorer.models.batching import Batching
from tests.support.served import wait_until

PATIENCE_S = 60


class Network:
    """Answers x * time + label, notes how many samples each call had, and holds the first until `go` is set."""

    def __init__(self, held: bool = False, seconds: float = 0.0):
        self.seconds, self.calls, self.at_once, self.most_at_once = seconds, [], 0, 0
        self.go = threading.Event()
        if not held:
            self.go.set()

    def __call__(self, x, t, label=None):
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.calls.append(len(x))
        assert self.go.wait(PATIENCE_S)
        time.sleep(self.seconds)
        self.at_once -= 1
        return x * t[:, None] + (0 if label is None else label[:, None])


def together(network: Network, shared: Batching, asking: list[Callable]) -> list:
    """What they return, of whom the first is being answered until all the others wait in line."""
    with ThreadPoolExecutor(len(asking)) as pool:
        first = pool.submit(asking[0])
        wait_until(lambda: network.calls, PATIENCE_S)
        others = [pool.submit(ask) for ask in asking[1:]]
        wait_until(lambda: len(shared._waiting) == len(others), PATIENCE_S)
        network.go.set()
        return [future.result(PATIENCE_S) for future in [first, *others]]


def chain(run, seed: int, steps: int = 20, samples: int = 1) -> list[torch.Tensor]:
    x, label = torch.full((samples, 3), float(seed)), torch.full((samples,), seed)
    return [run(x, torch.full((samples,), step), label) for step in range(steps)]


def test_each_gets_its_own_answer_and_calls_are_shared():
    network = Network(held=True)
    shared = Batching(network)
    answers = together(network, shared, [partial(chain, shared, seed, samples=1 + seed % 3) for seed in range(8)])
    for seed, got in enumerate(answers):
        for step, answer in enumerate(got):
            torch.testing.assert_close(answer, torch.full((1 + seed % 3, 3), float(seed * step + seed)))
    assert network.most_at_once == 1
    samples = [1 + seed % 3 for seed in range(8)]
    assert network.calls[0] == samples[0] and network.calls[1] >= sum(samples[1:])
    assert sum(network.calls) == 20 * sum(samples)


def test_alone_there_is_no_waiting():
    network = Network()
    chain(Batching(network), 1, steps=50)
    assert network.calls == [1] * 50


def test_without_labels():
    answer = Batching(Network())(torch.ones(2, 3), torch.tensor([2, 3]))
    torch.testing.assert_close(answer, torch.tensor([[2.0] * 3, [3.0] * 3]))


def test_a_call_never_has_more_samples_than_fit(monkeypatch):
    monkeypatch.setattr(module, "MOST", 5)
    network = Network(held=True)
    shared = Batching(network)
    together(network, shared, [partial(chain, shared, seed, steps=5, samples=2) for seed in range(6)])
    assert network.calls[:3] == [2, 4, 4] and max(network.calls) == 4
    assert sum(network.calls) == 6 * 5 * 2


def test_only_what_is_of_one_kind_is_asked_together():
    kinds = [torch.ones(1, 3), torch.ones(1, 5), torch.ones(1, 3, dtype=torch.float64), torch.ones(1, 5).half()]
    shared = Batching(Network(seconds=0.001))

    def ask(index: int) -> None:
        for step in range(10):
            label = None if index % 2 else torch.tensor([index])
            answer = shared(kinds[index % 4], torch.tensor([step]), label)
            assert answer.dtype == kinds[index % 4].dtype
            assert torch.equal(answer, kinds[index % 4] * step + (0 if label is None else index))

    with ThreadPoolExecutor(8) as pool:
        for future in [pool.submit(ask, index) for index in range(8)]:
            future.result(PATIENCE_S)


def test_a_call_never_has_more_samples_than_memory_has_room_for():
    network = Network(held=True)
    shared = Batching(network, lambda x, wanted: 3)
    together(network, shared, [partial(chain, shared, seed, steps=5) for seed in range(6)])
    assert network.calls[:2] == [1, 3] and max(network.calls) == 3 and sum(network.calls) == 30


def test_a_failure_reaches_all_who_asked_and_the_next_are_served():
    network = Network(held=True)

    def run(x, t, label=None):
        answer = network(x, t, label)
        if len(network.calls) == 2:
            raise RuntimeError("no memory")
        return answer

    shared, x, t = Batching(run), torch.ones(1, 3), torch.ones(1)

    def ask():
        try:
            return shared(x, t)
        except RuntimeError as error:
            return str(error)

    answer, *failed = together(network, shared, [ask] * 4)
    assert torch.equal(answer, x) and failed == ["no memory"] * 3
    assert torch.equal(shared(x, t), x)


def test_who_comes_late_is_not_forgotten():
    """Many threads with pauses of their own: every question is answered."""
    shared = Batching(Network(seconds=0.001))

    def ask(seed: int) -> None:
        for step in range(30):
            time.sleep((seed * step % 7) / 5000)
            answer = shared(torch.full((1, 1), float(seed)), torch.full((1,), step), torch.zeros(1))
            assert answer.item() == seed * step

    with ThreadPoolExecutor(12) as pool:
        for future in [pool.submit(ask, seed) for seed in range(12)]:
            future.result(PATIENCE_S)


@pytest.mark.parametrize("threads", [2, 5])
def test_steady_chains_move_in_step(threads, monkeypatch):
    monkeypatch.setattr(module, "PATIENCE_S", PATIENCE_S)
    network = Network(held=True)
    shared = Batching(network)
    steps = [31] + [30] * (threads - 1)  # the first has one alone; so all end together, and nobody is waited for
    together(network, shared, [partial(chain, shared, seed, count) for seed, count in enumerate(steps)])
    assert network.calls == [1] + [threads] * 30


def test_who_asks_again_before_the_others_have_their_answers_counts_once(monkeypatch):
    counted = []

    class Noted(module.Future):
        def set_result(self, answer):
            if answer is not None:
                counted.append(shared._expected)
            super().set_result(answer)

    monkeypatch.setattr(module, "Future", Noted)
    network = Network(held=True)
    shared = Batching(network)
    together(network, shared, [partial(chain, shared, seed, steps=1) for seed in range(4)])
    assert network.calls == [1, 3] and counted == [3, 3]


def test_who_has_left_is_not_waited_for_long():
    network = Network(held=True)
    shared = Batching(network)
    together(network, shared, [partial(chain, shared, 0, 5), partial(chain, shared, 1, 2)])
    assert sum(network.calls) == 7
