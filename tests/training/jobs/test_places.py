"""Several jobs at a time on an engine that may lose them, played by a stand-in in this process; without any child."""

import os
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from explorer.training.jobs import heartbeat, running
from explorer.training.jobs import job as job_module
from explorer.training.jobs import supervisor as supervisor_module
from explorer.training.jobs.heartbeat import Displaced, beating
from explorer.training.jobs.job import FRESH_S, LOCKED, MOST_LOST, Job
from explorer.training.jobs.job_folder import JobFolder
from explorer.training.jobs.records import OVER, Run, State
from explorer.training.jobs.supervisor import Supervisor
from explorer.training.launchers.launcher import JOBS, Ending


class Machine:
    """A job in the engine's hands; what happens to it the test says, from its own thread."""

    def __init__(self, job: Job, run_id: str):
        self.id, self.job = run_id, job
        self.ending = Ending.DIED
        self.killed = False
        self._there = threading.Event()
        self._there.set()

    def alive(self) -> bool:
        return self._there.is_set()

    def stop(self) -> None:
        self.job.ask_to_stop()

    def kill(self) -> None:
        self.killed = True
        self._there.clear()

    def runs(self) -> None:
        self.job.beat()
        self.job.write_status(State.RUNNING, 0)

    def ends(self, state: State = State.DONE, step: int = 1) -> None:
        self.job.write_status(state, step)
        self._there.clear()

    def is_lost(self) -> None:
        self.ending = Ending.LOST
        self._there.clear()


class Engine:
    """`machines` are in the order in which they were asked for."""

    outlives = True

    def __init__(self, places: int):
        self.places = {JOBS: places}
        self.machines: list[Machine] = []

    def queue_of(self, job: Job) -> str:
        return JOBS

    def prepare(self) -> None: ...
    def tend(self) -> None: ...
    def close(self) -> None: ...

    def start(self, job: Job) -> Machine:
        lost = job.run() or Run("")
        machine = Machine(job, f"run {len(self.machines)}")
        job.write_run(Run(machine.id, lost.lost, lost.step))
        self.machines.append(machine)
        return machine

    def find(self, job: Job) -> Machine | None:
        run = job.run()
        return next((machine for machine in self.machines if run and machine.id == run.id), None)

    def of(self, job: Job) -> list[Machine]:
        return [machine for machine in self.machines if machine.job.id == job.id]


@pytest.fixture(autouse=True)
def quick(monkeypatch) -> None:
    monkeypatch.setattr(supervisor_module, "LOOK_EVERY_S", 0.02)


@pytest.fixture
def supervise(jobs) -> Iterator[Callable[[Engine], Supervisor]]:
    made: list[Supervisor] = []

    def start(engine: Engine) -> Supervisor:
        made.append(Supervisor(JobFolder(jobs.root), engine))
        return made[-1]

    yield start
    for supervisor in made:
        supervisor.close()


def is_in(job: Job, state: State) -> Callable[[], bool]:
    return lambda: job.written_status().state == state


def save(job: Job, step: int) -> None:
    (job.folder / f"ckpt-{step:08d}.safetensors").touch()


# --- places


def test_as_many_jobs_run_at_a_time_as_there_are_places(new_job, supervise, wait_for):
    engine, made = Engine(3), [new_job() for _ in range(5)]
    supervisor = supervise(engine)
    wait_for(lambda: len(engine.machines) == 3)
    assert [supervisor.ahead_of(job) for job in made[3:]] == [1, 2]
    engine.machines[1].ends()
    wait_for(lambda: len(engine.machines) == 4)
    assert [machine.job.id for machine in engine.machines] == [job.id for job in made[:4]]
    assert is_in(made[4], State.QUEUED)()


def test_an_engine_that_grows_is_filled_and_one_without_places_gets_nothing(new_job, supervise, wait_for):
    engine, made = Engine(0), [new_job() for _ in range(2)]
    supervisor = supervise(engine)
    assert supervisor.ahead_of(made[0]) == 0 and engine.machines == []
    engine.places = {JOBS: 2}
    wait_for(lambda: len(engine.machines) == 2)


def test_ten_jobs_of_ten_owners_on_two_places_keep_their_order_and_their_owners(jobs, new_job, supervise, wait_for):
    engine = Engine(2)
    made = [new_job(owner=f"owner {i}", client=f"client {i}", name=f"of {i}") for i in range(10)]
    supervise(engine)
    for i in range(10):
        wait_for(lambda i=i: len(engine.machines) == min(10, i + 2))
        alive = [machine for machine in engine.machines if machine.alive()]
        assert len(alive) <= 2
        alive[i % len(alive)].ends(step=i + 1)  # they do not end in the order in which they began
    wait_for(lambda: all(is_in(job, State.DONE)() for job in made))
    assert [machine.job.id for machine in engine.machines] == [job.id for job in made]
    for i, job in enumerate(made):
        assert [own.id for own in jobs.of(f"owner {i}")] == [job.id] and jobs.of(f"owner {i}")[0].spec.name == f"of {i}"


def test_for_one_that_waits_one_pauses(new_job, supervise, wait_for, monkeypatch):
    monkeypatch.setattr(running, "TURN_S", 0.0)
    engine, long = Engine(2), [new_job(client=name) for name in "ab"]
    supervise(engine)
    wait_for(lambda: len(engine.machines) == 2)
    for machine in engine.machines:
        machine.runs()
    other = new_job(client="c")
    wait_for(lambda: any(job.is_asked_to_stop() for job in long))
    first = next(machine for machine in engine.machines if machine.job.is_asked_to_stop())
    first.ends(State.STOPPED, 7)
    wait_for(lambda: len(engine.machines) == 3)
    assert engine.machines[2].job.id == other.id
    assert is_in(first.job, State.QUEUED)() and not first.job.is_asked_to_stop()
    assert sum(is_in(job, State.RUNNING)() for job in long) == 1


def test_nobody_pauses_for_one_for_which_a_place_is_free(new_job, supervise, wait_for, monkeypatch):
    engine, long = Engine(1), new_job(client="a")
    supervisor = supervise(engine)
    wait_for(lambda: engine.machines)
    engine.machines[0].runs()
    monkeypatch.setattr(supervisor, "_next", lambda: None)  # nobody is begun meanwhile
    new_job(client="a")
    assert not supervisor._others_wait(long)
    new_job(client="b")
    assert supervisor._others_wait(long)
    engine.places = {JOBS: 2}
    assert not supervisor._others_wait(long)


def test_a_job_that_does_not_stop_is_killed_and_the_others_go_on(new_job, supervise, wait_for, monkeypatch):
    monkeypatch.setattr(running, "KILL_AFTER_S", 0.0)
    engine, made = Engine(2), [new_job(), new_job()]
    supervisor = supervise(engine)
    wait_for(lambda: len(engine.machines) == 2)
    engine.machines[0].runs()
    supervisor.stop(made[0])
    wait_for(is_in(made[0], State.INTERRUPTED))
    assert engine.machines[0].killed and engine.machines[1].alive() and not engine.machines[1].killed


# --- what is lost


def test_a_job_whose_machine_is_lost_goes_on_elsewhere(new_job, supervise, wait_for):
    engine, job = Engine(1), new_job()
    supervise(engine)
    wait_for(lambda: engine.machines)
    engine.machines[0].runs()
    engine.machines[0].is_lost()
    wait_for(lambda: len(engine.machines) == 2)
    assert job.run() == Run("run 1", 1, 0)
    engine.machines[1].ends()
    wait_for(is_in(job, State.DONE))


def test_a_job_that_is_lost_again_and_again_without_any_progress_has_failed(new_job, supervise, wait_for):
    engine, job = Engine(1), new_job()
    supervisor = supervise(engine)
    for times in range(MOST_LOST + 1):
        wait_for(lambda times=times: len(engine.machines) == times + 1)
        engine.machines[-1].is_lost()
    wait_for(lambda: job.written_status().state in OVER)
    assert (job.status().state, job.status().reason) == (State.FAILED, "job.node_lost")
    assert len(engine.machines) == MOST_LOST + 1
    supervisor.submit(job)  # "Go on" begins to count anew
    wait_for(lambda: len(engine.machines) == MOST_LOST + 2)
    assert job.run().lost == 0


def test_who_has_got_further_meanwhile_may_be_lost_more_often(new_job, supervise, wait_for):
    engine, job = Engine(1), new_job()
    supervise(engine)
    for times in range(3 * MOST_LOST):
        wait_for(lambda times=times: len(engine.machines) == times + 1)
        save(job, times + 1)
        engine.machines[-1].is_lost()
    wait_for(lambda: len(engine.machines) == 3 * MOST_LOST + 1)
    assert job.run().lost == 1


def test_a_job_that_its_owner_stops_does_not_come_back_when_its_machine_is_lost(new_job, supervise, wait_for):
    engine, job = Engine(1), new_job()
    supervisor = supervise(engine)
    wait_for(lambda: engine.machines)
    engine.machines[0].runs()
    supervisor.stop(job)
    engine.machines[0].is_lost()
    wait_for(is_in(job, State.INTERRUPTED))


# --- servers that end and begin


def test_a_server_that_starts_again_finds_its_jobs_and_starts_none_twice(new_job, supervise, wait_for):
    engine, made = Engine(2), [new_job(), new_job()]
    first = supervise(engine)
    wait_for(lambda: len(engine.machines) == 2)
    for machine in engine.machines:
        machine.runs()
    first.close()
    assert not any(job.is_asked_to_stop() for job in made) and all(is_in(job, State.RUNNING)() for job in made)
    second = supervise(engine)
    wait_for(lambda: len(second._running) == 2)
    second.stop(made[0])
    wait_for(made[0].is_asked_to_stop)
    engine.of(made[0])[0].ends(State.STOPPED, 3)
    engine.of(made[1])[0].is_lost()  # and so is what happens to them
    wait_for(lambda: len(engine.of(made[1])) == 2)
    assert is_in(made[0], State.STOPPED)() and len(engine.of(made[0])) == 1


def test_of_two_servers_on_one_folder_one_alone_speaks_with_the_engine(new_job, supervise, wait_for):
    engine, job = Engine(2), new_job()
    first = supervise(engine)
    wait_for(lambda: engine.machines)
    second = supervise(engine)
    later = new_job()
    wait_for(lambda: len(engine.machines) == 2)
    wait_for(lambda: set(first._running) == {job.id, later.id})
    assert second._running == {}
    first.close()
    wait_for(lambda: set(second._running) == {job.id, later.id})
    assert len(engine.machines) == 2


# --- the heartbeat


def age(job: Job, seconds: float) -> None:
    then = time.time() - seconds
    os.utime(job.folder / "beat", (then, then))


def test_a_run_that_is_heard_of_is_alive_though_nobody_here_holds_its_lock(new_job):
    job = new_job()
    job.write_status(State.RUNNING, 3)
    job.beat()
    assert job.status().state == State.INTERRUPTED  # no engine runs it: its lock alone tells
    job.write_run(Run("a"))
    assert job.status().state == State.RUNNING
    age(job, FRESH_S - 10)
    assert job.status().state == State.RUNNING
    age(job, FRESH_S + 10)
    assert job.status().state == State.INTERRUPTED


@pytest.mark.parametrize("text", ["", "[]", '{"id": 3}', '{"lost": 1}'])
def test_a_damaged_run_is_none(new_job, text):
    job = new_job()
    (job.folder / "run.json").write_text(text)
    assert job.run() is None


def test_while_it_trains_a_run_is_heard_of_again_and_again(new_job, wait_for, monkeypatch):
    monkeypatch.setattr(heartbeat, "BEAT_EVERY_S", 0.01)
    job = new_job()
    job.write_run(Run("a"))
    with beating(job, "a"):
        wait_for(lambda: job.is_alive())
        age(job, 1000)
        wait_for(lambda: job.is_alive())
    wait_for(lambda: not [thread for thread in threading.enumerate() if thread.name == "heartbeat"])


def test_who_trains_for_no_engine_says_nothing(new_job):
    job = new_job()
    with beating(job, None):
        assert not (job.folder / "beat").exists()


@pytest.mark.parametrize("named", [None, "another"])
def test_a_run_that_the_folder_does_not_name_does_not_begin(new_job, named):
    job = new_job()
    if named:
        job.write_run(Run(named))
    with pytest.raises(Displaced), beating(job, "a"):
        pytest.fail("it began")


def test_a_run_in_whose_place_another_has_come_ends_at_once(new_job, wait_for, monkeypatch):
    monkeypatch.setattr(heartbeat, "BEAT_EVERY_S", 0.01)
    ended = []
    monkeypatch.setattr(os, "_exit", lambda status: ended.append(status))
    job = new_job()
    job.write_run(Run("a"))
    with beating(job, "a"):
        wait_for(lambda: job.is_alive())
        job.write_run(Run("b"))
        wait_for(lambda: ended)
    assert set(ended) == {LOCKED}


def test_a_job_that_this_machine_trains_next_forgets_the_run(jobs, new_job, wait_for):
    from explorer.training.launchers.local import Local

    job = new_job()
    job.write_run(Run("a"))
    job.write_status(State.QUEUED, 0)
    supervisor = Supervisor(jobs, Local(("false",)))
    wait_for(is_in(job, State.FAILED))
    supervisor.close()
    assert job.run() is None and job_module.Job(job.folder).status().reason == "job.died"
