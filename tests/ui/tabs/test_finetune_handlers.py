"""The handlers of the Fine-tune tab as plain functions."""

import errno
import os
import tempfile
from pathlib import Path

import gradio as gr
import numpy as np
import pytest
from PIL import Image

from explorer.toys import toy
from explorer.training.jobs import quota
from explorer.training.jobs.job_folder import JobFolder
from explorer.training.jobs.records import Spec, State
from explorer.ui.chains.service import ChainService
from explorer.ui.clients import asking
from explorer.ui.networks import Networks
from explorer.ui.owner import hash_of, is_key, new_key
from explorer.ui.tab import Page
from explorer.ui.tabs.finetune import job_view, own_pictures
from explorer.ui.tabs.finetune import tab as finetune
from explorer.ui.tabs.finetune.job_panel import job_value
from explorer.ui.text import load_text
from tests.support.chains import is_skip

TEXT = load_text("en")


@pytest.fixture
def files(tmp_path):
    paths = []
    for seed in range(3):
        paths.append(str(tmp_path / f"tree{seed}.png"))
        Image.fromarray(toy(seed, "tree", 100)).save(paths[-1])
    return paths


@pytest.fixture
def taken(files):
    """The pictures of the files, as the tab keeps them."""
    return own_pictures.take_in(TEXT, [], files)[0]


def test_an_upload_is_kept_small_and_its_files_are_deleted_at_once(files, tmp_path):
    (tmp_path / "<b>.png").write_text("no picture")
    pictures, refused, zone = own_pictures.take_in(TEXT, [], [*files, str(tmp_path / "<b>.png")])
    assert [picture.shape for picture in pictures] == [(256, 256, 3)] * 3 and zone is None
    assert len(refused) == 1 and refused[0].startswith("<b>.png is not a")
    assert not any(Path(path).exists() for path in [*files, tmp_path / "<b>.png"])
    more, refused, _ = own_pictures.take_in(TEXT, pictures, None)
    assert len(more) == 3 and refused == []


def test_at_most_200_pictures_are_kept(taken, files, tmp_path):
    Image.fromarray(toy(1, "cat", 40)).save(tmp_path / "one.png")
    Image.fromarray(toy(2, "cat", 40)).save(tmp_path / "two.png")
    full = [taken[0]] * 199
    pictures, refused, _ = own_pictures.take_in(TEXT, full, [str(tmp_path / "one.png"), str(tmp_path / "two.png")])
    assert len(pictures) == 200
    assert refused == [TEXT("finetune.too_many", count=201, most=200)]


def test_a_picture_can_be_taken_out(taken):
    event = type("Event", (), {"index": 1})()
    left, refused = own_pictures.take_out(event, taken)
    assert [id(picture) for picture in left] == [id(taken[0]), id(taken[2])] and refused == []


def test_start_makes_a_queued_job_of_grey_pictures(networks, taken, warnings):
    key = new_key()
    assert finetune.start_job(TEXT, networks, key, taken, "digits", " my trees ", 20, {}) == ([], [])
    (job,) = networks.jobs.of(hash_of(key))
    assert warnings == [] and job.spec.name == "my trees"
    assert job.images().shape == (3, 32, 32, 1)
    assert key not in (job.folder / "spec.json").read_text()


def test_a_second_job_of_one_owner_is_refused(networks, taken, warnings):
    key = new_key()
    networks.jobs.create(Spec("first", hash_of(key), "digits", 10, 0.0), np.zeros((1, 32, 32, 1), np.uint8))
    finetune.start_job(TEXT, networks, key, taken, "digits", "second", 20, {})
    assert warnings == [TEXT["finetune.already"]]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"pictures": []}, TEXT["finetune.no_pictures"]),
        ({"steps": None}, TEXT("app.whole", name=TEXT["finetune.steps"], low=10, high=5000)),
        ({"steps": 10**9}, TEXT("app.whole", name=TEXT["finetune.steps"], low=10, high=5000)),
        ({"steps": 30.5}, TEXT("app.whole", name=TEXT["finetune.steps"], low=10, high=5000)),
        ({"base": "/etc"}, TEXT["denoise.bad_setting"]),
        ({"key": "not a key"}, TEXT["denoise.bad_setting"]),
    ],
)
def test_a_bad_request_is_a_sentence_and_no_job(networks, taken, warnings, changes, sentence):
    request = {"key": new_key(), "pictures": taken, "base": "digits", "name": "x", "steps": 20, "options": {}} | changes
    finetune.start_job(TEXT, networks, *request.values())
    assert warnings == [sentence]
    assert networks.jobs.all() == []


def sentences(networks: Networks) -> list[str]:
    """What the Fine-tune tab says."""
    with gr.Blocks() as blocks:
        page = Page(TEXT, ChainService(networks), gr.BrowserState(""), gr.HTML())
        page.fields["net"] = gr.Dropdown()
        finetune.build(page)
    said = [block.value for block in blocks.blocks.values() if isinstance(block, gr.Markdown | gr.HTML)]
    return [value for value in said if isinstance(value, str)]


def test_where_nothing_can_be_written_a_sentence_says_so(tmp_path, taken, warnings, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "file"))
    networks = Networks("digits", "cpu", tmp_path / "file" / "jobs")
    finetune.start_job(TEXT, networks, new_key(), taken, "digits", "x", 20, {})
    said = TEXT("finetune.no_folder", folder=tmp_path / "file" / "jobs")
    assert warnings == [said] and f"⚠ {said}" in sentences(networks)
    networks.close()


def test_a_folder_that_cannot_be_written_has_a_temporary_one_in_its_place_and_the_page_says_so(
    tmp_path, taken, warnings, monkeypatch
):
    (tmp_path / "file").write_text("")
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for jobs in (tmp_path / "file" / "jobs", tmp_path / "file", tmp_path / "circle"):
        networks = Networks("digits", "cpu", jobs)
        networks.supervisor.close()
        finetune.start_job(TEXT, networks, key := new_key(), taken, "digits", "x", 20, {})
        assert warnings == [] and len(networks.jobs.of(hash_of(key))) == 1
        assert "⚠ " + TEXT("finetune.temporary", folder=jobs) in sentences(networks)
        networks.close()
        assert not networks.jobs.root.exists()  # pictures of people are in it


def test_a_folder_that_can_be_written_is_said_nothing_of(networks):
    assert not any("⚠" in sentence for sentence in sentences(networks))
    assert any("24 hours" in sentence and "1 GB" in sentence for sentence in sentences(networks))


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EROFS])
@pytest.mark.parametrize("press", [finetune.resume_job, finetune.stop_job])
def test_a_disk_that_takes_nothing_is_a_sentence(networks, warnings, monkeypatch, code, press):
    job = networks.jobs.create(
        Spec("x", hash_of(key := new_key()), "digits", 10, 0.0), np.zeros((1, 32, 32, 1), np.uint8)
    )
    if press == finetune.resume_job:
        job.write_status(State.STOPPED, 3)

    def full(*_args: object, **_kwargs: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(Path, "write_text", full)
    monkeypatch.setattr(Path, "touch", full)
    press(TEXT, networks, key)
    kind = "finetune.cannot_write" if press == finetune.resume_job else "finetune.cannot_stop"
    assert warnings == [TEXT(kind, reason=os.strerror(code))]


def test_where_jobs_take_all_their_room_no_other_begins(networks, taken, warnings, monkeypatch):
    networks.jobs.create(Spec("x", hash_of(new_key()), "digits", 10, 0.0), np.zeros((1, 32, 32, 1), np.uint8))
    monkeypatch.setattr(quota, "TOTAL_BYTES", 1000)
    finetune.start_job(TEXT, networks, new_key(), taken, "digits", "x", 20, {})
    assert warnings == [TEXT("finetune.full", gigabytes=10)] and len(networks.jobs.all()) == 1


def test_a_training_that_left_the_numbers_is_explained_and_its_last_result_can_be_used(networks):
    job = networks.jobs.create(
        Spec("x", hash_of(key := new_key()), "digits", 10, 0.0), np.zeros((1, 32, 32, 1), np.uint8)
    )
    job.write_status(State.FAILED, 0, "job.diverged_at_once", 1)
    assert job_value(job, TEXT)["sentence"] == TEXT("job.diverged_at_once", at=1)
    assert networks.results(hash_of(key)) == [] and not job_view.can_resume(job)
    job.result.mkdir()
    (job.result / "config.json").write_text("{}")
    job.write_status(State.FAILED, 6, "job.diverged", 7)
    assert job_value(job, TEXT)["sentence"] == TEXT("job.diverged", at=7, step=6)
    assert networks.results(hash_of(key)) == [("x", f"job:{job.id}")]
    assert not job_view.can_resume(job)  # the same steps would lead to the same one
    job.write_status(State.FAILED, 6, "job.died")
    assert job_view.can_resume(job)


def test_the_gallery_shows_what_the_network_will_see(networks, taken):
    value = own_pictures.look(TEXT, networks, new_key(), taken, ["a.png is damaged"], "digits")
    assert "3 pictures, 32×32" in value["sentence"] and "in grey" in value["sentence"]
    assert len(value["pictures"]) == 3 and value["refused"] == ["a.png is damaged"]
    assert own_pictures.look(TEXT, networks, new_key(), [], [], "digits")["pictures"] == []


def test_nobody_sees_or_stops_anothers_job(networks):
    owner, stranger = new_key(), new_key()
    job = networks.jobs.create(Spec("mine", hash_of(owner), "digits", 10, 0.0), np.zeros((1, 32, 32, 1), np.uint8))
    assert job_view.refresh(TEXT, networks, stranger)[1] is None
    finetune.stop_job(TEXT, networks, stranger)
    assert job.status().state == State.QUEUED
    finetune.stop_job(TEXT, networks, owner)
    assert job.status().state == State.STOPPED
    assert job_view.refresh(TEXT, networks, owner)[1]["state"] == "stopped"


def test_results_are_the_owners_alone(networks, tmp_path):
    owner = new_key()
    job = networks.jobs.create(Spec("mine", hash_of(owner), "digits", 10, 0.0), np.zeros((1, 32, 32, 1), np.uint8))
    job.result.mkdir()
    (job.result / "config.json").write_text("{}")
    job.write_status(State.DONE, 10)
    assert networks.results(hash_of(owner)) == [("mine", f"job:{job.id}")]
    assert networks.may_use(f"job:{job.id}", hash_of(owner))
    assert not networks.may_use(f"job:{job.id}", hash_of(new_key()))
    assert not networks.may_use(f"job:{job.id}", "")


def test_keys():
    assert is_key(new_key()) and new_key() != new_key()
    assert hash_of("") == hash_of(None) == hash_of("zz" * 32) == ""


def test_a_tick_without_news_sends_nothing(tmp_path):
    networks = Networks("digits", "cpu", tmp_path / "jobs")
    networks.supervisor.close()
    key = new_key()
    job = JobFolder(tmp_path / "jobs").create(Spec("a", hash_of(key), "digits", 10, 0.0), np.zeros((1, 4, 4, 1), "u1"))
    shown = job_view.refresh(TEXT, networks, key)[0]
    assert all(is_skip(part) for part in job_view.tick(TEXT, networks, key, shown))
    job.add_metrics(step=1, loss=0.5, time=1.0)
    assert job_view.tick(TEXT, networks, key, shown)[1]["step"] == 1


def test_time_left_counts_the_steps_and_the_previews_that_are_still_to_come(networks):
    job = networks.jobs.create(Spec("a", "", "digits", 30, 0.0), np.zeros((1, 4, 4, 1), np.uint8))
    assert job.spec.every == 3
    job.write_status(State.RUNNING, 0)
    (job.folder / "samples" / "00000000.png").write_bytes(b"")
    job.add_findings(0, {"seconds": 20.0})
    with job.lock(timeout=0):

        def left(step: int, time: float) -> float | None:
            job.add_metrics(step=step, loss=0.5, time=time, seconds=0.5)
            return job_value(job, TEXT)["seconds_left"]

        assert left(1, 100.0) is None
        assert left(2, 100.5) == 28 * 0.5 + 10 * 20
        assert left(3, 101.0) == 27 * 0.5 + 10 * 20  # the preview of step 3 is being drawn
        (job.folder / "samples" / "00000003.png").write_bytes(b"")
        job.add_findings(3, {"seconds": 10.0})
        assert job_value(job, TEXT)["seconds_left"] == 27 * 0.5 + 9 * 10
        assert left(4, 3600.0) == 26 * 0.5 + 9 * 10  # it lay still meanwhile
        assert job_value(job, TEXT)["rate"] == 32


def test_the_options_reach_the_job(networks, taken, warnings):
    key = new_key()
    options = finetune.Options(light=True, new_class=True, flip=True, lr=1e-4, batch=4)
    finetune.start_job(TEXT, networks, key, taken, "digits", "mine", 20, options._asdict())
    spec = networks.jobs.of(hash_of(key))[0].spec
    assert (spec.label, spec.lr, spec.batch) == ("mine", 1e-4, 4)
    assert (spec.light, spec.scratch, spec.flip) == (True, False, True)
    assert warnings == []


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"lr": 0}, TEXT("app.number", name=TEXT["finetune.lr"], low=1e-5, high=1e-2)),
        ({"lr": None}, TEXT("app.number", name=TEXT["finetune.lr"], low=1e-5, high=1e-2)),
        ({"batch": 1000}, TEXT("app.whole", name=TEXT["finetune.batch"], low=1, high=64)),
    ],
)
def test_a_bad_option_is_a_sentence(networks, taken, warnings, options, sentence):
    options = finetune.Options()._replace(**options)
    finetune.start_job(TEXT, networks, new_key(), taken, "digits", "x", 20, options._asdict())
    assert warnings == [sentence] and networks.jobs.all() == []


def test_only_a_network_with_classes_gets_a_new_one(networks, taken, warnings, monkeypatch):
    outline = networks.outline("digits")
    monkeypatch.setattr(networks, "outline", lambda source: outline._replace(labels=()))
    finetune.start_job(TEXT, networks, new_key(), taken, "digits", "x", 20, {"new_class": True})
    assert warnings == [TEXT["finetune.no_classes"]]


def test_who_waits_sees_how_many_are_before_them(networks):
    jobs = [networks.jobs.create(Spec("x", hash_of(new_key()), "digits", 10, 0.0), np.zeros((1, 32, 32, 1), np.uint8))
            for _ in range(3)]  # fmt: skip
    jobs[0].write_status(State.RUNNING, 3)
    with jobs[0].lock(timeout=1):
        assert [networks.supervisor.ahead_of(job) for job in jobs] == [0, 1, 2]
    said = job_value(jobs[2], TEXT, ahead=2)["sentence"]
    assert said == TEXT("job.queued_behind", count=2)


def test_previews_come_with_the_nearest_pictures_and_a_sentence(networks):
    job = networks.jobs.create(Spec("x", "", "digits", 10, 0.0), np.zeros((4, 32, 32, 1), np.uint8))
    Image.new("L", (134, 66)).save(job.folder / "samples" / "00000004.png")
    job.add_findings(4, {"nearest": [3, 1, 1, 0], "copied": [True, False, True, False]})
    (preview,) = job_value(job, TEXT)["previews"]
    assert preview["step"] == 4 and preview["nearest"].startswith("data:image/webp")
    assert preview["sentence"] == TEXT("jobpanel.copies", count=2, of=4)
    job.add_findings(4, {"nearest": [3, 1, 1, 0], "copied": [False] * 4})
    assert job_value(job, TEXT)["previews"][0]["sentence"] == TEXT("jobpanel.no_copies", of=4)


def test_fresh_keys_get_one_client_no_more_jobs_and_others_still_get_one(networks, taken, warnings):
    keys = [new_key() for _ in range(9)]

    def start(client: str, key: str) -> None:
        asking.set(client)
        finetune.start_job(TEXT, networks, key, taken, "digits", "x", 5000, {})
        asking.set("")

    for key in keys:
        start("203.0.113.7", key)
    assert len(networks.jobs.all()) == finetune.MOST_OWN
    assert warnings == [TEXT("finetune.own_full", count=finetune.MOST_OWN)] * (9 - finetune.MOST_OWN)
    start("198.51.100.1", new_key())
    assert len(networks.jobs.all()) == finetune.MOST_OWN + 1
    written = "".join((job.folder / "spec.json").read_text() for job in networks.jobs.all())
    assert "203.0.113.7" not in written and "198.51.100.1" not in written
    # Stopped jobs do not wait, and to go on is to wait again.
    first, *_ = networks.jobs.all()
    networks.supervisor.stop(first)
    start("203.0.113.7", keys[5])
    asking.set("203.0.113.7")
    finetune.resume_job(TEXT, networks, keys[0])
    asking.set("")
    assert first.written_status().state == State.STOPPED and warnings[-1] == TEXT("finetune.own_full", count=2)
