"""Jobs on a real Ray cluster, machines of which are lost in the middle. With -m cluster."""

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from explorer.training.jobs import running
from explorer.training.jobs.job import Job
from explorer.training.jobs.records import ALIVE, State
from explorer.training.jobs.supervisor import Supervisor
from explorer.training.launchers.launcher import Launcher
from explorer.training.launchers.local import Local
from explorer.training.launchers.ray import Cluster, cpus
from explorer.ui.networks import Networks
from explorer.ui.owner import hash_of, new_key
from explorer.ui.tabs.finetune.job_view import latest, refresh, tick
from explorer.ui.text import load_text

pytestmark = pytest.mark.cluster

STEPS, ENDLESS = 900, 1_000_000
TEXT = load_text("en")


@pytest.fixture
def supervise(jobs) -> Iterator:
    """supervise(launcher): a Supervisor of `jobs`; it has stopped what it runs when the test ends."""
    made: list[Supervisor] = []

    def start(launcher: Launcher) -> Supervisor:
        made.append(Supervisor(jobs, launcher))
        return made[-1]

    yield start
    for job in jobs.all():
        job.ask_to_stop()
    deadline = time.monotonic() + 60
    while made and made[-1]._running and time.monotonic() < deadline:
        time.sleep(0.1)
    for supervisor in made:
        supervisor.close()


@pytest.fixture
def straight(new_job, jobs, wait_for):
    """straight(job): the same training here, without any interruption."""

    def train(job: Job) -> Job:
        twin = jobs.create(replace(job.spec, owner="twin"), job.images())  # of one owner the latest alone stays whole
        supervisor = Supervisor(jobs, Local(device="cpu"))
        wait_for(is_in(twin, State.DONE), lambda: told(twin))
        supervisor.close()
        return twin

    return train


def is_in(job: Job, *states: State):
    return lambda: job.status().state in states


def told(job: Job) -> str:
    log = job.folder / "log"
    return f"{job.status()} {log.read_text()[-2000:] if log.exists() else 'no log'}"


def step_of(job: Job) -> int:
    metrics = job.metrics()
    return int(metrics[-1]["step"]) if metrics else 0


def weights(job: Job) -> dict[str, torch.Tensor]:
    return load_file(job.checkpoints()[-1])


def assert_same_bits(one: Job, other: Job) -> None:
    a, b = weights(one), weights(other)
    assert a.keys() == b.keys() and [key for key in a if not torch.equal(a[key], b[key])] == []
    assert [line["loss"] for line in one.metrics()] == [line["loss"] for line in other.metrics()]


def test_a_job_is_followed_stopped_and_goes_on_with_the_same_bits(machines, supervise, new_job, straight, wait_for):
    job = new_job(steps=STEPS)
    supervisor = supervise(Cluster(machines.address, "cpu"))
    began = time.monotonic()
    wait_for(lambda: step_of(job) > 150, lambda: told(job))
    print(f"\nstep 150 after {time.monotonic() - began:.1f} s on {cpus(machines.address)} CPUs")
    assert job.status().state == State.RUNNING and job.run() and job.samples()
    asked = time.monotonic()
    supervisor.stop(job)
    wait_for(is_in(job, State.STOPPED), lambda: told(job))
    print(f"stopped {time.monotonic() - asked:.1f} s after it was asked, at step {job.status().step}")
    assert 0 < job.status().step < STEPS
    supervisor.submit(job)
    wait_for(is_in(job, State.DONE), lambda: told(job))
    assert_same_bits(job, straight(job))


def test_a_machine_that_is_lost_in_the_middle_costs_time_and_no_bit(machines, supervise, new_job, straight, wait_for):
    job = new_job(steps=STEPS)
    supervise(Cluster(machines.address, "cpu"))
    wait_for(lambda: step_of(job) > 420, lambda: told(job))
    node, run = machines.of(job), job.run()
    assert node and run
    lost_at, step = time.monotonic(), step_of(job)
    machines.lose(node)
    seen = set()

    def goes_on() -> bool:
        seen.add(job.status().state)
        again = job.run()
        return bool(again and again.id != run.id) and job.status().state == State.RUNNING

    wait_for(goes_on, lambda: told(job))
    print(f"\nlost at step {step}, trained again {time.monotonic() - lost_at:.1f} s later; states seen: {sorted(seen)}")
    assert State.INTERRUPTED not in seen and State.FAILED not in seen
    machines.add()
    wait_for(is_in(job, State.DONE), lambda: told(job))
    assert job.run().lost == 1
    assert_same_bits(job, straight(job))
    wait_for(lambda: cpus(machines.address) == 2)


def test_a_server_that_starts_again_finds_its_job(machines, supervise, jobs, new_job, wait_for):
    job = new_job(steps=ENDLESS)
    first = Supervisor(jobs, Cluster(machines.address, "cpu"))
    wait_for(is_in(job, State.RUNNING), lambda: told(job))
    first.close()
    run, step = job.run(), step_of(job)
    wait_for(lambda: step_of(job) > step)  # nobody watches, and it goes on
    second = supervise(Cluster(machines.address, "cpu"))
    wait_for(lambda: job.id in second._running)
    assert job.run() == run and job.status().state == State.RUNNING
    second.stop(job)
    wait_for(is_in(job, State.STOPPED), lambda: told(job))


DEAF = """
import json, signal, sys, time
from pathlib import Path
signal.signal(signal.SIGTERM, signal.SIG_IGN)
folder = Path(sys.argv[1])
values = {"state": "running", "step": 3, "reason": "", "updated": time.time()}
(folder / "state.json").write_text(json.dumps(values))
while True: time.sleep(0.01)
"""


def test_a_program_that_does_not_listen_is_killed(machines, supervise, new_job, wait_for, monkeypatch):
    monkeypatch.setattr(running, "KILL_AFTER_S", 0.5)
    job = new_job()
    supervisor = supervise(Cluster(machines.address, "cpu", (sys.executable, "-S", "-c", DEAF)))
    wait_for(is_in(job, State.RUNNING))
    supervisor.stop(job)
    wait_for(is_in(job, State.INTERRUPTED))
    wait_for(lambda: machines.of(job) is None)


def test_ten_owners_on_two_machines_are_served_in_order_and_see_their_own_alone(machines, new_spec, pictures, tmp_path,
                                                                                wait_for):  # fmt: skip
    networks = Networks("digits", "cpu", tmp_path / "room", Cluster(machines.address, "cpu"))
    keys = [new_key() for _ in range(10)]
    made = [networks.jobs.create(new_spec(name=f"of {i}", owner=hash_of(key), client=f"client {i}", steps=30), pictures)
            for i, key in enumerate(keys)]  # fmt: skip
    networks.supervisor.submit(made[0])
    shown, most, began = dict.fromkeys(keys, ""), 0, time.monotonic()
    started: list[str] = []

    def all_are_done() -> bool:
        nonlocal most
        states = [job.status().state for job in made]
        most = max(most, sum(state in ALIVE for state in states))
        started.extend(job.id for job, state in zip(made, states, strict=True)
                       if state != State.QUEUED and job.id not in started)  # fmt: skip
        for key, job in zip(keys, made, strict=True):
            told_now = tick(TEXT, networks, key, shown[key])
            if isinstance(told_now[0], str):
                assert told_now[0].startswith(job.id)
                shown[key] = told_now[0]
        return all(state == State.DONE for state in states)

    wait_for(all_are_done, lambda: [told(job) for job in made])
    print(f"\nten jobs in {time.monotonic() - began:.0f} s, at most {most} at a time")
    assert most == 2
    assert started == [job.id for job in made]
    for key, job in zip(keys, made, strict=True):
        assert latest(networks, key).id == job.id and step_of(job) == 30
        assert refresh(TEXT, networks, key)[0].startswith(job.id)
        assert networks.results(hash_of(key)) == [(job.spec.name, f"job:{job.id}")]
    networks.close()


def test_without_ray_there_the_app_says_so():
    command = [sys.executable, "app.py", "--cluster", "http://127.0.0.1:9"]
    result = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)
    assert result.returncode == 1 and "Traceback" not in result.stderr + result.stdout
    assert result.stdout.startswith("No Ray cluster to use at http://127.0.0.1:9: ")
