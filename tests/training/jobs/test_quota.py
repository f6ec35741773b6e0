"""What jobs keep of the disk: little once they are over, and no owner more than their share."""

import os
import time

import pytest
from filelock import FileLock

from explorer.training.jobs import quota
from explorer.training.jobs.job import Job
from explorer.training.jobs.job_folder import LEFT_AFTER_S
from explorer.training.jobs.records import OVER, State


def weigh(job: Job, size: int) -> Job:
    (job.folder / "weights").write_bytes(b"0" * size)
    return job


def saved(job: Job) -> list[str]:
    return [path.name for path in job.checkpoints()]


@pytest.fixture
def job(new_job):
    job = new_job()
    for step in (5, 6):
        (job.folder / f"ckpt-{step:08d}.safetensors").write_bytes(b"0" * 1000)
    return job


@pytest.mark.parametrize("state", sorted(OVER))
def test_a_job_that_is_over_keeps_what_going_on_needs(job, state):
    job.write_status(state, 6)
    for _ in range(2):
        quota.slim(job)
        assert saved(job) == ["ckpt-00000006.safetensors"]  # "400 more steps" goes on from there
    quota.slim(job, latest=False)
    assert saved(job) == ([] if state == State.DONE else ["ckpt-00000006.safetensors"])
    assert job.images().shape == (6, 16, 16, 1) and job.status().state == state


@pytest.mark.parametrize("state", [State.QUEUED, State.STARTING, State.RUNNING])
def test_a_job_that_is_not_over_keeps_all(job, state):
    job.write_status(state, 6)
    quota.slim(job)
    assert len(saved(job)) == 2


def test_a_job_that_a_process_holds_keeps_all(job):
    job.write_status(State.STOPPED, 6)  # as the process has just said, and another server has queued it again
    with FileLock(job.folder / "lock"):
        quota.slim(job)
    assert len(saved(job)) == 2


def test_what_a_killed_process_left_half_written_goes_when_it_is_old(job, jobs):
    job.write_status(State.STOPPED, 6)
    old, new = [job.folder / ".result-a", jobs.root / ".new-a"], [job.folder / ".result-b", jobs.root / ".new-b"]
    for folder in (*old, *new):
        folder.mkdir()
    (job.folder / "ckpt-00000007.tmp").touch()
    for path in (*old, job.folder / "ckpt-00000007.tmp"):
        os.utime(path, (time.time() - 2 * LEFT_AFTER_S,) * 2)
    jobs.clean(older_than_s=10_000)
    quota.slim(job)
    assert not any(path.exists() for path in old) and all(path.exists() for path in new)
    assert list(job.folder.glob("*.tmp")) == []


def test_an_owners_oldest_jobs_that_are_over_make_way_and_nobody_elses(new_job, jobs, monkeypatch):
    monkeypatch.setattr(quota, "OWNER_BYTES", 50_000)
    theirs = weigh(new_job(owner="them"), 40_000)
    running, old, older, latest = (weigh(new_job(), size) for size in (10_000, 20_000, 10_000, 10_000))
    for job in (theirs, old, older, latest):
        job.write_status(State.DONE, 1)
    quota.make_room(jobs, "me")
    assert [job.folder.exists() for job in (theirs, running, old, older, latest)] == [True, True, False, True, True]


def test_the_latest_stays_however_large_it_is(new_job, jobs, monkeypatch):
    monkeypatch.setattr(quota, "OWNER_BYTES", 10)
    old, latest = new_job(), new_job()
    for job in (old, latest):
        job.write_status(State.DONE, 1)
    quota.make_room(jobs, "me")
    assert jobs.of("me")[0].id == latest.id and not old.folder.exists()


def test_the_whole_is_full_when_all_jobs_together_are_too_large(new_job, jobs, monkeypatch):
    weigh(new_job(), 1000)
    total = sum(quota.size(job) for job in jobs.all())
    monkeypatch.setattr(quota, "TOTAL_BYTES", total + 1)
    assert total > 1000 and not quota.is_full(jobs)
    weigh(new_job(owner="them"), 1)
    assert quota.is_full(jobs)
