"""What is said to Ray, and what its answers mean; tests/cluster asks a real one."""

import shlex
import sys
from enum import StrEnum
from types import SimpleNamespace

import pytest

from explorer.command import parse
from explorer.training.jobs.records import Run
from explorer.training.launchers import ray
from explorer.training.launchers.engine_run import NoEngine
from explorer.training.launchers.launcher import JOBS, Ending
from explorer.training.launchers.ray import UNKNOWN, Cluster


class Status(StrEnum):
    PENDING = "PENDING"
    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"

    def is_terminal(self) -> bool:
        return self in (Status.SUCCEEDED, Status.FAILED)


class Client:
    """As Ray's: `answer` is what is known of every job, or an error."""

    def __init__(self) -> None:
        self.submitted: list[dict] = []
        self.stopped: list[str] = []
        self.answer: object = SimpleNamespace(status=Status.RUNNING, driver_exit_code=None)
        self.takes: Exception | None = None

    def submit_job(self, **said: object) -> None:
        self.submitted.append(said)
        if self.takes:
            raise self.takes

    def get_job_info(self, _id: str) -> object:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def stop_job(self, run_id: str) -> None:
        self.stopped.append(run_id)
        raise ConnectionError("nobody there")


@pytest.fixture
def client(monkeypatch) -> Client:
    made = Client()
    monkeypatch.setattr(ray, "connected", lambda _address: made)
    monkeypatch.setattr(ray, "cpus", lambda _address: 4)
    monkeypatch.setattr(ray, "ASK_EVERY_S", -1.0)
    return made


@pytest.fixture
def cluster(client) -> Cluster:
    return Cluster("http://head:8265", "cpu")


def test_a_job_is_one_command_on_one_cpu_and_its_folder_knows_the_run(client, cluster, new_job):
    job = new_job()
    job.write_run(Run("an earlier one", 2, 100))
    handle = cluster.start(job)
    (said,) = client.submitted
    words = shlex.split(said["entrypoint"])
    assert words[0] == "cd" and words[words.index("exec") + 1 :] == [
        sys.executable, "-m", "explorer.training.finetune", str(job.folder), "--run", handle.id, "--device", "cpu",
        "<", "/dev/null", ">>", str(job.folder / "log"), "2>&1",
    ]  # fmt: skip
    assert said["submission_id"] == handle.id and said["entrypoint_num_cpus"] == 1
    assert job.run() == Run(handle.id, 2, 100)
    found = cluster.find(job)
    assert found and found.id == handle.id


def test_while_ray_says_that_it_runs_it_is_heard_of(client, cluster, new_job):
    job = new_job()
    client.answer = SimpleNamespace(status=Status.PENDING, driver_exit_code=None)
    handle = cluster.start(job)
    assert not job.is_alive()
    assert handle.alive() and job.is_alive()


@pytest.mark.parametrize(
    ("status", "code", "ending"),
    [
        (Status.SUCCEEDED, 0, Ending.DIED),  # what the folder does not say, it has not done
        (Status.FAILED, 1, Ending.DIED),
        (Status.FAILED, -9, Ending.DIED),
        (Status.FAILED, None, Ending.LOST),
        (Status.FAILED, 2, Ending.LOST),
    ],
)
def test_a_program_that_ends_dies_and_one_without_an_exit_code_is_lost(client, cluster, new_job, status, code, ending):
    handle = cluster.start(new_job())
    client.answer = SimpleNamespace(status=status, driver_exit_code=code)
    assert not handle.alive() and handle.ending == ending
    client.answer = ConnectionError("nobody there")
    assert not handle.alive()


def test_a_ray_that_does_not_answer_changes_nothing_and_one_that_knows_of_no_such_job_has_lost_it(
    client, cluster, new_job
):
    client.takes = ConnectionError("it has broken off")
    job = new_job()
    handle = cluster.start(job)
    assert "it has broken off" in (job.folder / "log").read_text()
    client.answer = ConnectionError("nobody there")
    assert handle.alive() and handle.alive()
    assert (job.folder / "log").read_text().count("nobody there") == 1
    client.answer = RuntimeError(f"Request failed with {UNKNOWN}: Job does not exist.")
    assert not handle.alive() and handle.ending == Ending.LOST


def test_stopping_asks_in_the_folder_and_killing_asks_ray(client, cluster, new_job):
    job = new_job()
    handle = cluster.start(job)
    handle.stop()
    assert job.is_asked_to_stop() and client.stopped == []
    handle.kill()
    assert client.stopped == [handle.id]


def test_places_are_counted_anew_and_there_are_none_while_nobody_answers(cluster, monkeypatch, capsys):
    cluster.tend()
    assert cluster.places == {JOBS: 4}

    def gone(_address: str) -> int:
        raise ConnectionError("nobody there")

    monkeypatch.setattr(ray, "cpus", gone)
    cluster.tend()
    assert cluster.places == {JOBS: 4}  # not at once
    monkeypatch.setattr(ray, "COUNT_EVERY_S", -1.0)
    cluster.tend()
    cluster.tend()
    assert cluster.places == {JOBS: 0}
    assert capsys.readouterr().err.count("Ray does not say how many CPUs there are. nobody there") == 1


def test_without_ray_it_is_a_sentence(monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    monkeypatch.setitem(sys.modules, "ray.job_submission", None)
    with pytest.raises(NoEngine, match=r"^No Ray cluster to use at http://head:8265: "):
        Cluster("http://head:8265")


def test_the_option_or_the_environment_names_the_address(monkeypatch):
    monkeypatch.setenv("EXPLORER_CLUSTER", "hub:t4-small:ada/jobs")
    assert parse([]).cluster == "hub:t4-small:ada/jobs"
    monkeypatch.delenv("EXPLORER_CLUSTER")
    assert parse(["--cluster", "http://head:8265"]).cluster == "http://head:8265" and parse([]).cluster is None
