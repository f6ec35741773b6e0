"""One folder that another version, another program or a power cut has left among the jobs harms no other."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from explorer.training.jobs import quota
from explorer.training.jobs.job import Job
from explorer.training.jobs.job_folder import JobFolder
from explorer.training.jobs.records import Spec, State
from explorer.ui.networks import Networks
from explorer.ui.owner import hash_of, new_key
from explorer.ui.tabs.finetune import job_view
from explorer.ui.tabs.finetune import tab as finetune
from explorer.ui.tabs.finetune.job_panel import job_value
from explorer.ui.text import load_text

TEXT = load_text("en")
KEY = new_key()


def spec(**changes: object) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        values = json.loads((folder / "spec.json").read_text()) | changes
        (folder / "spec.json").write_text(json.dumps({k: v for k, v in values.items() if v is not ...}))

    return write


def content(name: str, text: bytes) -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_bytes(text)


def a_folder(name: str) -> Callable[[Path], None]:
    def put(folder: Path) -> None:
        (folder / name).unlink(missing_ok=True)
        (folder / name).mkdir()

    return put


# What lies in a job's folder, and whether the job can still be shown.
HIDDEN = {
    "no name": spec(name=...), "no owner": spec(owner=...), "no steps": spec(steps=...), "no base": spec(base=...),
    "steps in words": spec(steps="ten"), "no number": spec(lr=float("nan")), "steps 0": spec(steps=0),
    "owner a number": spec(owner=5), "empty spec": content("spec.json", b""), "a list": content("spec.json", b"[]"),
    "deep": content("spec.json", b"[" * 100_000), "bytes": content("spec.json", b"\xff\0"),
    "a folder": a_folder("spec.json"),
}  # fmt: skip
SHOWN = {
    "unknown field": spec(colour="blue"), "no batch": spec(batch=...), "no date": spec(created=...),
    "state a folder": a_folder("state.json"), "state a list": content("state.json", b"[]"),
    "step in words": content("state.json", b'{"state": "failed", "step": "x"}'),
    "state unhashable": content("state.json", b'{"state": {}}'),
    "an unknown reason": content("state.json", b'{"state": "failed", "reason": "job.from_the_future"}'),
    "a time in words": content("state.json", b'{"state": "done", "updated": "yesterday"}'),
    "lock a folder": lambda folder: (a_folder("lock")(folder), Job(folder).write_status(State.RUNNING, 3)),
    "metrics no objects": content("metrics.jsonl", b'5\n[]\n"x"\n{"step": "x"}\n{"step": null}\n{"step": []}\n'),
    "metrics no numbers": content("metrics.jsonl", b'{"step": 1, "loss": NaN}\n{"step": 2}\n{"step": 3}\n{"step": 4, '
                                                   b'"loss": 1, "thirds": [1]}\n{"step": 5, "loss": "low"}\n'),
    "metrics a folder": a_folder("metrics.jsonl"),
    "a picture that is none": content("samples/cat.png", b"x"),
    "findings of another kind": lambda folder: (content("samples/00000002.png", b"x")(folder),
                                                content("samples/00000002.json", b'{"nearest": {"a": 1}}')(folder)),
    "near pictures that are not there": lambda folder: (content("samples/00000002.png", b"x")(folder), content(
        "samples/00000002.json", b'{"nearest": [10000], "copied": [true]}')(folder)),
    "pictures cut short": content("images.npy", b"\x93NUMPY"),
    "no pictures": lambda folder: (folder / "images.npy").unlink(),
    "stop a folder": a_folder("stop"), "samples a file": lambda folder: ((folder / "samples").rmdir(),
                                                                         (folder / "samples").touch()),
}  # fmt: skip


@pytest.fixture
def networks(tmp_path):
    networks = Networks("digits", "cpu", tmp_path / "jobs")
    networks.supervisor.close()
    return networks


def made(networks: Networks, key: str) -> Job:
    job = networks.jobs.create(Spec("x", hash_of(key), "digits", 10, 0.0), np.zeros((2, 32, 32, 1), np.uint8))
    job.write_status(State.STOPPED, 3)
    return job


@pytest.mark.parametrize("name", [*HIDDEN, *SHOWN])
def test_all_pages_go_on(networks, name, capsys):
    other, foreign = made(networks, KEY), made(networks, stranger := new_key())
    (HIDDEN | SHOWN)[name](foreign.folder)
    assert [job.id for job in networks.jobs.of(hash_of(KEY))] == [other.id]
    assert job_view.refresh(TEXT, networks, KEY)[1]["id"] == other.id
    assert finetune.crowded(TEXT, networks, new_key()) is None
    assert networks.supervisor.ahead_of(other) >= 0
    networks.jobs.clean(older_than_s=10_000)
    quota.make_room(networks.jobs, hash_of(stranger))
    shown = job_view.refresh(TEXT, networks, stranger)[1]  # neither does its own owner's page fail
    assert (shown is not None) == (name in SHOWN)
    if shown:
        assert json.dumps(shown, allow_nan=False) and job_value(foreign, TEXT)["id"] == foreign.id
        job_view.loss_chart(TEXT, foreign)
    said = [line for line in capsys.readouterr().err.splitlines() if foreign.id in line]
    assert len(said) == (name in HIDDEN)  # once, however often it is read


def test_only_folders_named_like_jobs_are_jobs(networks):
    job = made(networks, KEY)
    (networks.jobs.root / "2024-my-own").mkdir()
    (networks.jobs.root / "2024-my-own" / "spec.json").write_text(json.dumps(asdict(job.spec)))
    assert [found.id for found in networks.jobs.all()] == [job.id]


def test_a_job_that_is_deleted_while_a_page_looks_is_none(networks, monkeypatch):
    made(networks, KEY)
    gone, read = made(networks, KEY), JobFolder._read

    def deleted_first(self: JobFolder, folder: Path) -> Job | None:
        if folder == gone.folder and folder.exists():
            self.delete(gone)
        return read(self, folder)

    monkeypatch.setattr(JobFolder, "_read", deleted_first)
    assert len(networks.jobs.of(hash_of(KEY))) == 1


def test_one_that_cannot_be_deleted_does_not_keep_the_others(networks, monkeypatch):
    stuck, old = made(networks, KEY), made(networks, KEY)
    delete = JobFolder.delete

    def refuse(self: JobFolder, job: Job) -> None:
        if job.id == stuck.id:
            raise PermissionError(13, "Permission denied")
        delete(self, job)

    monkeypatch.setattr(JobFolder, "delete", refuse)
    networks.jobs.clean(older_than_s=-1)
    assert stuck.folder.exists() and not old.folder.exists()
