"""The queue, with small stand-ins for the training program; test_job_life.py runs the real one."""

import errno
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from explorer.training.jobs import quota
from explorer.training.jobs import running as running_module
from explorer.training.jobs.job import START_GRACE_S, Job
from explorer.training.jobs.job_folder import JobFolder
from explorer.training.jobs.records import State
from explorer.training.jobs.supervisor import Supervisor
from explorer.training.launchers.local import Child, Local
from tests.helpers import exists

PRELUDE = """
import json, os, signal, sys, time
from pathlib import Path
folder = Path(sys.argv[1])
def say(state, step=0):
    values = {"state": state, "step": step, "reason": "", "updated": time.time()}
    (folder / ".state").write_text(json.dumps(values))
    (folder / ".state").replace(folder / "state.json")
"""
DONE = "say('done', 7)"
FOREVER = "say('running')\nwhile True: time.sleep(0.01)"
# As the training program does: SIGTERM is a request that it honours after the step it is at.
UNTIL_TOLD = """
told = []
signal.signal(signal.SIGTERM, lambda *_: told.append(True))
say('running')
while not told: time.sleep(0.01)
say('stopped', 3)
"""
DEAF = "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + FOREVER


@pytest.fixture
def supervise() -> Iterator[Callable[..., Supervisor]]:
    """supervise(jobs, body): a Supervisor whose program is `body`, closed when the test ends."""
    running = []

    def start(jobs: JobFolder, body: str) -> Supervisor:
        program = (sys.executable, "-S", "-c", PRELUDE + textwrap.dedent(body))
        running.append(Supervisor(jobs, Local(program)))
        return running[-1]

    yield start
    for supervisor in running:
        supervisor.close()


@pytest.fixture
def children(monkeypatch) -> list[subprocess.Popen]:
    """The processes that are started, in order; one may have spoken before it is here."""
    started = []

    class Recorded(subprocess.Popen):
        def __init__(self, *args: object, **options: object):
            super().__init__(*args, **options)
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Recorded)
    return started


def state_is(job: Job, state: State) -> Callable[[], bool]:
    return lambda: job.written_status().state == state


# --- one job


def test_a_job_runs_and_what_its_program_said_last_stands(jobs, new_job, supervise, wait_for):
    job = new_job()
    supervise(jobs, DONE)
    wait_for(state_is(job, State.DONE))
    assert job.written_status().step == 7


def test_the_program_is_told_its_folder_its_parent_and_the_device(jobs, new_job, supervise, wait_for):
    job = new_job()
    supervise(jobs, "(folder / 'told').write_text(json.dumps([sys.argv[1:], os.getppid()]))\n" + DONE)
    wait_for(state_is(job, State.DONE))
    arguments, parent = json.loads((job.folder / "told").read_text())
    assert arguments == [str(job.folder), "--parent", str(os.getpid()), "--device", "auto"]
    assert parent == os.getpid()


def test_the_program_runs_where_the_package_can_be_imported(jobs, new_job, supervise, wait_for):
    job = new_job()
    supervise(jobs, "(folder / 'place').write_text(os.getcwd())\n" + DONE)
    wait_for(state_is(job, State.DONE))
    assert (Path((job.folder / "place").read_text()) / "explorer" / "training" / "finetune.py").exists()


def test_a_job_is_starting_until_its_program_says_more(jobs, new_job, supervise, wait_for):
    job = new_job()
    supervise(jobs, "while not (folder / 'go').exists(): time.sleep(0.01)\n" + DONE)
    wait_for(state_is(job, State.STARTING))
    assert job.status().state == State.STARTING
    (job.folder / "go").touch()
    wait_for(state_is(job, State.DONE))


def test_what_the_program_prints_is_in_the_log(jobs, new_job, supervise, wait_for):
    job = new_job()
    body = "print('to stdout', flush=True)\nprint('to stderr', file=sys.stderr, flush=True)\n"
    supervise(jobs, body + DONE)
    wait_for(state_is(job, State.DONE))
    assert (job.folder / "log").read_text() == "to stdout\nto stderr\n"


def test_the_log_is_kept_when_a_job_goes_on(jobs, new_job, supervise, wait_for):
    job = new_job()
    (job.folder / "log").write_text("before\n")
    supervise(jobs, "print('after', flush=True)\n" + DONE)
    wait_for(state_is(job, State.DONE))
    assert (job.folder / "log").read_text() == "before\nafter\n"


def test_a_key_press_in_the_servers_terminal_does_not_reach_the_program(jobs, new_job, supervise, wait_for):
    job = new_job()
    supervise(jobs, "(folder / 'session').write_text(str(os.getsid(0) == os.getpid()))\n" + DONE)
    wait_for(state_is(job, State.DONE))
    assert (job.folder / "session").read_text() == "True"


def test_a_program_that_reads_its_input_gets_none(jobs, new_job, supervise, wait_for):
    job = new_job()
    supervise(jobs, "assert sys.stdin.read() == ''\n" + DONE)
    wait_for(state_is(job, State.DONE))


@pytest.mark.parametrize("end", ["sys.exit(0)", "sys.exit(3)", "os.kill(os.getpid(), signal.SIGKILL)"])
def test_a_program_that_ends_without_a_word_has_died(jobs, new_job, supervise, wait_for, end):
    job = new_job()
    supervise(jobs, f"say('running')\n{end}")
    wait_for(state_is(job, State.FAILED))
    assert job.status().reason == "job.died"


def test_the_step_of_a_program_that_died_is_the_last_that_it_told(jobs, new_job, supervise, wait_for):
    job = new_job()
    body = """say('running')\n(folder / 'metrics.jsonl').write_text('{"step": 8}\\n{"step": 9}\\n{"st')"""
    supervise(jobs, body)
    wait_for(state_is(job, State.FAILED))
    assert job.written_status().step == 9


# --- stopping


def test_stop_reaches_a_running_program(jobs, new_job, supervise, wait_for):
    job = new_job()
    supervisor = supervise(jobs, UNTIL_TOLD)
    wait_for(state_is(job, State.RUNNING))
    supervisor.stop(job)
    wait_for(state_is(job, State.STOPPED))
    assert job.status().step == 3


def test_a_program_that_does_not_listen_is_killed_after_a_grace_period(
    jobs, new_job, supervise, wait_for, children, monkeypatch
):
    monkeypatch.setattr(running_module, "KILL_AFTER_S", 0.3)
    job = new_job()
    supervisor = supervise(jobs, DEAF)
    wait_for(state_is(job, State.RUNNING))
    supervisor.stop(job)
    wait_for(state_is(job, State.INTERRUPTED))
    assert job.status().reason == "job.interrupted"
    assert children[0].returncode == -signal.SIGKILL


def test_a_program_that_listens_is_never_killed(jobs, new_job, supervise, wait_for, children):
    job = new_job()
    supervisor = supervise(jobs, UNTIL_TOLD)
    wait_for(state_is(job, State.RUNNING))
    supervisor.stop(job)
    wait_for(lambda: children and children[0].returncode is not None)
    assert children[0].returncode == 0


def test_a_waiting_job_is_stopped_at_once_and_never_starts(jobs, new_job, supervise, wait_for, children):
    first, second = new_job(), new_job()
    first.write_status(State.STOPPED, 0)  # both were created queued; let the order be plain
    second.write_status(State.STOPPED, 0)
    supervisor = supervise(jobs, UNTIL_TOLD)
    supervisor.submit(first)
    wait_for(state_is(first, State.RUNNING))
    supervisor.submit(second)
    supervisor.stop(second)
    assert second.status().state == State.STOPPED
    supervisor.stop(first)
    wait_for(state_is(first, State.STOPPED))
    third = new_job()
    wait_for(state_is(third, State.RUNNING))  # the queue has gone on, past the second
    wait_for(lambda: len(children) > 1)
    assert [child.args[-5] for child in children] == [str(first.folder), str(third.folder)]
    assert not (second.folder / "log").exists()


# --- the queue


def test_submitting_takes_back_a_stop_and_keeps_the_step(jobs, new_job, supervise, wait_for):
    job = new_job()
    job.write_status(State.STOPPED, 40)
    job.ask_to_stop()
    body = "(folder / 'step').write_text((folder / 'state.json').read_text())\n"
    supervise(jobs, body + UNTIL_TOLD).submit(job)
    assert not job.is_asked_to_stop()
    wait_for(state_is(job, State.RUNNING))
    assert json.loads((job.folder / "step").read_text())["step"] == 40


def test_submitting_a_new_job_that_the_queue_has_already_taken_changes_nothing(jobs, new_job, supervise, wait_for):
    # A job is queued as soon as its folder is there, so the thread may be quicker than the page's submit().
    job = new_job()
    supervisor = supervise(jobs, "time.sleep(60)")
    wait_for(state_is(job, State.STARTING))
    supervisor.submit(job)
    assert job.status().state == State.STARTING


def test_a_job_that_failed_can_be_submitted_again(jobs, new_job, supervise, wait_for):
    job = new_job()
    job.write_status(State.FAILED, 2, "job.died")
    supervise(jobs, DONE).submit(job)
    wait_for(state_is(job, State.DONE))


def test_a_job_with_a_damaged_state_can_be_submitted_again(jobs, new_job, supervise, wait_for):
    job = new_job()
    (job.folder / "state.json").write_text("")
    supervise(jobs, DONE).submit(job)
    wait_for(state_is(job, State.DONE))


def test_jobs_run_one_at_a_time(jobs, new_job, supervise, wait_for):
    body = """
    say('running')
    started = time.time_ns()
    time.sleep(0.2)
    (folder / 'span').write_text(json.dumps([started, time.time_ns()]))
    say('done')
    """
    made = [new_job() for _ in range(3)]
    supervise(jobs, body)
    for job in made:
        wait_for(state_is(job, State.DONE))
    spans = sorted(json.loads((job.folder / "span").read_text()) for job in made)
    assert spans[0][1] < spans[1][0]
    assert spans[1][1] < spans[2][0]


def test_the_oldest_waiting_job_is_next(jobs, new_job, supervise, wait_for):
    made = [new_job() for _ in range(4)]
    started = jobs.root / "started"
    supervise(jobs, f"open({str(started)!r}, 'a').write(folder.name + '\\n')\n" + DONE)
    for job in made:
        wait_for(state_is(job, State.DONE))
    assert started.read_text().split() == [job.id for job in made]


def test_a_job_that_died_does_not_hold_up_the_next(jobs, new_job, supervise, wait_for):
    first, second = new_job(name="bad"), new_job(name="good")
    body = "if json.loads((folder / 'spec.json').read_text())['name'] == 'bad': sys.exit(1)\n" + DONE
    supervise(jobs, body)
    wait_for(state_is(first, State.FAILED))
    wait_for(state_is(second, State.DONE))


def test_jobs_that_waited_when_the_server_ended_are_taken_up_by_the_next_server(jobs, new_job, supervise, wait_for):
    job = new_job()
    supervise(JobFolder(jobs.root), DONE)
    wait_for(state_is(job, State.DONE))


@pytest.mark.parametrize("state", [State.DONE, State.STOPPED, State.FAILED, State.INTERRUPTED, State.RUNNING])
def test_only_queued_jobs_are_started(jobs, new_job, supervise, wait_for, state):
    old, new = new_job(), new_job()
    old.write_status(state, 5)
    supervise(jobs, DONE)
    wait_for(state_is(new, State.DONE))
    assert old.written_status().state == state
    assert not (old.folder / "log").exists()


def test_a_job_waits_while_another_server_trains_one(jobs, new_job, supervise, wait_for):
    other, job = new_job(), new_job()
    other.write_status(State.RUNNING, 1)
    with FileLock(other.folder / "lock"):
        supervise(jobs, "(folder / 'began').write_text(str(time.time_ns()))\n" + DONE)
        time.sleep(0.7)  # only so that a supervisor that does not wait would be caught
        assert state_is(job, State.QUEUED)()
        released = time.time_ns()
    wait_for(state_is(job, State.DONE))
    assert int((job.folder / "began").read_text()) > released


def test_a_job_that_another_server_trains_is_not_declared_dead(jobs, new_job, supervise, wait_for, children):
    # Two servers on one folder may both see a queued job and start it. The second program finds the lock
    # taken and ends with 2; the job itself is well.
    job = new_job()
    with FileLock(job.folder / "lock"):
        supervise(jobs, "say('running', 3)\nsys.exit(2)")
        wait_for(lambda: children and children[0].returncode is not None)
        time.sleep(0.3)  # what the supervisor makes of it, it writes at once
        assert (job.status().state, job.status().reason) == (State.RUNNING, "")


def test_a_job_may_go_on_while_its_process_is_still_leaving(jobs, new_job, supervise, wait_for, children):
    # The page shows "stopped" as soon as the program has said so; Python then takes a moment to end,
    # and the supervisor one to see it.
    job = new_job()
    supervisor = supervise(jobs, UNTIL_TOLD + "while not (folder / 'leave').exists(): time.sleep(0.01)")
    wait_for(state_is(job, State.RUNNING))
    supervisor.stop(job)
    wait_for(state_is(job, State.STOPPED))
    supervisor.submit(job)
    (job.folder / "leave").touch()
    wait_for(lambda: children[0].returncode is not None)
    wait_for(lambda: len(children) == 2 or state_is(job, State.INTERRUPTED)())
    # As written: the stand-in takes no lock, so status() would call it interrupted as soon as it runs.
    assert job.written_status().state in (State.QUEUED, State.STARTING, State.RUNNING)


# Whatever goes wrong with one job, the thread lives on, or no other job would ever start.


def lives_on(supervisor: Supervisor, other: Job, wait_for) -> bool:
    wait_for(lambda: state_is(other, State.DONE)() or not supervisor._thread.is_alive())
    return state_is(other, State.DONE)()


def test_a_damaged_job_does_not_hold_up_the_others(jobs, new_job, supervise, wait_for):
    damaged, other = new_job(), new_job()
    (damaged.folder / "state.json").write_text("")  # a power cut can do this
    assert lives_on(supervise(jobs, DONE), other, wait_for)


def test_a_job_whose_folder_is_deleted_while_it_runs_does_not_hold_up_the_others(
    jobs, new_job, supervise, wait_for, children
):
    job = new_job()
    body = "if json.loads((folder / 'spec.json').read_text())['name'] == 'good':\n    say('done')\nelse:\n    "
    supervisor = supervise(jobs, body + "say('running')\n    while True: time.sleep(0.01)")
    wait_for(state_is(job, State.RUNNING))
    other = new_job(name="good")
    job.folder.rename(jobs.root.parent / "deleted")
    wait_for(lambda: children)
    children[0].kill()  # as it dies of the files that are gone
    assert lives_on(supervisor, other, wait_for)


def test_a_job_for_which_no_process_can_be_made_does_not_hold_up_the_others(
    jobs, new_job, supervise, wait_for, monkeypatch
):
    real, failed = subprocess.Popen, []

    def too_little_memory_once(*args: object, **options: object):
        if not failed:
            failed.append(True)
            raise OSError(errno.ENOMEM, os.strerror(errno.ENOMEM))
        return real(*args, **options)

    monkeypatch.setattr(subprocess, "Popen", too_little_memory_once)
    first, second = new_job(), new_job()
    supervisor = supervise(jobs, DONE)
    wait_for(lambda: failed)
    unlucky = first if first.written_status().state != State.QUEUED else second
    assert lives_on(supervisor, second if unlucky is first else first, wait_for)


def test_a_foreign_folder_does_not_hold_up_the_others(jobs, new_job, supervise, wait_for):
    for name, text in [("spec.json", "{}"), ("spec.json", "[]"), ("state.json", '{"state": "queued", "step": "x"}')]:
        (new_job().folder / name).write_text(text)
    assert lives_on(supervise(jobs, DONE), new_job(), wait_for)


def test_whatever_is_raised_for_a_job_is_its_own_failure(jobs, new_job, supervise, wait_for, monkeypatch):
    bad, start = new_job(), Local.start

    def stumble(self: Local, job: Job) -> Child:
        if job.id == bad.id:
            raise TypeError("a mistake of ours")
        return start(self, job)

    monkeypatch.setattr(Local, "start", stumble)
    assert lives_on(supervise(jobs, DONE), new_job(), wait_for)
    assert (bad.status().state, bad.status().reason) == (State.FAILED, "job.failed")


def test_a_job_of_which_nothing_can_be_written_is_passed_over(jobs, new_job, supervise, wait_for, monkeypatch):
    # As on a disk that fills up while it waits: neither can its failure be written down.
    bad, write = new_job(), Job.write_status

    def full(self: Job, *values: object) -> None:
        if self.id == bad.id:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write(self, *values)

    monkeypatch.setattr(Job, "write_status", full)
    supervisor = supervise(jobs, DONE)
    assert lives_on(supervisor, new_job(), wait_for)
    monkeypatch.undo()
    supervisor.submit(bad)  # "Go on"
    assert lives_on(supervisor, bad, wait_for)


@pytest.mark.parametrize("error", [OSError("Input/output error"), ValueError("I/O operation on closed file")])
def test_a_terminal_that_is_gone_does_not_end_the_thread(jobs, new_job, supervise, wait_for, monkeypatch, error):
    class Gone:
        def write(self, _text: str) -> None:
            raise error

        flush = write

    (new_job().folder / "spec.json").write_text("{")
    monkeypatch.setattr(Supervisor, "_clean", lambda _self: 1 / 0)
    monkeypatch.setattr(sys, "stderr", Gone())
    assert lives_on(supervise(jobs, DONE), new_job(), wait_for)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize("waiting", [Supervisor.submit, Supervisor.ahead_of])
def test_a_thread_that_has_ended_is_started_again(jobs, new_job, supervise, wait_for, monkeypatch, waiting):
    def end(_self: Supervisor) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(Supervisor, "_next", end)
        supervisor = supervise(jobs, DONE)
        wait_for(lambda: not supervisor._thread.is_alive())
    job = new_job()
    waiting(supervisor, job)
    assert lives_on(supervisor, job, wait_for)
    supervisor.close()
    waiting(supervisor, job)
    assert not supervisor._thread.is_alive()  # one that was closed stays so


def test_a_job_that_is_over_is_small_and_its_owners_oldest_make_way(jobs, new_job, supervise, wait_for, monkeypatch):
    old, other = new_job(), new_job(owner="them")
    for job in (old, other):
        job.write_status(State.DONE, 5)
        (job.folder / "weights").write_bytes(b"0" * 10_000)
    monkeypatch.setattr(quota, "OWNER_BYTES", 11_000)
    job = new_job()
    supervise(jobs, "for step in (3, 7): (folder / f'ckpt-{step:08d}.safetensors').write_bytes(b'0' * 5_000)\n" + DONE)
    wait_for(lambda: not old.folder.exists())
    assert [path.name for path in job.checkpoints()] == ["ckpt-00000007.safetensors"]  # it may be made longer
    assert job.status().state == State.DONE and other.folder.exists()


def test_a_folder_given_relative_to_where_the_server_was_started_is_found(
    tmp_path, new_spec, pictures, supervise, wait_for, monkeypatch
):
    # python /somewhere/app.py --jobs myjobs; the program runs in the project's own folder.
    monkeypatch.chdir(tmp_path)
    jobs = JobFolder(Path("myjobs"))
    job = jobs.create(new_spec(), pictures)
    supervise(jobs, DONE)
    wait_for(lambda: job.written_status().state in (State.DONE, State.FAILED))
    assert job.written_status().state == State.DONE


# --- closing


def test_closing_an_idle_supervisor_ends_its_thread(jobs):
    supervisor = Supervisor(jobs)
    supervisor.close()
    assert not supervisor._thread.is_alive()


def test_closing_stops_the_running_program(jobs, new_job, supervise, wait_for, children, monkeypatch):
    monkeypatch.setattr(running_module, "CLOSE_WITHIN_S", 600.0)
    job = new_job()
    supervisor = supervise(jobs, UNTIL_TOLD)
    wait_for(state_is(job, State.RUNNING))
    supervisor.close()
    assert job.status().state == State.STOPPED
    assert not exists(children[0].pid)
    assert not job.is_asked_to_stop()  # nobody asked for it, so the job may simply be queued again


def test_closing_kills_a_program_that_does_not_listen(jobs, new_job, supervise, wait_for, children, monkeypatch):
    monkeypatch.setattr(running_module, "CLOSE_WITHIN_S", 0.3)  # long before it would be killed at any other time
    job = new_job()
    supervisor = supervise(jobs, DEAF)
    wait_for(state_is(job, State.RUNNING))
    supervisor.close()
    assert job.status().state == State.INTERRUPTED
    assert not exists(children[0].pid)


def test_a_job_that_another_server_has_just_started_has_its_place(jobs, new_job, supervise, wait_for):
    """Its process takes seconds until it holds the lock."""
    others, own = new_job(), new_job()
    others.write_status(State.STARTING, 0)
    supervisor = supervise(jobs, UNTIL_TOLD)
    assert supervisor._next() is None and own.written_status().state == State.QUEUED
    status = json.loads((others.folder / "state.json").read_text())
    (others.folder / "state.json").write_text(json.dumps(status | {"updated": time.time() - START_GRACE_S - 5}))
    wait_for(state_is(own, State.RUNNING))  # that one never came


def test_closing_leaves_the_queue_to_the_next_server(jobs, new_job, supervise, wait_for):
    first = new_job()
    supervisor = supervise(jobs, UNTIL_TOLD)
    wait_for(state_is(first, State.RUNNING))
    second = new_job()
    supervisor.close()
    assert second.status().state == State.QUEUED


# --- clients in turn

COUNTING = """
import itertools
told = []
signal.signal(signal.SIGTERM, lambda *_: told.append(True))
step = json.loads((folder / 'state.json').read_text())['step']
with (folder.parent / 'order').open('a') as order: order.write(folder.name + '\\n')
say('running', step)
ends = lambda: json.loads((folder / 'spec.json').read_text())['steps'] == 1 or (folder / 'end').exists()
while not told and not ends(): time.sleep(0.01)
say('done' if ends() else 'stopped', step + 1)
"""


def order(jobs: JobFolder) -> list[str]:
    path = jobs.root / "order"
    return path.read_text().split() if path.exists() else []


def test_clients_take_turns_whoever_queued_the_most(jobs, new_job, supervise, wait_for):
    greedy = [new_job(client="a") for _ in range(3)]
    other, nobodys = new_job(client="b"), new_job()
    for job in (*greedy, other, nobodys):
        (job.folder / "end").touch()
    supervise(jobs, COUNTING)
    wait_for(lambda: all(state_is(job, State.DONE)() for job in (*greedy, other, nobodys)))
    assert order(jobs) == [job.id for job in (greedy[0], other, nobodys, greedy[1], greedy[2])]


def test_who_waits_is_told_the_turns_as_they_will_be(jobs, new_job, supervise, wait_for):
    greedy = [new_job(client="a") for _ in range(3)]
    other = new_job(client="b")
    supervisor = supervise(jobs, COUNTING)
    wait_for(state_is(greedy[0], State.RUNNING))
    assert [supervisor.ahead_of(job) for job in (*greedy[1:], other)] == [2, 3, 1]


def test_a_training_pauses_when_its_turn_is_over_and_another_waits(jobs, new_job, supervise, wait_for, monkeypatch):
    monkeypatch.setattr(running_module, "TURN_S", 0.0)
    long, own = new_job(client="a"), new_job(client="a")
    supervise(jobs, COUNTING)
    wait_for(state_is(long, State.RUNNING))
    other = new_job(client="b", steps=1)
    wait_for(state_is(other, State.DONE))
    wait_for(lambda: len(order(jobs)) == 3)
    assert order(jobs) == [long.id, other.id, long.id]  # the client's second job waits for its first
    wait_for(state_is(long, State.RUNNING))
    assert long.written_status().step == 1  # it goes on where it was
    for job in (long, own):
        (job.folder / "end").touch()
    wait_for(state_is(own, State.DONE))


def test_a_training_that_its_owner_stops_does_not_come_back(jobs, new_job, supervise, wait_for, monkeypatch):
    monkeypatch.setattr(running_module, "TURN_S", 0.0)
    stopped, other = new_job(client="a"), new_job(client="b")
    (other.folder / "end").touch()
    supervisor = supervise(jobs, COUNTING)
    wait_for(state_is(other, State.DONE))
    wait_for(state_is(stopped, State.RUNNING))
    supervisor.stop(stopped)
    wait_for(state_is(stopped, State.STOPPED))
    last = new_job(client="b", steps=1)
    wait_for(state_is(last, State.DONE))
    assert stopped.written_status().state == State.STOPPED
