"""The program of a job, run in this process; test_job_life.py runs it as the child that it is."""

import errno
import os
import sys
import time
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import torch
from filelock import FileLock
from PIL import Image
from safetensors import SafetensorError
from safetensors.torch import load_file

from explorer.models.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from explorer.models.network import NetworkDenoiser
from explorer.models.unconditional import unconditional
from explorer.training import finetune, job_run, loop, preview, state
from explorer.training.jobs import records
from explorer.training.jobs.job import Job
from explorer.training.jobs.records import State
from tests.helpers import random_unet

pytestmark = pytest.mark.usefixtures("signals_restored")


@pytest.fixture(autouse=True)
def quick_previews(monkeypatch):
    """Previews cost more than all else here, and their number of steps changes nothing that is tested. They are drawn,
    and the job is kept, at every second step.
    """
    monkeypatch.setattr(job_run, "PREVIEW_STEPS", 2)
    monkeypatch.setattr(records, "SHOWN", (2,))
    monkeypatch.setattr(records, "KEPT_FROM", 1)


def train(job: Job) -> State:
    finetune._run_and_report(job)
    return job.written_status().state


def stop_at(job: Job, step: int, monkeypatch) -> None:
    """Train until the job is asked to stop after `step`."""
    add = Job.add_metrics

    def add_and_stop(self: Job, **values: float) -> None:
        add(self, **values)
        if values["step"] == step:
            self.ask_to_stop()

    with monkeypatch.context() as patch:
        patch.setattr(Job, "add_metrics", add_and_stop)
        assert train(job) == State.STOPPED
    job.take_back_stop()


def kill_at(job: Job, step: int, monkeypatch) -> None:
    """Train until the process is killed after `step`: nothing more is written, and nothing is said."""

    class Killed(BaseException):
        pass

    add = Job.add_metrics

    def add_and_die(self: Job, **values: float) -> None:
        add(self, **values)
        if values["step"] == step:
            raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(Job, "add_metrics", add_and_die)
        train(job)


def saved_step(job: Job) -> int:
    return max(int(path.stem.removeprefix("ckpt-")) for path in job.folder.glob("ckpt-*"))


def last_checkpoint(job: Job) -> dict[str, torch.Tensor]:
    return load_file(max(job.folder.glob("ckpt-*.safetensors")))


def files_of(job: Job) -> dict[str, bytes]:
    paths = [path for path in job.folder.rglob("*") if path.is_file() and path.name != "lock"]
    return {str(path.relative_to(job.folder)): path.read_bytes() for path in paths}


def raising(error: BaseException):
    def fail(*_args: object, **_kwargs: object) -> None:
        raise error

    return fail


# --- a run


def test_a_run_ends_done_at_its_last_step(new_job):
    job = new_job(steps=5)
    assert train(job) == State.DONE
    assert job.written_status().step == 5
    assert [values["step"] for values in job.metrics()] == [1, 2, 3, 4, 5]


def test_every_step_tells_its_loss_and_when_it_was(new_job):
    job = new_job(steps=4)
    train(job)
    assert all(np.isfinite(values["loss"]) and values["loss"] > 0 for values in job.metrics())
    assert all(a["time"] <= b["time"] for a, b in pairwise(job.metrics()))


def test_steps_and_checkpoints_tell_how_long_they_took(new_job):
    job = new_job(steps=20)
    began = time.monotonic()
    train(job)
    steps = [values["seconds"] for values in job.metrics()]
    shown = [job.findings(int(path.stem))["seconds"] for path in job.samples()]
    assert len(steps) == 20 and len(shown) == 11 and min(steps + shown) > 0
    assert sum(steps + shown) <= time.monotonic() - began  # none is counted twice


def test_previews_show_the_network_before_during_and_after_the_training(new_job):
    job = new_job(steps=20)
    train(job)
    assert [int(path.stem) for path in job.samples()] == list(range(0, 21, 2))


def test_a_preview_shows_eight_pictures_in_two_rows(new_job):
    job = new_job(steps=1)
    train(job)
    for path in job.samples():
        with Image.open(path) as image:
            assert image.size == (4 * 16 + 3 * 2, 2 * 16 + 2)


def test_the_first_preview_is_the_base_without_its_labels(new_job, base, tmp_path):
    job = new_job(steps=1)
    train(job)
    preview.save_preview(unconditional(load_checkpoint(base)), tmp_path / "base.png", 8, 2)
    with Image.open(job.samples()[0]) as first, Image.open(tmp_path / "base.png") as expected:
        difference = np.asarray(first).astype(int) - np.asarray(expected)
    assert np.abs(difference).max() <= 1  # it takes the fast path


def test_the_result_is_the_moving_average_in_half_precision(new_job):
    job = new_job(steps=3)
    train(job)
    network = load_checkpoint(job.result).denoiser.network.state_dict()
    average = {key.removeprefix("ema."): v for key, v in last_checkpoint(job).items() if key.startswith("ema.")}
    assert network.keys() == average.keys()
    for key, value in network.items():
        assert torch.equal(value, average[key].half().float())


def test_the_result_has_the_schedule_of_the_base_and_no_labels(new_job, base):
    job = new_job(steps=1)
    train(job)
    result, start = load_checkpoint(job.result), load_checkpoint(base)
    np.testing.assert_array_equal(result.schedule.beta, start.schedule.beta)
    assert result.denoiser.prediction == start.denoiser.prediction
    assert result.shape == start.shape
    assert result.labels == ()


def test_training_starts_from_the_base(new_job, base):
    job = new_job(steps=1, lr=0.0)
    train(job)
    start = unconditional(load_checkpoint(base)).denoiser.network.state_dict()
    saved = last_checkpoint(job)
    assert all(torch.equal(saved[f"network.{key}"], value) for key, value in start.items())


def test_training_leaves_the_base_alone(new_job, base):
    before = {path.name: path.read_bytes() for path in base.iterdir()}
    train(new_job(steps=2))
    assert {path.name: path.read_bytes() for path in base.iterdir()} == before


def test_a_run_learns_the_pictures(new_job):
    job = new_job(steps=60, batch=8, lr=4e-3)
    train(job)
    losses = [values["loss"] for values in job.metrics()]
    assert np.mean(losses[-15:]) < 0.6 * np.mean(losses[:5])


def test_a_colour_network_is_trained_on_colour(new_spec, jobs, pictures, new_network, schedule, tmp_path):
    network = random_unet(replace(new_network().config, in_channels=3, out_channels=3))
    save_checkpoint(Checkpoint(NetworkDenoiser(network, schedule), schedule, (3, 16, 16), (), "c"), tmp_path / "colour")
    job = jobs.create(new_spec(base=str(tmp_path / "colour"), steps=2), pictures.repeat(3, axis=3))
    assert train(job) == State.DONE
    with Image.open(job.samples()[-1]) as image:
        assert image.mode == "RGB"


# --- stopping and going on


def test_a_job_asked_to_stop_stops_after_the_step_it_is_at(new_job, monkeypatch):
    job = new_job(steps=50)
    stop_at(job, 3, monkeypatch)
    assert job.written_status().step == 3
    assert saved_step(job) == 3
    assert load_checkpoint(job.result).shape == (1, 16, 16)


def test_a_job_asked_to_stop_before_it_begins_stops_at_once(new_job):
    job = new_job(steps=50)
    job.ask_to_stop()
    assert train(job) == State.STOPPED
    assert job.written_status().step <= 1


def test_a_stopped_job_goes_on_with_the_next_step(new_job, monkeypatch):
    job = new_job(steps=10)
    stop_at(job, 4, monkeypatch)
    assert train(job) == State.DONE
    raw = [line for line in (job.folder / "metrics.jsonl").read_text().splitlines() if line]
    assert len(raw) == 10  # no step was taken twice
    assert [values["step"] for values in job.metrics()] == list(range(1, 11))


def test_a_stopped_job_that_goes_on_ends_exactly_as_one_that_never_stopped(new_job, monkeypatch):
    stopped, straight = new_job(steps=6), new_job(steps=6)
    stop_at(stopped, 2, monkeypatch)
    train(stopped)
    train(straight)
    one, other = last_checkpoint(stopped), last_checkpoint(straight)
    assert one.keys() == other.keys()
    assert [key for key in one if not torch.equal(one[key], other[key])] == []


def test_a_killed_job_that_goes_on_ends_exactly_as_one_that_never_was(new_job, monkeypatch):
    killed, straight = new_job(steps=20), new_job(steps=20)
    kill_at(killed, 7, monkeypatch)  # last saved at 6
    train(killed)
    train(straight)
    one, other = last_checkpoint(killed), last_checkpoint(straight)
    assert [key for key in other if not torch.equal(one[key], other[key])] == []
    assert [v["loss"] for v in killed.metrics()] == [v["loss"] for v in straight.metrics()]


def test_a_resumed_job_stopped_before_it_has_caught_up_tells_the_step_that_it_can_go_on_from(new_job, monkeypatch):
    monkeypatch.setattr(records, "SHOWN", (10,))
    job = new_job(steps=100)
    kill_at(job, 17, monkeypatch)  # last saved at 10
    stop_at(job, 12, monkeypatch)
    assert saved_step(job) == 12
    assert job.written_status().step == 12


def test_the_steps_that_a_killed_process_lost_are_shown_no_more_once_the_job_goes_on(new_job, monkeypatch):
    # Or the curve would end in steps of another time, and the time left be reckoned from them.
    monkeypatch.setattr(records, "SHOWN", (10,))
    job = new_job(steps=100)
    kill_at(job, 17, monkeypatch)  # last saved at 10
    stop_at(job, 12, monkeypatch)
    assert [values["step"] for values in job.metrics()] == list(range(1, 13))


def test_a_job_killed_after_its_last_checkpoint_is_done_without_another_step(new_job, monkeypatch):
    job = new_job(steps=3)
    train(job)
    job.write_status(State.RUNNING, 3)  # as if nobody had been left to say that it was done
    before = job.metrics()
    assert train(job) == State.DONE
    assert job.metrics() == before
    assert job.written_status().step == 3


def test_the_first_preview_is_drawn_once(new_job, monkeypatch):
    job = new_job(steps=4)
    stop_at(job, 2, monkeypatch)
    first = job.samples()[0]
    first.write_bytes(b"as it was")
    train(job)
    assert first.read_bytes() == b"as it was"


def test_a_job_told_to_stop_in_the_midst_of_a_preview_does_so_at_once_with_a_checkpoint(new_job, monkeypatch):
    job, drawn = new_job(steps=50), []
    sample = preview.sample

    def slow(*args: object, **options: object):
        for step in sample(*args, **options):
            drawn.append(len(drawn))
            if len(job.metrics()) == 4:
                job.ask_to_stop()
            yield step

    monkeypatch.setattr(preview, "sample", slow)
    assert train(job) == State.STOPPED
    assert len(drawn) == 2 + 2 + 1  # of the third preview one step of two
    assert (job.written_status().step, saved_step(job)) == (4, 4)
    assert [int(path.stem) for path in job.samples()] == [0, 2]


def test_told_to_stop_in_the_first_preview_it_stops_after_one_step_and_draws_it_when_it_goes_on(new_job, monkeypatch):
    job, findings = new_job(steps=4), job_run.findings

    def told(*args: object) -> object:
        job.ask_to_stop()
        return findings(*args)

    with monkeypatch.context() as patch:
        patch.setattr(job_run, "findings", told)
        assert train(job) == State.STOPPED
    assert job.written_status().step == 1 and job.findings(0) == {}


@pytest.mark.parametrize("stopped", [False, True])
def test_a_job_that_is_done_goes_on_to_more_steps(new_job, monkeypatch, stopped):
    job = new_job(steps=6)
    if stopped:
        stop_at(job, 3, monkeypatch)
    train(job)
    before = job.metrics()
    job.extend(10)
    assert (job.spec.steps, Job(job.folder).spec.steps, job.status().state) == (10, 10, State.QUEUED)
    assert train(job) == State.DONE and saved_step(job) == 10
    assert job.metrics()[:6] == before and [line["step"] for line in job.metrics()] == list(range(1, 11))
    assert [int(path.stem) for path in job.samples()] == [0, 2, 4, 6, 8, 10]


# --- what goes wrong


def poisoned(at: int, loss: float, gradient: float):
    """loop.differentiate, but the loss of step `at` and its gradient are multiplied by these."""
    real, taken = loop.differentiate, []

    def differentiate(*args: object) -> loop.Part:
        taken.append(True)
        part = real(*args)
        if len(taken) != at:
            return part
        return part._replace(losses=part.losses * loss, gradients=tuple(g * gradient for g in part.gradients))

    return differentiate


@pytest.mark.parametrize(
    ("loss", "gradient"),
    [(np.nan, 1), (np.inf, 1), (-np.inf, np.nan), (1, np.nan), (1, np.inf), (np.nan, np.nan), (1, 1e38)],
)
def test_a_step_that_is_no_number_is_named_and_the_last_good_result_stays(new_job, monkeypatch, loss, gradient):
    job = new_job(steps=20, batch=2)
    monkeypatch.setattr(loop, "differentiate", poisoned(7, loss, gradient))
    assert finetune._run_and_report(job) == 1
    status = job.written_status()
    assert (status.state, status.step, status.reason, status.failed_at) == (State.FAILED, 6, "job.diverged", 7)
    assert [values["step"] for values in job.metrics()] == [1, 2, 3, 4, 5, 6]
    assert saved_step(job) == 6 and all(value.isfinite().all() for value in last_checkpoint(job).values())
    assert all(weight.isfinite().all() for weight in load_checkpoint(job.result).denoiser.network.parameters())


def test_a_first_step_that_is_no_number_keeps_nothing(new_job, monkeypatch):
    job = new_job(steps=20)
    monkeypatch.setattr(loop, "differentiate", poisoned(1, np.nan, 1))
    assert finetune._run_and_report(job) == 1
    status = job.written_status()
    assert (status.step, status.reason, status.failed_at) == (0, "job.diverged_at_once", 1)
    assert not job.result.exists() and job.checkpoints() == []


def test_weights_that_a_result_cannot_hold_are_not_kept(new_job, monkeypatch):
    # Results are float16, which ends at 65504: the loss may still be a number where they would be infinite.
    job = new_job(steps=20)
    monkeypatch.setattr(state.TrainState, "is_finite", spoil_at(4, state.TrainState.is_finite))
    assert finetune._run_and_report(job) == 1
    assert (job.written_status().step, job.written_status().failed_at, saved_step(job)) == (2, 4, 2)


def spoil_at(step: int, real):
    def is_finite(self: state.TrainState) -> bool:
        if self.step == step:
            with torch.no_grad():
                next(self.ema.parameters()).fill_(1e6)
        return real(self)

    return is_finite


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)),
        SafetensorError("Error while serializing: I/O error: No space left on device (os error 28)"),
        RuntimeError("[enforce fail at inline_container.cc] . PytorchStreamWriter failed: No space left on device"),
        OSError(errno.EFBIG, os.strerror(errno.EFBIG)),
    ],
    ids=lambda error: type(error).__name__ + str(getattr(error, "errno", "")),
)
def test_a_full_disk_is_told_as_such(new_job, monkeypatch, error):
    job = new_job(steps=3)
    monkeypatch.setattr(job_run, "save_state", raising(error))
    with pytest.raises(type(error)):  # the log shall show it
        train(job)
    status = job.written_status()
    assert (status.state, status.reason) == (State.FAILED, "job.disk_full")


def test_a_job_goes_on_when_there_is_room_on_the_disk_again(new_job, monkeypatch):
    job, save = new_job(steps=20), state.save_state
    full_from = 6

    def save_until_full(run, folder):
        if run.step >= full_from:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return save(run, folder)

    with monkeypatch.context() as patch, pytest.raises(OSError, match="No space left"):
        patch.setattr(job_run, "save_state", save_until_full)
        train(job)
    assert saved_step(job) == 4
    assert train(job) == State.DONE
    assert [values["step"] for values in job.metrics()] == list(range(1, 21))


def test_a_memory_error_is_told_as_such(new_job, monkeypatch):
    job = new_job(steps=3)
    monkeypatch.setattr(job_run, "train", raising(MemoryError()))
    with pytest.raises(MemoryError):
        train(job)
    assert job.written_status().reason == "job.out_of_memory"


def test_the_way_torch_says_that_memory_is_short_is_told_as_such(new_job, monkeypatch):
    # torch raises a RuntimeError ("DefaultCPUAllocator: can't allocate memory"), here a real one.
    job = new_job(steps=3)
    monkeypatch.setattr(job_run, "train", lambda *_: torch.empty(2**60, dtype=torch.uint8))
    with pytest.raises(RuntimeError):
        train(job)
    assert job.written_status().reason == "job.out_of_memory"


def test_a_gpu_that_is_out_of_memory_is_told_as_such(new_job, monkeypatch):
    job = new_job(steps=3)
    monkeypatch.setattr(
        job_run, "train", raising(torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB"))
    )
    with pytest.raises(torch.OutOfMemoryError):
        train(job)
    assert job.written_status().reason == "job.out_of_memory"


def test_any_other_error_is_a_failure_and_keeps_the_step(new_job, monkeypatch):
    job = new_job(steps=3)
    stop_at(job, 2, monkeypatch)
    monkeypatch.setattr(job_run, "train", raising(ZeroDivisionError("a mistake of ours")))
    with pytest.raises(ZeroDivisionError):
        train(job)
    status = job.written_status()
    assert (status.state, status.reason, status.step) == (State.FAILED, "job.failed", 2)


def test_a_missing_base_is_a_failure(new_job, tmp_path):
    job = new_job(base=str(tmp_path / "nothing"))
    with pytest.raises(ValueError, match="no checkpoint"):
        train(job)
    assert (job.written_status().state, job.written_status().reason) == (State.FAILED, "job.failed")


def test_a_job_that_another_process_trains_is_left_alone(new_job, monkeypatch, capsys):
    job = new_job(steps=3)
    job.write_status(State.RUNNING, 1)
    before = files_of(job)
    monkeypatch.setattr(sys, "argv", ["finetune", str(job.folder)])
    monkeypatch.setattr(os, "nice", lambda _: 0, raising=False)  # this process has other tests to run
    lock = Job.lock
    monkeypatch.setattr(Job, "lock", lambda self, timeout: lock(self, timeout=min(timeout, 0.1)))
    with FileLock(job.folder / "lock"):
        assert finetune.main() == 2
    assert files_of(job) == before
    assert "another process" in capsys.readouterr().err


def test_a_job_holds_its_lock_while_it_trains_and_gives_it_back(new_job, monkeypatch):
    job, held = new_job(steps=2), []
    monkeypatch.setattr(sys, "argv", ["finetune", str(job.folder)])
    monkeypatch.setattr(os, "nice", lambda _: 0, raising=False)
    add = Job.add_metrics
    monkeypatch.setattr(Job, "add_metrics", lambda self, **values: (held.append(job.is_held()), add(self, **values)))
    assert finetune.main() == 0
    assert held == [True, True]
    assert not job.is_held()
