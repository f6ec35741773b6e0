"""The fast path says what the U-Net says."""

import pickle
import sys
from copy import deepcopy
from dataclasses import replace

import pytest
import torch

from explorer.diffusion.noise import Noise
from explorer.diffusion.samplers import sample
from explorer.diffusion.schedule import cosine
from explorer.models import cpu_path, runtime
from explorer.models.checkpoint import load_checkpoint
from explorer.models.cpu_path import FastNetwork, Pace
from explorer.models.graph import export
from explorer.models.network import NetworkDenoiser
from explorer.models.runtime import OnDemand, accelerate, fast_path
from tests.helpers import SMALL, gaussian_noise, random_unet
from tests.models.configurations import CHANGES

TIMES = torch.tensor([0, 37, 99])


@pytest.fixture(params=CHANGES)
def network(request):
    return random_unet(replace(SMALL, **CHANGES[request.param]))


def inputs(network, count):
    config = network.config
    x = gaussian_noise(torch.empty(count, config.in_channels, config.sample_size, config.sample_size))
    label = None if config.num_class_embeds is None else torch.arange(count) % config.num_class_embeds
    return x, TIMES[:count], label


def assert_same(fast, network, count):
    x, time, label = inputs(network, count)
    before = x.clone()
    with torch.no_grad():
        expected = network(x, time, label)
    for _ in range(3):  # the first two calls try both ways of running
        torch.testing.assert_close(fast(x, time, label), expected, rtol=1e-4, atol=1e-4)
    assert torch.equal(x, before)


@pytest.mark.parametrize("count", [1, 3])
def test_it_says_what_the_network_says(network, count):
    assert_same(FastNetwork(network, 100), network, count)


def test_any_memory_layout_of_weights_and_pictures_will_do():
    network = random_unet().to(memory_format=torch.channels_last)
    x, time, _ = inputs(network, 3)
    x = x.contiguous(memory_format=torch.channels_last)
    with torch.no_grad():
        torch.testing.assert_close(FastNetwork(network, 100)(x, time), network(x, time), rtol=1e-4, atol=1e-4)


def test_accelerate_switches_the_denoiser():
    network = random_unet()
    denoiser = NetworkDenoiser(network, cosine(100))
    x, t = gaussian_noise(torch.empty(3, 1, 8, 8)), torch.tensor([1, 50, 100])
    with torch.no_grad():
        before = denoiser.output(x, t)
        assert accelerate(denoiser)
        assert isinstance(denoiser.run, FastNetwork)
        assert denoiser.network is network
        torch.testing.assert_close(denoiser.output(x, t), before, rtol=1e-4, atol=1e-4)


def test_a_chain_of_the_shipped_network_draws_the_same_picture():
    checkpoint = load_checkpoint("digits", fast=False)
    pictures = []
    for _ in range(2):
        noise = Noise([0, 1])
        *_, last = sample(
            checkpoint.denoiser, checkpoint.schedule, noise.start(checkpoint.shape), steps=20, label=[3, 5], guidance=2
        )
        pictures.append(last.x_s)
        assert accelerate(checkpoint.denoiser)
    assert (pictures[0] - pictures[1]).abs().max() < 0.01
    assert (pictures[0][0] - pictures[0][1]).abs().max() > 0.5


def test_a_fast_path_that_says_something_else_is_not_taken(monkeypatch):
    denoiser = NetworkDenoiser(random_unet(), cosine(100))
    wrong = export(random_unet(seed=1))
    monkeypatch.setattr(cpu_path, "export", lambda network: wrong)
    assert not accelerate(denoiser)
    assert denoiser.run is denoiser.network


@pytest.mark.parametrize("limit", ["MAX_PARAMETERS", "MAX_T"])
def test_what_would_take_too_much_memory_keeps_the_plain_path(monkeypatch, limit):
    monkeypatch.setattr(runtime, limit, 50)
    denoiser = NetworkDenoiser(random_unet(), cosine(100))
    assert not accelerate(denoiser)
    assert denoiser.run is denoiser.network


def test_without_ncnn_the_plain_path_stays(monkeypatch):
    monkeypatch.setitem(sys.modules, "ncnn", None)
    assert not accelerate(NetworkDenoiser(random_unet(), cosine(100)))


def paces(pace, together, alone, calls):
    """Which way each of so many calls took ("alone" is True), where the two ways take these seconds."""
    ways = []
    for _ in range(calls):
        ways.append(pace.choose())
        pace.note(ways[-1], alone if ways[-1] else together)
    return ways


def test_the_quicker_way_is_taken_from_the_third_call():
    assert paces(Pace(lambda: 0.0), together=1, alone=2, calls=100) == [False, True] + [False] * 98


def test_where_one_thread_is_quicker_all_are_tried_now_and_then():
    ways = paces(Pace(lambda: 0.0), together=2, alone=1, calls=102)
    assert ways[:2] == [False, True]
    assert ways[2:].count(False) == 5


def test_a_change_of_the_machine_is_noticed():
    pace = Pace(lambda: 0.0)
    paces(pace, together=1, alone=2, calls=50)
    assert paces(pace, together=4, alone=2, calls=50)[-10:].count(True) >= 9
    assert paces(pace, together=1, alone=2, calls=50)[-10:] == [False] * 10


def test_after_a_pause_all_threads_are_tried_again():
    now = [0.0]
    pace = Pace(lambda: now[0])
    paces(pace, together=2, alone=1, calls=5)
    now[0] = 10.0
    assert paces(pace, together=1, alone=2, calls=3) == [False] * 3


# --- on demand


def test_load_checkpoint_alone_takes_the_fast_path_when_it_is_asked():
    fast, plain = load_checkpoint("digits"), load_checkpoint("digits", fast=False)
    assert isinstance(fast.denoiser.run, OnDemand) and plain.denoiser.run is plain.denoiser.network
    x, t = gaussian_noise(torch.empty(2, *fast.shape)), torch.tensor([10, 900])
    with torch.no_grad():
        said = fast.denoiser.output(x, t)
        other = load_checkpoint("digits", fast=False).denoiser
        assert accelerate(other)
        torch.testing.assert_close(said, other.output(x, t), rtol=1e-4, atol=1e-4)
        assert not torch.equal(said, plain.denoiser.output(x, t))  # it is another way to the same
        torch.testing.assert_close(said, plain.denoiser.output(x, t), rtol=1e-3, atol=1e-3)


def on_demand(monkeypatch, network):
    """The network on demand, and a list of whom the fast path was prepared for."""
    prepared = []

    def noted(*args):
        prepared.append(args)
        return fast_path(*args)

    monkeypatch.setattr(runtime, "fast_path", noted)
    return OnDemand(network, 100), prepared


def test_it_is_prepared_once_and_not_before_it_is_asked(monkeypatch):
    run, prepared = on_demand(monkeypatch, random_unet().eval())
    assert prepared == []
    for _ in range(3):
        assert_same(run, run._network, 1)
    assert len(prepared) == 1


def test_while_a_network_is_trained_it_answers_itself(monkeypatch):
    network = random_unet().train()
    run, prepared = on_demand(monkeypatch, network)
    x, time, label = inputs(network, 2)
    assert run(x, time, label).requires_grad and prepared == []


@pytest.mark.parametrize("change", ["a step", "other weights"])
def test_once_its_weights_have_changed_a_network_answers_itself(monkeypatch, change):
    network, other = random_unet().eval(), random_unet(seed=1)
    run, prepared = on_demand(monkeypatch, network)
    assert_same(run, network, 1)
    if change == "a step":
        with torch.no_grad():
            next(network.parameters()).add_(1)
    else:
        network.load_state_dict(other.state_dict())
    x, time, label = inputs(network, 1)
    with torch.no_grad():
        assert torch.equal(run(x, time, label), network(x, time, label))
    assert len(prepared) == 1


def test_a_copy_of_a_checkpoint_prepares_its_own(monkeypatch):
    checkpoint = load_checkpoint("digits")
    x, t = gaussian_noise(torch.empty(1, *checkpoint.shape)), torch.tensor([500])
    with torch.no_grad():
        said = checkpoint.denoiser.output(x, t)
        for copied in (deepcopy(checkpoint), pickle.loads(pickle.dumps(checkpoint))):
            next(copied.denoiser.network.parameters()).zero_()
            torch.testing.assert_close(checkpoint.denoiser.output(x, t), said, rtol=1e-4, atol=1e-4)
            assert (copied.denoiser.output(x, t) - said).abs().max() > 0.01
