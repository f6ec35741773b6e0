"""Jobs of the Hub: what is asked of a stub of it, by huggingface_hub itself, and what its answers mean."""

from collections.abc import Iterator

import pytest
import torch
from huggingface_hub import close_session
from safetensors.torch import load_file

from explorer import command
from explorer.training import finetune
from explorer.training.jobs.job_folder import JobFolder
from explorer.training.jobs.records import State
from explorer.training.jobs.supervisor import Supervisor
from explorer.training.launchers import hub_jobs
from explorer.training.launchers.engine_run import NoEngine
from explorer.training.launchers.hub_jobs import LABEL, MOST_S, HubJobs
from explorer.training.launchers.launcher import Ending
from tests.support.served import soaked
from tests.training.jobs.stub_jobs import TOKEN, StubJobs

ADDRESS = "hub:t4-small:ada/jobs"
STEPS = 150  # with previews, long enough to be struck in the middle
WEIGHTS = "result/diffusion_pytorch_model.safetensors"


@pytest.fixture(autouse=True)
def hub(monkeypatch) -> Iterator[StubJobs]:
    server = StubJobs()
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"HF_ENDPOINT": server.endpoint, "HF_TOKEN": TOKEN, "SPACE_ID": "ada/app"}.items():
        monkeypatch.setenv(name, value)
    for name, seconds in {"ASK_EVERY_S": 0.1, "UNSEEN_S": 0.0, "GRACE_S": 0.2}.items():
        monkeypatch.setattr(hub_jobs, name, seconds)
    close_session()
    yield server
    server.close()


@pytest.fixture
def launcher(jobs: JobFolder) -> HubJobs:
    return HubJobs(ADDRESS, jobs.root, jobs.root.parent)


@pytest.fixture
def supervisor(jobs: JobFolder, launcher) -> Iterator[Supervisor]:
    supervisor = Supervisor(jobs, launcher)
    yield supervisor
    supervisor.close()


def test_a_job_is_the_same_command_in_the_spaces_image_with_its_bucket(hub, launcher, new_job):
    hub.runs = False
    job = new_job()
    handle = launcher.start(job)
    (spec,) = hub.specs.values()
    assert (spec["spaceId"], spec["flavor"], spec["timeoutSeconds"]) == ("ada/app", "t4-small", MOST_S)
    assert spec["labels"][LABEL] == handle.id and job.run().id == handle.id
    shell, option, said = spec["command"]
    assert (shell, option) == ("sh", "-c") and said.startswith("cd ")
    assert f"-m explorer.training.finetune {job.folder} --run {handle.id} --device auto" in said
    (volume,) = spec["volumes"]
    assert (volume["type"], volume["source"]) == ("bucket", "ada/jobs")
    assert job.folder.is_relative_to(volume["mountPath"])
    assert TOKEN not in str(spec)


@pytest.mark.parametrize(
    ("stage", "ending"),
    [
        ("SCHEDULING", None),
        ("RUNNING", None),
        ("COMPLETED", Ending.DIED),  # what the folder does not say, it has not done
        ("CANCELED", Ending.DIED),
        ("ERROR", Ending.LOST),
        ("DELETED", Ending.LOST),
    ],
)
def test_what_its_stages_mean(hub, launcher, new_job, wait_for, stage, ending):
    hub.runs = False
    job = new_job()
    handle = launcher.start(job)
    hub.said["job0"] = stage
    if ending is None:
        assert handle.alive() and job.is_alive()
    else:
        wait_for(lambda: not handle.alive())
        assert handle.ending == ending


@pytest.mark.soak
def test_a_hub_that_does_not_answer_changes_nothing_and_one_that_took_no_job_has_lost_it(hub, launcher, new_job):
    hub.status = 500
    job = new_job()
    handle = launcher.start(job)
    assert "The job was not taken" in (job.folder / "log").read_text()
    assert handle.alive() and not job.is_alive()
    hub.status = 0
    found = launcher.find(job)
    assert not found.alive() and found.ending == Ending.LOST


def test_a_hub_that_refuses_is_a_failure_at_once(hub, supervisor, new_job, wait_for):
    hub.status = 402
    job = new_job()
    supervisor.submit(job)
    wait_for(lambda: job.written_status().state == State.FAILED)
    assert job.status().reason == "job.not_taken" and "402" in (job.folder / "log").read_text()


@pytest.mark.parametrize("signal", ["terminate", *soaked(["kill"])])  # as the Hub ends what takes too long; or at once
def test_a_machine_that_is_lost_changes_no_bit(hub, supervisor, new_job, wait_for, signal):
    job, at_once = new_job(steps=STEPS), new_job(steps=STEPS, owner="another")
    at_once.write_status(State.STOPPED, 0)  # it is not for the supervisor
    supervisor.submit(job)
    wait_for(lambda: job.reached() > 2)
    getattr(hub.processes["job0"], signal)()
    wait_for(lambda: job.written_status().state == State.DONE, job.status)
    assert len(hub.specs) == 2
    finetune.run(at_once)
    one, other = (load_file(each.folder / WEIGHTS) for each in (job, at_once))
    assert all(torch.equal(weight, other[name]) for name, weight in one.items())


def test_a_stop_is_heard_and_one_that_does_not_hear_is_cancelled(hub, supervisor, launcher, new_job, wait_for):
    job = new_job(steps=100_000)
    supervisor.submit(job)
    wait_for(lambda: job.reached() > 2)
    supervisor.stop(job)
    wait_for(lambda: job.written_status().state == State.STOPPED)
    assert job.checkpoints() and not hub.cancelled
    launcher.find(job).kill()
    assert hub.cancelled == {"job0"}


@pytest.mark.parametrize(
    ("address", "changes", "said"),
    [
        ("hub:t4-small", {}, "should be hub:FLAVOR:USER/BUCKET"),
        (ADDRESS, {"SPACE_ID": None}, "started from a Space"),
        (ADDRESS, {"HF_TOKEN": "hf_another"}, "is HF_TOKEN set?"),
        (ADDRESS, {"mount": "elsewhere"}, "does not lie in"),
    ],
)
def test_what_cannot_be_is_a_sentence(jobs, tmp_path, monkeypatch, address, changes, said):
    monkeypatch.setattr(command, "BUCKET", tmp_path / changes.pop("mount", ""))
    for name, value in changes.items():
        monkeypatch.setenv(name, value) if value else monkeypatch.delenv(name)
    close_session()
    with pytest.raises(NoEngine, match=said):
        command.cluster_at(address, jobs.root, "auto")
