"""The fast path says what the U-Net says."""

import sys
from dataclasses import replace

import pytest
import torch

from explorer.diffusion.noise import Noise
from explorer.diffusion.samplers import sample
from explorer.diffusion.schedule import cosine
from explorer.models import runtime
from explorer.models.checkpoint import load_checkpoint
from explorer.models.graph import export
from explorer.models.network import NetworkDenoiser
from explorer.models.runtime import FastNetwork, Pace, accelerate
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
    checkpoint = load_checkpoint("digits")
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
    monkeypatch.setattr(runtime, "export", lambda network: wrong)
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
    assert paces(Pace(), together=1, alone=2, calls=100) == [False, True] + [False] * 98


def test_where_one_thread_is_quicker_all_are_tried_now_and_then():
    ways = paces(Pace(), together=2, alone=1, calls=102)
    assert ways[:2] == [False, True]
    assert ways[2:].count(False) == 5


def test_a_change_of_the_machine_is_noticed():
    pace = Pace()
    paces(pace, together=1, alone=2, calls=50)
    assert paces(pace, together=4, alone=2, calls=50)[-10:].count(True) >= 9
    assert paces(pace, together=1, alone=2, calls=50)[-10:] == [False] * 10


def test_after_a_pause_all_threads_are_tried_again():
    now = [0.0]
    pace = Pace(lambda: now[0])
    paces(pace, together=2, alone=1, calls=5)
    now[0] = 10.0
    assert paces(pace, together=1, alone=2, calls=3) == [False] * 3
