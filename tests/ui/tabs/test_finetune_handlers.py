"""The handlers of the Fine-tune tab as plain functions."""

import base64
import errno
import io
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr
import numpy as np
import pytest
from PIL import Image

from explorer.models.checkpoint import load_checkpoint, save_checkpoint
from explorer.models.labelled import with_label
from explorer.models.unconditional import unconditional
from explorer.toys import toy
from explorer.training.jobs import quota
from explorer.training.jobs.job import Job
from explorer.training.jobs.job_folder import JobFolder
from explorer.training.jobs.records import Spec, State
from explorer.training.launchers.portions import PORTION_S
from explorer.ui.chains.service import ChainService
from explorer.ui.clients import asking
from explorer.ui.networks import Networks
from explorer.ui.owner import hash_of, is_key, new_key
from explorer.ui.tab import Page
from explorer.ui.tabs.finetune import after, job_view, own_pictures
from explorer.ui.tabs.finetune import tab as finetune
from explorer.ui.tabs.finetune.job_panel import job_value
from explorer.ui.text import load_text
from tests.support.chains import is_skip

TEXT = load_text("en")
BAD_PLACES = [None, [0.5], *({"a": place} for place in (-0.1, 1.01, float("nan"), "0", None, True))]


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
    assert [picture.pixels.shape for picture in pictures] == [(256, 256, 3)] * 3 and zone is None
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
        page.fields |= {"net": gr.Dropdown(), "label": gr.Radio()}
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


@pytest.mark.parametrize(
    ("width", "height", "kept"), [(300, 100, (256, 768)), (1500, 100, (256, 768)), (100, 150, (384, 256))]
)
def test_of_a_picture_that_is_not_square_all_is_kept_and_the_network_learns_from_the_square_that_was_chosen(
    networks, tmp_path, warnings, width, height, kept
):
    Image.fromarray(np.random.default_rng(1).integers(0, 256, (height, width, 3), np.uint8)).save(tmp_path / "a.png")
    ((picture,), *_) = own_pictures.take_in(TEXT, [], [str(tmp_path / "a.png")])
    assert picture.pixels.shape == (*kept, 3)
    value = own_pictures.look(TEXT, networks, new_key(), [picture], [], "toys")
    (seen,) = value["pictures"]
    assert TEXT["finetune.cropped"] in value["sentence"] and min(seen["high"], seen["wide"]) == 32
    whole = np.asarray(Image.open(io.BytesIO(base64.b64decode(seen["src"].partition(",")[2]))))
    room = max(seen["high"], seen["wide"]) - 32
    for place, first in ((None, (room + 1) // 2), (0, 0), (1, room), (3 / room, 3)):
        key = new_key()
        places = {} if place is None else {seen["name"]: place, "another": 0.1}
        finetune.start_job(TEXT, networks, key, [picture], "toys", "x", 20, {"places": places})
        (job,) = networks.jobs.of(hash_of(key))
        wanted = whole[first : first + 32] if height > width else whole[:, first : first + 32]
        np.testing.assert_array_equal(job.images()[0], wanted)
    assert warnings == []


def test_of_squares_nothing_is_said_of_frames(networks, taken):
    assert TEXT["finetune.cropped"] not in own_pictures.look(TEXT, networks, new_key(), taken, [], "toys")["sentence"]


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


def test_time_left_counts_the_steps_and_the_previews_that_are_still_to_come_and_fits_the_rate(networks):
    job = networks.jobs.create(Spec("a", "", "digits", 30, 0.0), np.zeros((1, 4, 4, 1), np.uint8))
    assert job.spec.shown == [0, 10, 25, 30]
    job.write_status(State.RUNNING, 0)
    (job.folder / "samples" / "00000000.png").write_bytes(b"")
    job.add_findings(0, {"seconds": 20.0})
    with job.lock(timeout=0):

        def left(step: int, time: float) -> float | None:
            job.add_metrics(step=step, loss=0.5, time=time, seconds=0.5)
            value = job_value(job, TEXT)
            if value["rate"]:
                assert abs(value["rate"] * value["seconds_left"] - 16 * (30 - step)) < 0.06 * value["seconds_left"]
            return value["seconds_left"]

        assert left(1, 100.0) is None
        assert left(2, 100.5) == 28 * 0.5 + 3 * 20
        assert left(10, 104.5) == 20 * 0.5 + 3 * 20  # the preview of step 10 is being drawn
        (job.folder / "samples" / "00000010.png").write_bytes(b"")
        job.add_findings(10, {"seconds": 10.0})
        assert job_value(job, TEXT)["seconds_left"] == 20 * 0.5 + 2 * 15
        assert left(11, 3600.0) == 19 * 0.5 + 2 * 15  # it lay still meanwhile
        assert left(30, 3700.0) == 15


@pytest.fixture
def done(networks) -> Callable[..., tuple[Job, str]]:
    """done(label="") makes a job that has ended, with a result and a checkpoint, and its owner's key."""

    def make(**options: Any) -> tuple[Job, str]:
        key = new_key()
        spec = Spec("mine", hash_of(key), "toys", 20, 0.0, **options)
        job = networks.jobs.create(spec, np.zeros((3, 32, 32, 3), np.uint8))
        base = load_checkpoint("toys")
        save_checkpoint(with_label(base, spec.label) if spec.label else unconditional(base), job.result)
        (job.folder / "ckpt-00000020.safetensors").write_bytes(b"x")
        job.write_status(State.DONE, 20)
        return job, key

    return make


def test_a_job_that_is_done_goes_on_for_more_steps(networks, done):
    job, key = done()
    finetune.resume_job(TEXT, networks, key)
    assert job.written_status().state == State.DONE  # it would have to be longer
    for _ in range(2):  # pressed twice
        finetune.resume_job(TEXT, networks, key, more=400)
        assert Job(job.folder).spec.steps == 420
        assert (job.written_status().state, job.written_status().step) == (State.QUEUED, 20)


def test_where_more_steps_are_offered_it_is_said_what_they_are_not(networks, done):
    job, key = done()
    further, said = job_view.refresh(TEXT, networks, key)[7:9]
    assert further.visible and said.visible
    job.checkpoints()[0].unlink()
    further, said = job_view.refresh(TEXT, networks, key)[7:9]
    assert not further.visible and not said.visible
    assert TEXT("finetune.further_info", count=job_view.MORE_STEPS) in sentences(networks)


@pytest.mark.parametrize("lacks", ["a checkpoint", "steps that are left"])
def test_a_job_that_cannot_go_on_is_offered_no_more_steps(networks, done, lacks):
    job, key = done()
    assert job_view.can_extend(job)
    if lacks == "a checkpoint":
        job.checkpoints()[0].unlink()
    else:
        job.extend(job_view.MOST_STEPS)
        job.write_status(State.DONE, job_view.MOST_STEPS)
    assert not job_view.can_extend(job)
    finetune.resume_job(TEXT, networks, key, more=400)
    assert job.written_status().state == State.DONE


@pytest.mark.parametrize("label", ["", "mine"])
def test_one_draws_with_what_was_trained(networks, done, label):
    job, key = done(label=label)
    model, chosen, tabs = after.choose(TEXT, networks, key)
    assert model.value == f"job:{job.id}" and model.value in [source for _, source in model.choices]
    labels = networks.outline(model.value).labels
    assert labels[int(chosen)] == "mine" if label else chosen == "any"
    assert tabs.selected == "denoise"


def test_without_a_result_there_is_nothing_to_draw_with_or_to_take(networks, warnings, tmp_path):
    key = new_key()
    networks.jobs.create(Spec("a", hash_of(key), "digits", 10, 0.0), np.zeros((1, 4, 4, 1), np.uint8))
    with pytest.raises(gr.Error):
        after.choose(TEXT, networks, key)
    assert after.take(TEXT, networks, tmp_path, key) is None and len(warnings) == 1


def test_what_was_trained_is_taken_away_as_a_zip(networks, done, warnings, tmp_path):
    _, key = done()
    assert Path(after.take(TEXT, networks, tmp_path, key)).name == "mine.zip" and warnings == []


def test_a_jobs_pictures_stay_on_the_page_and_are_sent_once(networks, done):
    job, key = done()
    views = job_view.refresh(TEXT, networks, key)
    assert len(views[2]["pictures"]) == 3 and "3" in views[2]["sentence"]
    assert is_skip(job_view.refresh(TEXT, networks, key, views[0])[2])
    (job.folder / "images.npy").write_bytes(b"")
    assert job_view.refresh(TEXT, networks, key)[2]["pictures"] == []


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
        *(({"places": places}, TEXT["denoise.bad_setting"]) for places in BAD_PLACES),
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
    assert [pair["picture"] for pair in preview["pairs"]] == [4, 2, 2, 1]  # as people count
    assert [pair["copied"] for pair in preview["pairs"]] == [True, False, True, False]
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


def test_a_portion_is_as_short_as_will_do(networks, monkeypatch):
    job = networks.jobs.create(Spec("x", "me", "digits", 10), np.zeros((1, 28, 28, 1), np.uint8))
    assert job_view.seconds_of_portion(job) == PORTION_S  # nobody knows yet
    for left, seconds in ((10.0, 13), (100.0, PORTION_S)):
        monkeypatch.setattr(job_view, "seconds_left", lambda *_, left=left: left)
        assert job_view.seconds_of_portion(job) == seconds
