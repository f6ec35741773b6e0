"""A folder for uploads that is this user's own. To be settled before Gradio is imported, which asks once."""

import os
import tempfile
from pathlib import Path

VARIABLE = "GRADIO_TEMP_DIR"


def settle_temporary_folder() -> None:
    """Leave Gradio's folder as it is, or choose another one if that is somebody else's or cannot be written.

    Raises OSError if there is no place at all.
    """
    root = Path(tempfile.gettempdir())
    user = os.getuid() if hasattr(os, "getuid") else "user"  # on Windows each user's folder is their own already
    for folder in (Path(os.environ.get(VARIABLE) or root / "gradio"), root / f"diffusion-explorer-{user}"):
        if is_own(folder):
            os.environ[VARIABLE] = str(folder)
            return
    os.environ[VARIABLE] = tempfile.mkdtemp(prefix="diffusion-explorer-")


def is_own(folder: Path) -> bool:
    """Whether the folder, made if need be, belongs to this user, and files can be made in it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if hasattr(os, "getuid") and folder.stat().st_uid != os.getuid():
            return False
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
