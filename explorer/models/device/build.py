"""Builds unet.wasm from unet.c: python -m explorer.models.device.build, with the packages of requirements-build.txt."""

import json
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent
SOURCE, BINARY, BUILT_BY = HERE / "unet.c", HERE / "unet.wasm", HERE / "unet.json"
OPTIONS = [
    *("--target=wasm32-freestanding", "-nostdlib", "-O3"),
    *("-msimd128", "-mbulk-memory", "-ffp-contract=off"),  # the same numbers on every device
    *("-Wall", "-Wextra", "-Werror"),
    *("-Wl,--no-entry", "-Wl,--strip-all", "-Wl,--export=__heap_base"),
]


def build(binary: Path) -> None:
    """Raises CalledProcessError where the compiler refuses."""
    compiler = [sys.executable, "-m", "ziglang", "cc"]
    subprocess.run([*compiler, *OPTIONS, "-o", binary.resolve(), SOURCE.name], cwd=HERE, check=True)
    binary.chmod(0o644)


def main() -> None:
    build(BINARY)
    clang = subprocess.run(
        [sys.executable, "-m", "ziglang", "cc", "--version"], check=True, capture_output=True, text=True
    )
    said = {"compiler": f"ziglang {version('ziglang')}: {clang.stdout.splitlines()[0]}", "options": OPTIONS}
    BUILT_BY.write_text(json.dumps(said, indent=2) + "\n")


if __name__ == "__main__":
    main()
