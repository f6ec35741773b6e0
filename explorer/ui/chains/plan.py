"""A chain for a page that has the network itself: what it needs to walk as `samplers.walk` does, in place of pictures.
worker/walk.js walks it. Needs torch: import it when one is asked for.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np

from ...diffusion.prediction import first_noisy
from ...diffusion.samplers import plan
from ...models.checkpoint import Checkpoint
from ...models.network import NetworkDenoiser
from ..components.encode import base64_of
from .packets import beginning_of
from .request import Request
from .run import begun, denoiser_of, head_of, rule_of_walk


def planned(request: Request, checkpoint: Checkpoint, sha256: str) -> Iterator[dict[str, Any]]:
    """What the first packet of such a chain says of it, see packets.py, with its `plan`; before that, where a picture
    is encoded first, {encoding: t} for each step. Otherwise no network is asked.

    Of a plan: source and sha256, of the weights; bars, alpha_bar at the times of the chain and at `noisy`, the first
    time that has noise; updates, the rule's `Update` of each step: both base64 of float64; looks, the indices of the
    labels for which the network is asked, two if guidance mixes its answers, null where it knows none; guidance, clip
    and prediction as `sample` and the network have them; halves, whether the page keeps what is mixed; goal, the
    picture to which the chain should come back, as base64 of float32.
    """
    begin = yield from begun(request, checkpoint)
    walk, denoiser, head = request.walk, denoiser_of(request, checkpoint), head_of(request, checkpoint, begin)
    schedule, noisy = denoiser.schedule, first_noisy(denoiser.schedule)
    updates = plan(rule_of_walk(walk), schedule, [*pairwise(head.times)])
    yield beginning_of(head) | {
        "plan": {
            "source": walk.source,
            "sha256": sha256,
            "bars": base64_of(schedule.alpha_bar[[*head.times, min(noisy, schedule.T)]]),
            "updates": base64_of(np.array(updates, np.float64)),
            "looks": looks(denoiser, request.start.label, walk.guidance),
            "guidance": walk.guidance,
            "clip": head.clip,
            "prediction": denoiser.prediction,
            "noisy": noisy,
            "halves": head.has_halves,
            "goal": None if begin.goal is None else base64_of(begin.goal.cpu().numpy()),
        }
    }


def looks(denoiser: NetworkDenoiser, label: int | None, guidance: float) -> list[int | None]:
    """The indices of the labels with which `prediction.guided` asks the network: without one, then with one."""
    if denoiser.network.config.num_class_embeds is None:
        return [None]
    if label is None or guidance == 0:
        return [denoiser.no_label]
    return [label] if guidance == 1 else [denoiser.no_label, label]
