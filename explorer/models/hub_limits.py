"""Which networks from the Hub are taken: judged by their configuration and the size of their weights, which are not
downloaded for it.
"""

import math

from .config import UNetConfig
from .folder import CheckpointError

MAX_PARAMETERS = 500_000_000
MAX_LAYERS = 256  # blocks times layers in each; building more takes seconds, even without memory
MAX_PIXELS = 1024
HEADER_BYTES = 1_000_000  # what a weights file may hold beside the numbers


def check_network(repo: str, config: UNetConfig, size: int) -> None:
    """Raises CheckpointError for a network that is too large, or whose weights, `size` bytes, are those of another."""
    if config.sample_size > MAX_PIXELS:
        raise CheckpointError(
            "{repo} makes pictures of more than {most} pixels; choose smaller ones.", repo=repo, most=MAX_PIXELS
        )
    count = count_parameters(config)
    if count > MAX_PARAMETERS:
        raise CheckpointError(
            "{repo} describes a network that is too large for the explorer, which takes at most "
            "{most:.0f} million parameters; choose a smaller model.",
            repo=repo,
            most=MAX_PARAMETERS / 1e6,
        )
    if not 2 * count <= size <= 4 * count + HEADER_BYTES:
        raise CheckpointError(
            "{repo}: the weights ({size:,} bytes) do not fit config.json ({count:,} parameters); "
            "choose another repository.",
            repo=repo,
            size=size,
            count=count,
        )


def count_parameters(config: UNetConfig) -> float:
    """How many parameters the U-Net has; infinity where it would take long to tell. Allocates no weight."""
    import torch

    from .unet import UNet

    layers = len(config.block_out_channels) * config.layers_per_block
    if layers > MAX_LAYERS:
        return math.inf
    with torch.device("meta"):
        return sum(math.prod(weight.shape) for weight in UNet(config).parameters())
