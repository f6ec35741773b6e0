"""Trains the checkpoints that ship: python -m explorer.training.pretrain digits --data mnist.npz

Interrupt it at any time; the same command goes on where it stopped.
"""

import argparse
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch

from ..diffusion.schedule import SCHEDULES
from ..models.checkpoint import Checkpoint, save_checkpoint
from ..models.folder import SHIPPED
from ..models.network import NetworkDenoiser
from ..models.unet import UNet, UNetConfig
from ..toys import KINDS
from .data import load_npz
from .loop import TrainConfig, train
from .state import TrainState, restore_state, save_state


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


# All predict v: at cosine's t = T almost no signal is left, and there eps says nothing about x_0.
RECIPES = {
    "toys": Recipe(
        network=small_unet(channels=3, labels=len(KINDS)),
        schedule="cosine",
        prediction="v_prediction",
        labels=tuple(KINDS),
        config=TrainConfig(steps=10_000, batch=32, lr=8e-4, warmup=200),
    ),
    "digits": Recipe(
        network=small_unet(channels=1, labels=10),
        schedule="cosine",
        prediction="v_prediction",
        labels=tuple("0123456789"),
        config=TrainConfig(steps=8000, batch=32, lr=8e-4, warmup=200),
    ),
}


def pretrain(recipe: Recipe, data_path: Path, run: Path, out: Path, device: str) -> None:
    """Train to the end of the recipe, saving the run every 250 steps and the finished checkpoint into `out`."""
    run.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(recipe.config.seed)  # the initial weights
    data = load_npz(data_path, recipe.network.sample_size)
    schedule = SCHEDULES[recipe.schedule](1000)
    network = UNet(recipe.network).to(device, memory_format=torch.channels_last)
    state = TrainState.new(network)
    if restore_state(state, run):
        print(f"Going on from step {state.step}.", flush=True)
    no_label = len(recipe.labels) if recipe.labels else None
    denoiser = NetworkDenoiser(network, schedule, recipe.prediction, no_label)
    shape = (recipe.network.in_channels, recipe.network.sample_size, recipe.network.sample_size)
    average = NetworkDenoiser(state.ema, schedule, recipe.prediction, no_label)
    result = Checkpoint(average, schedule, shape, recipe.labels, out.name)

    losses, started, first = [], time.monotonic(), state.step
    for step in train(state, denoiser, schedule, data, recipe.config):
        losses.append(step.loss)
        if step.step % 50 == 0:
            rate = (step.step - first) / (time.monotonic() - started)
            left = (recipe.config.steps - step.step) / rate
            print(
                f"step {step.step}/{recipe.config.steps}  loss {np.mean(losses):.4f}  "
                f"{rate * recipe.config.batch:.0f} images/s  {left / 60:.0f} min left",
                flush=True,
            )
            losses.clear()
        if step.step % 250 == 0 or step.step == recipe.config.steps:
            save_state(state, run)
            save_checkpoint(result, out, torch.float16)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m explorer.training.pretrain", description=__doc__.splitlines()[0])
    parser.add_argument("recipe", choices=sorted(RECIPES))
    parser.add_argument("--data", type=Path, required=True, help="an .npz with images and labels")
    parser.add_argument("--run", type=Path, help="where the run is kept (default: runs/RECIPE)")
    parser.add_argument("--out", type=Path, help="where the checkpoint goes (default: checkpoints/RECIPE)")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--steps", type=int, help="instead of the recipe's")
    parser.add_argument("--bf16", action="store_true", help="train in bfloat16, on processors that are quick at it")
    args = parser.parse_args()
    recipe = RECIPES[args.recipe]
    config = replace(recipe.config, steps=args.steps or recipe.config.steps, bf16=args.bf16)
    run, out = args.run or Path("runs") / args.recipe, args.out or SHIPPED / args.recipe
    pretrain(replace(recipe, config=config), args.data, run, out, args.device)


if __name__ == "__main__":
    main()
