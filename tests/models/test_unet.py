"""The U-Net against diffusers.UNet2DModel with the same weights."""

from dataclasses import asdict, fields, replace

import pytest
import torch
from diffusers import UNet2DModel

from explorer.models.unet import UNet, UNetConfig, Upsample
from tests.helpers import SMALL, gaussian_noise, random_unet, randomise
from tests.models.configurations import CONFIGS, assert_same, inputs


@pytest.fixture(params=CONFIGS)
def config(request) -> UNetConfig:
    return CONFIGS[request.param]


def twins(config):
    theirs = randomise(UNet2DModel(**asdict(config)))
    ours = UNet(config).eval()
    ours.load_state_dict(theirs.state_dict())
    return ours, theirs


def test_the_output_is_diffusers(config):
    ours, theirs = twins(config)
    x, time, label = inputs(config)
    with torch.no_grad():
        expected = theirs(x, time, class_labels=label).sample
        assert_same(ours(x, time, label), expected)
    assert expected.std() > 0.1  # or an error would have nothing to show itself in


def test_the_output_is_diffusers_in_float64(config):
    # Where rounding hides nothing.
    ours, theirs = twins(config)
    x, time, label = inputs(config)
    with torch.no_grad():
        expected = theirs.double()(x.double(), time, class_labels=label).sample
        assert_same(ours.double()(x.double(), time, label), expected, 1e-12)


@pytest.mark.parametrize("field", [field.name for field in fields(UNetConfig)])
def test_every_field_is_tried_with_another_value_than_its_default(field):
    assert any(getattr(config, field) != getattr(UNetConfig(), field) for config in CONFIGS.values())


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


def test_gradients_in_bfloat16_are_nearly_those_in_float32():
    network, (x, time, _) = random_unet(), inputs(SMALL)
    gradients = []
    for enabled in (False, True):
        with torch.autocast("cpu", torch.bfloat16, enabled=enabled):
            loss = network(x, time).float().square().mean()
        found = torch.autograd.grad(loss, list(network.parameters()))
        gradients.append(torch.cat([gradient.flatten() for gradient in found]))
    assert torch.cosine_similarity(*gradients, dim=0) > 0.999


def test_dropout_works_in_training_only():
    network, (x, time, _) = random_unet(replace(SMALL, dropout=0.5)), inputs(SMALL)
    assert torch.equal(network(x, time), network(x, time))
    network.train()
    assert not torch.equal(network(x, time), network(x, time))


def test_other_picture_sizes_than_the_configs_work():
    ours, theirs = twins(SMALL)
    x, time = gaussian_noise(torch.empty(2, 1, 12, 20)), torch.tensor([7, 800])
    with torch.no_grad():
        assert_same(ours(x, time), theirs(x, time).sample)


def test_upsampling_is_a_convolution_of_squares_of_four():
    upsample = Upsample(5).double()
    x = torch.randn(2, 5, 7, 7, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(upsample(x), upsample.conv(x.repeat_interleave(2, 2).repeat_interleave(2, 3)))
