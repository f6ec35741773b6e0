"""Fine-tuning on ZeroGPU: portions in processes that the real package `spaces` forks, whenever a page asks."""

from threading import Thread
from types import SimpleNamespace

import numpy as np
import pytest
from safetensors.numpy import load_file

from explorer.training import portion
from explorer.training.jobs.job_folder import JobFolder
from explorer.training.jobs.records import Run, Spec, State
from explorer.training.launchers.portions import PORTION_S
from explorer.ui.chains.zero import is_lent_for, seconds_of_portion
from explorer.ui.owner import hash_of, new_key
from explorer.ui.text import load_text
from tests.support.served import wait_until
from tests.training.conftest import PATIENCE_S
from tests.ui.zero.visit import token_of

TEXT = load_text("en")
STEPS = 2
PICTURES = np.random.default_rng(0).integers(0, 256, (2, 64, 64, 1), dtype=np.uint8)


@pytest.fixture
def new_job(space, folder):
    """new_job(key): a job of that owner, queued in the app's folder, which its supervisor finds there."""

    def make(key, jobs=None, steps=STEPS):
        spec = Spec("two", hash_of(key), str(folder), steps, batch=1, client=hash_of(key))
        return (jobs or JobFolder(space.jobs)).create(spec, PICTURES)

    return make


def trained(visit, key, job, until):
    """The page asks until the job is so far."""

    def ask():
        visit.train(key)
        return until(job.written_status())

    wait_until(ask, PATIENCE_S, explain=lambda: str(job.status()))


def is_over(status):
    return status.state not in (State.QUEUED, State.STARTING, State.RUNNING)


def result(job):
    return load_file(next(job.result.glob("*.safetensors")))


def test_a_page_has_its_job_trained_with_its_own_time(visit, zero, new_job, tmp_path):
    job = new_job(key := new_key())
    trained(visit("bob"), key, job, is_over)
    assert job.status().state == State.DONE
    assert {each["token"] for each in zero.asked["/schedule"]} == {token_of("bob")}
    assert int(zero.asked["/schedule"][0]["durationSeconds"]) == seconds_of_portion("", "", PORTION_S)
    here = new_job(key, JobFolder(tmp_path / "here"))
    here.write_run(Run("here"))
    assert [*portion.train(str(here.folder), "here", 1000)] == [None]
    for name, weight in result(here).items():
        np.testing.assert_array_equal(result(job)[name], weight)


def test_a_stop_ends_the_portion_and_gives_the_gpu_back(visit, zero, new_job):
    job, ada = new_job(key := new_key(), steps=5000), visit()
    page = Thread(target=trained, args=(ada, key, job, is_over))
    page.start()
    wait_until(lambda: job.reached() >= 1)
    job.ask_to_stop()
    page.join()
    assert job.status().state == State.STOPPED and job.checkpoints()
    wait_until(lambda: zero.asked["/release"])


@pytest.mark.soak
def test_where_nothing_is_lent_the_processor_trains(visit, zero, new_job):
    """After some time, for another visitor may be as quick, or have gone in a moment."""
    zero.refusal = "quota"
    job, ada = new_job(key := new_key()), visit()
    trained(ada, key, job, is_over)
    assert job.status().state == State.DONE and ada.warnings == [TEXT["finetune.refused"]]
    assert zero.asked["/schedule"] and not zero.asked["/allow"]


def test_the_gpu_is_asked_for_large_networks_only(folder):
    bases = {base: is_lent_for(SimpleNamespace(spec=SimpleNamespace(base=base))) for base in ("toys", str(folder))}
    assert bases == {"toys": False, str(folder): True}
