"""The engine in a Worker says what PyTorch says, and names the reason where it cannot."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from explorer.models.checkpoint import load_checkpoint
from explorer.models.device.gate import reference
from explorer.models.device.program import program
from explorer.models.files.config import UNetConfig
from tests.helpers import random_unet
from tests.models.configurations import CONFIGS
from tests.support.browser import PATIENCE_MS
from tests.support.device import Device, Files, difference, told

CHECKPOINTS = Path(__file__).parents[3] / "checkpoints"
TOLERANCE = 1e-4
PLAIN, ATTENDED = ("DownBlock2D", "AttnDownBlock2D")
USUAL = UNetConfig(
    sample_size=32,
    down_block_types=(PLAIN, PLAIN, ATTENDED),
    up_block_types=("AttnUpBlock2D", "UpBlock2D", "UpBlock2D"),
    block_out_channels=(32, 32, 64),
    layers_per_block=1,
    attention_head_dim=16,
)
EVERYWHERE = {"down_block_types": (ATTENDED,) * 3, "up_block_types": ("AttnUpBlock2D",) * 3}
NOWHERE = {"down_block_types": (PLAIN,) * 3, "up_block_types": ("UpBlock2D",) * 3, "add_attention": False}
SHAPES = {
    "16 pixels, two layers, attention everywhere": {"sample_size": 16, "layers_per_block": 2, **EVERYWHERE},
    "48 pixels, grey, scale and shift": {
        "sample_size": 48, "in_channels": 1, "out_channels": 1, "resnet_time_scale_shift": "scale_shift",
    },
    "64 pixels, no attention, classes": {"sample_size": 64, **NOWHERE, "num_class_embeds": 7},
    "64 pixels, attention over all of them": {"sample_size": 64, **EVERYWHERE, "block_out_channels": (16, 32, 32),
                                              "norm_num_groups": 8},
    "one head, padding 0, other widths": {"attention_head_dim": None, "downsample_padding": 0,
                                          "block_out_channels": (64, 96, 32)},
    "heads of 8, 16 groups": {"attention_head_dim": 8, "norm_num_groups": 16, "block_out_channels": (16, 48, 80)},
    "20 pixels, where tiles overlap the border": {"sample_size": 20, **EVERYWHERE},
    "as google/ddpm-cifar10-32": {"attention_head_dim": None, "downsample_padding": 0, "flip_sin_to_cos": False,
                                  "freq_shift": 1, "layers_per_block": 2, "norm_eps": 1e-6},
}  # fmt: skip
SMALL_ONES = {name: config for name, config in CONFIGS.items() if config.act_fn in ("silu", "swish")}


@pytest.fixture(scope="module")
def device(chromium):
    files = Files()
    page = chromium.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(files.url)
    yield Device(page, files)
    page.close()
    files.close()


@pytest.mark.parametrize("name", sorted(path.parent.name for path in CHECKPOINTS.glob("*/config.json")))
def test_the_shipped_networks_say_the_same(device, name):
    weights = (CHECKPOINTS / name / "diffusion_pytorch_model.safetensors").read_bytes()
    found = difference(device, load_checkpoint(name).denoiser.network, weights)
    print(f"{name}: {found:.1e}")
    assert found <= TOLERANCE


@pytest.mark.parametrize("name", SHAPES)
def test_networks_of_other_shapes_say_the_same(device, name):
    unet = random_unet(replace(USUAL, **SHAPES[name]))
    found = difference(device, unet, told(unet))
    print(f"{name}: {found:.1e}")
    assert found <= TOLERANCE


@pytest.mark.parametrize("name", SMALL_ONES)
def test_every_field_of_a_config_is_heeded(device, name):
    unet = random_unet(SMALL_ONES[name])
    assert difference(device, unet, told(unet)) <= TOLERANCE


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_weights_in_other_types_are_read(device, dtype):
    unet = random_unet()
    assert difference(device, unet, told(unet, dtype)) <= TOLERANCE


# What it refuses


@pytest.fixture(scope="module")
def toys():
    folder = CHECKPOINTS / "toys"
    weights = (folder / "diffusion_pytorch_model.safetensors").read_bytes()
    denoiser = load_checkpoint("toys").denoiser
    made = program(denoiser.network)
    return {**made, "sha256": hashlib.sha256(weights).hexdigest(), "gate": reference(denoiser)}, weights


def reason(device, made, weights, asked=(0, 0), before=""):
    said = device.run(made, weights, torch.zeros(1, 3, 32, 32), [asked], before)
    return said.get("reason", "none"), said.get("message")


def test_with_hash_and_gate_it_answers(device, toys):
    assert reason(device, *toys) == ("none", None)


def test_a_damaged_engine(device, toys):
    assert reason(device, *toys, before="WebAssembly.compile = () => { throw new Error('damaged') }")[0] == "wasm"


def test_other_weights_than_announced(device, toys):
    made, weights = toys
    assert reason(device, made, weights[:-1] + bytes([weights[-1] ^ 1]))[0] == "hash"


@pytest.mark.parametrize(
    "damage",
    [
        lambda weights: b"",
        lambda weights: weights[:100],
        lambda weights: weights[:-100],
        lambda weights: b"\xff" * 8 + weights[8:],
        lambda weights: weights.replace(b'"conv_in.weight"', b'"conv_on.weight"'),
        lambda weights: weights.replace(b'"F16"', b'"I16"', 1),
        lambda weights: weights.replace(b"[32,3,3,3]", b"[3,32,3,3]"),
        lambda weights: (8).to_bytes(8, "little") + b"null    " + weights,
        lambda weights: (23).to_bytes(8, "little") + b'{"conv_in.weight":null}' + weights,
    ],
)
def test_damaged_weights(device, toys, damage):
    made = {**toys[0], "sha256": None}
    assert damage(toys[1]) != toys[1]
    assert reason(device, made, damage(toys[1]))[0] == "weights"


def test_weights_of_another_network_of_the_same_shape(device, toys):
    other = told(random_unet(load_checkpoint("toys").denoiser.network.config))
    assert reason(device, {**toys[0], "sha256": None}, other)[0] == "gate"


def test_weights_that_are_not_numbers(device, toys):
    unet = random_unet(load_checkpoint("toys").denoiser.network.config)
    unet.conv_out.bias.data.fill_(torch.nan)
    assert reason(device, {**toys[0], "sha256": None}, told(unet))[0] == "gate"


def test_a_browser_without_simd(device, toys):
    assert reason(device, *toys, before="WebAssembly.validate = () => false")[0] == "simd"


def test_too_little_memory(device, toys):
    refuse = "WebAssembly.Memory.prototype.grow = () => { throw new RangeError('grow') }"
    assert reason(device, *toys, before=refuse)[0] == "memory"
    assert reason(device, {**toys[0], "size": 2**40}, toys[1])[0] == "memory"


@pytest.mark.parametrize("change", [{"steps": [{"do": "format"}]}, {"weights": [{"pack": "up", "tensors": []}]},
                                    {"staging": 2**31}, {"steps": None}, {"size": None}])  # fmt: skip
def test_a_damaged_program(device, toys, change):
    said = reason(device, {**toys[0], **change}, toys[1])
    assert said[0] in ("program", "memory", "gate", "weights"), said


@pytest.mark.parametrize("label", [-1, 11, 0.5, None])
def test_a_label_that_the_network_does_not_know(device, toys, label):
    assert reason(device, *toys, asked=(0, label))[0] == "ask"
