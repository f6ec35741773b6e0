"""Jobs through their whole life: the real supervisor, the real child process, a tiny network."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from explorer.models.checkpoint import load_checkpoint
from explorer.training.jobs import job as job_module
from explorer.training.jobs import running as running_module
from explorer.training.jobs.job import Job
from explorer.training.jobs.job_folder import JobFolder
from explorer.training.jobs.records import OVER, State
from explorer.training.jobs.standby import PROJECT
from explorer.training.jobs.supervisor import Supervisor
from explorer.ui.text import load_text
from tests.helpers import exists
from tests.training.conftest import PATIENCE_S

STEPS = 200
ENDLESS = 1_000_000


@contextmanager
def recorded_children() -> Iterator[list[subprocess.Popen]]:
    """The processes that are started meanwhile, in order."""
    started: list[subprocess.Popen] = []

    class Recorded(subprocess.Popen):
        told = False  # to end

        def __init__(self, *args: object, **options: object):
            super().__init__(*args, **options)
            started.append(self)

        def terminate(self) -> None:
            super().terminate()
            self.told = True

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subprocess, "Popen", Recorded)
        for limit in ("KILL_AFTER_S", "CLOSE_WITHIN_S"):  # the machine may be busy, and they go last
            patch.setattr(running_module, limit, 600.0)
        patch.setattr(job_module, "START_GRACE_S", 600.0)
        yield started


def halt(child: subprocess.Popen) -> None:
    """Return when it does nothing any more."""
    os.kill(child.pid, signal.SIGSTOP)
    os.waitid(os.P_PID, child.pid, os.WSTOPPED | os.WNOWAIT)


def go_on(child: subprocess.Popen) -> None:
    os.kill(child.pid, signal.SIGCONT)


@pytest.fixture(scope="module")
def supervised(tmp_path_factory) -> Iterator[tuple[JobFolder, Supervisor, list[subprocess.Popen]]]:
    jobs = JobFolder(tmp_path_factory.mktemp("life") / "jobs")
    with recorded_children() as children:
        supervisor = Supervisor(jobs)
        yield jobs, supervisor, children
        supervisor.close()


@pytest.fixture(scope="module")
def until(wait_for):
    """until(job, condition): wait, and tell the job's log if it was in vain."""

    def wait(job: Job, condition) -> None:
        log = job.folder / "log"
        wait_for(condition, lambda: f"{job.status()} {log.read_text() if log.exists() else 'no log'}")

    return wait


def is_over(job: Job) -> bool:
    return job.status().state in OVER


def saved_steps(job: Job) -> list[int]:
    return sorted(int(path.stem.removeprefix("ckpt-")) for path in job.folder.glob("ckpt-*.safetensors"))


def lines(job: Job) -> list[int]:
    """The steps in the order in which they were written, repeated ones included."""
    text = (job.folder / "metrics.jsonl").read_text()
    return [json.loads(line)["step"] for line in text.splitlines(keepends=True) if line.endswith("\n")]


@dataclass
class Life:
    """What was seen of a job that was stopped and went on to its end."""

    job: Job
    children: list[subprocess.Popen]
    first: list[State] = field(default_factory=list)  # states in the order seen, until it had stopped
    second: list[State] = field(default_factory=list)  # and after it was submitted again
    growth: list[int] = field(default_factory=list)
    niceness: int = 0
    stopped_at: int = 0
    lines_when_stopped: list[int] = field(default_factory=list)
    saved_when_stopped: list[int] = field(default_factory=list)
    average_when_stopped: dict[str, torch.Tensor] = field(default_factory=dict)


@pytest.fixture(scope="module")
def life(supervised, new_spec, pictures, until) -> Life:
    jobs, supervisor, children = supervised
    before = len(children)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(supervisor.launcher, "places", {})  # or it might begin before it is looked at
        job = jobs.create(new_spec(steps=STEPS, name="my blobs"), pictures)
        life = Life(job, children, [job.status().state])

    def note(states: list[State]) -> State:
        state = job.status().state
        if states[-1:] != [state]:
            states.append(state)
        return state

    def has_grown() -> bool:
        note(life.first)
        count = len(job.metrics())
        if count > (life.growth or [0])[-1]:
            life.growth.append(count)
            halt(child)  # it shall not end before it has been seen to grow, and been told to stop
            if len(life.growth) < 3:
                go_on(child)
        return len(life.growth) >= 3

    supervisor.submit(job)
    until(job, lambda: len(children) > before)
    child = children[before]
    until(job, has_grown)
    life.niceness = os.getpriority(os.PRIO_PROCESS, child.pid)
    supervisor.stop(job)
    until(job, lambda: child.told)
    go_on(child)
    until(job, lambda: note(life.first) in OVER)
    until(job, lambda: child.returncode is not None)
    until(job, lambda: len(saved_steps(job)) == 1)
    life.stopped_at = job.status().step
    life.lines_when_stopped, life.saved_when_stopped = lines(job), saved_steps(job)
    life.average_when_stopped = load_file(job.result / "diffusion_pytorch_model.safetensors")
    supervisor.submit(job)
    until(job, lambda: note(life.second) in OVER)
    until(job, lambda: children[-1].returncode is not None)
    until(job, lambda: saved_steps(job) == [STEPS])
    return life


def test_a_job_is_queued_then_runs_then_stops(life):
    order = [State.QUEUED, State.STARTING, State.RUNNING, State.STOPPING, State.STOPPED]
    assert [order.index(state) for state in life.first] == sorted(order.index(state) for state in life.first)
    assert {State.QUEUED, State.RUNNING, State.STOPPED} <= set(life.first)


def test_its_metrics_grow_while_it_runs(life):
    assert len(life.growth) >= 3
    assert life.growth[0] >= 1


def test_it_stops_long_before_its_end_with_a_checkpoint_of_its_last_step(life):
    assert 0 < life.stopped_at < STEPS
    assert life.saved_when_stopped[-1] == life.stopped_at
    assert life.lines_when_stopped == list(range(1, life.stopped_at + 1))


def test_it_goes_on_to_its_end(life):
    order = [State.QUEUED, State.STARTING, State.RUNNING, State.DONE]
    assert [order.index(state) for state in life.second] == sorted(order.index(state) for state in life.second)
    assert life.second[-1] == State.DONE
    assert life.job.status().step == STEPS
    assert life.job.status().reason == ""


def test_it_goes_on_with_the_step_after_its_last(life):
    assert lines(life.job) == list(range(1, STEPS + 1))  # none is missing and none was taken twice


def test_every_loss_is_a_number_and_time_only_goes_forward(life):
    metrics = life.job.metrics()
    assert np.isfinite([values["loss"] for values in metrics]).all()
    assert all(a["time"] <= b["time"] for a, b in pairwise(metrics))


def test_its_result_is_a_checkpoint_like_its_base_without_labels(life, base):
    result, start = load_checkpoint(life.job.result), load_checkpoint(base)
    assert result.shape == start.shape
    assert result.labels == ()
    np.testing.assert_array_equal(result.schedule.beta, start.schedule.beta)
    assert all(torch.isfinite(weight).all() for weight in result.denoiser.network.parameters())


def test_its_result_is_replaced_when_it_has_gone_on(life):
    now = load_file(life.job.result / "diffusion_pytorch_model.safetensors")
    assert any(not torch.equal(now[key], value) for key, value in life.average_when_stopped.items())


def test_its_previews_begin_before_the_first_step_and_reach_the_last(life):
    steps = [int(path.stem) for path in life.job.samples()]
    assert (steps[0], steps[-1]) == (0, STEPS)
    assert set(steps) <= set(life.job.spec.shown)  # where it stopped in the midst of one, that one is missing


def test_it_keeps_one_checkpoint_to_go_on_from_and_no_half_written_file(life):
    assert life.saved_when_stopped == [life.stopped_at] and saved_steps(life.job) == [STEPS]
    names = [path.name for path in life.job.folder.rglob("*")]
    assert [name for name in names if name.endswith(".tmp") or name.startswith(".")] == []


def test_its_log_holds_no_error(life):
    assert (life.job.folder / "log").read_text() == ""


def test_its_process_runs_at_the_lowest_priority(life):
    assert life.niceness == 19


def test_its_processes_are_gone(life):
    own = [child for child in life.children if str(life.job.folder) in child.args]
    assert len(own) == 2
    assert not any(exists(child.pid) for child in own)


def test_a_killed_job_has_failed_and_can_be_resumed_to_its_end(supervised, new_spec, pictures, until):
    jobs, supervisor, children = supervised
    before = len(children)
    job = jobs.create(new_spec(steps=300), pictures)
    supervisor.submit(job)
    until(job, lambda: len(children) > before)
    child = children[before]

    def is_halted_where_some_steps_will_be_lost() -> bool:
        halt(child)
        here = bool(saved_steps(job)) and lines(job)[-1] > saved_steps(job)[-1] + 1
        if not here:
            go_on(child)
        return here

    until(job, is_halted_where_some_steps_will_be_lost)
    os.kill(child.pid, signal.SIGKILL)
    until(job, lambda: job.written_status().state != State.RUNNING)
    assert (job.status().state, job.status().reason) == (State.FAILED, "job.died")
    saved, before = saved_steps(job)[-1], job.metrics()
    assert saved < len(before) < 300
    supervisor.submit(job)
    until(job, lambda: is_over(job))
    assert job.status().state == State.DONE
    after = job.metrics()
    assert [values["step"] for values in after] == list(range(1, 301))
    assert after[:saved] == before[:saved]  # what was saved was not done again
    assert all(values["time"] > before[-1]["time"] for values in after[saved:])
    # The steps that were lost are taken again exactly as they were.
    assert [values["loss"] for values in after[saved : len(before)]] == [values["loss"] for values in before[saved:]]


def test_a_job_without_a_base_has_failed_and_its_log_says_why(supervised, new_spec, pictures, until, tmp_path):
    jobs, supervisor, children = supervised
    job = jobs.create(new_spec(base=str(tmp_path / "gone")), pictures)
    supervisor.submit(job)
    until(job, lambda: is_over(job))
    until(job, lambda: children[-1].returncode is not None)  # the error is printed last
    status = job.status()
    assert (status.state, status.step) == (State.FAILED, 0)
    assert status.reason in load_text("en")
    assert "gone" in (job.folder / "log").read_text()


@pytest.mark.soak
def test_two_jobs_run_one_after_the_other(supervised, new_spec, pictures, until):
    jobs, supervisor, _ = supervised
    pair = [jobs.create(new_spec(steps=15), pictures) for _ in range(2)]
    for job in pair:
        supervisor.submit(job)
    for job in pair:
        until(job, lambda job=job: is_over(job))
        assert job.status().state == State.DONE
    first, second = sorted([values["time"] for values in job.metrics()] for job in pair)
    assert first[-1] < second[0]


def test_a_job_that_is_not_its_parents_any_more_stops(jobs, new_job, wait_for):
    # As when the server was killed: the process has another parent than the one it was told.
    job = new_job(steps=ENDLESS)
    command = [sys.executable, "-m", "explorer.training.finetune", str(job.folder), "--parent", str(os.getppid())]
    done = subprocess.run(command, cwd=PROJECT, timeout=PATIENCE_S, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert job.status().state == State.STOPPED
    assert (job.status().step, saved_steps(job)) == (0, [])  # told before its first step: nothing to save yet


def test_closing_the_supervisor_stops_the_child_with_a_checkpoint_and_leaves_no_process(jobs, new_job, until):
    with recorded_children() as children:
        supervisor = Supervisor(jobs)
        try:
            job = new_job(steps=ENDLESS)
            supervisor.submit(job)
            until(job, lambda: len(job.metrics()) >= 2)
        finally:
            supervisor.close()
    assert children[0].returncode == 0  # it was asked and not killed
    assert not exists(children[0].pid)
    assert not job.is_held()
    assert job.status().state == State.STOPPED
    assert saved_steps(job)[-1] == job.status().step
