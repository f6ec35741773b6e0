"""All that a training run must remember, and how it gets to disk and back unharmed."""

from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import nn

from ..models.unet import UNet
from .system import flush_file, flush_folder, patiently

KEEP = 2
LIGHT = ("attentions", "time_emb", "class_embedding")  # attention, time and class: few weights, and they say what fits


@dataclass
class TrainState:
    """The network in training, its exponential moving average, Adam's moments and the number of steps done."""

    network: UNet
    ema: UNet
    optimizer: torch.optim.Optimizer
    step: int = 0

    @classmethod
    def new(cls, network: UNet, light: bool = False) -> "TrainState":
        """Ready to train `network`, which is changed in place; with `light`, only its LIGHT layers."""
        # GPUs are quicker with the channels last; on the CPU they cost GroupNorm up to six times its time.
        on_cpu = next(network.parameters()).device.type == "cpu"
        layout = torch.contiguous_format if on_cpu else torch.channels_last
        network.to(memory_format=layout)  # type: ignore[call-overload]  # no overload of torch's names it
        ema = deepcopy(network).eval().requires_grad_(False)
        network.train()
        for name, weight in network.named_parameters():
            weight.requires_grad_(not light or any(layer in name for layer in LIGHT))
        return cls(network, ema, torch.optim.Adam(learning(network), fused=True))

    def is_finite(self) -> bool:
        """Whether its weights are numbers in float16 too, which results are kept in."""
        weights = [*self.network.parameters(), *self.ema.parameters()]
        return all(bool(weight.detach().half().isfinite().all()) for weight in weights)


def learning(network: nn.Module) -> list[nn.Parameter]:
    """The weights that are trained."""
    return [weight for weight in network.parameters() if weight.requires_grad]


def save_state(state: TrainState, folder: Path) -> Path:
    """Write ckpt-STEP.safetensors: complete or not at all, whatever interrupts it. Keeps the newest KEEP."""
    tensors = {f"network.{key}": value for key, value in state.network.state_dict().items()}
    tensors |= {f"ema.{key}": value for key, value in state.ema.state_dict().items()}
    for index, moments in state.optimizer.state_dict()["state"].items():
        tensors |= {f"optimizer.{index}.{key}": value for key, value in moments.items()}
    path = folder / f"ckpt-{state.step:08d}.safetensors"
    temporary = path.with_suffix(".tmp")
    try:
        save_file({key: value.contiguous() for key, value in tensors.items()}, temporary, {"step": str(state.step)})
        flush_file(temporary)
        patiently(temporary.replace, path)
    finally:
        temporary.unlink(missing_ok=True)  # half a file is no use on a full disk
    flush_folder(folder)
    for old in sorted(folder.glob("ckpt-*.safetensors"))[:-KEEP]:
        old.unlink(missing_ok=True)
    return path


def restore_state(state: TrainState, folder: Path) -> bool:
    """Load the newest checkpoint of `folder` into `state`; False if there is none."""
    paths = sorted(folder.glob("ckpt-*.safetensors"))
    if not paths:
        return False
    with safe_open(paths[-1], "pt") as file:
        groups: dict[str, dict[str, torch.Tensor]] = {"network": {}, "ema": {}, "optimizer": {}}
        for key in file.keys():  # noqa: SIM118 - safe_open is no mapping
            group, name = key.split(".", 1)
            groups[group][name] = file.get_tensor(key)
        state.step = int(file.metadata()["step"])
    state.network.load_state_dict(groups["network"])
    state.ema.load_state_dict(groups["ema"])
    moments: dict[int, dict[str, torch.Tensor]] = {}
    for name, value in groups["optimizer"].items():
        index, key = name.split(".")
        moments.setdefault(int(index), {})[key] = value
    state.optimizer.load_state_dict({**state.optimizer.state_dict(), "state": moments})
    return True
