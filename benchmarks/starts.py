"""Which network that ships is the best start for fine-tuning on colour pictures?

    .venv/bin/python -m benchmarks.starts

Three sets of 20 pictures, drawn here, are learnt from each start as a fine-tuning job learns them; the loss on 100
pictures more of the same set tells how far each has got. A network that only knows grey sees them in grey.
Writes benchmarks/results/starts.md and .png.
"""

import argparse
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import torch
from PIL import Image, ImageDraw

from benchmarks.report import COLOURS, machine, save, table
from explorer.diffusion.objective import simple_loss
from explorer.images import to_grey
from explorer.models.checkpoint import Checkpoint, load_checkpoint
from explorer.models.files.locations import SHIPPED
from explorer.models.network import NetworkDenoiser
from explorer.models.unconditional import unconditional
from explorer.models.unet import UNet
from explorer.training.data import ImageSet
from explorer.training.jobs.records import Spec
from explorer.training.loop import TrainConfig, draw_batch, train
from explorer.training.state import TrainState

UPLOADS, UNSEEN, SIDE = 20, 100, 256
UNTRAINED = "untrained weights"
AT = (0, 25, 50, 100, 200, 400)


def planet(rng: np.random.Generator, draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle((0, 0, SIDE, SIDE), fill=(8, 8, int(rng.integers(16, 48))))
    for x, y in rng.integers(0, SIDE, (30, 2)).tolist():
        draw.ellipse((x, y, x + 4, y + 4), fill="white")
    colour, r = rng.integers(90, 256, 3), int(rng.integers(45, 85))
    x, y = (int(v) for v in rng.integers(SIDE // 2 - 25, SIDE // 2 + 25, 2))
    for k in range(r, 0, -2):
        shade = tuple(int(c * (0.35 + 0.65 * (1 - k / r))) for c in colour)
        u, v = x - (r - k) // 3, y - (r - k) // 3  # lit from the upper left
        draw.ellipse((u - k, v - k, u + k, v + k), fill=shade)
    if rng.random() < 0.6:
        draw.arc((x - 2 * r, y - r // 2, x + 2 * r, y + r // 2), -25, 205, fill=tuple(colour.tolist()), width=9)


def flag(rng: np.random.Generator, draw: ImageDraw.ImageDraw) -> None:
    colours = [tuple(c) for c in rng.integers(0, 256, (3, 3)).tolist()]
    upright = rng.random() < 0.5
    for i, colour in enumerate(colours):
        stripe = (i * SIDE // 3, 0, (i + 1) * SIDE // 3, SIDE)
        draw.rectangle(stripe if upright else (stripe[1], stripe[0], stripe[3], stripe[2]), fill=colour)
    if rng.random() < 0.5:
        r, c = int(rng.integers(30, 60)), SIDE // 2
        draw.ellipse((c - r, c - r, c + r, c + r), fill=tuple(rng.integers(0, 256, 3).tolist()))


def hills(rng: np.random.Generator, draw: ImageDraw.ImageDraw) -> None:
    top, bottom = rng.uniform(60, 255, 3), rng.uniform(120, 255, 3)
    for y in range(SIDE):
        draw.line((0, y, SIDE, y), fill=tuple(int(v) for v in top + (bottom - top) * y / SIDE))
    x, y, r = (int(v) for v in (*rng.integers(40, SIDE - 40, 1), *rng.integers(30, 90, 1), rng.integers(14, 30)))
    draw.ellipse((x - r, y - r, x + r, y + r), fill=(255, 240, 190))
    for k in range(3):
        base, height, waves, phase = 110 + 45 * k, rng.uniform(10, 30), rng.uniform(1, 3), rng.uniform(0, 6)
        line = [(u, base + height * np.sin(waves * 2 * np.pi * u / SIDE + phase)) for u in range(0, SIDE + 8, 8)]
        green = tuple(int(v) for v in np.array([40, 90, 50]) * (1.6 - 0.4 * k) + rng.uniform(-15, 15, 3))
        draw.polygon([(0, SIDE), *line, (SIDE, SIDE)], fill=green)


SETS: dict[str, Callable[[np.random.Generator, ImageDraw.ImageDraw], None]] = {
    "planets": planet,
    "flags": flag,
    "hills": hills,
}


def pictures(name: str, size: int, unseen: int = UNSEEN) -> np.ndarray:
    """uint8 (UPLOADS + unseen, size, size, 3)."""
    out = []
    for seed in range(UPLOADS + unseen):
        image = Image.new("RGB", (SIDE, SIDE))
        SETS[name](np.random.default_rng(seed), ImageDraw.Draw(image))
        out.append(np.asarray(image.resize((size, size), Image.Resampling.LANCZOS)))
    return np.stack(out)


def start(name: str) -> Checkpoint:
    if name != UNTRAINED:
        return unconditional(load_checkpoint(name))
    base = unconditional(load_checkpoint("toys"))
    torch.manual_seed(0)
    network = UNet(base.denoiser.network.config)
    return replace(base, denoiser=NetworkDenoiser(network, base.schedule, base.denoiser.prediction))


def learn(name: str, images: np.ndarray, steps: int) -> list[float]:
    """The loss on the unseen pictures after each number of steps in AT."""
    base = start(name)
    data = to_grey(images) if base.shape[0] == 1 else images
    state = TrainState.new(base.denoiser.network)
    denoiser = NetworkDenoiser(state.network, base.schedule, base.denoiser.prediction)
    average = NetworkDenoiser(state.ema, base.schedule, base.denoiser.prediction)
    spec = Spec.__dataclass_fields__
    config = TrainConfig(steps=steps, batch=spec["batch"].default, lr=spec["lr"].default, warmup=20, ema_decay=0.99)
    unseen = ImageSet(data[UPLOADS:])
    test = draw_batch(unseen, base.schedule.T, TrainConfig(steps=1, batch=4 * UNSEEN, seed=1), 1, None)

    @torch.no_grad()
    def loss() -> float:
        parts = zip(*(x.split(50) for x in (test.x_0, test.t, test.eps)), strict=True)
        of_each = [
            simple_loss(average.output, base.schedule, x_0, t, eps, None, average.prediction) for x_0, t, eps in parts
        ]
        return float(torch.cat(of_each).mean())

    training = train(state, denoiser, base.schedule, ImageSet(data[:UPLOADS]), config)
    return [loss(), *(loss() for step in training if step.step in AT)]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.starts", description=__doc__.splitlines()[0])
    shipped = sorted(path.parent.name for path in SHIPPED.glob("*/config.json"))
    parser.add_argument("--start", nargs="+", default=[*shipped, UNTRAINED], help="names or folders")
    parser.add_argument("--steps", type=int, default=100)
    args = parser.parse_args()
    at = [step for step in AT if step <= args.steps]
    rows = []
    figure, axes = plt.subplots(1, len(SETS), figsize=(12, 3.6))
    for axis, name in zip(axes, SETS, strict=True):
        curves = {source: learn(source, pictures(name, 32), args.steps) for source in args.start}
        grey = {source: start(source).shape[0] == 1 for source in args.start}
        best = min((curve for source, curve in curves.items() if not grey[source]), key=lambda curve: curve[-1])
        for (source, curve), colour in zip(curves.items(), COLOURS.values(), strict=False):
            label = Path(source).name + (" (grey)" if grey[source] else "")
            goal = best[at.index(50)]
            reached = next((str(step) for step, loss in zip(at, curve, strict=True) if loss <= goal), "never")
            rows.append([name, label, *(f"{loss:.4f}" for loss in curve), "–" if grey[source] else reached])
            axis.semilogy(at, curve, "o-", label=label, color=colour)
            print(rows[-1], flush=True)
        axis.set(title=name, xlabel="steps")
    axes[0].set_ylabel("loss on unseen pictures")
    axes[-1].legend(frameon=False)
    header = ["pictures", "start", *(f"after {step}" for step in at), "steps to the best one's loss at 50"]
    text = (
        f"# Where to start fine-tuning\n\n{machine('torch')}. {UPLOADS} pictures a set, a job's batch and rate; "
        f"v loss on {UNSEEN} unseen pictures of the set, four (t, ε) each, the same for all. A grey network's loss is "
        f"over grey pictures: easier, and not to be compared.\n\n" + table(header, rows)
    )
    save("starts", text, figure)


if __name__ == "__main__":
    main()
