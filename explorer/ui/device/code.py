"""What the Worker is made of: its scripts and the engine, below one address that changes when any of them does."""

import hashlib
from pathlib import Path

from .served import TYPES, Served

FOLDER = Path(__file__).parent / "worker"
PACKAGE = Path(__file__).parents[2]
SHARED = PACKAGE / "ui" / "components"
ELSEWHERE = (PACKAGE / "models" / "device" / "unet.wasm", SHARED / "normal.js", SHARED / "prediction.js")


def code_files() -> list[Path]:
    return sorted(
        [*(path for path in FOLDER.iterdir() if path.suffix in TYPES), *ELSEWHERE], key=lambda path: path.name
    )


def put_code(served: Served) -> str:
    """Offer all of it to everybody; returns the name of its folder, below which each file has its own name."""
    files = {path.name: path.read_bytes() for path in code_files()}
    digest = hashlib.sha256()
    for name, content in files.items():
        digest.update(f"{name} {len(content)} ".encode() + content)
    for name, content in files.items():
        served.put(f"{digest.hexdigest()}/{name}", content, private=False)
    return digest.hexdigest()
