"""The GPU's fast path, with a stand-in for a captured graph: what is replayed reads and writes where it did."""

from dataclasses import replace

import pytest
import torch

from explorer.models import cuda_path
from explorer.models.cuda_path import GraphNetwork
from explorer.models.runtime import equal
from tests.helpers import SMALL, gaussian_noise, random_unet


class Captures:
    """Plays `captured` on any device: a replay calculates anew, into the answer's place. Counts what was done."""

    def __init__(self):
        self.made, self.replayed = [], 0

    def __call__(self, work):
        answer = work()
        self.made.append(len(answer))

        def replay():
            self.replayed += 1
            answer.copy_(work())

        return replay, answer


@pytest.fixture(params=[None, 5], ids=["without classes", "with classes"])
def network(request):
    return random_unet(replace(SMALL, num_class_embeds=request.param)).eval().requires_grad_(False)


def inputs(network, count):
    label = None if network.config.num_class_embeds is None else torch.arange(count) % 5
    return gaussian_noise(torch.empty(count, 1, 8, 8)), torch.arange(count) % 100, label


def test_every_batch_gets_the_networks_answer_from_the_smallest_graph_that_holds_it(network):
    captures = Captures()
    graphs = GraphNetwork(network, captures)
    for count in (1, 3, 2, 64, 4, 1):
        asked = inputs(network, count)
        torch.testing.assert_close(graphs(*asked), network(*asked), rtol=1e-5, atol=1e-5)
    assert captures.made == [1, 4, 2, 64] and captures.replayed == 6


def test_an_answer_stays_when_the_graph_is_asked_again(network):
    graphs = GraphNetwork(network, Captures())
    first = graphs(*inputs(network, 2))
    kept = first.clone()
    graphs(torch.zeros(2, 1, 8, 8), *inputs(network, 2)[1:])
    assert torch.equal(first, kept)


@pytest.mark.parametrize("change", [
    lambda x, time, label: (x[:, :, :4, :4], time, label),
    lambda x, time, label: (x.double(), time, label),
    lambda x, time, label: (x, time.int(), label),
    lambda x, time, label: (x.repeat(33, 1, 1, 1), time.repeat(33), label),
    lambda x, time, label: (x[:0], time[:0], label),
    lambda x, time, label: (x.requires_grad_(), time, label),
])  # fmt: skip
def test_what_there_is_no_graph_for_is_left_to_the_network(change):
    network = random_unet().eval().requires_grad_(False)
    asked, captures, seen = change(*inputs(network, 2)), Captures(), []
    graphs = GraphNetwork(network, captures)
    graphs._network = lambda *args: seen.append(args)
    graphs(*asked)
    assert captures.made == [] and len(seen) == 1


def test_a_graph_that_would_take_too_much_memory_is_not_captured(network, monkeypatch):
    monkeypatch.setattr(cuda_path, "left", lambda device: 1000)
    captures = Captures()
    asked = inputs(network, 1)
    assert torch.equal(GraphNetwork(network, captures)(*asked), network(*asked)) and captures.made == []


def test_where_nothing_can_be_captured_the_network_answers(network):
    tried = []

    def refused(work):
        tried.append(work)
        raise RuntimeError("operation not permitted when stream is capturing")

    graphs, asked = GraphNetwork(network, refused), inputs(network, 1)
    for _ in range(2):
        assert torch.equal(graphs(*asked), network(*asked))
    assert len(tried) == 1


def test_the_gate_lets_through_what_says_the_same_and_nothing_else(network):
    assert equal(GraphNetwork(network, Captures()), network, 100)

    def wrong(work):
        replay, answer = Captures()(work)
        return (lambda: (replay(), answer.add_(0.01))), answer

    assert not equal(GraphNetwork(network, wrong), network, 100)


def test_graphs_follow_weights_that_change_in_place(network):
    graphs, asked = GraphNetwork(network, Captures()), inputs(network, 1)
    before = graphs(*asked)
    network.conv_out.bias.add_(1)
    torch.testing.assert_close(graphs(*asked), before + 1, rtol=1e-4, atol=1e-4)
