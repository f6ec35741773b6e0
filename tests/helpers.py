"""Small networks with random weights, alone and as checkpoints, and small random pictures."""

import os
from collections.abc import Iterator
from dataclasses import replace

import pytest
import torch

from explorer.diffusion.schedule import NoiseSchedule, linear
from explorer.models.checkpoint import Checkpoint
from explorer.models.network import NetworkDenoiser
from explorer.models.unet import UNet, UNetConfig

LINEAR = linear(1000)
SMALL = UNetConfig(
    sample_size=8,
    in_channels=1,
    out_channels=1,
    down_block_types=("DownBlock2D", "AttnDownBlock2D"),
    up_block_types=("AttnUpBlock2D", "UpBlock2D"),
    block_out_channels=(16, 32),
    layers_per_block=1,
    norm_num_groups=8,
)


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """For a conftest: small tensors gain nothing from threads, and lose much where another process is busy."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def randomise(network: torch.nn.Module, seed: int = 0) -> torch.nn.Module:
    """Move every weight away from its start, so that no bias is 0 and no scale is 1."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for _, weight in sorted(network.named_parameters()):
            weight.add_(0.1 * torch.randn(weight.shape, generator=generator))
    return network.eval()


def random_unet(config: UNetConfig = SMALL, seed: int = 0) -> UNet:
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return randomise(UNet(config), seed)


def random_pictures(count: int, channels: int = 1, size: int = 8, seed: int = 0, dtype=torch.float32) -> torch.Tensor:
    """(count, channels, size, size), uniform in [-1, 1]."""
    generator = torch.Generator().manual_seed(seed)
    return 2 * torch.rand(count, channels, size, size, generator=generator, dtype=dtype) - 1


def gaussian_noise(like: torch.Tensor, seed: int = 1) -> torch.Tensor:
    return torch.randn(like.shape, generator=torch.Generator().manual_seed(seed), dtype=like.dtype)


def some_checkpoint(
    schedule: NoiseSchedule = LINEAR,
    prediction: str = "epsilon",
    labels: tuple[str, ...] = (),
    extra_class: bool = False,
) -> Checkpoint:
    """A random network, one class per label; `extra_class` adds the one that stands for "no label"."""
    classes = len(labels) + extra_class if labels else None
    network = random_unet(replace(SMALL, num_class_embeds=classes))
    denoiser = NetworkDenoiser(network, schedule, prediction, len(labels) if extra_class else None)
    return Checkpoint(denoiser, schedule, (1, 8, 8), labels, "some")


def exists(pid: int) -> bool:
    """Whether there is such a process."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
