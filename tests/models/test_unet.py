"""The U-Net against diffusers.UNet2DModel with the same weights."""

from dataclasses import asdict, fields, replace

import pytest
import torch
from diffusers import UNet2DModel

from explorer.models.unet import UNet, UNetConfig
from tests.helpers import SMALL, gaussian_noise, random_unet, randomise

THREE_LEVELS = {
    "down_block_types": ("DownBlock2D", "AttnDownBlock2D", "DownBlock2D"),
    "up_block_types": ("UpBlock2D", "AttnUpBlock2D", "UpBlock2D"),
    "block_out_channels": (8, 16, 24),
    "sample_size": 16,
}
CHANGES = {
    "as it is": {},
    "no attention in the blocks": {"down_block_types": ("DownBlock2D",) * 2, "up_block_types": ("UpBlock2D",) * 2},
    "attention everywhere": {"down_block_types": ("AttnDownBlock2D",) * 2, "up_block_types": ("AttnUpBlock2D",) * 2},
    "attention only on the way down": {"up_block_types": ("UpBlock2D",) * 2},
    "attention only on the way up": {"down_block_types": ("DownBlock2D",) * 2},
    "three levels": THREE_LEVELS,
    "three levels, three layers": {**THREE_LEVELS, "layers_per_block": 3},
    "one level": {"down_block_types": ("DownBlock2D",), "up_block_types": ("UpBlock2D",), "block_out_channels": (16,)},
    "narrower below": {"block_out_channels": (32, 16)},
    "two layers": {"layers_per_block": 2},
    "one head": {"attention_head_dim": None},
    "heads of 4": {"attention_head_dim": 4},
    "heads that do not divide the channels": {"attention_head_dim": 24},
    "asymmetric padding": {"downsample_padding": 0},
    "asymmetric padding at an odd number of levels": {**THREE_LEVELS, "downsample_padding": 0},
    "sine first": {"flip_sin_to_cos": False},
    "shifted frequencies": {"freq_shift": 1},
    "classes": {"num_class_embeds": 5},
    "scale and shift": {"resnet_time_scale_shift": "scale_shift"},
    "no attention in the middle": {"add_attention": False},
    "scaled middle": {"mid_block_scale_factor": 1.7},
    "centred input": {"center_input_sample": True},
    "three channels": {"in_channels": 3, "out_channels": 3},
    "other groups": {"norm_num_groups": 4},
    "other epsilon": {"norm_eps": 0.1},
    "google/ddpm-cifar10-32 in small": {
        **THREE_LEVELS,
        "attention_head_dim": None,
        "downsample_padding": 0,
        "flip_sin_to_cos": False,
        "freq_shift": 1,
        "in_channels": 3,
        "layers_per_block": 2,
        "norm_eps": 1e-6,
        "out_channels": 3,
    },
}


@pytest.fixture(params=CHANGES)
def config(request) -> UNetConfig:
    return replace(SMALL, **CHANGES[request.param])


def twins(config):
    theirs = randomise(UNet2DModel(**asdict(config)))
    ours = UNet(config).eval()
    ours.load_state_dict(theirs.state_dict())
    return ours, theirs


def inputs(config):
    x = gaussian_noise(torch.empty(4, config.in_channels, config.sample_size, config.sample_size))
    label = None if config.num_class_embeds is None else torch.tensor([0, 4, 2, 1])
    return x, torch.tensor([0, 3, 500, 999]), label


def test_the_output_is_diffusers(config):
    ours, theirs = twins(config)
    x, time, label = inputs(config)
    with torch.no_grad():
        expected = theirs(x, time, class_labels=label).sample
        torch.testing.assert_close(ours(x, time, label), expected, rtol=1e-5, atol=1e-5)
    assert expected.std() > 0.1  # or an error would have nothing to show itself in


def test_the_parameters_have_diffusers_names_and_shapes(config):
    ours, theirs = UNet(config).state_dict(), UNet2DModel(**asdict(config)).state_dict()
    assert {name: weight.shape for name, weight in ours.items()} == {name: w.shape for name, w in theirs.items()}


def test_every_parameter_matters(config):
    # What no output depends on could be anything, and the comparison above would not notice.
    network = random_unet(config)
    network(*inputs(config)).square().sum().backward()
    silent = {name for name, weight in network.named_parameters() if weight.grad is None or not weight.grad.any()}
    # The softmax does not feel a constant that is added to all keys.
    assert {name for name in silent if "to_k.bias" not in name} == set()


@pytest.mark.parametrize("field", [field.name for field in fields(UNetConfig)])
def test_the_defaults_are_diffusers(field):
    with torch.device("meta"):  # the default network is large
        theirs = UNet2DModel().config
    ours = getattr(UNetConfig(), field)
    if field == "sample_size":
        assert theirs[field] is None  # here it has to be a number
    else:
        assert ours == (tuple(theirs[field]) if isinstance(theirs[field], list) else theirs[field])


def test_gradients_are_diffusers():
    # A network that is fine-tuned here must learn what it would learn there.
    ours, theirs = twins(SMALL)
    x, time, _ = inputs(SMALL)
    ours(x, time).square().mean().backward()
    theirs(x, time).sample.square().mean().backward()
    expected = dict(theirs.named_parameters())
    for name, weight in ours.named_parameters():
        torch.testing.assert_close(weight.grad, expected[name].grad, rtol=1e-3, atol=1e-5)


def test_dropout_works_in_training_only():
    network, (x, time, _) = random_unet(replace(SMALL, dropout=0.5)), inputs(SMALL)
    assert torch.equal(network(x, time), network(x, time))
    network.train()
    assert not torch.equal(network(x, time), network(x, time))


def test_other_picture_sizes_than_the_configs_work():
    ours, theirs = twins(SMALL)
    x, time = gaussian_noise(torch.empty(2, 1, 12, 20)), torch.tensor([7, 800])
    with torch.no_grad():
        torch.testing.assert_close(ours(x, time), theirs(x, time).sample, rtol=1e-5, atol=1e-5)
