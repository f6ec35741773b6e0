"""Networks of every kind, from diffusers' folder into ours and the other way."""

from dataclasses import asdict

import pytest
import torch
from diffusers import DDPMScheduler, UNet2DModel

from explorer.diffusion.schedule import linear
from explorer.models.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from explorer.models.network import NetworkDenoiser
from tests.helpers import random_unet, randomise
from tests.models.configurations import CONFIGS, assert_same, inputs


@pytest.fixture(params=CONFIGS)
def config(request):
    return CONFIGS[request.param]


def assert_both_say_the_same(ours, theirs):
    x, time, label = inputs(ours.config)
    with torch.no_grad():
        assert_same(ours(x, time, label), theirs(x, time, class_labels=label).sample)


@pytest.mark.parametrize("shard_size", ["10GB", "20KB"])
def test_their_network_loads_here(tmp_path, config, shard_size):
    theirs = randomise(UNet2DModel(**asdict(config)))
    theirs.save_pretrained(tmp_path, max_shard_size=shard_size)
    DDPMScheduler().save_pretrained(tmp_path)
    loaded = load_checkpoint(tmp_path)
    assert loaded.denoiser.network.config == config
    assert_both_say_the_same(loaded.denoiser.network, theirs)


def test_our_network_loads_there(tmp_path, config):
    ours, schedule = random_unet(config), linear(1000)
    shape = (config.in_channels, config.sample_size, config.sample_size)
    save_checkpoint(Checkpoint(NetworkDenoiser(ours, schedule), schedule, shape, (), "ours"), tmp_path / "ours")
    theirs, report = UNet2DModel.from_pretrained(tmp_path / "ours", output_loading_info=True)
    assert not any(report.values())  # nothing missing, nothing left over
    assert_both_say_the_same(ours, theirs.eval())
