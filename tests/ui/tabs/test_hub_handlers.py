"""The handlers that fetch networks, and the perfect denoiser's."""

import threading
import time

import pytest

from explorer.models.files.locations import SHIPPED, CheckpointError
from explorer.ui.owner import hash_of, new_key
from explorer.ui.pictures import PICTURES
from explorer.ui.tabs.denoise import hub
from explorer.ui.tabs.denoise import perfect_fold as perfect
from explorer.ui.tabs.denoise import tab as denoise
from explorer.ui.text import Text, load_text
from tests.support.chains import is_skip

TEXT = load_text("en")


def fetching(monkeypatch, fetch):
    monkeypatch.setattr("explorer.models.hub.hub.fetch", fetch)
    monkeypatch.setattr("explorer.models.hub.cache.claim", lambda store: False)


def test_a_network_from_the_hub_can_be_chosen_once_it_is_here(networks, monkeypatch):
    told = threading.Event()

    def fetch(source, progress, cancelled):
        assert source == "some/body"
        progress(40_000_000, 120_000_000)
        assert told.wait(60)
        return SHIPPED / "digits"

    fetching(monkeypatch, fetch)
    key = new_key()
    assert not networks.may_use("some/body", hash_of(key))
    for last, dropdown in hub.get(TEXT, networks, key, " some/body "):  # noqa: B007
        if "40 / 120 MB" in last:
            told.set()
    assert last == TEXT("hub.ready", name="some/body")
    assert dropdown.value == "some/body" and ("some/body", "some/body") in dropdown.choices
    assert networks.may_use("some/body", hash_of(key)) and not networks.may_use("some/body", "")
    assert networks.load("some/body").name == "some/body"


def test_a_download_that_fails_leaves_the_networks_as_they_are(networks, monkeypatch):
    def fetch(source, progress, cancelled):
        raise CheckpointError("There is no network.")

    fetching(monkeypatch, fetch)
    key = new_key()
    *_, (said, model) = hub.get(TEXT, networks, key, "some/body")
    assert said == "⚠ There is no network." and is_skip(model)
    assert networks.fetched.of(hash_of(key)) == []


def test_errors_from_below_are_said_in_the_language_of_the_page(networks, monkeypatch, tmp_path):
    template = "There is no checkpoint {source!r}. Give a folder that holds config.json, or one of: {shipped}."
    text = Text(TEXT, "de", {template: "{source} fehlt."})
    key, folder = new_key(), tmp_path / "gone"
    folder.mkdir()
    fetching(monkeypatch, lambda *_: folder)
    list(hub.get(text, networks, key, "ada/gone"))
    folder.rmdir()
    assert list(denoise.announce(text, networks, key, "ada/gone"))[-1] == f"⚠ {folder} fehlt."

    def fetch(source, progress, cancelled):
        raise CheckpointError(template, source=source, shipped="")

    fetching(monkeypatch, fetch)
    assert [said for said, _ in hub.get(text, networks, new_key(), "some/body")][-1] == "⚠ some/body fehlt."


def test_a_page_that_is_closed_stops_its_download(networks, monkeypatch):
    stopped = threading.Event()

    def fetch(source, progress, cancelled):
        while not cancelled():
            time.sleep(0.01)
        stopped.set()
        raise CheckpointError("stopped")

    fetching(monkeypatch, fetch)
    download = hub.get(TEXT, networks, new_key(), "some/body")
    next(download)
    download.close()  # as Gradio does with the generator of a page that is gone, or that pressed Cancel
    assert stopped.wait(60)


@pytest.mark.parametrize("source", [None, "", "  "])
def test_no_network_named_is_a_sentence(networks, source):
    assert [said for said, _ in hub.get(TEXT, networks, new_key(), source)] == [TEXT["hub.none"]]


def test_the_known_networks_say_what_they_draw():
    shown = {name: label for label, name in hub.presets(TEXT)}
    assert shown["google/ddpm-ema-cat-256"] == "google/ddpm-ema-cat-256: cats, 256×256, 455 MB, needs a GPU, .bin"
    assert shown["google/ddpm-celebahq-256"].endswith("455 MB, needs a GPU")
    assert shown["google/ddpm-cifar10-32"].endswith("143 MB")
    assert len(shown) == 9


def test_the_perfect_denoiser_of_a_network_that_remembers_knows_its_ten_pictures(networks):
    screen, said, count, files = perfect.pictures(TEXT, networks, "memorised", "any", True, new_key(), 100, None)
    assert screen["shape"] == [len(PICTURES), 32, 32, 3] and said == TEXT("perfect.pictures", count=len(PICTURES))
    assert (count.visible, files.visible) == (False, False)
