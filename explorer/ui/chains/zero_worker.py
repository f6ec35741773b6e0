"""What ZeroGPU runs in a process of its own. Imports all that it needs at once: a thread of the process that is forked
may be in the middle of an import, whose lock would then stay locked here.
"""

from dataclasses import replace
from functools import lru_cache

import torch

from ...models.checkpoint import Checkpoint, load_checkpoint
from .run import chain
from .zero import Order, Packets


def walk(order: Order) -> Packets:
    """The packets of a chain, see run.chain."""
    torch.set_num_threads(1)  # those that torch had are not in a forked process, and it would wait for them
    checkpoint = replace(network(order.path, order.version), name=order.name)
    yield from chain(order.request, checkpoint, pages=lambda: 1)


@lru_cache(maxsize=1)
def network(path: str, version: str) -> Checkpoint:
    """From its files: that of the other process may be at work there, with locks that nobody would release here."""
    return load_checkpoint(path, "auto", fast=False)  # to capture graphs would take seconds of the visitor's time
