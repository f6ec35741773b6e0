"""Fine-tuning in two processes under torchrun: the same weights, one step to stop on, and nobody left. With -m soak."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch
from PIL import Image
from safetensors.torch import load_file

from explorer.toys import toy
from explorer.training.jobs.job import Job
from explorer.training.jobs.records import State
from tests.support.served import wait_until
from tests.training.test_command_line import PROJECT, TWO

pytestmark = pytest.mark.soak

STEPS = 40


@pytest.fixture
def start(tmp_path, base):
    """start(name, steps, processes): a training of twelve pictures from the command line."""
    (tmp_path / "pictures").mkdir()
    for seed in range(12):
        Image.fromarray(toy(seed, "fish", 40)).save(tmp_path / "pictures" / f"{seed}.png")

    def begin(name: str, steps: int = STEPS, processes: int = 1) -> tuple[subprocess.Popen, Job]:
        command = [sys.executable, *(TWO if processes == 2 else ("-m",)), "explorer.training.finetune", "--fp32"]
        command += ["--images", str(tmp_path / "pictures"), "--base", str(base), "--out", str(tmp_path / name)]
        command += ["--steps", str(steps), "--batch", "4"]
        with (tmp_path / f"{name}.log").open("ab") as log:
            return subprocess.Popen(command, cwd=PROJECT, stdout=log, stderr=log), Job(tmp_path / name)

    return begin


def weights(job: Job) -> dict[str, torch.Tensor]:
    return load_file(max(job.folder.glob("ckpt-*.safetensors")))


def workers(folder: Path) -> list[int]:
    """The processes that train in this folder, launchers left out."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().decode()
        except OSError:
            continue
        if str(folder) in command and "torch.distributed.run" not in command:
            found.append(int(process.name))
    return found


def test_two_processes_take_twenty_steps_as_one_does(start):
    jobs = []
    for processes in (1, 2):
        process, job = start(f"with{processes}", 20, processes)
        assert process.wait(240) == 0
        jobs.append(weights(job))
    worst = max(float((jobs[0][key].float() - jobs[1][key].float()).abs().max()) for key in jobs[0])
    print(f"\nlargest difference after 20 steps: {worst:.1e}")
    assert worst <= 1e-6


@pytest.mark.parametrize("processes", [1, 2])
def test_resumed_at_random_steps_it_ends_alike(start, processes):
    process, straight = start("straight", STEPS, processes)
    assert process.wait(240) == 0
    rng = random.Random(5)
    for attempt, step in enumerate(sorted(rng.sample(range(2, STEPS - 4), 10))):
        process, job = start(f"stopped{attempt}", STEPS, processes)
        wait_until(lambda job=job, step=step: len(job.metrics()) >= step, 120)
        job.ask_to_stop()
        assert process.wait(240) == 0
        job.take_back_stop()
        process, _ = start(f"stopped{attempt}", STEPS, processes)
        assert process.wait(240) == 0
        one, other = weights(job), weights(straight)
        assert [key for key in other if not torch.equal(one[key], other[key])] == []


def test_sigterm_to_torchrun_stops_all_on_one_step_with_a_checkpoint(start):
    process, job = start("told", 100_000, 2)
    wait_until(lambda: len(job.metrics()) > 30, 120)
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    process.wait(60)
    seconds = time.monotonic() - began
    wait_until(lambda: not workers(job.folder), 10)
    status = job.written_status()
    assert status.state == State.STOPPED and seconds <= 30
    assert (job.folder / f"ckpt-{status.step:08d}.safetensors").exists()
    assert job.metrics()[-1]["step"] == status.step
    print(f"\nstopped at step {status.step} after {seconds:.1f} s")


def test_a_killed_launcher_leaves_no_process(start):
    process, job = start("orphan", 100_000, 2)
    wait_until(lambda: len(job.metrics()) > 30, 120)
    assert len(workers(job.folder)) == 2
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    wait_until(lambda: not workers(job.folder), 10)
    assert job.status().state in (State.STOPPED, State.INTERRUPTED)
