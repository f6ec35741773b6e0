"""Where checkpoints lie. No torch here: the page lists them before it has been loaded."""

from contextlib import suppress
from pathlib import Path

from ..errors import ExplainedError

PACKAGE = Path(__file__).parents[2]
INSTALLED = (PACKAGE / "checkpoints").is_dir()  # from a wheel, which brings them inside; a checkout has them beside
SHIPPED = (PACKAGE if INSTALLED else PACKAGE.parent) / "checkpoints"
BUCKET = Path("/data")  # where a Space has its storage, if its owner gives it one
UNETS = ("unet", "unet_ema")  # diffusers' training scripts write the second beside, or instead of, the first


class CheckpointError(ExplainedError):
    """A checkpoint that cannot be loaded; the message says why and what to do."""


def unet_folder(folder: Path) -> Path:
    """Where config.json and the weights lie: one of UNETS in the folder of a whole pipeline, else the folder itself."""
    return next((folder / name for name in UNETS if (folder / name).is_dir()), folder)


def find_folder(source: str | Path) -> Path:
    """The folder of a checkpoint: a name under checkpoints/, or a path. Raises CheckpointError if there is none."""
    for folder in (SHIPPED / str(source), Path(source)):
        with suppress(OSError, ValueError):  # a name that no folder can have
            if folder.is_dir():
                return folder.resolve()
    shipped = ", ".join(sorted(path.parent.name for path in SHIPPED.glob("*/config.json")))
    raise CheckpointError(
        "There is no checkpoint {source!r}. Give a folder that holds config.json, or one of: {shipped}.",
        source=str(source),
        shipped=shipped,
    )
