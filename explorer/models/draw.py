"""Draws a grid of samples, a row per class, or their chains: python -m explorer.models.draw digits --out grid.png"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch

from ..diffusion.noise import Noise
from ..diffusion.rules import RULES
from ..diffusion.samplers import Step, sample
from ..images import grid, to_image, to_uint8
from .checkpoint import Checkpoint, load_checkpoint

FRAME_MS, LAST_MS = 80, 3000


def draw(checkpoint: Checkpoint, columns: int, rule: str, steps: int, guidance: float) -> np.ndarray:
    """uint8 (H, W, C): a row of `columns` samples for each class, or as many rows as columns without classes.

    Sample k has seed k, so every picture can be made again in the app.
    """
    *_, last = _chains(checkpoint, columns, rule, steps, guidance)
    return grid(_pictures(last.x_s), columns)


def animate(checkpoint: Checkpoint, rule: str, steps: int, guidance: float) -> list[np.ndarray]:
    """The chains of one sample of each class, as frames uint8 (H, W, C): above x_t, below x0_hat. The last frame is
    the finished pictures, twice.
    """
    frames = []
    for step in _chains(checkpoint, 1, rule, steps, guidance):
        frames.append(grid(_pictures(step.x_t) + _pictures(step.x0_hat), len(step.x_t)))
    return [*frames, grid(2 * _pictures(step.x_s), len(step.x_s))]


def _chains(checkpoint: Checkpoint, columns: int, rule: str, steps: int, guidance: float) -> Iterator[Step]:
    rows = len(checkpoint.labels) or columns
    noise = Noise(range(rows * columns))
    label = np.repeat(np.arange(rows), columns).tolist() if checkpoint.labels else None
    x_T = noise.start(checkpoint.shape).to(checkpoint.device)
    return sample(
        checkpoint.denoiser,
        checkpoint.schedule,
        x_T,
        rule=rule,
        steps=steps,
        label=label,
        guidance=guidance,
        clip=checkpoint.clip,
        noise=noise,
    )


def _pictures(x: torch.Tensor) -> list[np.ndarray]:
    return list(to_uint8(x.cpu().numpy()))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m explorer.models.draw", description=__doc__.split(":")[0])
    parser.add_argument("checkpoint", help="a name under checkpoints/, or a folder")
    parser.add_argument("--out", type=Path, required=True, help="the PNG to write; a GIF shows chains")
    parser.add_argument("--columns", type=int, default=10)
    parser.add_argument("--rule", choices=RULES, default="ddim")
    parser.add_argument("--steps", type=int, default=50)
    parser.add_argument("--guidance", type=float, default=1.0)
    parser.add_argument("--size", type=int, help="pixels a side, for a checkpoint that does not say it")
    parser.add_argument("--scale", type=int, default=2, help="pixels a side that each pixel becomes")
    args = parser.parse_args()
    checkpoint = load_checkpoint(args.checkpoint, sample_size=args.size)
    options = args.rule, args.steps, args.guidance
    drawn = animate(checkpoint, *options) if args.out.suffix == ".gif" else [draw(checkpoint, args.columns, *options)]
    frames = [to_image(frame) for frame in drawn]
    first, *others = [frame.resize((frame.width * args.scale, frame.height * args.scale), 0) for frame in frames]
    if others:
        durations = [FRAME_MS] * len(others) + [LAST_MS]
        first.save(args.out, save_all=True, append_images=others, duration=durations, loop=0)
    else:
        first.save(args.out)


if __name__ == "__main__":
    main()
