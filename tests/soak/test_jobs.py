"""Fine-tuning jobs that are killed, cut short and crowded: nothing is lost, nothing is left behind. With -m soak."""

import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import gradio as gr
import pytest
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file

from explorer.models.checkpoint import load_checkpoint
from explorer.toys import toy
from explorer.training import state
from explorer.training.jobs.job import Job
from explorer.training.jobs.records import ALIVE, OVER, State
from explorer.training.jobs.supervisor import Supervisor
from explorer.ui.networks import Networks
from explorer.ui.owner import hash_of, new_key
from explorer.ui.tabs.finetune import tab
from explorer.ui.tabs.finetune.own_pictures import own
from explorer.ui.text import load_text

from .trainer import ended, forked, killed_after

pytestmark = pytest.mark.soak

TEXT = load_text("en")
KILLS, JOBS, STEPS = 200, 5, 200
INTERVAL = STEPS // 10


def newest(job: Job) -> dict[str, torch.Tensor]:
    return load_file(max(job.folder.glob("ckpt-*.safetensors")))


def saved(job: Job) -> int:
    return max((int(path.stem.removeprefix("ckpt-")) for path in job.folder.glob("ckpt-*.safetensors")), default=0)


def taken(job: Job) -> int:
    metrics = job.metrics()
    return int(metrics[-1]["step"]) if metrics else 0


def unreadable(job: Job) -> list[str]:
    """The files of a job that a reader would trip over."""
    bad = []
    for path in job.folder.glob("ckpt-*.safetensors"):
        try:
            load_file(path)
        except SafetensorError:
            bad.append(path.name)
    if (job.result / "config.json").exists():
        try:
            load_checkpoint(job.result)
        except ValueError:
            bad.append("result")
    try:
        json.loads((job.folder / "state.json").read_text())
    except ValueError:
        bad.append("state.json")
    return bad


def differences(one: Job, other: Job) -> list[str]:
    a, b = newest(one), newest(other)
    assert a.keys() == b.keys()
    return [key for key in a if not torch.equal(a[key], b[key])]


def kill_often(job: Job, kills: int, rng: random.Random, before=lambda: None) -> tuple[int, list[str]]:
    """Kill its training so often at random moments: how many kills struck, and what could not be read after them."""
    struck, bad = 0, []
    while struck < kills and job.written_status().state != State.DONE:
        pid = forked(job, before)
        struck += killed_after(pid, rng.uniform(0.05, 1.5))
        bad += unreadable(job)
        assert taken(job) - saved(job) <= INTERVAL + 1  # a step may have been taken that was to be saved next
    return struck, bad


def test_200_kills_lose_nothing_but_the_steps_since_the_last_checkpoint(new_job):
    straight = new_job(steps=STEPS)
    ended(forked(straight))
    rng, total, most, made = random.Random(0), 0, 0, 0
    while total < KILLS:
        job, before = new_job(steps=STEPS), saved(straight)
        struck, bad = kill_often(job, KILLS // JOBS, rng)
        assert bad == []
        total, most, made = total + struck, max(most, struck), made + 1
        ended(forked(job))
        assert job.written_status().state == State.DONE and taken(job) == STEPS == before
        assert differences(job, straight) == []
        assert [line["loss"] for line in job.metrics()] == [line["loss"] for line in straight.metrics()]
    print(f"\n{total} kills over {made} jobs, at most {most} in one: nothing unreadable, all ended alike")


def test_the_harness_sees_a_save_that_is_not_atomic(new_job, tmp_path):
    save = state.save_state

    def in_place(run, folder: Path) -> None:
        data = save(run, tmp_path).read_bytes()
        with (folder / f"ckpt-{run.step:08d}.safetensors").open("wb") as file:
            for start in range(0, len(data), 2048):
                file.write(data[start : start + 2048])
                file.flush()
                time.sleep(0.01)

    def careless() -> None:
        state.save_state = in_place

    job, rng, bad = new_job(steps=STEPS), random.Random(1), []
    for _ in range(30):
        killed_after(forked(job, careless), rng.uniform(0.05, 1.5))
        bad += unreadable(job)
    assert any(name.startswith("ckpt-") for name in bad)


# What happens on the way to disk, each of which may be the last thing that a process does.
POINTS = {
    "save": (state, "save_file"),
    "fsync": (os, "fsync"),
    "replace": (Path, "replace"),
    "unlink": (Path, "unlink"),
}


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("point", POINTS)
def test_an_exit_at_every_point_of_saving_loses_nothing(new_job, point, after):
    straight = new_job(steps=4)
    ended(forked(straight))
    owner, name = POINTS[point]
    count = 0
    while True:
        count += 1
        job = new_job(steps=4)

        def armed(left=count) -> None:
            original, calls = getattr(owner, name), iter(range(1, 10**6))

            def call(*args, **kwargs):
                last = next(calls) == left
                if last and not after:
                    os._exit(99)
                result = original(*args, **kwargs)
                if last:
                    os._exit(99)
                return result

            setattr(owner, name, call)

        if ended(forked(job, armed)) == 0:  # the training is over before the point is reached so often
            break
        assert unreadable(job) == []
        ended(forked(job))
        assert job.written_status().state == State.DONE
        assert differences(job, straight) == []
    print(f"\n{point}: {count - 1} exits {'after' if after else 'before'} it")
    assert count > 1


def test_resumed_at_ten_random_steps_it_ends_alike(new_job):
    straight = new_job(steps=60)
    ended(forked(straight))
    rng = random.Random(2)
    for step in rng.sample(range(2, 59), 10):
        job = new_job(steps=60)

        def stop_at(step=step) -> None:
            add = Job.add_metrics

            def add_and_stop(self, **values):
                add(self, **values)
                if values["step"] == step:
                    self.ask_to_stop()

            Job.add_metrics = add_and_stop

        ended(forked(job, stop_at))
        assert (job.written_status().state, saved(job)) == (State.STOPPED, step)
        job.take_back_stop()
        ended(forked(job))
        assert differences(job, straight) == []


def test_a_full_disk_at_every_size_is_said_and_the_last_checkpoint_loads(new_job):
    whole = new_job(steps=6)
    ended(forked(whole))
    largest = max(path.stat().st_size for path in whole.folder.glob("ckpt-*"))
    said = 0
    for limit in [2**k for k in range(9, 24) if 2**k < largest] + [largest - 1]:
        job = new_job(steps=6)

        def limited(limit=limit) -> None:
            write, calls = state.save_state, iter(range(100))

            def once_full(run, folder):
                if next(calls) == 2:  # two checkpoints fit
                    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
                return write(run, folder)

            state.save_state = once_full

        ended(forked(job, limited))
        status = job.written_status()
        if limit > 4096:  # below, not even the few words about it can be written
            assert (status.state, status.reason) == (State.FAILED, "job.disk_full"), (limit, status)
            said += 1
        assert unreadable(job) == [] and saved(job) == 2
        ended(forked(job))
        assert differences(job, whole) == []
    assert said >= 5


@pytest.fixture
def supervised(jobs):
    supervisor = Supervisor(jobs)
    yield supervisor
    supervisor.close()


def children() -> list[str]:
    """Processes below this one, as `ps` names them: zombies are <defunct>."""
    listed = subprocess.run(["ps", "-o", "pid,ppid,stat,args", "-A"], capture_output=True, text=True, check=True)
    lines = [line.split(None, 3) for line in listed.stdout.splitlines()[1:]]
    return [" ".join(line) for line in lines if line[1] == str(os.getpid()) and "ps -o" not in line[3]]


def test_50_starts_and_stops_leave_no_process(new_job, supervised, wait_for):
    before = children()
    rng, ran = random.Random(3), 0
    for _ in range(50):
        job = new_job(steps=100_000)
        supervised.submit(job)
        moment = rng.choice([State.STARTING, State.RUNNING])
        wait_for(lambda job=job, moment=moment: job.status().state in {moment, *ALIVE - {State.STARTING}})
        time.sleep(rng.uniform(0, 0.3))
        supervised.stop(job)
        wait_for(lambda job=job: job.status().state in OVER)
        assert job.status().state in (State.STOPPED, State.INTERRUPTED)
        ran += taken(job) > 0
    wait_for(lambda: children() == before)
    assert ran > 10  # it did train


def test_a_foreign_process_is_never_signalled(new_job, supervised, wait_for):
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    job = new_job(steps=100_000)
    values = json.loads((job.folder / "state.json").read_text()) | {"pid": stranger.pid}
    (job.folder / "state.json").write_text(json.dumps({**values, "state": "running"}))
    (job.folder / "lock").write_text(str(stranger.pid))
    supervised.stop(job)
    supervised.submit(job)
    wait_for(lambda: job.status().state in {*OVER, State.RUNNING})
    supervised.stop(job)
    wait_for(lambda: job.status().state in OVER)
    assert stranger.poll() is None
    stranger.send_signal(signal.SIGKILL)
    stranger.wait()


@pytest.fixture
def networks(tmp_path):
    networks = Networks("digits", "cpu", tmp_path / "room")
    yield networks
    networks.close()


def test_of_100_simultaneous_submits_one_runs_and_the_rest_wait_or_hear_why(networks, monkeypatch, wait_for):
    said = []
    monkeypatch.setattr(gr, "Warning", lambda sentence, **_: said.append(sentence))
    keys = [new_key() for _ in range(100)]

    def submit(student: int) -> None:
        tab.start_job(TEXT, networks, keys[student], [own(toy(student, "cat", 256))], "digits", "x", 5000, {})

    with ThreadPoolExecutor(100) as pool:
        list(pool.map(submit, range(100)))
    made = networks.jobs.all()
    assert len(made) + len(said) == 100
    assert tab.MOST_QUEUED <= len(made) <= tab.MOST_QUEUED + 1  # one may have begun meanwhile
    assert all("jobs are waiting already" in sentence for sentence in said)
    wait_for(lambda: any(job.status().state == State.RUNNING for job in made))
    for _ in range(20):
        states = [job.status().state for job in made]
        assert sum(state in ALIVE for state in states) == 1 and states.count(State.QUEUED) == len(made) - 1
        time.sleep(0.1)
    print(f"\n{len(made)} queued, {len(said)} refused with a sentence")


def test_a_stranger_fails_100_times_to_stop_a_job_or_to_see_it(networks, monkeypatch, wait_for):
    monkeypatch.setattr(gr, "Warning", lambda sentence, **_: None)
    owner = new_key()
    tab.start_job(TEXT, networks, owner, [own(toy(1, "cat", 256))], "digits", "x", 5000, {})
    (job,) = networks.jobs.all()
    wait_for(lambda: job.status().state == State.RUNNING)
    rng = random.Random(4)
    for attempt in range(100):
        forged = [new_key(), "", hash_of(owner), owner[:-1], owner + "0", job.id, owner.swapcase(), None]
        key = rng.choice([value for value in forged if value != owner])
        tab.stop_job(TEXT, networks, key)
        assert tab.refresh(TEXT, networks, key)[1] is None, attempt
        assert not networks.may_use(f"job:{job.id}", hash_of(key))
    assert job.status().state == State.RUNNING and not job.is_asked_to_stop()
