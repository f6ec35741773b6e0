"""The process that waits for a job: one at most, and it leaves with the server."""

import subprocess
import sys
from pathlib import Path

import pytest

from explorer.training.jobs.records import State
from explorer.training.jobs.standby import FLAG, PROJECT, Standby
from explorer.training.jobs.supervisor import Supervisor
from explorer.training.launchers.local import PROGRAM, Local
from tests.helpers import exists
from tests.training.conftest import PATIENCE_S

# Says how it came to its job, and that it is done.
WITNESS = """
import json, os, sys, time
from pathlib import Path
waited = "--standby" in sys.argv
said = sys.stdin.readline().strip() if waited else sys.argv[1]
if said:
    (Path(said) / "who").write_text(json.dumps([waited, os.getpid()]))
    state = {"state": "done", "step": 1, "reason": "", "updated": time.time()}
    (Path(said) / "state.json").write_text(json.dumps(state))
"""
PROGRAM_OF = {"witness": (sys.executable, "-S", "-c", WITNESS), "training": PROGRAM}


@pytest.fixture
def prepared():
    """prepared(program): a Standby and the process that waits; ended when the test is."""
    made = []

    def make(name: str = "witness") -> tuple[Standby, subprocess.Popen[bytes]]:
        made.append(Standby(PROGRAM_OF[name], "cpu"))
        return made[-1], again(made[-1])

    yield make
    for one in made:
        one.end()


def again(one: Standby) -> subprocess.Popen[bytes]:
    one.prepare()
    assert one._process
    return one._process


def test_a_job_goes_to_the_process_that_waits_and_the_next_to_one_of_its_own(jobs, new_job, wait_for):
    local = Local(PROGRAM_OF["witness"])
    supervisor = Supervisor(jobs, local)
    try:
        supervisor.prepare()
        ready = local._standby._process
        first = new_job()
        supervisor.submit(first)
        wait_for(lambda: first.written_status().state == State.DONE)
        second = new_job()
        supervisor.submit(second)
        wait_for(lambda: second.written_status().state == State.DONE)
    finally:
        supervisor.close()
    assert ready and (first.folder / "who").read_text() == f"[true, {ready.pid}]"
    assert "false" in (second.folder / "who").read_text()


def test_there_is_one_and_it_is_ended_when_nobody_comes(prepared):
    one, process = prepared()
    assert again(one) is process
    one.tidy()
    assert process.poll() is None
    one.tidy(0)
    assert not exists(process.pid) and one.take(Path()) is None


def test_after_the_end_none_is_started(prepared):
    one, process = prepared()
    one.end()
    one.prepare()
    assert one._process is None and not exists(process.pid)


def test_one_that_died_is_not_given_a_job_and_is_replaced(prepared):
    one, dead = prepared()
    dead.kill()
    dead.communicate()
    other = again(one)
    assert other is not dead
    other.kill()
    other.wait()
    assert one.take(Path()) is None
    other.communicate()


def test_the_training_program_waits_trains_and_writes_into_the_log(prepared, new_job):
    job = new_job(steps=2)
    one, process = prepared("training")
    assert one.take(job.folder) is process and process.wait(PATIENCE_S) == 0
    assert job.written_status().state == State.DONE and len(job.metrics()) == 2
    assert (job.folder / "log").exists()


def test_it_leaves_when_its_server_has_gone():
    process = subprocess.Popen([*PROGRAM, FLAG], cwd=PROJECT, stdin=subprocess.PIPE)
    process.communicate(b"", timeout=300)  # as when the other end is closed
    assert process.returncode == 0
