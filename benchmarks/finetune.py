"""What a fine-tuning job of 20 pictures, with the settings that the page has, makes of the network in how long.

    .venv/bin/python -m benchmarks.finetune

Three sets of pictures, drawn here. The Fréchet distance of 200 samples to 500 fresh pictures of the set, in the
features of a classifier trained on the toys, before and after. Writes benchmarks/results/finetune.md and .png.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from benchmarks.features import Classifier, frechet, look, train_classifier
from benchmarks.report import machine, save, table
from benchmarks.starts import SETS, UPLOADS, pictures
from explorer.diffusion import Noise, sample
from explorer.images import grid, to_uint8
from explorer.models.checkpoint import Checkpoint, load_checkpoint
from explorer.models.runtime import accelerate
from explorer.models.unconditional import unconditional
from explorer.training.jobs.job_folder import JobFolder
from explorer.training.jobs.records import Spec
from explorer.training.pretrain import toys

STEPS, SAMPLES, FRESH, DRAWN = 400, 200, 500, 16


def draw(checkpoint: Checkpoint) -> np.ndarray:
    """uint8 (SAMPLES, H, W, 3)."""
    checkpoint = unconditional(checkpoint)
    accelerate(checkpoint.denoiser)
    parts = []
    for first in range(0, SAMPLES, 50):
        x_T = Noise(range(first, first + 50)).start(checkpoint.shape)
        *_, last = sample(checkpoint.denoiser, checkpoint.schedule, x_T, steps=25, clip=checkpoint.clip)
        parts.append(to_uint8(last.x_s.numpy()))
    return np.concatenate(parts)


def train(folder: Path, images: np.ndarray, base: str, device: str = "auto") -> tuple[Checkpoint, float]:
    """The result of a job, and the seconds from its start to its end."""
    job = JobFolder(folder).create(Spec("x", "", base, STEPS, time.time()), images)
    began = time.monotonic()
    command = [sys.executable, "-m", "explorer.training.finetune", str(job.folder), "--device", device]
    subprocess.run(command, check=True)
    return load_checkpoint(job.result), time.monotonic() - began


def distance(classifier: Classifier, drawn: np.ndarray, wanted: np.ndarray) -> float:
    return frechet(look(classifier, drawn)[0], look(classifier, wanted)[0])


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.finetune", description=__doc__.splitlines()[0])
    parser.add_argument("--base", default="toys")
    parser.add_argument("--sets", nargs="+", choices=SETS, default=list(SETS))
    args = parser.parse_args()
    data = toys(20_000, 32)
    classifier = train_classifier(data.images, data.labels, epochs=2)
    before = draw(load_checkpoint(args.base))
    rows, sheets = [], []
    for name in args.sets:
        own, fresh = pictures(name, 32)[:UPLOADS], pictures(name, 32, FRESH)[UPLOADS:]
        with tempfile.TemporaryDirectory() as folder:
            result, seconds = train(Path(folder), own, args.base)
        after = draw(result)
        far, near = distance(classifier, before, fresh), distance(classifier, after, fresh)
        rows.append([name, f"{far:.0f}", f"{near:.0f}", f"{near / far:.2f}", f"{seconds:.0f} s"])
        sheets.append([own[:DRAWN], before[:DRAWN], after[:DRAWN]])
        print(rows[-1], flush=True)
    figure, axes = plt.subplots(len(sheets), 3, figsize=(10, 3.4 * len(sheets)), squeeze=False)
    for row, name, sheet in zip(axes, args.sets, sheets, strict=True):
        for axis, title, some in zip(row, (f"{name}: uploaded", "drawn before", "drawn after"), sheet, strict=True):
            axis.imshow(grid(list(some), columns=4))
            axis.set(title=title, xticks=[], yticks=[])
    text = (
        f"# Fine-tuning on {UPLOADS} pictures\n\n{machine('torch')}. {STEPS} steps from {args.base}, as the page has "
        f"it; Fréchet distance of {SAMPLES} samples (DDIM, 25 steps) to {FRESH} fresh pictures of the set.\n\n"
        + table(["pictures", "before", "after", "ratio", "the whole job"], rows)
    )
    save("finetune", text, figure)


if __name__ == "__main__":
    main()
