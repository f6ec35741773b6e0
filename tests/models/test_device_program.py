"""The program for the visitor's device: what it covers, and where it puts things."""

import json
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
import torch

from explorer.diffusion.schedule import cosine
from explorer.models.checkpoint import load_checkpoint
from explorer.models.device.arena import Buffer, place, spans
from explorer.models.device.gate import noises, reference
from explorer.models.device.program import LARGEST, NotCovered, program
from explorer.models.device.writer import Writer
from explorer.models.network import NetworkDenoiser
from explorer.models.unet import UNet
from tests.helpers import SMALL, random_unet
from tests.models.configurations import CONFIGS

COVERED = {name: config for name, config in CONFIGS.items() if config.act_fn in ("silu", "swish")}


def on_meta(config):
    with torch.device("meta"):
        return UNet(config)


@pytest.fixture(params=COVERED)
def unet(request):
    return on_meta(COVERED[request.param])


def test_every_weight_is_used_once_in_its_shape(unet):
    used = [(name, tuple(shape)) for each in program(unet)["weights"] for name, shape in each["tensors"]]
    assert Counter(used) == Counter((name, tuple(weight.shape)) for name, weight in unet.state_dict().items())


def test_it_is_plain_data_without_the_weights(unet):
    made = program(unet)
    assert json.loads(json.dumps(made)) == json.loads(json.dumps(program(unet)))
    assert len(json.dumps(made)) < 400 * len(made["steps"]) + 400 * len(made["weights"]) + 10_000


def test_what_is_needed_at_the_same_time_lies_apart(unet, monkeypatch):
    """Weights before the arena, and no two buffers in one place for as long as both are needed."""
    placed = []

    def watched(steps, start):
        placed.append((list(steps), start, *place(steps, start)))
        return placed[-1][2:]

    monkeypatch.setattr("explorer.models.device.program.place", watched)
    made = program(unet)
    ((steps, start, places, end),) = placed
    assert max(each["to"] + each["size"] for each in made["weights"]) <= start <= end <= made["size"]
    needed = spans(steps)
    assert needed.keys() == places.keys()
    for one, at in places.items():
        assert start <= at and at + one.size <= end
        for other, there in places.items():
            apart = at + one.size <= there or there + other.size <= at
            never_together = needed[one][1] < needed[other][0] or needed[other][1] < needed[one][0]
            assert one is other or apart or never_together


def test_weights_lie_apart(unet):
    taken = sorted((each["to"], each["to"] + each["size"]) for each in program(unet)["weights"])
    assert all(end <= start for (_, end), (start, _) in pairwise(taken))


def test_buffers_that_are_never_needed_together_share_their_place():
    a, b, c = Buffer(100), Buffer(100), Buffer(100)
    places, end = place([{"x": a, "y": b}, {"x": b, "y": c}], 16)
    assert places[a] == places[c] != places[b]
    assert end <= 16 + 2 * 112


@pytest.fixture(params=["toys", "digits", "memorised"])
def shipped(request):
    return load_checkpoint(request.param).denoiser.network


def test_the_shipped_networks_need_little_memory(shipped):
    assert 4 * program(shipped)["size"] <= 60e6  # beside it the Worker holds the file for a while: 6 MB


@pytest.mark.parametrize("act_fn", ["mish", "gelu", "relu"])
def test_another_activation_is_refused_by_name(act_fn):
    with pytest.raises(NotCovered, match=f"The activation {act_fn} is not"):
        program(on_meta(replace(SMALL, act_fn=act_fn)))


def test_a_large_picture_is_refused_by_its_size():
    program(on_meta(replace(SMALL, sample_size=LARGEST)))
    with pytest.raises(NotCovered, match="at most 64 pixels a side, not 128"):
        program(on_meta(replace(SMALL, sample_size=128)))


def test_a_large_network_is_refused_by_what_it_needs():
    with pytest.raises(NotCovered, match=r"too many parameters: on a visitor's device it would need \d+ MB"):
        program(on_meta(replace(SMALL, block_out_channels=(256, 512))))


def test_the_gate_knows_what_the_network_says():
    network = random_unet(replace(SMALL, num_class_embeds=3))
    gate = reference(NetworkDenoiser(network, cosine(100)))
    assert json.loads(json.dumps(gate)) == gate
    assert [each["time"] for each in gate["asked"]] == [0, 50, 99]
    x = torch.from_numpy(noises(gate["seed"], (3, 1, 8, 8)))
    assert abs(x.std() - 1) < 0.1
    with torch.no_grad():
        said = network(x, torch.tensor([0, 50, 99]), torch.tensor([each["label"] for each in gate["asked"]]))
    for each, answer in zip(gate["asked"], said, strict=True):
        assert each["answer"] == answer.flatten()[gate["at"]].tolist()


def test_a_step_names_what_its_kernel_writes():
    writer = Writer(random_unet())
    assert writer.map(5, 3).at.size == 28 * 8  # 25 pixels to a multiple of 4, 3 channels to one of 8
