"""Fine-tuning from a terminal, in one process and in two."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from PIL import Image
from safetensors.torch import load_file

from explorer.models.checkpoint import load_checkpoint
from explorer.toys import toy

PROJECT = Path(__file__).parents[2]
TWO = ("-m", "torch.distributed.run", "--nproc-per-node=2", "--standalone", "-m")


@pytest.fixture
def folder(tmp_path):
    """Twelve pictures, of which one is held out."""
    (tmp_path / "pictures").mkdir()
    for seed in range(12):
        Image.fromarray(toy(seed, "fish", 40)).save(tmp_path / "pictures" / f"{seed}.png")
    return tmp_path


def finetune(folder: Path, base: Path, out: str, *options: str, launcher=("-m",)) -> subprocess.CompletedProcess:
    command = [sys.executable, *launcher, "explorer.training.finetune", "--images", str(folder / "pictures")]
    command += ["--base", str(base), "--out", str(folder / out), "--steps", "6", "--batch", "4", *options]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    return subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=240)


def test_pictures_in_a_checkpoint_out(folder, base):
    first = finetune(folder, base, "one", "--name", "fish")
    assert first.returncode == 0, first.stderr
    assert "step 6/6" in first.stdout and "Done at step 6" in first.stdout
    assert load_checkpoint(folder / "one" / "result").shape == (1, 16, 16)
    again = finetune(folder, base, "one")
    assert again.returncode == 0 and "step 6/6" not in again.stdout  # nothing is left to do


@pytest.mark.soak  # test_pretrain.py has one that does not take ten seconds
def test_two_processes_train_as_one_does(folder, base):
    assert finetune(folder, base, "one", "--fp32").returncode == 0
    two = finetune(folder, base, "two", "--fp32", launcher=TWO)
    assert two.returncode == 0, two.stderr
    one, two = (load_file(folder / name / "ckpt-00000006.safetensors") for name in ("one", "two"))
    assert one.keys() == two.keys()
    for key, value in one.items():
        torch.testing.assert_close(two[key], value, rtol=0, atol=1e-6)


def test_a_folder_without_pictures_is_a_sentence(folder, base):
    for path in (folder / "pictures").iterdir():
        path.unlink()
    ended = finetune(folder, base, "one")
    assert ended.returncode == 1
    assert "holds no picture that can be used" in ended.stderr and "Traceback" not in ended.stderr
    assert not (folder / "one").exists()
