"""What Workers are made of: their scripts and the engine, below one address that changes when any of them does."""

import hashlib
from pathlib import Path

from .served import Served

PACKAGE = Path(__file__).parents[2]
SHARED = PACKAGE / "ui" / "components"
ELSEWHERE = (
    PACKAGE / "models" / "device" / "unet.wasm", SHARED / "normal.js", SHARED / "prediction.js", SHARED / "rules.js"
)  # fmt: skip
FOLDERS = ("worker", "maths")  # of scripts for Workers alone, and for pages too


def code_files() -> list[Path]:
    scripts = [path for path in (PACKAGE / "ui").rglob("*.js") if path.parent.name in FOLDERS]
    return sorted([*scripts, *ELSEWHERE], key=lambda path: path.name)


def put_code(served: Served) -> str:
    """Offer all of it to everybody; returns the name of its folder, below which each file has its own name."""
    files = {path.name: path.read_bytes() for path in code_files()}
    digest = hashlib.sha256()
    for name, content in files.items():
        digest.update(f"{name} {len(content)} ".encode() + content)
    for name, content in files.items():
        served.put(f"{digest.hexdigest()}/{name}", content, private=False)
    return digest.hexdigest()
