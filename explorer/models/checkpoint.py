"""A folder on disk <-> a Checkpoint, in diffusers' layout.

    config.json                           the U-Net's shape (UNet2DModel)
    diffusion_pytorch_model.safetensors   its weights
    scheduler_config.json                 the noise schedule it was trained with (DDPMScheduler)
    labels.json                           names of the classes, if any (ours)
"""

import json
import shutil
import tempfile
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from ..diffusion.schedule import NoiseSchedule, cosine, linear
from .config import UNetConfig
from .folder import CheckpointError, find_folder
from .network import PREDICTIONS, NetworkDenoiser
from .unet import UNet

WEIGHTS = "diffusion_pytorch_model.safetensors"
# Fields that diffusers knows and this U-Net does not, each with the values that change nothing.
NEUTRAL = {
    "act_fn": ("silu", "swish"),
    "time_embedding_type": ("positional",),
    "time_embedding_dim": (None,),
    "mid_block_type": ("UNetMidBlock2D",),
    "downsample_type": ("conv",),
    "upsample_type": ("conv",),
    "attn_norm_num_groups": (None,),
    "class_embed_type": (None,),
    "num_train_timesteps": (None,),
}
OLDER_NAMES = {".query.": ".to_q.", ".key.": ".to_k.", ".value.": ".to_v.", ".proj_attn.": ".to_out.0."}
MAX_T = 100_000


@dataclass(frozen=True)
class Checkpoint:
    """A denoiser with all that is needed to sample from it.

    shape is (C, H, W); labels are the class names, empty if the network is unconditional.
    """

    denoiser: NetworkDenoiser
    schedule: NoiseSchedule
    shape: tuple[int, int, int]
    labels: tuple[str, ...]
    name: str

    @property
    def device(self) -> torch.device:
        """Where the network's weights are, and x_T has to be."""
        return next(self.denoiser.network.parameters()).device


def load_checkpoint(source: str | Path, device: str = "cpu") -> Checkpoint:
    """Load a checkpoint by its name under checkpoints/, or from a folder in diffusers' layout.

    Raises CheckpointError with a sentence for the user when it is missing, damaged or unsupported.
    """
    folder = find_folder(source)
    unet, scheduler = (folder / "unet", folder / "scheduler") if (folder / "unet").is_dir() else (folder, folder)
    config = parse_unet_config(read_object(unet / "config.json"))
    scheduler_config = read_object(scheduler / "scheduler_config.json")
    schedule = parse_schedule(scheduler_config)
    prediction = scheduler_config.get("prediction_type", "epsilon")
    if not isinstance(prediction, str) or prediction not in PREDICTIONS:
        raise CheckpointError(f"{folder.name}: prediction_type = {prediction!r} is not supported.")

    try:
        network = UNet(config)
        network.load_state_dict(with_todays_names(load_file(unet / WEIGHTS)))
    except FileNotFoundError:
        raise CheckpointError(f"{folder.name}: {WEIGHTS} is missing. Copy it into {unet}.") from None
    except (SafetensorError, OSError, ValueError) as error:
        raise CheckpointError(f"{folder.name}: the weights or config.json are damaged ({error}).") from None
    except RuntimeError as error:
        first = (str(error).splitlines()[1:2] or [str(error)])[0].strip()
        raise CheckpointError(f"{folder.name}: the weights do not fit config.json: {first[:200]}") from None
    network = network.float().eval().requires_grad_(False).to(device, memory_format=torch.channels_last)

    classes = config.num_class_embeds or 0
    labels = read_labels(folder, classes)
    no_label = len(labels) if classes > len(labels) else None
    return Checkpoint(
        NetworkDenoiser(network, schedule, prediction, no_label),
        schedule,
        (config.in_channels, config.sample_size, config.sample_size),
        labels,
        folder.name,
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
        write_json(new / "scheduler_config.json", scheduler_config_of(checkpoint.schedule, denoiser.prediction))
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


def parse_unet_config(config: dict[str, Any]) -> UNetConfig:
    """diffusers' config.json -> UNetConfig. Raises CheckpointError naming the field that is not supported."""
    known = {field.name for field in fields(UNetConfig)}
    for key, value in config.items():
        if key.startswith("_") or key in known:
            continue
        if value not in NEUTRAL.get(key, ()):
            raise CheckpointError(f"config.json: {key} = {value!r} is not supported.")
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in config.items() if key in known}
    try:
        parsed = UNetConfig(**values)
    except ValueError as error:
        raise CheckpointError(f"config.json: {error}") from None
    if parsed.out_channels != parsed.in_channels:
        raise CheckpointError("config.json: out_channels differs from in_channels; learned variance is not supported.")
    return parsed


def parse_schedule(config: dict[str, Any]) -> NoiseSchedule:
    """diffusers' scheduler_config.json -> NoiseSchedule. Raises CheckpointError naming what is not supported."""
    if config.get("rescale_betas_zero_snr"):
        raise CheckpointError("scheduler_config.json: rescale_betas_zero_snr is not supported.")
    T, kind = config.get("num_train_timesteps", 1000), config.get("beta_schedule", "linear")
    start, end = config.get("beta_start", 1e-4), config.get("beta_end", 0.02)
    if not isinstance(T, int) or not 1 <= T <= MAX_T:
        raise CheckpointError(f"scheduler_config.json is damaged: num_train_timesteps = {T!r} is not in 1..{MAX_T}.")
    try:
        if config.get("trained_betas") is not None:
            return NoiseSchedule(np.concatenate([[0.0], config["trained_betas"]]))
        if kind == "linear":
            return linear(T, start, end)
        if kind == "scaled_linear":
            return NoiseSchedule(np.concatenate([[0.0], np.linspace(start**0.5, end**0.5, T) ** 2]))
        if kind == "squaredcos_cap_v2":
            return cosine(T)
    except (TypeError, ValueError) as error:
        raise CheckpointError(f"scheduler_config.json is damaged: {error}") from None
    raise CheckpointError(f"scheduler_config.json: beta_schedule = {kind!r} is not supported.")


def scheduler_config_of(schedule: NoiseSchedule, prediction: str) -> dict[str, Any]:
    """The DDPMScheduler config of a schedule: by name where diffusers has one, else its betas."""
    T, beta = schedule.T, schedule.beta
    config = {
        "_class_name": "DDPMScheduler",
        "num_train_timesteps": T,
        "prediction_type": prediction,
        "variance_type": "fixed_small",
        "clip_sample": True,
    }
    if np.array_equal(beta, cosine(T).beta):
        return config | {"beta_schedule": "squaredcos_cap_v2"}
    if np.array_equal(beta, linear(T, beta[1], beta[-1]).beta):
        return config | {"beta_schedule": "linear", "beta_start": beta[1], "beta_end": beta[-1]}
    return config | {"trained_betas": beta[1:].tolist()}


def with_todays_names(weights: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Weights whose attention layers bear the names that diffusers used until version 0.15, under today's names."""
    renamed = {}
    for key, value in weights.items():
        if ".attentions." in key:
            for old, new in OLDER_NAMES.items():
                key = key.replace(old, new)
        renamed[key] = value
    return renamed


def read_labels(folder: Path, classes: int) -> tuple[str, ...]:
    """The names in labels.json; numbers where there is no such file."""
    if not (folder / "labels.json").exists():
        return tuple(str(i) for i in range(classes))
    labels = read_json(folder / "labels.json")
    if not isinstance(labels, list) or not all(isinstance(label, str) for label in labels):
        raise CheckpointError(f"{folder.name}: labels.json must be a list of names.")
    if len(labels) > classes:
        raise CheckpointError(f"{folder.name}: labels.json has {len(labels)} names for {classes} classes.")
    return tuple(labels)


def read_object(path: Path) -> dict[str, Any]:
    value = read_json(path)
    if not isinstance(value, dict):
        raise CheckpointError(f"{path.parent.name}: {path.name} is damaged (it holds no object).")
    return value


def read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CheckpointError(f"{path.parent.name}: {path.name} is missing. Copy it into {path.parent}.") from None
    except (OSError, ValueError) as error:
        raise CheckpointError(f"{path.parent.name}: {path.name} is damaged ({error}).") from None


def write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")
