"""A folder on disk <-> a Checkpoint, in diffusers' layout.

config.json                           the U-Net's shape (UNet2DModel)
diffusion_pytorch_model.safetensors   its weights, or several files and an index of them
scheduler_config.json                 the noise schedule it was trained with (DDPMScheduler)
labels.json                           names of the classes, if any (ours)
"""

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from safetensors.torch import save_file

from ..diffusion.schedule import NoiseSchedule
from .files.json_files import read_object, write_json
from .files.layout import read_layout
from .files.locations import CheckpointError, find_folder
from .files.scheduler_config import TrainedSchedule, parse_schedule, scheduler_config_of
from .files.weight_files import WEIGHTS
from .files.weights import explain_misfit, load_weights
from .hub.hub import fetch, is_hub_id
from .network import NetworkDenoiser
from .runtime import OnDemand, pick_device
from .unet import UNet, for_inference


@dataclass(frozen=True)
class Checkpoint:
    """A denoiser with all that is needed to sample from it.

    shape is (C, H, W); labels are the class names, empty if the network is unconditional. The last two
    say how its authors sample: clip as in `sample` (x0_hat stays in [-clip, clip]; 0: it does not), and by which
    of the two DDPM rules, "ddpm-small" or "ddpm".
    """

    denoiser: NetworkDenoiser
    schedule: NoiseSchedule
    shape: tuple[int, int, int]
    labels: tuple[str, ...]
    name: str
    clip: float = 1.0
    variance: str = "ddpm-small"

    @property
    def device(self) -> torch.device:
        """Where the network's weights are, and x_T has to be."""
        return next(self.denoiser.network.parameters()).device


def load_checkpoint(
    source: str | Path, device: str = "cpu", sample_size: int | Sequence[int] | None = None, fast: bool = True
) -> Checkpoint:
    """Load a checkpoint by its name under checkpoints/, from a folder in diffusers' layout, or by its Hub id.

    A Hub id, "owner/name" or "owner/name@revision", is downloaded if no folder has that name. device is as in
    `pick_device`. sample_size, pixels a side or (height, width), comes before that in config.json: some leave it out.
    Where the device has a fast path for the network, that is prepared when it is first asked (about a second), and says
    the same to 1e-3; with fast=False the U-Net itself answers.
    Raises CheckpointError with a sentence for the user when the checkpoint is missing, damaged or unsupported,
    DeviceError when this machine has no such device.
    """
    device = pick_device(device)
    try:
        folder = find_folder(source)
        name = folder.name
    except CheckpointError:
        name = str(source)
        if not is_hub_id(name):
            raise
        folder = fetch(name, sample_size=sample_size)
    layout = read_layout(folder, sample_size)
    config, labels = layout.config, layout.labels
    trained = parse_schedule(read_object(layout.scheduler / "scheduler_config.json"))
    weights = load_weights(layout.unet)
    try:
        network = UNet(config)
        network.load_state_dict(weights)
    except RuntimeError as error:
        raise explain_misfit(folder.name, weights, str(error)) from None
    network = for_inference(network.float(), device)

    classes = config.num_class_embeds or 0
    no_label = len(labels) if classes > len(labels) else None
    denoiser = NetworkDenoiser(network, trained.schedule, trained.prediction, no_label)
    if fast:
        denoiser.run = OnDemand(network, trained.schedule.T)
    return Checkpoint(
        denoiser,
        trained.schedule,
        (config.in_channels, config.sample_size, config.sample_size),
        labels,
        name,
        trained.clip,
        trained.variance,
    )


def save_checkpoint(checkpoint: Checkpoint, folder: str | Path, dtype: torch.dtype = torch.float32) -> None:
    """Write `folder` so that `load_checkpoint` and diffusers' from_pretrained read it; replaces it whole.

    dtype float16 halves the size. The folder is complete or untouched: it is written beside and moved.
    """
    folder, denoiser = Path(folder), checkpoint.denoiser
    folder.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-"))
    try:
        weights = denoiser.network.state_dict()
        weights = {key: value.detach().cpu().to(dtype).contiguous() for key, value in weights.items()}
        save_file(weights, new / WEIGHTS, metadata={"format": "pt"})
        (new / WEIGHTS).chmod(0o644)  # save_file makes it private to this user
        write_json(new / "config.json", {"_class_name": "UNet2DModel", **asdict(denoiser.network.config)})
        trained = TrainedSchedule(checkpoint.schedule, denoiser.prediction, checkpoint.clip, checkpoint.variance)
        write_json(new / "scheduler_config.json", scheduler_config_of(trained))
        if checkpoint.labels:
            write_json(new / "labels.json", checkpoint.labels)
        for kept in folder.glob("*.md"):
            shutil.copy(kept, new)
        new.chmod(0o755)
        old = new.with_name(f"{new.name}-old")
        if folder.exists():
            folder.replace(old)
        try:
            new.replace(folder)
        except OSError:
            if old.exists():
                old.replace(folder)
            raise
        shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(new, ignore_errors=True)
