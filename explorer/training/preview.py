"""What a network in training draws: always from the same noise, so that one sees it change."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL.PngImagePlugin import PngInfo

from ..diffusion.noise import Noise
from ..diffusion.samplers import sample
from ..images import grid, to_image, to_uint8
from ..models.checkpoint import Checkpoint

RULE, STEPS = "dpmpp-2m", 10  # of second order: as good as twice as many and more of DDIM


class Interrupted(Exception):
    """Somebody wants the process to end: nothing was written."""


def save_preview(
    checkpoint: Checkpoint,
    path: Path,
    count: int,
    steps: int = STEPS,
    label: int | None = None,
    should_stop: Callable[[], bool] = lambda: False,
) -> np.ndarray:
    """Draw the pictures of the seeds 0..count-1 into one PNG; they are returned, uint8 (N, H, W, C).

    Raises Interrupted as soon as it should stop.
    """
    x = Noise(range(count)).start(checkpoint.shape).to(checkpoint.device)
    chain = sample(
        checkpoint.denoiser, checkpoint.schedule, x, rule=RULE, steps=steps, label=label, clip=checkpoint.clip
    )
    for step in chain:
        x = step.x_s
        if should_stop():
            raise Interrupted
    pictures = to_uint8(x.cpu().numpy())
    temporary = path.with_suffix(".tmp")
    note = PngInfo()
    note.add_text("Title", f"{checkpoint.name}, step {path.stem}")
    to_image(grid(list(pictures), columns=4)).save(temporary, "PNG", pnginfo=note)
    temporary.replace(path)
    return pictures
