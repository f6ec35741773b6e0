"""How good the pictures of a shipped network are, and what fewer steps cost.

    .venv/bin/python -m benchmarks.quality toys
    .venv/bin/python -m benchmarks.quality digits --data mnist.npz

Trains a small classifier on the real pictures and measures in its features. Every figure stands beside the same
figure for real pictures. Writes benchmarks/results/quality-NAME.md and .png.
"""

import argparse
import time
from itertools import product
from pathlib import Path
from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np
import torch

from benchmarks.features import Classifier, frechet, look, nearest, share_within, train_classifier
from benchmarks.report import COLOURS, machine, save, table
from explorer.diffusion.denoiser import ExactDenoiser
from explorer.diffusion.noise import Noise
from explorer.diffusion.process import marginal
from explorer.diffusion.samplers import sample
from explorer.images import to_uint8
from explorer.models.checkpoint import Checkpoint, load_checkpoint
from explorer.toys import KINDS, toy
from explorer.training.data import ImageSet, load_npz
from explorer.training.pretrain import TOYS, toys

COUNT, FEW, BATCH = 1000, 200, 50  # pictures in the first table, in the rows of the second, drawn together
GRID = [(rule, steps) for steps in (5, 10, 20, 50, 100) for rule in ("ddim", "dpmpp-2m", "heun", "ddpm")]


class Real(NamedTuple):
    """What the network was trained on, and pictures that it has never seen."""

    training: ImageSet
    held_out: ImageSet


def real_toys() -> Real:
    kinds = list(KINDS)
    seeds = range(10**6, 10**6 + 10_000)  # far from the training seeds
    fresh = np.stack([toy(seed, kinds[seed % 10], 32) for seed in seeds])
    return Real(toys(TOYS, 32), ImageSet(fresh, np.array(seeds) % 10))


def real_digits(path: Path) -> Real:
    with np.load(path) as archive:
        test = ImageSet(archive["test_images"], archive["test_labels"].astype(np.int64))
    padded = np.pad(test.images, ((0, 0), (2, 2), (2, 2)))[..., None]
    return Real(load_npz(path, 32), ImageSet(padded, test.labels))


def real_others(path: Path) -> Real:
    """A data set without a test part: a tenth is not measured against itself, but was trained on."""
    data = load_npz(path, 32)
    part = np.random.default_rng(0).permutation(len(data))
    held = part[: len(data) // 4]
    return Real(data, ImageSet(data.images[held], data.labels[held]))


class Figures(NamedTuple):
    frechet: float
    precision: float
    recall: float
    accuracy: float
    nearest: float

    def row(self) -> list[str]:
        return [f"{self.frechet:.2f}", f"{self.precision:.2f}", f"{self.recall:.2f}", f"{self.accuracy:.1%}",
                f"{self.nearest:.1f}"]  # fmt: skip


def judge(images: np.ndarray, labels: np.ndarray, real: Real, reference: np.ndarray, classifier: Classifier) -> Figures:
    """`reference` are the features of the held-out pictures."""
    features, named = look(classifier, images)
    some = reference[np.random.default_rng(2).permutation(len(reference))[:2000]]
    return Figures(
        frechet(features, reference),
        share_within(features, some),
        share_within(some, features),
        float((named == labels).mean()),
        float(np.median(nearest(images, real.training.images))),
    )


def draw(checkpoint: Checkpoint, labels: np.ndarray, rule: str, steps: int, guidance: float) -> np.ndarray:
    """uint8 (N, H, W, C); picture i has seed i."""
    parts = []
    for i in range(0, len(labels), BATCH):
        noise = Noise(range(i, min(i + BATCH, len(labels))))
        *_, last = sample(
            checkpoint.denoiser, checkpoint.schedule, noise.start(checkpoint.shape), rule=rule, steps=steps,
            label=labels[i : i + BATCH], guidance=guidance, noise=noise,
        )  # fmt: skip
        parts.append(to_uint8(last.x_s.numpy()))
    return np.concatenate(parts)


@torch.no_grad()
def losses(checkpoint: Checkpoint, real: Real, times: list[int], count: int = 32) -> list[list[str]]:
    """Mean squared error of eps_hat at each t: of the network, and of the best that the training set allows."""
    chosen = np.random.default_rng(0).choice(len(real.training), count, replace=False)
    everything = torch.from_numpy(real.training.images.transpose(0, 3, 1, 2)).float() / 127.5 - 1
    exact = ExactDenoiser(everything, checkpoint.schedule)
    fresh = torch.from_numpy(real.held_out.images[:count].transpose(0, 3, 1, 2)).float() / 127.5 - 1
    eps = Noise(range(count)).start(checkpoint.shape)
    rows = []
    for t in times:
        time_of_all = torch.full((count,), t)
        row = [str(t)]
        for x_0, denoiser in ((everything[chosen], checkpoint.denoiser), (fresh, checkpoint.denoiser),
                              (everything[chosen], exact)):  # fmt: skip
            x_t = marginal(checkpoint.schedule, x_0, t).sample(eps)
            row.append(f"{(denoiser(x_t, time_of_all) - eps).square().mean():.4f}")
        rows.append(row)
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality", description=__doc__.splitlines()[0])
    parser.add_argument("name")
    parser.add_argument("--checkpoint", help="a folder, instead of the shipped one of that name")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--guidance", type=float, nargs="+", default=[1.0], help="the second table has the first")
    parser.add_argument("--samplers", nargs="+", default=["ddim:50"], metavar="RULE:STEPS", help="of the first table")
    parser.add_argument("--thousand", action="store_true", help="also 1,000 steps of DDIM and DDPM: an hour or two")
    parser.add_argument("--quick", action="store_true", help="only the first table")
    args = parser.parse_args()
    checkpoint = load_checkpoint(args.checkpoint or args.name)
    real = real_toys() if args.name == "toys" else (real_digits if args.name == "digits" else real_others)(args.data)
    classes = len(checkpoint.labels)
    some = np.random.default_rng(0).permutation(len(real.training))[:20_000]  # a data set may be sorted by class
    classifier = train_classifier(real.training.images[some], real.training.labels[some], epochs=4)
    reference, named = look(classifier, real.held_out.images)
    labels = np.arange(COUNT) % classes

    shuffled = np.random.default_rng(1).permutation(len(real.training))
    kinds = [shuffled[real.training.labels[shuffled] == kind] for kind in range(classes)]

    def floor_of(count: int) -> Figures:
        """The same figures for as many real training pictures of each kind: Fréchet distances depend on it."""
        part = np.concatenate([kind[: count // classes] for kind in kinds])
        return judge(real.training.images[part], real.training.labels[part], real, reference, classifier)

    floor = floor_of(COUNT)
    unseen = float(np.median(nearest(real.held_out.images[:COUNT], real.training.images)))
    rows = [["real training pictures", *floor.row(), "1"]]
    for sampler, guidance in product(args.samplers, args.guidance):
        rule, steps = sampler.split(":")
        images = draw(checkpoint, labels, rule, int(steps), guidance)
        figures = judge(images, labels, real, reference, classifier)
        times_floor = f"{figures.frechet / floor.frechet:.2f}"
        rows.append([f"{rule}, {steps} steps, guidance {guidance:g}", *figures.row(), times_floor])
        print(rows[-1], flush=True)
        background = np.median(images[:, [0, 0, -1, -1], [0, -1, 0, -1]], axis=0).mean()
    header = ["pictures", "Fréchet distance", "precision", "recall", "named right", "nearest training picture"]
    right = (named == real.held_out.labels).mean()
    text = (
        f"# Quality: {args.name}\n\n{machine('torch', 'ncnn')}. {COUNT} pictures a row, labels in turn, "
        f"seeds 0..{COUNT - 1}; against {len(real.held_out)} held-out real pictures, of which the classifier names "
        f"{right:.1%} right. Nearest training picture: median distance in grey levels; for held-out pictures it is "
        f"{unseen:.1f}. Median level of the corner pixels: {background:.0f}.\n\n"
        + table([*header, "Fréchet / real"], rows)
    )
    if args.quick:
        print(text)
        return

    grid = GRID + ([("ddim", 1000), ("ddpm", 1000)] if args.thousand else [])
    few, curves = floor_of(FEW), {}
    quality = [["real training pictures", "", *few.row(), ""]]
    for rule, steps in grid:
        began = time.perf_counter()
        images = draw(checkpoint, labels[:FEW], rule, steps, args.guidance[0])
        seconds = (time.perf_counter() - began) / FEW
        figures = judge(images, labels[:FEW], real, reference, classifier)
        quality.append([rule, str(steps), *figures.row(), f"{seconds * 1e3:.0f} ms"])
        curves.setdefault(rule, []).append((steps, figures.frechet))
        print(quality[-1], flush=True)
    times = [1, 10, 50, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]
    text += (
        f"\n## Quality against speed, guidance {args.guidance[0]:g}, {FEW} pictures a row\n\n"
        + table(["sampler", "steps", *header[1:], "a picture"], quality)
        + "\n## Mean squared error of the predicted noise\n\n"
        "Exact: the optimum over the training set; below it one can only get by knowing which picture it was.\n\n"
        + table(["t", "training pictures", "unseen pictures", "exact"], losses(checkpoint, real, times))
    )
    figure, axes = plt.subplots(figsize=(7, 4))
    for (rule, points), colour in zip(curves.items(), COLOURS.values(), strict=False):
        axes.loglog(*zip(*points, strict=True), "o-", label=rule, color=colour)
    axes.axhline(few.frechet, color="grey", linestyle=":", label="real pictures")
    axes.set(xlabel="steps (Heun asks the network twice in each)", ylabel="Fréchet distance", title=args.name)
    axes.legend(frameon=False)
    save(f"quality-{args.name}", text, figure)


if __name__ == "__main__":
    main()
