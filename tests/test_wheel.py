"""The package as `pip install .` makes it, in an empty directory: the library, and the command that starts the app."""

import os
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path

import pytest

from tests.support.served import PATIENCE_S, free_port, wait_until

PROJECT = Path(__file__).parents[1]
PIP = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = ["wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", folder, PROJECT]
    subprocess.run([*PIP, *build], check=True, capture_output=True)
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """A folder that holds the wheel's packages; what they need is that of the tests."""
    folder = tmp_path_factory.mktemp("installed")
    install = ["install", "--no-deps", "--no-index", "--no-compile", "--target", folder, wheel]
    subprocess.run([*PIP, *install], check=True, capture_output=True)
    return folder


def environment(installed: Path) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(installed), "PYTHONDONTWRITEBYTECODE": "1"}


def test_it_holds_what_is_committed(wheel):
    listed = subprocess.run(["git", "ls-files", "-z", "explorer", "checkpoints"], cwd=PROJECT, capture_output=True)
    committed = {name for name in listed.stdout.decode().split("\0") if name}
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert held == {name if name.startswith("explorer/") else f"explorer/{name}" for name in committed}


def test_the_library_samples(installed, tmp_path):
    code = """
import explorer
from explorer.diffusion import Noise, sample
from explorer.models.checkpoint import load_checkpoint

checkpoint = load_checkpoint("digits")
*_, step = sample(checkpoint.denoiser, checkpoint.schedule, Noise([0]).start(checkpoint.shape), steps=2, label=3)
print(explorer.__file__, tuple(step.x_s.shape))
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment(installed),
                          capture_output=True, text=True)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(installed)) and done.stdout.strip().endswith(")")


def test_the_command_starts_the_app(installed, tmp_path):
    url = f"http://127.0.0.1:{(port := free_port())}/"
    command = [sys.executable, installed / "bin" / "diffusion-explorer", "--port", str(port)]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=tmp_path, env=environment(installed), stdout=log, stderr=log)

    def page() -> str:
        try:
            with urllib.request.urlopen(url, timeout=60) as answer:
                return answer.read().decode()
        except OSError:
            return ""

    try:
        assert "Diffusion Explorer" in wait_until(page, 120, lambda: (tmp_path / "log").read_text())
        wait_until((tmp_path / "jobs").is_dir, 30)  # where it was started, not among the packages
        wait_until(lambda: url in (tmp_path / "log").read_text(), 30)
    finally:
        process.terminate()
        process.wait(PATIENCE_S)
    assert (tmp_path / "log").read_text().count("\n") == 1
