"""Jobs that are trained in portions, whenever a page of their owner asks: by the supervisor, in this process."""

from collections.abc import Callable, Iterator
from threading import Event, Thread
from types import SimpleNamespace

import numpy as np
import pytest
from safetensors.numpy import load_file

from explorer.training import finetune, portion
from explorer.training.jobs.job import Job
from explorer.training.jobs.job_folder import JobFolder
from explorer.training.jobs.records import State
from explorer.training.jobs.supervisor import Supervisor
from explorer.training.launchers import portions
from explorer.training.launchers.launcher import JOBS
from explorer.training.launchers.portions import InPortions, Turn

pytestmark = pytest.mark.usefixtures("quick_previews")

STEPS = 12


class Own:
    """The other launcher: it has room for one job, and trains it in a moment."""

    outlives, places = False, {JOBS: 1}

    def queue_of(self, job: Job) -> str:
        return JOBS

    def __init__(self) -> None:
        self.started: list[str] = []  # their ids
        self.busy = False

    def prepare(self) -> None: ...

    def tend(self) -> None: ...

    def close(self) -> None: ...

    def find(self, job: Job) -> None: ...

    def start(self, job: Job) -> SimpleNamespace:
        self.started.append(job.id)

        def alive() -> bool:
            if not self.busy:
                job.write_status(State.DONE, job.spec.steps)
            return self.busy

        return SimpleNamespace(id="own", ending=None, alive=alive, stop=lambda: None, kill=lambda: None)


@pytest.fixture
def supervise(jobs: JobFolder) -> Iterator[Callable[..., tuple[Supervisor, InPortions, Own]]]:
    running = []

    def start(lend=portion.train, lent: Callable[[Job], bool] = lambda job: True):
        launcher = InPortions(own := Own(), lend, lent)
        running.append(Supervisor(jobs, launcher))
        return running[-1], launcher, own

    yield start
    for supervisor in running:
        supervisor.close()


def begun(supervisor: Supervisor, launcher: InPortions, job: Job, wait_for) -> Turn:
    supervisor.submit(job)
    wait_for(lambda: launcher.turn_of(job))
    return launcher.turn_of(job)


def result(job: Job) -> dict[str, np.ndarray]:
    return load_file(next(job.result.glob("*.safetensors")))


def test_six_portions_are_one_training(supervise, new_job, wait_for, a_second_a_step):
    supervisor, launcher, _ = supervise()
    job, at_once = new_job(steps=STEPS), new_job(steps=STEPS)
    at_once.write_status(State.STOPPED, 0)  # it is not for the supervisor
    turn = begun(supervisor, launcher, job, wait_for)
    for done in range(2, STEPS + 1, 2):
        assert turn.train(2) and job.reached() == done
        # Nobody holds its lock, and it is as well as before.
        assert job.status().state == (State.RUNNING if done < STEPS else State.DONE)
    wait_for(lambda: launcher.turn_of(job) is None)
    assert job.status() == job.written_status() and job.status().state == State.DONE
    finetune.run(at_once)
    for name, weight in result(at_once).items():
        np.testing.assert_array_equal(result(job)[name], weight)


def test_it_is_heard_of_before_the_supervisor_has_looked(new_job):
    job = new_job(steps=STEPS)
    Turn(job, portion.train)
    job.write_status(State.RUNNING, 2)  # a portion that was over in a moment
    assert job.status().state == State.RUNNING


def test_without_a_page_it_pauses_and_goes_on_when_asked(supervise, new_job, wait_for):
    supervisor, launcher, _ = supervise()
    job = new_job(steps=STEPS)
    turn = begun(supervisor, launcher, job, wait_for)
    turn.train(0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(portions, "ABSENT_S", 0.0)
        wait_for(lambda: job.written_status().state == State.INTERRUPTED)
    assert job.status().reason == "job.paused" and not turn.alive()
    assert turn.train(1000) and job.written_status().state == State.INTERRUPTED  # it is over: nothing happens
    again = begun(supervisor, launcher, job, wait_for)
    assert again is not turn and again.train(1000)
    assert job.written_status().state == State.DONE


@pytest.mark.parametrize("portions_before", [0, 1])
def test_it_stops_between_portions(supervise, new_job, wait_for, portions_before):
    supervisor, launcher, _ = supervise()
    job = new_job(steps=STEPS)
    turn = begun(supervisor, launcher, job, wait_for)
    for _ in range(portions_before):
        turn.train(0)
    supervisor.stop(job)
    wait_for(lambda: launcher.turn_of(job) is None)
    wait_for(lambda: job.written_status().state == State.STOPPED)
    assert turn.train(1000) and job.reached() < STEPS


def test_a_stop_ends_the_portion_that_is_at_work(supervise, new_job, wait_for):
    supervisor, launcher, _ = supervise()
    job = new_job(steps=100_000)
    turn = begun(supervisor, launcher, job, wait_for)
    page = Thread(target=turn.train, args=(1000,))
    page.start()
    wait_for(lambda: job.reached() > 1)
    assert turn.train(1000)  # another page of the same owner: one is at work
    supervisor.stop(job)
    page.join()
    assert job.written_status().state == State.STOPPED
    wait_for(lambda: launcher.turn_of(job) is None)


def refusing(folder: str, run_id: str, seconds: int) -> Iterator[None]:
    raise RuntimeError("no GPU is free")
    yield


@pytest.fixture
def impatient(monkeypatch) -> None:
    monkeypatch.setattr(portions, "REFUSED_S", 0.0)


def test_what_is_lent_nothing_is_trained_by_the_other_launcher_one_at_a_time(supervise, new_job, wait_for, impatient):
    supervisor, launcher, own = supervise(refusing)
    own.busy = True
    jobs = [new_job(owner="a"), new_job(owner="b")]
    turns = [begun(supervisor, launcher, job, wait_for) for job in jobs]
    assert [turn.train(10) for turn in turns] == [False, False]
    wait_for(lambda: own.started)
    assert turns[0].train(10)  # it is over
    waiting = next(job for job in jobs if job.id not in own.started)
    wait_for(lambda: waiting.status().state == State.QUEUED)
    own.busy = False
    wait_for(lambda: {job.written_status().state for job in jobs} == {State.DONE})
    assert len(own.started) == 2


def test_a_refusal_in_passing_is_none(supervise, new_job, wait_for):
    said = iter([refusing, portion.train])

    def lend(*order: object) -> Iterator[None]:
        return next(said)(*order)

    supervisor, launcher, own = supervise(lend)
    job = new_job(steps=STEPS)
    turn = begun(supervisor, launcher, job, wait_for)
    assert turn.train(1000) and job.status().state == State.STARTING
    assert turn.train(1000) and job.status().state == State.DONE and not own.started


def test_a_stop_does_not_wait_for_a_gpu_and_what_comes_too_late_does_nothing(supervise, new_job, wait_for):
    waits, comes = Event(), Event()

    def lend(*order: object) -> Iterator[None]:
        waits.set()
        comes.wait()
        return portion.train(*order)

    supervisor, launcher, _ = supervise(lend)
    job = new_job(steps=STEPS)
    turn = begun(supervisor, launcher, job, wait_for)
    page = Thread(target=turn.train, args=(1000,))
    page.start()
    waits.wait()
    supervisor.stop(job)
    wait_for(lambda: turn.over)
    again = begun(supervisor, launcher, job, wait_for)
    comes.set()
    page.join()
    assert job.metrics() == [] and job.status().state == State.STARTING  # it is another run's
    assert again.train(1000) and job.status().state == State.DONE


def test_a_small_network_is_trained_by_the_other_launcher(supervise, new_job, wait_for):
    supervisor, _, own = supervise(refusing, lent=lambda job: False)
    job = new_job()
    supervisor.submit(job)
    wait_for(lambda: job.written_status().state == State.DONE)
    assert own.started == [job.id]


def test_who_waits_for_this_machine_waits_for_nobody_whose_gpu_is_lent(supervise, new_job, wait_for):
    supervisor, launcher, own = supervise(lent=lambda job: job.spec.owner == "lent")
    own.busy = True
    first = new_job(owner="a", client="a")
    supervisor.submit(first)
    wait_for(lambda: own.started)
    lent = new_job(steps=STEPS, owner="lent", client="b")
    begun(supervisor, launcher, lent, wait_for)
    second = new_job(owner="c", client="c")
    assert supervisor.ahead_of(second) == 1 and supervisor._others_wait(first) and not supervisor._others_wait(lent)
    own.busy = False
    wait_for(lambda: second.written_status().state == State.DONE)
    assert own.started == [first.id, second.id] and launcher.turn_of(lent)


def breaking_off(folder: str, run_id: str, seconds: int) -> Iterator[None]:
    yield
    raise RuntimeError("the GPU is gone")


def test_a_portion_that_breaks_off_is_tried_again_and_not_for_ever(supervise, new_job, wait_for):
    supervisor, launcher, own = supervise(breaking_off)
    job = new_job()
    supervisor.submit(job)
    turns: set[Turn] = set()

    def has_failed() -> bool:
        if (turn := launcher.turn_of(job)) and turn not in turns:
            turns.add(turn)
            assert turn.train(10)
        return job.written_status().state == State.FAILED

    wait_for(has_failed)
    assert len(turns) == 4 and job.status().reason == "job.node_lost" and not own.started


def test_a_training_that_fails_says_why(supervise, new_job, wait_for, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(portion, "run", full)
    supervisor, launcher, own = supervise()
    job = new_job()
    assert begun(supervisor, launcher, job, wait_for).train(10)
    wait_for(lambda: launcher.turn_of(job) is None)
    assert (job.status().state, job.status().reason) == (State.FAILED, "job.disk_full") and not own.started
