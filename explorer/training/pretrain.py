"""Trains a checkpoint from nothing: python -m explorer.training.pretrain digits --data mnist.npz

Interrupt it at any time: it saves, and the same command goes on where it stopped.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
import torch.distributed as dist

from ..diffusion.schedule import SCHEDULES
from ..models.checkpoint import Checkpoint, save_checkpoint
from ..models.errors import ExplainedError
from ..models.files.config import UNetConfig
from ..models.files.locations import SHIPPED
from ..models.network import NetworkDenoiser
from ..models.unet import UNet
from ..toys import KINDS, toy
from . import processes
from .acceleration import bf16, compiled
from .arguments import pictures, speak_plainly, whole
from .data import ImageSet, drawn
from .loop import TrainConfig, TrainStep, diverged, thirds, train
from .preview import save_preview
from .processes import meet, own_device
from .state import TrainState, restore_state, save_state
from .system import when_told

TOYS = 60_000  # drawings to train on; each can be drawn again from its seed
REPORT_EVERY, SAVE_EVERY = 50, 500


@dataclass(frozen=True)
class Recipe:
    """A network, a schedule and how to train them."""

    network: UNetConfig
    schedule: str
    prediction: str
    labels: tuple[str, ...]
    config: TrainConfig


def small_unet(channels: int, labels: int) -> UNetConfig:
    """2.7 million parameters for 32x32 pictures, with one more class for "no label"."""
    return UNetConfig(
        sample_size=32,
        in_channels=channels,
        out_channels=channels,
        block_out_channels=(32, 64, 128),
        down_block_types=("DownBlock2D", "DownBlock2D", "AttnDownBlock2D"),
        up_block_types=("AttnUpBlock2D", "UpBlock2D", "UpBlock2D"),
        layers_per_block=1,
        attention_head_dim=16,
        norm_num_groups=16,
        num_class_embeds=labels + 1,
    )


EMOJI = ("smileys", "people", "animals", "food", "travel", "activities", "objects", "symbols")
CIFAR10 = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")

# All predict v: at cosine's t = T almost no signal is left, and there eps says nothing about x_0.
RECIPES = {
    "toys": Recipe(
        network=small_unet(channels=3, labels=len(KINDS)),
        schedule="cosine",
        prediction="v_prediction",
        labels=tuple(KINDS),
        config=TrainConfig(steps=10_000, batch=32, lr=8e-4, warmup=200),
    ),
    "emoji": Recipe(
        network=small_unet(channels=3, labels=len(EMOJI)),
        schedule="cosine",
        prediction="v_prediction",
        labels=EMOJI,
        config=TrainConfig(steps=20_000, batch=32, lr=8e-4, warmup=200),
    ),
    "cifar10": Recipe(
        network=replace(small_unet(channels=3, labels=len(CIFAR10)), layers_per_block=2),
        schedule="cosine",
        prediction="v_prediction",
        labels=CIFAR10,
        config=TrainConfig(steps=100_000, batch=128, lr=8e-4, warmup=1000, flip=True, ema_decay=0.9999),
    ),
    "digits": Recipe(
        network=small_unet(channels=1, labels=10),
        schedule="cosine",
        prediction="v_prediction",
        labels=tuple("0123456789"),
        config=TrainConfig(steps=8000, batch=32, lr=8e-4, warmup=200),
    ),
}


def toys(count: int, size: int) -> ImageSet:
    """The drawings of the seeds 0..count-1, their kinds in turn."""
    kinds = list(KINDS)
    return drawn(lambda seed: (toy(seed, kinds[seed % len(kinds)], size), seed % len(kinds)), count)


def pretrain(recipe: Recipe, data: ImageSet, run: Path, out: Path, device: str, told: Sequence[object] = ()) -> int:
    """Train to the end of the recipe; every SAVE_EVERY steps keep the run, a preview and the checkpoint `out`.

    It keeps them and stops early when `told` is no longer empty. Returns the step that it has come to. Raises
    ValueError if `run` is that of another network, and loop.Diverged; what was kept before stays.
    """
    leads = not dist.is_initialized() or dist.get_rank() == 0
    (run / "samples").mkdir(parents=True, exist_ok=True)
    torch.manual_seed(recipe.config.seed)  # the initial weights
    schedule = SCHEDULES[recipe.schedule](1000)
    network = UNet(recipe.network).to(device)
    state = TrainState.new(network)
    try:
        restored = restore_state(state, run)
    except RuntimeError:
        raise ValueError(f"{run} holds the training of another network. Give another folder with --state.") from None
    if restored and leads:
        print(f"Going on from step {state.step}.", flush=True)
    no_label = len(recipe.labels) if recipe.labels else None
    denoiser = NetworkDenoiser(network, schedule, recipe.prediction, no_label)
    denoiser.run = compiled(network, device, recipe.config.steps - state.step)
    shape = (recipe.network.in_channels, recipe.network.sample_size, recipe.network.sample_size)
    average = NetworkDenoiser(state.ema, schedule, recipe.prediction, no_label)
    result = Checkpoint(average, schedule, shape, recipe.labels, out.name)

    total, recent, since = recipe.config.steps, [], time.monotonic()
    for step in train(state, denoiser, schedule, data, recipe.config):
        recent.append(step)
        ends = step.step == total or processes.any_of(bool(told))
        if leads and step.step % REPORT_EVERY == 0:
            rate = len(recent) / (time.monotonic() - since)
            report(run, recent, schedule.T, rate * recipe.config.batch, (total - step.step) / rate / 60, total)
            recent, since = [], time.monotonic()
        if leads and (step.step % SAVE_EVERY == 0 or ends):
            if not state.is_finite():
                raise diverged(step.step)
            save_state(state, run)
            save_checkpoint(result, out, torch.float16)
            save_preview(result, run / "samples" / f"{step.step:08d}.png", count=16, steps=25)
        if ends:
            break
    return state.step


def report(run: Path, steps: list[TrainStep], T: int, rate: float, minutes: float, total: int) -> None:
    """Print where the training stands, and add a line to metrics.jsonl: the loss also for each third of t."""
    step, loss, bands = steps[-1].step, float(np.mean([step.loss for step in steps])), thirds(steps, T)
    values = {"step": step, "loss": loss, "thirds": bands, "images_per_s": rate}
    with (run / "metrics.jsonl").open("a") as file:
        file.write(json.dumps(values) + "\n")
    shown = " ".join("-" if third is None else f"{third:.3f}" for third in bands)
    print(
        f"step {step}/{total}  loss {loss:.4f} (thirds of t: {shown})  {rate:.0f} images/s  {minutes:.0f} min left",
        flush=True,
    )


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m explorer.training.pretrain",
        description=__doc__.splitlines()[0],
        epilog="Several processes: torchrun --nproc-per-node=2 -m explorer.training.pretrain ...",
    )
    parser.add_argument("recipe", choices=sorted(RECIPES))
    parser.add_argument("--data", type=Path, help="an .npz, or a folder of pictures; toys draws its own")
    parser.add_argument("--state", type=Path, help="where the run is kept (default: runs/RECIPE)")
    parser.add_argument("--out", type=Path, help="where the checkpoint goes (default: checkpoints/RECIPE)")
    parser.add_argument("--device", default="auto", help="where it trains: auto, cpu, cuda, cuda:1, mps")
    parser.add_argument("--steps", type=whole(1), help="instead of the recipe's")
    parser.add_argument("--bf16", action="store_true", help="train in bfloat16, on processors that are quick at it")
    args = parser.parse_args()
    if args.data is None and args.recipe != "toys":
        parser.error(f"{args.recipe} needs --data: an .npz with images and labels, or a folder of pictures.")
    return args


def data_of(args: argparse.Namespace, recipe: Recipe) -> ImageSet:
    """Raises ValueError with a sentence."""
    size, channels = recipe.network.sample_size, recipe.network.in_channels
    if args.data is None:
        return toys(TOYS, size)
    data = pictures(args.data, size, channels)
    known = range(len(recipe.labels))
    if data.labels is not None and not set(np.unique(data.labels)) <= set(known):
        raise ValueError(f"{args.data}: the labels must lie in 0..{len(known) - 1}, as {args.recipe} has so many.")
    return data


def check_places(run: Path, out: Path) -> None:
    """Raises ValueError with a sentence for places that hold something else: a checkpoint replaces its folder whole."""
    for option, path in (("--state", run), ("--out", out)):
        if path.exists() and not path.is_dir():
            raise ValueError(f"{path} is a file. Give {option} a folder.")
    if out.is_dir() and any(out.iterdir()) and not (out / "config.json").exists():
        raise ValueError(f"{out} holds something else, which a checkpoint would replace. Give --out a new folder.")


def main() -> int:
    speak_plainly()
    args, told = parsed(), []
    when_told(lambda: told.append(True))
    recipe = RECIPES[args.recipe]
    run, out = args.state or Path("runs") / args.recipe, args.out or SHIPPED / args.recipe
    try:
        device = own_device(args.device)
        if args.bf16 and not bf16(device):
            print(f"{device} has no bfloat16 of its own, so the training is in float32.", flush=True)
        config = replace(recipe.config, steps=args.steps or recipe.config.steps, bf16=args.bf16 and bf16(device))
        if "RANK" in os.environ:  # torchrun
            meet(device)
        check_places(run, out)
        step = pretrain(replace(recipe, config=config), data_of(args, recipe), run, out, device, told)
        print(f"{'Done' if step >= config.steps else 'Stopped'} at step {step}; the checkpoint is in {out}", flush=True)
        return 0
    except (ExplainedError, ValueError) as error:
        print(error, file=sys.stderr)
    except KeyboardInterrupt:
        print("Ended at once. The same command goes on from where it was last saved.", file=sys.stderr)
    finally:
        if dist.is_initialized():
            dist.destroy_process_group()
    return 1


if __name__ == "__main__":
    sys.exit(main())
