"""What the training tests share: a tiny network, tiny pictures, jobs in a temporary folder, and patience."""

import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from explorer.diffusion.schedule import NoiseSchedule, cosine
from explorer.models.checkpoint import Checkpoint, save_checkpoint
from explorer.models.network import NetworkDenoiser
from explorer.models.unet import UNet, UNetConfig
from explorer.training import finetune, job_run
from explorer.training.jobs.job import Job
from explorer.training.jobs.job_folder import JobFolder
from explorer.training.jobs.records import Spec

PATIENCE_S = 1200.0  # a training lets all other processes go first


__all__ = ["base", "jobs", "new_job", "new_network", "new_spec", "one_thread", "pictures", "schedule", "wait_for"]


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> Iterator[None]:
    """Tiny tensors gain nothing from threads, and threads that wait for a busy core make a step 50 times slower."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OMP_NUM_THREADS", "1")  # for child processes
        yield
    torch.set_num_threads(before)


@pytest.fixture
def signals_restored() -> Iterator[None]:
    """For tests that run a training in this process: it takes over the signals that ask it to end."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture(scope="session")
def schedule() -> NoiseSchedule:
    return cosine(50)


@pytest.fixture(scope="session")
def new_network() -> Callable[..., UNet]:
    """new_network(seed, num_class_embeds): a U-Net whose training step takes milliseconds."""

    def make(seed: int = 0, num_class_embeds: int | None = None) -> UNet:
        config = UNetConfig(
            sample_size=16,
            in_channels=1,
            out_channels=1,
            block_out_channels=(8, 8),
            down_block_types=("DownBlock2D", "DownBlock2D"),
            up_block_types=("UpBlock2D", "UpBlock2D"),
            layers_per_block=1,
            norm_num_groups=4,
            add_attention=False,
            num_class_embeds=num_class_embeds,
        )
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            return UNet(config)

    return make


@pytest.fixture(scope="session")
def pictures() -> np.ndarray:
    """Six soft blobs, uint8 (6, 16, 16, 1)."""
    y, x = np.mgrid[:16, :16]
    centres = [(4, 4), (4, 11), (8, 8), (11, 4), (11, 11), (6, 9)]
    blobs = [np.exp(-((y - cy) ** 2 + (x - cx) ** 2) / 12) for cy, cx in centres]
    return (np.stack(blobs) * 255).round().astype(np.uint8)[..., None]


@pytest.fixture(scope="session")
def base(tmp_path_factory, new_network, schedule) -> Path:
    """A checkpoint with three classes and "no label" after them."""
    folder = tmp_path_factory.mktemp("base") / "tiny"
    denoiser = NetworkDenoiser(new_network(num_class_embeds=4), schedule, "epsilon", no_label=3)
    save_checkpoint(Checkpoint(denoiser, schedule, (1, 16, 16), ("a", "b", "c"), "tiny"), folder)
    return folder


@pytest.fixture
def jobs(tmp_path) -> JobFolder:
    return JobFolder(tmp_path / "jobs")


@pytest.fixture(scope="session")
def new_spec(base) -> Callable[..., Spec]:
    """new_spec(steps=5, ...): a Spec on the tiny base."""

    def make(**changes: object) -> Spec:
        values = {"name": "blobs", "owner": "me", "base": str(base), "steps": 10, "created": time.time(), "batch": 2}
        return Spec(**{**values, **changes})

    return make


@pytest.fixture
def new_job(jobs, new_spec, pictures) -> Callable[..., Job]:
    """new_job(steps=5, ...): a job in `jobs`, queued."""
    return lambda **changes: jobs.create(new_spec(**changes), pictures)


@pytest.fixture(scope="session")
def wait_for() -> Callable[..., None]:
    """wait_for(condition, what): returns as soon as the condition holds; fails after PATIENCE_S."""

    def wait(condition: Callable[[], object], what: Callable[[], object] = lambda: "") -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < deadline, f"Waited {PATIENCE_S:.0f} s in vain. {what()}"
            time.sleep(0.02)

    return wait


@pytest.fixture
def quick_previews(monkeypatch) -> None:
    monkeypatch.setattr(job_run, "PREVIEW_STEPS", 2)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def a_second_a_step(monkeypatch) -> Clock:
    """On the clock of the limit, a second is over with each step of a training, and no time passes else."""
    clock, add = Clock(), Job.add_metrics

    def add_and_tick(self: Job, **values: float) -> None:
        add(self, **values)
        clock.now += 1

    monkeypatch.setattr(Job, "add_metrics", add_and_tick)
    monkeypatch.setattr(finetune, "monotonic", clock)
    return clock
