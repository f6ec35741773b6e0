"""The handlers that give a result away, as plain functions: to its owner alone, whole, and without the token."""

import threading
import zipfile
from pathlib import Path
from types import SimpleNamespace

import gradio as gr
import numpy as np
import pytest
import torch
from diffusers import UNet2DModel

from explorer.models.checkpoint import load_checkpoint, save_checkpoint
from explorer.models.publish.model_card import model_card
from explorer.models.publish.publishing import PublishError
from explorer.training.jobs.records import Spec, State
from explorer.ui.networks import Networks
from explorer.ui.owner import hash_of, new_key
from explorer.ui.tabs.finetune import publish
from explorer.ui.text import load_text
from tests.helpers import random_pictures, some_checkpoint
from tests.support.served import wait_until

TEXT = load_text("en")
TOKEN = "hf_TheOwnersSecretToken"
NONE = f"⚠ {TEXT['publish.none']}"


@pytest.fixture
def key():
    return new_key()


def finished(networks, key, name="my pictures", base="digits", state=State.DONE, **changes):
    spec = Spec(name, hash_of(key), base, 10, 0.0, **changes)
    job = networks.jobs.create(spec, np.zeros((3, 8, 8, 1), np.uint8))
    save_checkpoint(some_checkpoint(), job.result, torch.float16)
    job.write_status(state, 10)
    return job


def is_skip(value) -> bool:
    return value == gr.skip()


def pushing(monkeypatch, push):
    monkeypatch.setattr(publish.publishing, "push", push)


# Which result


def test_the_list_has_the_newest_first_and_keeps_the_choice(networks, key):
    first, second = finished(networks, key, "a"), finished(networks, key, "b")
    listed, shown = publish.refresh(networks, key, [], None)
    assert listed == [("b", f"job:{second.id}"), ("a", f"job:{first.id}")] == [tuple(each) for each in shown.choices]
    assert shown.value == f"job:{second.id}"
    assert publish.refresh(networks, key, [], f"job:{first.id}")[1].value == f"job:{first.id}"


def test_the_list_is_sent_when_it_has_changed(networks, key):
    assert all(is_skip(part) for part in publish.refresh(networks, key, [], None))
    finished(networks, key)
    listed, _ = publish.refresh(networks, key, [], None)
    assert all(is_skip(part) for part in publish.refresh(networks, key, listed, None))
    assert publish.refresh(networks, new_key(), listed, listed[0][1])[1].value is None  # a stranger's list is empty


@pytest.mark.parametrize("stranger", ["", None, "x", "0" * 64])
def test_another_owner_gets_nothing(networks, key, tmp_path, monkeypatch, stranger):
    source = f"job:{finished(networks, key).id}"
    pushing(monkeypatch, lambda *_: pytest.fail("pushed"))
    assert publish.pack(TEXT, networks, tmp_path / "cache", stranger, source) == (None, NONE)
    assert list(publish.push(TEXT, networks, stranger, source, "net", TOKEN, True)) == [(NONE, "")]
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize(
    "trick",
    ["job:..", "job:../../etc", "job:{id}/", "job:{id}/../{id}", "job:./{id}", "{id}", "digits", "", None, [], 7],
)
def test_only_what_was_offered_can_be_taken(networks, key, tmp_path, monkeypatch, trick):
    job = finished(networks, key)
    source = trick.format(id=job.id) if isinstance(trick, str) else trick
    pushing(monkeypatch, lambda *_: pytest.fail("pushed"))
    assert publish.pack(TEXT, networks, tmp_path / "cache", key, source) == (None, NONE)
    assert list(publish.push(TEXT, networks, key, source, "net", TOKEN, True)) == [(NONE, "")]


@pytest.mark.parametrize("state", [State.QUEUED, State.INTERRUPTED])
def test_a_job_that_is_not_over_has_nothing_to_take(networks, key, tmp_path, state):
    job = finished(networks, key, state=state)
    assert publish.pack(TEXT, networks, tmp_path, key, f"job:{job.id}") == (None, NONE)


def test_without_a_folder_for_jobs_there_is_nothing(tmp_path, key):
    (tmp_path / "file").touch()
    networks = Networks("digits", "cpu", tmp_path / "file" / "jobs")
    assert all(is_skip(part) for part in publish.refresh(networks, key, [], None))
    assert publish.pack(TEXT, networks, tmp_path, key, "job:20260101-000000-000000-000000000000") == (None, NONE)
    networks.close()


# Download


def test_the_owner_gets_a_zip_that_loads_here_and_in_diffusers(networks, key, tmp_path):
    job = finished(networks, key)
    path, said = publish.pack(TEXT, networks, tmp_path / "cache", key, f"job:{job.id}")
    assert Path(path).name == "my-pictures.zip" and said.startswith("my-pictures.zip, 0.")
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "out")
    folder = tmp_path / "out" / "my-pictures"
    x, t = random_pictures(2), torch.tensor([1, 700])
    ours = load_checkpoint(folder).denoiser(x, t)
    assert torch.equal(ours, load_checkpoint(job.result).denoiser(x, t))
    with torch.no_grad():
        theirs = UNet2DModel.from_pretrained(folder).float()(x, t - 1).sample
    torch.testing.assert_close(theirs, ours, atol=1e-4, rtol=1e-4)


def test_a_card_tells_what_the_job_did_and_nothing_of_its_owner(networks, key, tmp_path):
    job = finished(networks, key, flip=True, lr=1e-4)
    path, _ = publish.pack(TEXT, networks, tmp_path / "cache", key, f"job:{job.id}")
    with zipfile.ZipFile(path) as archive:
        assert not any(name.endswith(".npy") for name in archive.namelist())
        card = archive.read("my-pictures/README.md").decode()
    for words in ("| digits |", "steps | 10 |", "pictures | 3;", "8×8", "rate | 0.0001 |", "at random | yes |"):
        assert words in card
    assert hash_of(key) not in card and key not in card and str(tmp_path) not in card and job.id not in card


def test_a_result_is_packed_once_and_anew_when_it_changes(networks, key, tmp_path):
    job = finished(networks, key)
    source, cache = f"job:{job.id}", tmp_path / "cache"
    path, _ = publish.pack(TEXT, networks, cache, key, source)
    first = Path(path).stat()

    def has_ticked() -> bool:
        (tmp_path / "clock").touch()
        return (tmp_path / "clock").stat().st_ctime_ns > first.st_ctime_ns

    wait_until(has_ticked, 60)  # the clock of the files
    assert publish.pack(TEXT, networks, cache, key, source)[0] == path
    again = Path(path).stat()
    assert again.st_ino == first.st_ino and again.st_ctime_ns > first.st_ctime_ns  # the cache deletes by ctime
    save_checkpoint(some_checkpoint(), job.result, torch.float16)
    assert publish.pack(TEXT, networks, cache, key, source)[0] != path


@pytest.mark.parametrize("name", ["../../evil", "/etc/passwd", "..", 'a"b\n', "\0"])
def test_the_name_of_a_job_leads_nowhere_else(networks, key, tmp_path, name):
    job = finished(networks, key, name)
    path = Path(publish.pack(TEXT, networks, tmp_path / "cache", key, f"job:{job.id}")[0])
    assert path.resolve().parents[1] == tmp_path / "cache"
    with zipfile.ZipFile(path) as archive:
        assert all(".." not in part and not part.startswith("/") for part in archive.namelist())


def test_a_result_that_is_broken_is_a_sentence(networks, key, tmp_path):
    job = finished(networks, key)
    (job.result / "scheduler_config.json").unlink()
    assert publish.pack(TEXT, networks, tmp_path, key, f"job:{job.id}") == (None, f"⚠ {TEXT['publish.incomplete']}")


def test_a_cache_that_cannot_be_written_is_a_sentence(networks, key, tmp_path):
    job = finished(networks, key)
    (tmp_path / "file").touch()
    path, said = publish.pack(TEXT, networks, tmp_path / "file", key, f"job:{job.id}")
    assert path is None and said == "⚠ " + TEXT("publish.disk", reason="Not a directory")


@pytest.mark.parametrize(
    ("base", "called"),
    [
        ("digits", "digits"),
        ("google/ddpm-cat-256", "google/ddpm-cat-256"),
        ("google/ddpm-cat-256@v1", "google/ddpm-cat-256"),
        (f"/root/.cache/huggingface/hub/models--google--ddpm-cat-256/snapshots/{'c' * 40}", "google/ddpm-cat-256"),
        ("/home/ada/networks/flowers", "flowers"),
        ("../networks/flowers/", "flowers"),
        ("/srv/jobs/20260101-000000-000000-000000000000/result", "an earlier result"),
    ],
)
def test_the_base_is_called_by_its_name(networks, base, called):
    assert publish.base_name(networks, base) == called


def test_an_earlier_result_is_called_by_its_name(networks, key):
    assert publish.base_name(networks, str(finished(networks, key, "first").result)) == "first"


# Push


def test_a_push_shows_that_it_runs_and_ends_with_a_link(networks, key, monkeypatch):
    job, go, asked = finished(networks, key), threading.Event(), []

    def push(*arguments):
        asked.extend(arguments)
        assert go.wait(60)
        return "https://huggingface.co/ada/net"

    pushing(monkeypatch, push)
    monkeypatch.setattr(publish, "time", SimpleNamespace(monotonic=lambda: 7.0))
    steps = publish.push(TEXT, networks, key, f"job:{job.id}", "net", TOKEN, True)
    said, token = next(steps)
    assert said == TEXT("publish.pushing", seconds=0) and token == ""
    go.set()
    *_, (said, token) = steps
    assert said["sentence"] == "It is at https://huggingface.co/ada/net." and token == ""
    assert said["address"] == "https://huggingface.co/ada/net"
    result, training, *rest = asked
    assert result == job.result and rest == ["net", TOKEN, True]
    assert "my pictures" in model_card(training, "ada/net")


@pytest.mark.parametrize(
    "error",
    [
        PublishError("incomplete"),
        PublishError("disk", reason="No space left on device"),
        PublishError("bad_name"),
        PublishError("bad_token"),
        PublishError("read_only"),
        PublishError("forbidden", repo="ada/net", status=403),
        PublishError("not_yours", owner="google", me="ada"),
        PublishError("public", repo="ada/net"),
        PublishError("unreachable"),
        PublishError("refused", repo="ada/net", status=402),
        PublishError("failed"),
    ],
    ids=lambda error: error.reason,
)
def test_every_failure_is_a_sentence_and_clears_the_token(networks, key, monkeypatch, error):
    def push(*_):
        raise error

    pushing(monkeypatch, push)
    *_, (said, token) = publish.push(TEXT, networks, key, f"job:{finished(networks, key).id}", "net", TOKEN, True)
    assert said == "⚠ " + TEXT(f"publish.{error.reason}", **error.values) and token == ""
    assert "{" not in said and said.endswith(".")


def test_a_push_is_not_waited_for_without_end(networks, key, monkeypatch):
    go = threading.Event()
    monkeypatch.setattr(publish, "PATIENCE_S", 0.0)
    pushing(monkeypatch, lambda *_: go.wait(60))
    assert list(publish.push(TEXT, networks, key, f"job:{finished(networks, key).id}", "net", TOKEN, True))[-1] == (
        f"⚠ {TEXT['publish.late']}",
        "",
    )
    go.set()


@pytest.mark.parametrize(("repo", "token", "reason"), [(None, TOKEN, "bad_name"), ("net", None, "bad_token")])
def test_empty_fields_are_a_sentence(networks, key, repo, token, reason):
    *_, (said, _) = publish.push(TEXT, networks, key, f"job:{finished(networks, key).id}", repo, token, True)
    assert said == f"⚠ {TEXT[f'publish.{reason}']}"


# The page


def test_the_form_hides_the_token_and_is_private_and_folded(networks):
    with gr.Blocks() as page:
        publish.build(TEXT, networks, gr.BrowserState(""))
    parts = {part["props"].get("elem_id"): part["props"] for part in page.config["components"]}
    assert parts["publish"]["open"] is False
    assert parts["publish-token"]["type"] == "password" and parts["publish-private"]["value"] is True
    events = page.config["dependencies"]
    assert events and all(event["api_visibility"] == "private" for event in events)
