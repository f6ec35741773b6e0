"""A job's directory: its states, its metrics, who may find it. No process is started here."""

import ast
import json
import threading
import time
from dataclasses import asdict
from pathlib import Path
from string import Formatter

import numpy as np
import pytest
from filelock import FileLock

from explorer.training.jobs import job as job_module
from explorer.training.jobs.job import START_GRACE_S, write_atomically
from explorer.training.jobs.job_folder import JobFolder
from explorer.training.jobs.records import ALIVE, OVER, State
from explorer.ui.text import load_text

SOURCES = Path(job_module.__file__).parent
# What a power cut, another version or another program may have left in place of a JSON object with a state.
DAMAGED = [
    "", "{", "[]", "null", "5", '"done"', "[" * 100_000, '{"state": "dreaming"}', '{"state": []}', '{"state": {}}',
    '{"state": null}', "{}", '{"state": "stopping"}', '{"state": "done", "step": "7"}',
    '{"state": "done", "step": null}',
    '{"state": "done", "step": -1}', '{"state": "done", "step": true}', '{"state": "done", "step": 1e3}',
    '{"state": "done", "updated": "now"}', '{"state": "done", "updated": NaN}', '{"state": "done", "reason": 5}',
    '{"state": "done", "reason": "\\ud800"}', '{"state": "done", "failed_at": []}', "\0" * 50,
]  # fmt: skip


@pytest.fixture
def job(new_job):
    return new_job()


@pytest.fixture
def held(job):
    """The lock of `job`, held as a training process holds it."""
    with FileLock(job.folder / "lock"):
        yield


def age(job, seconds: float) -> None:
    """Make what was last said about the job older."""
    status = json.loads((job.folder / "state.json").read_text())
    status["updated"] -= seconds
    (job.folder / "state.json").write_text(json.dumps(status))


# --- creation


def test_a_new_job_is_queued_at_step_0(job):
    status = job.status()
    assert (status.state, status.step, status.reason) == (State.QUEUED, 0, "")


def test_a_job_keeps_what_was_asked_for(jobs, new_spec, pictures):
    spec = new_spec(name="naïve “blobs”", steps=7, batch=3, lr=1e-5, seed=4)
    job = jobs.create(spec, pictures)
    assert jobs.get(job.id).spec == spec


def test_a_job_keeps_its_pictures(job, pictures):
    np.testing.assert_array_equal(job.images(), pictures)
    assert job.images().dtype == np.uint8


def test_a_job_that_cannot_be_stored_leaves_nothing_behind(jobs, new_spec, pictures, monkeypatch):
    def disk_full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "save", disk_full)
    with pytest.raises(OSError, match="No space"):
        jobs.create(new_spec(), pictures)
    assert list(jobs.root.iterdir()) == []


def test_a_job_is_not_seen_before_it_is_whole(jobs, new_spec, pictures, monkeypatch):
    seen, save = [], np.save

    def look_and_save(*args):
        seen.append(jobs.all())
        save(*args)

    monkeypatch.setattr(np, "save", look_and_save)
    job = jobs.create(new_spec(), pictures)
    assert seen == [[]]
    assert [found.id for found in jobs.all()] == [job.id]


def test_two_jobs_have_two_ids(new_job):
    assert len({new_job().id for _ in range(5)}) == 5


# --- the folder


def test_a_folder_is_made_with_its_parents(tmp_path):
    JobFolder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()


def test_a_folder_that_is_there_keeps_its_jobs(jobs, job):
    assert [found.id for found in JobFolder(jobs.root).all()] == [job.id]


@pytest.mark.parametrize("path", ["file", "file/jobs", "file/deep/jobs"])
def test_a_folder_that_cannot_be_written_is_an_os_error(tmp_path, path):
    # A regular file in the way stops even root, whom chmod does not.
    (tmp_path / "file").touch()
    with pytest.raises(OSError):
        JobFolder(tmp_path / path)


def test_trying_the_folder_leaves_nothing_in_it(jobs):
    assert list(jobs.root.iterdir()) == []


def test_a_job_is_found_by_its_id(jobs, job):
    assert jobs.get(job.id).folder == job.folder


@pytest.mark.parametrize("change", ["{}/", "{}/.", "./{}", "../jobs/{}", "{}\n", " {}", "{}\0", "/{}"])
def test_an_id_is_the_name_of_a_folder_and_no_path_to_it(jobs, job, change):
    assert jobs.get(change.format(job.id)) is None


@pytest.mark.parametrize("job_id", ["", ".", "..", "../..", "/", "/etc", "*", "[0-9]*", "20260101-000000-0123456789ab"])
def test_an_id_that_was_never_given_finds_nothing(jobs, job, job_id):
    assert jobs.get(job_id) is None


def test_an_id_of_the_right_form_that_was_never_given_finds_nothing(jobs, job):
    other = job.id[:-1] + ("0" if job.id[-1] != "0" else "1")
    assert jobs.get(other) is None


def test_a_folder_beside_the_jobs_cannot_be_named(jobs, job):
    secret = jobs.root.parent / "secret"
    secret.mkdir()
    (secret / "spec.json").write_text((job.folder / "spec.json").read_text())
    assert jobs.get("../secret") is None
    assert jobs.get(str(secret)) is None


def test_a_folder_with_another_name_is_no_job(jobs, job):
    job.folder.rename(jobs.root / "mine")
    assert jobs.get("mine") is None


def test_owners_see_their_own_jobs_only(jobs, new_job):
    mine, theirs, also_mine = new_job(owner="me"), new_job(owner="them"), new_job(owner="me")
    assert {job.id for job in jobs.of("me")} == {mine.id, also_mine.id}
    assert {job.id for job in jobs.of("them")} == {theirs.id}
    assert {job.id for job in jobs.all()} == {mine.id, theirs.id, also_mine.id}


@pytest.mark.parametrize("owner", ["", "m", "ME", "me "])
def test_an_owner_is_compared_whole(jobs, new_job, owner):
    new_job(owner="me")
    assert jobs.of(owner) == []


def test_jobs_are_listed_oldest_first_those_of_the_same_second_too(jobs, new_job):
    made = [new_job().id for _ in range(12)]  # chance would put them in order once in 12!
    assert [job.id for job in jobs.all()] == made
    assert [job.id for job in jobs.of("me")] == made


def test_a_damaged_spec_hides_one_job_and_not_all(jobs, new_job):
    # The page lists the jobs of an owner each second: one file that a power cut has emptied must not end that.
    damaged, job = new_job(), new_job()
    (damaged.folder / "spec.json").write_text("")
    assert [found.id for found in jobs.of("me")] == [job.id]


# --- states


@pytest.mark.parametrize("state", [State.QUEUED, *sorted(OVER)])
def test_a_state_without_a_process_is_told_as_it_was_written(job, state):
    job.write_status(state, 12, "job.failed" if state == State.FAILED else "")
    status = job.status()
    assert (status.state, status.step) == (state, 12)
    assert status.reason == ("job.failed" if state == State.FAILED else "")


def test_every_written_state_is_either_waiting_alive_or_over():
    assert {State.QUEUED, State.STOPPING} | ALIVE | OVER == set(State)
    assert not ALIVE & OVER


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("state", sorted(ALIVE))
def test_a_job_whose_lock_is_held_is_alive(job, state):
    job.write_status(state, 3)
    age(job, 10_000)  # a step may take long
    assert (job.status().state, job.status().step) == (state, 3)


def test_a_job_that_claims_to_run_while_its_lock_is_free_was_interrupted(job):
    job.write_status(State.RUNNING, 7)
    status = job.status()
    assert (status.state, status.step, status.reason) == (State.INTERRUPTED, 7, "job.interrupted")


def test_a_process_that_was_just_started_may_not_have_its_lock_yet(job):
    job.write_status(State.STARTING, 0)
    age(job, START_GRACE_S - 5)
    assert job.status().state == State.STARTING


def test_a_process_that_never_took_its_lock_was_interrupted(job):
    job.write_status(State.STARTING, 0)
    age(job, START_GRACE_S + 5)
    assert job.status().state == State.INTERRUPTED


def test_a_lock_that_a_dead_process_left_behind_is_free(job):
    (job.folder / "lock").touch()
    job.write_status(State.RUNNING, 1)
    assert job.status().state == State.INTERRUPTED


@pytest.mark.parametrize("text", DAMAGED)
def test_a_damaged_state_counts_as_interrupted(job, text):
    (job.folder / "state.json").write_text(text)
    assert (job.status().state, job.status().reason) == (State.INTERRUPTED, "job.interrupted")


def test_looking_at_a_job_does_not_keep_its_lock(job):
    job.write_status(State.RUNNING, 1)
    job.status()
    with FileLock(job.folder / "lock", timeout=0):
        assert job.is_held()
    assert not job.is_held()


def test_a_job_that_ends_between_two_looks_has_ended(job, monkeypatch):
    job.write_status(State.RUNNING, 5)

    def ends_now() -> bool:
        job.write_status(State.DONE, 10)
        return False

    monkeypatch.setattr(job, "is_held", ends_now)
    assert (job.status().state, job.status().step) == (State.DONE, 10)


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("state", sorted(ALIVE))
def test_a_living_job_that_was_asked_to_stop_is_stopping(job, state):
    job.write_status(state, 4)
    job.ask_to_stop()
    assert (job.status().state, job.status().step) == (State.STOPPING, 4)
    assert job.written_status().state == state  # what is stopping is told by the stop file alone


@pytest.mark.parametrize("state", [State.QUEUED, *sorted(OVER)])
def test_a_job_that_is_not_alive_is_never_stopping(job, state):
    job.write_status(state, 4)
    job.ask_to_stop()
    assert job.status().state == state


def test_a_job_that_died_while_it_was_stopping_was_interrupted(job):
    job.write_status(State.RUNNING, 4)
    job.ask_to_stop()
    assert job.status().state == State.INTERRUPTED


def test_a_stop_can_be_taken_back(job):
    assert not job.is_asked_to_stop()
    job.ask_to_stop()
    job.ask_to_stop()
    assert job.is_asked_to_stop()
    job.take_back_stop()
    job.take_back_stop()
    assert not job.is_asked_to_stop()


# --- metrics


def lines_of(job, *lines: str) -> None:
    (job.folder / "metrics.jsonl").write_text("".join(lines))


def test_a_job_without_metrics_has_none(job):
    assert job.metrics() == []


def test_metrics_come_back_as_they_were_added(job):
    added = [{"step": step, "loss": 1 / step, "time": 1e9 + step / 3} for step in range(1, 6)]
    for values in added:
        job.add_metrics(**values)
    assert job.metrics() == added


@pytest.mark.parametrize("torn", ["{", '{"step"', '{"step": 3, "lo', '{"step": 3, "loss": 0.25', '{"loss": 1}\n', "\n"])
def test_a_torn_line_is_skipped(job, torn):
    lines_of(job, '{"step": 1, "loss": 0.5}\n', '{"step": 2, "loss": 0.4}\n', torn)
    assert [values["step"] for values in job.metrics()] == [1, 2]


def test_a_line_cut_inside_a_character_is_skipped(job):
    (job.folder / "metrics.jsonl").write_bytes(b'{"step": 1}\n{"step": 2, "note": "\xc3')
    assert [values["step"] for values in job.metrics()] == [1]


def test_steps_that_a_resumed_run_repeats_replace_the_first_ones(job):
    for run, steps in enumerate([(1, 2, 3, 4), (3, 4, 5)]):
        for step in steps:
            job.add_metrics(step=step, loss=run)
    assert [(values["step"], values["loss"]) for values in job.metrics()] == [(1, 0), (2, 0), (3, 1), (4, 1), (5, 1)]


def test_steps_that_were_not_saved_are_forgotten(job):
    for step in (1, 2, 3, 4):
        job.add_metrics(step=step, loss=step / 8)
    job.forget_metrics_after(2)
    job.add_metrics(step=3, loss=0.5)
    assert [(values["step"], values["loss"]) for values in job.metrics()] == [(1, 1 / 8), (2, 2 / 8), (3, 0.5)]


def test_a_step_after_a_torn_line_is_not_lost_with_it(job):
    lines_of(job, '{"step": 1, "loss": 0.5}\n', '{"step": 2, "lo')
    job.forget_metrics_after(1)
    job.add_metrics(step=2, loss=0.5)
    assert [values["step"] for values in job.metrics()] == [1, 2]


def test_a_job_without_metrics_has_none_to_forget(job):
    job.forget_metrics_after(0)
    assert job.metrics() == []


def test_lines_that_are_added_at_once_do_not_mix(job):
    def add(first: int) -> None:
        for step in range(first, first + 50):
            job.add_metrics(step=step, loss=0.123456789, time=time.time())

    threads = [threading.Thread(target=add, args=(1 + 50 * i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [values["step"] for values in job.metrics()] == list(range(1, 201))


def test_samples_come_in_order_of_their_steps(job):
    for step in (10, 0, 9, 100):
        (job.folder / "samples" / f"{step:08d}.png").touch()
    (job.folder / "samples" / "00000005.tmp").touch()  # still being written
    assert [int(path.stem) for path in job.samples()] == [0, 9, 10, 100]


# --- files


def test_a_failing_write_leaves_the_old_text(tmp_path, monkeypatch):
    path = tmp_path / "state.json"
    write_atomically(path, "old")

    def half(self, text):
        self.write_bytes(text[:2].encode())
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", half)
    with pytest.raises(OSError, match="No space"):
        write_atomically(path, "new text")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]  # nor is the full disk made fuller at each try


def test_readers_never_see_half_a_state(job):
    stop = threading.Event()

    def write() -> None:
        step = 0
        while not stop.is_set():
            step += 1
            job.write_status(State.QUEUED, step, "x" * (step % 500))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(300):
            status = job.written_status()
            assert len(status.reason) == status.step % 500
    finally:
        stop.set()
        writer.join()


def test_writing_leaves_no_other_file(job):
    before = sorted(path.name for path in job.folder.iterdir())
    job.write_status(State.RUNNING, 1)
    assert sorted(path.name for path in job.folder.iterdir()) == before


def test_a_job_can_be_read_by_other_programs(job, new_spec):
    assert set(json.loads((job.folder / "spec.json").read_text())) == set(asdict(new_spec()))
    assert json.loads((job.folder / "state.json").read_text())["state"] == "queued"


# --- what is said


def reasons_in_the_source() -> set[str]:
    """Every text of the form "job.something" that is written anywhere in explorer/training."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES.glob("*.py")]
    constants = [node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    return {text for text in constants if isinstance(text, str) and text.startswith("job.") and " " not in text}


def test_the_reasons_are_found():
    assert {"job.died", "job.failed", "job.disk_full"} <= reasons_in_the_source()


@pytest.mark.parametrize("key", sorted({f"job.{state}" for state in State} | reasons_in_the_source()))
def test_every_state_and_every_reason_can_be_said(key):
    fields = {field for _, field, _, _ in Formatter().parse(load_text("en")[key]) if field}
    assert fields <= {"name", "folder", "step", "at"}  # what the panel fills in


def test_only_jobs_that_ended_long_ago_are_deleted(new_job, jobs):
    old, fresh, waiting = new_job(), new_job(), new_job()
    for job in (old, fresh):
        job.write_status(State.DONE, 1)
    status = json.loads((old.folder / "state.json").read_text())
    (old.folder / "state.json").write_text(json.dumps({**status, "updated": time.time() - 100}))
    jobs.clean(older_than_s=50)
    assert [job.id for job in jobs.all()] == [fresh.id, waiting.id]
    assert not list(jobs.root.glob(".old-*"))


def test_a_job_with_a_damaged_state_is_not_deleted_at_once(new_job, jobs):
    job = new_job()
    (job.folder / "state.json").write_text("{")
    jobs.clean(older_than_s=50)
    assert job.folder.exists()
