"""What a network in training draws: always from the same noise, so that one sees it change."""

from pathlib import Path

import numpy as np
from PIL.PngImagePlugin import PngInfo

from ..diffusion.noise import Noise
from ..diffusion.samplers import sample
from ..images import grid, to_image, to_uint8
from ..models.checkpoint import Checkpoint


def save_preview(checkpoint: Checkpoint, path: Path, count: int, steps: int, label: int | None = None) -> np.ndarray:
    """Draw `count` pictures with DDIM from the seeds 0..count-1 into one PNG; they are returned, uint8 (N, H, W, C)."""
    x_T = Noise(range(count)).start(checkpoint.shape)
    x_T = x_T.to(checkpoint.device)
    *_, last = sample(checkpoint.denoiser, checkpoint.schedule, x_T, steps=steps, label=label, clip=checkpoint.clip)
    pictures = to_uint8(last.x_s.cpu().numpy())
    temporary = path.with_suffix(".tmp")
    note = PngInfo()
    note.add_text("Title", f"{checkpoint.name}, step {path.stem}")
    to_image(grid(list(pictures), columns=4)).save(temporary, "PNG", pnginfo=note)
    temporary.replace(path)
    return pictures
