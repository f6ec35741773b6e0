"""Pictures a second of our training loop against that of diffusers' example: same network, batch and precision.

    .venv/bin/python -m benchmarks.training

Both train the network of the toys recipe from the same weights; rounds alternate. Writes
benchmarks/results/training.md and .png.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from statistics import mean, median

import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn.functional as F
from diffusers import DDPMScheduler, UNet2DModel
from diffusers.optimization import get_scheduler
from diffusers.training_utils import EMAModel
from PIL import Image
from torch.utils.data import DataLoader, Dataset

from benchmarks.report import COLOURS, machine, save, table
from explorer.diffusion.schedule import SCHEDULES
from explorer.models.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from explorer.models.network import NetworkDenoiser
from explorer.models.unet import UNet
from explorer.training.data import ImageSet
from explorer.training.loop import TrainConfig, train
from explorer.training.pretrain import RECIPES, toys
from explorer.training.state import TrainState

RECIPE = RECIPES["toys"]
PICTURES = 2000
Loop = Callable[[str, ImageSet, TrainConfig], Iterator[float]]  # a checkpoint's folder, ... -> the loss of each step


def our_loop(folder: str, data: ImageSet, config: TrainConfig) -> Iterator[float]:
    checkpoint = load_checkpoint(folder)
    state = TrainState.new(checkpoint.denoiser.network)
    for step in train(state, checkpoint.denoiser, checkpoint.schedule, data, config):
        yield step.loss


def their_loop(folder: str, data: ImageSet, config: TrainConfig) -> Iterator[float]:
    """examples/unconditional_image_generation/train_unconditional.py, line by line, with its defaults.

    Left out is what only costs it time: the progress bar and the trackers. Added are the labels and v, which the
    example does not know, as diffusers offers them. accelerate's bf16 is an autocast around the network.
    """
    dtype = torch.bfloat16 if config.bf16 else torch.float32
    network = UNet2DModel.from_pretrained(folder, low_cpu_mem_usage=False).train()
    scheduler = DDPMScheduler.from_pretrained(folder)
    adam = {"betas": (0.95, 0.999), "weight_decay": 1e-6, "eps": 1e-8}
    optimizer = torch.optim.AdamW(network.parameters(), lr=config.lr, **adam)
    rate = get_scheduler("cosine", optimizer, num_warmup_steps=config.warmup, num_training_steps=config.steps)
    average = EMAModel(network.parameters(), decay=0.9999, use_ema_warmup=True, inv_gamma=1.0, power=0.75)
    while True:
        for clean, label in DataLoader(Pictures(data), batch_size=config.batch, shuffle=True, drop_last=True):
            clean = clean.to(dtype)
            noise = torch.randn(clean.shape, dtype=dtype)
            t = torch.randint(0, scheduler.config.num_train_timesteps, (len(clean),)).long()
            noisy = scheduler.add_noise(clean, noise, t)
            with torch.autocast("cpu", torch.bfloat16, enabled=config.bf16):
                output = network(noisy, t, label).sample
            loss = F.mse_loss(output.float(), scheduler.get_velocity(clean, noise, t).float())
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            rate.step()
            average.step(network.parameters())
            optimizer.zero_grad()
            yield loss.item()


class Pictures(Dataset):
    """Decoded pictures through what the example's transforms do at this size: torchvision's ToTensor and Normalize."""

    def __init__(self, data: ImageSet):
        self.images, self.labels = [Image.fromarray(image) for image in data.images], data.labels

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, int]:
        picture = torch.from_numpy(np.array(self.images[index].convert("RGB")))
        picture = picture.permute(2, 0, 1).contiguous().to(torch.float32).div(255)
        return picture.sub_(0.5).div_(0.5), int(self.labels[index])


LOOPS: dict[str, Loop] = {"diffusers": their_loop, "ours": our_loop}


def save_untrained(folder: str) -> None:
    torch.manual_seed(0)
    schedule = SCHEDULES[RECIPE.schedule](1000)
    denoiser = NetworkDenoiser(UNet(RECIPE.network), schedule, RECIPE.prediction, len(RECIPE.labels))
    save_checkpoint(Checkpoint(denoiser, schedule, (3, 32, 32), RECIPE.labels, "toys"), folder)


@torch.no_grad()
def difference(folder: str) -> float:
    """Between the outputs of the two networks that start from `folder`, relative to their size."""
    x, t, label = torch.randn(8, 3, 32, 32), torch.arange(0, 1000, 125), torch.arange(8)
    theirs = UNet2DModel.from_pretrained(folder, low_cpu_mem_usage=False)(x, t, label).sample
    ours = load_checkpoint(folder).denoiser.network(x, t, label)
    return float((theirs - ours).norm() / theirs.norm())


def measure(name: str, folder: str, data: ImageSet, config: TrainConfig, rounds: int, steps: int) -> list[str]:
    """A row of the table: the medians and the loss over the second half of the steps."""
    running = {side: loop(folder, data, config) for side, loop in LOOPS.items()}
    losses = {side: list(islice(steps_of, 3)) for side, steps_of in running.items()}  # warm up
    rates = {side: [] for side in LOOPS}
    for _ in range(rounds):
        for side, steps_of in running.items():
            time.sleep(0.1)  # let the other side's threads go to sleep
            began = time.perf_counter()
            losses[side] += islice(steps_of, steps)
            rates[side].append(config.batch * steps / (time.perf_counter() - began))
    ratios = [ours / theirs for theirs, ours in zip(*rates.values(), strict=True)]
    typical = {side: median(values) for side, values in rates.items()}
    late = {side: mean(values[len(values) // 2 :]) for side, values in losses.items()}
    row = [
        name,
        *(f"{typical[side]:.0f}" for side in LOOPS),
        f"{typical['ours'] / typical['diffusers']:.2f}",
        f"{min(ratios):.2f} to {max(ratios):.2f}",
        *(f"{late[side]:.3f}" for side in LOOPS),
    ]
    print(row, flush=True)
    return row


@contextmanager
def busy_core() -> Iterator[None]:
    """Beside another process that computes all the time, as the app does while it draws."""
    process = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        yield
    finally:
        process.kill()
        process.wait()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.training", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--steps", type=int, default=10, help="of each side in each round")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    data, config = toys(PICTURES, 32), RECIPE.config
    with tempfile.TemporaryDirectory() as temporary:
        folder = str(Path(temporary) / "toys")
        save_untrained(folder)
        same = difference(folder)
        rows = [
            measure("float32", folder, data, config, args.rounds, args.steps),
            measure("bfloat16", folder, data, replace(config, bf16=True), args.rounds, args.steps),
        ]
        with busy_core():
            rows.append(measure("float32, one core busy", folder, data, config, 3, 2))
    header = ["", "diffusers", "ours", "ratio", "ratios of the rounds", "diffusers' loss", "our loss"]
    text = (
        f"# Training: pictures a second\n\n{machine('torch', 'diffusers')}. Network and recipe of the toys (32×32 RGB, "
        f"batch {config.batch}); medians of {args.rounds} alternating rounds of {args.steps} steps.\n"
        "diffusers: the loop of its example train_unconditional.py, pictures already decoded. "
        "One core busy: beside a process that computes all the time, 3 rounds of 2 steps. "
        f"Both start from the same weights: on one input their outputs differ by {same:.0e}. "
        "Loss: mean over the second half of the steps; each side draws its own noise.\n\n" + table(header, rows)
    )
    figure, axes = plt.subplots(figsize=(6, 4))
    for offset, column, name, colour in ((-0.2, 1, "diffusers", "theirs"), (0.2, 2, "ours", "ours")):
        places = [place + offset for place in range(len(rows))]
        axes.bar(places, [float(row[column]) for row in rows], 0.38, label=name, color=COLOURS[colour])
    axes.set_xticks(range(len(rows)), [row[0] for row in rows])
    axes.set(ylabel="pictures a second", title="Training, 32×32 RGB")
    axes.legend(frameon=False)
    save("training", text, figure)


if __name__ == "__main__":
    main()
