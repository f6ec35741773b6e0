"""Which networks from the Hub are taken: judged by their configuration and the size of their weights, which are not
downloaded for it.
"""

import math

from ..files.config import UNetConfig
from ..files.locations import CheckpointError

MAX_PARAMETERS = 500_000_000
MAX_LAYERS = 256  # blocks times layers in each; building more takes seconds, even without memory
MAX_PIXELS = 1024
MAX_CLASSES = 1024  # ImageNet has 1000; each is a button on the page
MAX_LABEL = 100
HEADER_BYTES = 1_000_000  # what a weights file may hold beside the numbers


def check_network(repo: str, config: UNetConfig, size: int) -> None:
    """Raises CheckpointError for a network that is too large, or whose weights, `size` bytes, are those of another."""
    if config.sample_size > MAX_PIXELS:
        raise CheckpointError(
            "{repo} makes pictures of more than {most} pixels; choose smaller ones.", repo=repo, most=MAX_PIXELS
        )
    if (config.num_class_embeds or 0) > MAX_CLASSES:
        raise CheckpointError(
            "{repo} has {classes:,} classes, more than {most:,}; choose a network with fewer.",
            repo=repo,
            classes=config.num_class_embeds,
            most=MAX_CLASSES,
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


def check_labels(repo: str, labels: tuple[str, ...]) -> None:
    """Raises CheckpointError for names of classes that no page can show."""
    if any(len(label) > MAX_LABEL for label in labels):
        raise CheckpointError(
            "{repo}: a name in labels.json has more than {most} characters; choose another repository.",
            repo=repo,
            most=MAX_LABEL,
        )


def count_parameters(config: UNetConfig) -> float:
    """How many parameters the U-Net has; infinity where it would take long to tell. Allocates no weight."""
    import torch

    from ..unet import UNet

    layers = len(config.block_out_channels) * config.layers_per_block
    if layers > MAX_LAYERS:
        return math.inf
    with torch.device("meta"):
        return sum(math.prod(weight.shape) for weight in UNet(config).parameters())
