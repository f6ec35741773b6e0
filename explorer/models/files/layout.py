"""What the small files of a checkpoint say, before any weight is read. No torch here."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from .config import UNetConfig, parse_unet_config
from .json_files import read_labels, read_object
from .locations import unet_folder
from .pipeline import check_folder


class Layout(NamedTuple):
    """The folders of config.json and of scheduler_config.json, and what the first says; labels are class names."""

    unet: Path
    scheduler: Path
    config: UNetConfig
    labels: tuple[str, ...]


def read_layout(folder: Path, sample_size: int | Sequence[int] | None = None) -> Layout:
    """Raises CheckpointError for what is missing, damaged, or no network of pictures. sample_size: as in
    `parse_unet_config`.
    """
    check_folder(folder)
    unet = unet_folder(folder)
    config = parse_unet_config(read_object(unet / "config.json"), sample_size)
    labels = read_labels(folder, config.num_class_embeds or 0)
    return Layout(unet, folder if unet == folder else folder / "scheduler", config, labels)
