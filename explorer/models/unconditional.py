"""A class-conditional network as the unconditional one that it contains."""

from dataclasses import replace

from .checkpoint import Checkpoint
from .network import NetworkDenoiser
from .unet import UNet, for_inference


def unconditional(checkpoint: Checkpoint) -> Checkpoint:
    """The same network without a class embedding: its outputs equal the original's for "no label".

    The embedding of "no label" is added to every time embedding, so it moves into that layer's bias.
    Raises ValueError if the network was never trained without labels.
    """
    denoiser = checkpoint.denoiser
    network = denoiser.network
    if network.config.num_class_embeds is None:
        return checkpoint
    if denoiser.no_label is None:
        raise ValueError(f"{checkpoint.name} was only trained with labels, so it has no unconditional part.")
    weights = network.state_dict()
    embedding = weights.pop("class_embedding.weight")[denoiser.no_label]
    weights["time_embedding.linear_2.bias"] = weights["time_embedding.linear_2.bias"] + embedding
    plain = UNet(replace(network.config, num_class_embeds=None))
    plain.load_state_dict(weights)
    plain = for_inference(plain, embedding.device)
    return replace(checkpoint, denoiser=NetworkDenoiser(plain, checkpoint.schedule, denoiser.prediction), labels=())
