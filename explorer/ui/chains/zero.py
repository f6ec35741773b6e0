"""Chains and trainings on ZeroGPU, which lends a Space its GPU for one call at a time, in a process that it forks for
that call, and which is paid from the time of the visitor whose request asks, by a token in it.

A call walks a whole chain (zero_worker.py): no other visitor's chain can advance with it; or it trains a portion of a
job (training/portion.py). Where ZeroGPU refuses, the server's processor does it.
"""

import os
from collections.abc import Callable, Generator
from contextlib import closing
from math import ceil
from typing import Any, NamedTuple

from ...models.errors import ExplainedError
from ...models.files.layout import read_layout
from ...models.files.locations import find_folder
from ...training.jobs.job import Job
from ...training.launchers.portions import Lend
from .request import Request

LARGE = 2e10  # parameters x pixels of a network that is lent the GPU: seven times those of the toys, half of CIFAR-10's
# Not measured on such a GPU, and on the safe side: what takes longer than was asked for is ended.
START_S = 10.0  # until the process has its GPU and the network is there
LOOK_S = 0.03  # of a look at the network, however small
RATE = 1e14  # pictures x parameters x pixels in a second
KEEP_S = 20.0  # until a training that should end has done so: a step, a preview, a checkpoint

Packets = Generator[dict[str, Any], None, None]


class Order(NamedTuple):
    """A chain for the other process, to which nothing of this one's goes but what can be pickled.

    path: of the network, as load_checkpoint takes it; version: see Networks; name: what it is called on the page.
    """

    request: Request
    path: str
    version: str
    name: str
    parameters: int
    size: int


Walk = Callable[[Order], Packets]


class TakenBack(ExplainedError):
    """The GPU was taken away in the middle of a chain."""


def is_here() -> bool:
    """Whether this is a Space on ZeroGPU; nothing imports `spaces` elsewhere."""
    return os.environ.get("SPACES_ZERO_GPU", "").lower() in ("1", "t", "true")  # as `spaces` reads it


def lenders() -> tuple[Walk, Lend]:
    """What walks a chain, and what trains a portion of a job, on a GPU that is lent for that. Call it before torch is
    imported, which `spaces` changes, and before the page is launched, when `spaces` reports that there are functions
    for the GPU: a Space without one is ended.
    """
    import spaces

    from ...training.portion import train
    from .zero_worker import walk

    return spaces.GPU(duration=seconds)(walk), spaces.GPU(duration=seconds_of_portion)(train)


def is_lent_for(job: Job) -> bool:
    """Whether a job is trained on the GPU; by what the small files of its network say. Raises CheckpointError."""
    import torch

    from ...models.unet import UNet

    config = read_layout(find_folder(job.spec.base)).config
    with torch.device("meta"):
        network = UNet(config)
    return is_large(sum(each.numel() for each in network.parameters()), config.sample_size)


def is_large(parameters: int, size: int) -> bool:
    """Whether the GPU is worth the seconds until one has it. Smaller networks are quicker on the visitor's device."""
    return parameters * size**2 >= LARGE


def seconds(order: Order) -> int:
    """For how long the GPU is asked for: as short as will do, since the visitor's time is counted by it."""
    walk = order.request.walk
    at_once = order.request.width(order.size)
    looks = order.request.work(order.size) // at_once * (2 if walk.sampler == "heun" else 1)
    wide = at_once * (2 if walk.guidance != 1 else 1)  # with the label and without it
    return ceil(START_S + looks * max(LOOK_S, wide * order.parameters / RATE))


def seconds_of_portion(folder: str, run_id: str, seconds: int) -> int:
    """The same for a portion of a training."""
    return ceil(START_S + seconds + KEEP_S)


def borrowed(walk: Walk, order: Order, own: Packets) -> Packets:
    """The packets of a chain by ZeroGPU; if it lends nothing, `own`, which the server's processor computes. `lent` in
    the first one says which. Raises TakenBack.
    """
    begun = False
    with closing(own):
        try:
            with closing(walk(order)) as packets:
                for packet in packets:
                    begun = True
                    yield said(packet, lent=True)
            return
        except Exception as error:  # a gr.Error if there is no time left or no GPU free; or who lends does not answer
            if begun:
                raise TakenBack(
                    "ZeroGPU took its GPU back before the chain had ended. Fewer steps or pictures take less time."
                ) from error
            print(f"ZeroGPU lends nothing. {type(error).__name__}: {error}", flush=True)
        for packet in own:
            yield said(packet, lent=False)


def said(packet: dict[str, Any], lent: bool) -> dict[str, Any]:
    return packet | {"lent": lent} if "facts" in packet else packet
