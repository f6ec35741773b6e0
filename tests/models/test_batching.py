"""Several chains on one network: one call for all, and for each the answer that it would get alone."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch

from explorer.models import batching as together
from explorer.models.batching import Batching


class Network:
    """Answers x * time + label, slowly, and notes how many samples each call had."""

    def __init__(self, seconds: float = 0.01):
        self.seconds, self.calls, self.at_once, self.most_at_once = seconds, [], 0, 0

    def __call__(self, x, t, label=None):
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.calls.append(len(x))
        time.sleep(self.seconds)
        self.at_once -= 1
        return x * t[:, None] + (0 if label is None else label[:, None])


def chain(run, seed: int, steps: int = 20, samples: int = 1) -> list[torch.Tensor]:
    x, label = torch.full((samples, 3), float(seed)), torch.full((samples,), seed)
    return [run(x, torch.full((samples,), step), label) for step in range(steps)]


def test_each_gets_its_own_answer_and_calls_are_shared():
    network = Network()
    shared = Batching(network)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda seed: chain(shared, seed, samples=1 + seed % 3), range(8)))
    for seed, got in enumerate(answers):
        for step, answer in enumerate(got):
            torch.testing.assert_close(answer, torch.full((1 + seed % 3, 3), float(seed * step + seed)))
    assert network.most_at_once == 1
    assert len(network.calls) < 8 * 20 / 4  # alone it would be 160 calls


def test_alone_there_is_no_waiting():
    network = Network(0)
    chain(Batching(network), 1, steps=50)
    assert network.calls == [1] * 50


def test_without_labels():
    answer = Batching(Network())(torch.ones(2, 3), torch.tensor([2, 3]))
    torch.testing.assert_close(answer, torch.tensor([[2.0] * 3, [3.0] * 3]))


def test_a_call_never_has_more_samples_than_fit(monkeypatch):
    monkeypatch.setattr(together, "MOST", 5)
    network = Network()
    shared = Batching(network)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda seed: chain(shared, seed, steps=5, samples=2), range(6)))
    assert max(network.calls) == 4
    assert sum(network.calls) == 6 * 5 * 2


def test_only_what_is_of_one_kind_is_asked_together():
    kinds = [torch.ones(1, 3), torch.ones(1, 5), torch.ones(1, 3, dtype=torch.float64), torch.ones(1, 5).half()]
    shared = Batching(Network(0.001))

    def ask(index: int) -> None:
        for step in range(10):
            label = None if index % 2 else torch.tensor([index])
            answer = shared(kinds[index % 4], torch.tensor([step]), label)
            assert answer.dtype == kinds[index % 4].dtype
            assert torch.equal(answer, kinds[index % 4] * step + (0 if label is None else index))

    with ThreadPoolExecutor(8) as pool:
        for future in [pool.submit(ask, index) for index in range(8)]:
            future.result(60)


def test_a_call_never_has_more_samples_than_memory_has_room_for():
    network = Network()
    shared = Batching(network, lambda x, wanted: 3)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda seed: chain(shared, seed, steps=5), range(6)))
    assert max(network.calls) <= 3 and sum(network.calls) == 30


def test_a_failure_reaches_all_who_asked_and_the_next_are_served():
    calls = []

    def run(x, t, label=None):
        calls.append(len(x))
        time.sleep(0.02)
        if len(calls) == 2:
            raise RuntimeError("no memory")
        return x

    shared, x, t = Batching(run), torch.zeros(1, 3), torch.zeros(1)
    first = threading.Thread(target=shared, args=[x, t])
    first.start()
    while not calls:
        time.sleep(0.001)
    with ThreadPoolExecutor(3) as pool:
        asked = [pool.submit(shared, x, t) for _ in range(3)]
        failed = [future.exception() for future in asked]
    first.join()
    assert any(isinstance(error, RuntimeError) for error in failed)
    assert torch.equal(shared(x, t), x)


def test_who_comes_late_is_not_forgotten():
    """Many threads with pauses of their own: every question is answered."""
    shared = Batching(Network(0.001))

    def ask(seed: int) -> None:
        for step in range(30):
            time.sleep((seed * step % 7) / 5000)
            answer = shared(torch.full((1, 1), float(seed)), torch.full((1,), step), torch.zeros(1))
            assert answer.item() == seed * step

    with ThreadPoolExecutor(12) as pool:
        for future in [pool.submit(ask, seed) for seed in range(12)]:
            future.result(60)


@pytest.mark.parametrize("threads", [2, 5])
def test_steady_chains_move_in_step(threads):
    network = Network()
    with ThreadPoolExecutor(threads) as pool:
        shared = Batching(network)
        for future in [pool.submit(chain, shared, seed, 30) for seed in range(threads)]:
            future.result()
    middle = network.calls[5:-5]
    assert sorted(middle)[len(middle) // 2] == threads
