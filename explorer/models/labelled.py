"""A class-conditional network that gets to know one class more."""

from dataclasses import replace

import torch

from .checkpoint import Checkpoint
from .network import NetworkDenoiser
from .unet import UNet, for_inference

EMBEDDING = "class_embedding.weight"


def with_label(checkpoint: Checkpoint, name: str) -> Checkpoint:
    """The same network with a class `name` after its own; until it is trained, that one means "no label".

    Raises ValueError if the network has no classes, or was never trained without labels.
    """
    denoiser = checkpoint.denoiser
    network = denoiser.network
    if denoiser.no_label is None:
        raise ValueError(f"{checkpoint.name} has no classes to which one could be added.")
    weights = network.state_dict()
    nothing = weights[EMBEDDING][denoiser.no_label]
    weights[EMBEDDING] = torch.cat([weights[EMBEDDING][: denoiser.no_label], nothing[None], nothing[None]])
    classes = len(weights[EMBEDDING])
    larger = UNet(replace(network.config, num_class_embeds=classes))
    larger.load_state_dict(weights)
    larger = for_inference(larger, checkpoint.device)
    return replace(
        checkpoint,
        denoiser=NetworkDenoiser(larger, checkpoint.schedule, denoiser.prediction, no_label=classes - 1),
        labels=(*checkpoint.labels, name),
    )
