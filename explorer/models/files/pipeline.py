"""The other parts of a pipeline, which tell whether its U-Net draws pictures. No torch here."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from .json_files import quoted, read_object
from .locations import CheckpointError, unet_folder

FILE = "model_index.json"
# Parts that have no say in what the U-Net draws.
BYSTANDERS = {"unet", "unet_ema", "scheduler", "safety_checker", "feature_extractor", "watermarker", "mel"}
DECODERS = ("vae", "vq", "autoencoder", "first_stage")  # in the name of a part, or of its class


def check_folder(folder: Path) -> None:
    """Raises CheckpointError for a pipeline whose U-Net does not draw pictures by itself."""
    if (folder / FILE).exists():
        check_parts(read_object(folder / FILE))
    if unet_folder(folder) != folder:
        check_neighbours(path.parent.name for path in folder.glob("*/config.json"))


def check_parts(index: dict[str, Any]) -> None:
    """The same by a model_index.json: {part: [library, class]}, [null, null] for a part that is left out."""
    for part, kind in index.items():
        if part.startswith("_") or not isinstance(kind, list) or len(kind) != 2 or None in kind:
            continue
        if _decodes(part) or _decodes(str(kind[1])):
            raise _latent(part)
        if part not in BYSTANDERS:
            raise CheckpointError(
                "{file}: the U-Net of this pipeline draws only together with its {part}, which the explorer has not; "
                "only a U-Net that draws pictures by itself is supported.",
                file=FILE,
                part=quoted(part),
            )


def check_neighbours(folders: Iterable[str]) -> None:
    """The same by the names of the folders beside unet/, where no model_index.json tells."""
    for name in sorted(folders):
        if _decodes(name):
            raise _latent(name)


def _decodes(name: str) -> bool:
    return any(decoder in name.lower() for decoder in DECODERS)


def _latent(part: str) -> CheckpointError:
    return CheckpointError(
        "This is latent diffusion: the U-Net draws codes, of which {part} makes pictures; only a U-Net that draws "
        "pictures by itself is supported.",
        part=quoted(part),
    )
