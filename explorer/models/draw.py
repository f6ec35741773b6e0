"""Draws a grid of samples, a row per class: python -m explorer.models.draw digits --out grid.png"""

import argparse
from pathlib import Path

import numpy as np

from ..diffusion.noise import Noise
from ..diffusion.samplers import RULES, sample
from ..images import grid, to_image, to_uint8
from .checkpoint import Checkpoint, load_checkpoint
from .runtime import accelerate


def draw(checkpoint: Checkpoint, columns: int, rule: str, steps: int, guidance: float) -> np.ndarray:
    """uint8 (H, W, C): a row of `columns` samples for each class, or as many rows as columns without classes.

    Sample k has seed k, so every picture can be made again in the app.
    """
    rows = len(checkpoint.labels) or columns
    noise = Noise(range(rows * columns))
    label = np.repeat(np.arange(rows), columns).tolist() if checkpoint.labels else None
    x_T = noise.start(checkpoint.shape).to(checkpoint.device)
    options = {"rule": rule, "steps": steps, "label": label, "guidance": guidance, "noise": noise}
    *_, last = sample(checkpoint.denoiser, checkpoint.schedule, x_T, clip=checkpoint.clip, **options)
    return grid(list(to_uint8(last.x_s.cpu().numpy())), columns)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m explorer.models.draw", description=__doc__.split(":")[0])
    parser.add_argument("checkpoint", help="a name under checkpoints/, or a folder")
    parser.add_argument("--out", type=Path, required=True, help="the PNG to write")
    parser.add_argument("--columns", type=int, default=10)
    parser.add_argument("--rule", choices=RULES, default="ddim")
    parser.add_argument("--steps", type=int, default=50)
    parser.add_argument("--guidance", type=float, default=1.0)
    parser.add_argument("--scale", type=int, default=2, help="pixels a side that each pixel becomes")
    args = parser.parse_args()
    checkpoint = load_checkpoint(args.checkpoint)
    accelerate(checkpoint.denoiser)
    image = to_image(draw(checkpoint, args.columns, args.rule, args.steps, args.guidance))
    image.resize((image.width * args.scale, image.height * args.scale), 0).save(args.out)


if __name__ == "__main__":
    main()
