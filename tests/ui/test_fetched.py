"""Networks from the Hub: whose list they are in, how many one may have, what is deleted and what never."""

import os
from pathlib import Path

import gradio as gr
import pytest
from huggingface_hub import close_session, constants

from explorer.models.checkpoint import save_checkpoint
from explorer.models.files.locations import CheckpointError
from explorer.models.hub.cache import MARK, store_of
from explorer.models.hub.hub import DownloadCancelled, fetch
from explorer.ui import fetched as module
from explorer.ui.fetched import Fetched
from explorer.ui.links.link import read_link
from explorer.ui.owner import hash_of, new_key
from explorer.ui.server.api import Api
from explorer.ui.tabs.denoise import hub
from explorer.ui.tabs.denoise import tab as denoise
from explorer.ui.tabs.finetune import own_pictures
from explorer.ui.text import load_text
from explorer.ui.widgets import network_choices
from tests.helpers import some_checkpoint
from tests.models.hub.stub_hub import Repo, StubHub

TEXT = load_text("en")
ID = "some/body"


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("original") / "repo"
    save_checkpoint(some_checkpoint(labels=("a", "b")), folder)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def server(tmp_path, monkeypatch, files):
    """A Hub with five networks, and a cache that is empty."""
    server = StubHub()
    server.repos = {name: Repo(files) for name in (ID, *(f"some/{i}" for i in range(4)))}
    monkeypatch.setenv("HF_ENDPOINT", server.endpoint)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    close_session()
    yield server
    server.close()


@pytest.fixture
def get(networks, server):
    """get(key, source) -> what the page is told at last."""
    networks.fetched = Fetched()
    return lambda key, source: [*hub.get(TEXT, networks, key, source)][-1]


def take(fetched: Fetched, owner: str, source: str) -> None:
    fetched.fetch(owner, source, lambda *_: None, lambda: False)


def shown(choices) -> list[str]:
    return [source for _, source in choices]


def age(source: str, seconds: int) -> None:
    mark = store_of(source) / MARK
    os.utime(mark, (mark.stat().st_mtime - seconds,) * 2)


def test_a_network_is_in_the_list_of_who_fetched_it_and_in_no_other(networks, get):
    own, other = new_key(), new_key()
    said, dropdown = get(own, ID)
    assert said == TEXT("hub.ready", name=ID) and dropdown.value == ID and ID in shown(dropdown.choices)
    assert networks.may_use(ID, hash_of(own)) and networks.load(ID).name == ID
    for key in (other, "", None, "x" * 64):
        assert not networks.may_use(ID, hash_of(key))
        assert ID not in shown(network_choices(TEXT, networks, hash_of(key)))
        assert ID not in shown(denoise.rivals(TEXT, networks, key).choices)
        assert [*denoise.announce(TEXT, networks, key, ID)][-1] == TEXT["denoise.bad_setting"]
        assert own_pictures.look(TEXT, networks, key, [], [], ID)["sentence"] == ""
    networks.load(ID)
    assert not networks.may_use(ID, hash_of(other))


def test_a_link_names_a_network_to_its_owner_only(networks, get):
    own, other = new_key(), new_key()
    get(own, ID)
    assert read_link(networks, {"net": ID, "rival_net": ID}, hash_of(own))[1] == []
    for owner in (hash_of(other), ""):
        assert read_link(networks, {"net": ID, "rival_net": ID}, owner)[1] == ["net", "rival_net"]


def test_two_may_have_one_and_the_files_stay_until_the_last_removes_it(networks, get):
    first, second = new_key(), new_key()
    for key in (first, second):
        get(key, ID)
    said, dropdown = hub.remove(TEXT, networks, first, ID)
    assert said == TEXT("hub.removed", name=ID) and dropdown.value == networks.default
    assert ID not in shown(dropdown.choices)
    assert (networks.may_use(ID, hash_of(first)), networks.may_use(ID, hash_of(second))) == (False, True)
    assert store_of(ID).exists()
    hub.remove(TEXT, networks, second, ID)
    assert not store_of(ID).exists()
    get(first, ID)
    assert networks.may_use(ID, hash_of(first))


def test_two_revisions_share_their_files(networks, get):
    key = new_key()
    get(key, ID)
    get(key, f"{ID}@{'c' * 40}")
    hub.remove(TEXT, networks, key, ID)
    assert networks.fetched.of(hash_of(key)) == [f"{ID}@{'c' * 40}"] and store_of(ID).exists()


@pytest.mark.parametrize("source", [ID, "toys", "job:1", "../../etc", None, ["toys"], ""])
def test_only_own_networks_can_be_removed(networks, get, source):
    own, other = new_key(), new_key()
    get(own, ID)
    for key in (other, ""):
        said, dropdown = hub.remove(TEXT, networks, key, source)
        assert said == TEXT["hub.not_own"] and "value" not in dropdown
    assert networks.may_use(ID, hash_of(own))


def test_a_page_without_a_key_fetches_nothing(networks, get, server):
    for key in ("", None, "x", new_key().upper() + "0"):
        assert get(key, ID)[0] == TEXT["denoise.bad_setting"]
    assert server.requests == []


def test_one_may_have_so_many_and_no_more(networks, get, server, monkeypatch):
    monkeypatch.setattr(module, "MOST_OWN", 2)
    own, other = new_key(), new_key()
    for source in ("some/0", "some/1"):
        get(own, source)
    before = len(server.requests)
    said, _ = get(own, "some/2")
    assert "2 networks" in said and "remove one" in said and len(server.requests) == before
    assert networks.fetched.of(hash_of(own)) == ["some/0", "some/1"]
    assert get(own, "some/1")[0] == TEXT("hub.ready", name="some/1")  # again, perhaps a newer commit
    assert get(other, "some/2")[0] == TEXT("hub.ready", name="some/2")
    hub.remove(TEXT, networks, own, "some/0")
    assert get(own, "some/2")[0] == TEXT("hub.ready", name="some/2")


def test_the_longest_unused_goes_when_all_take_too_much(server, files):
    size = sum(map(len, files.values()))
    fetched = Fetched(int(2.5 * size))
    for seconds, source in ((300, "some/0"), (200, "some/1")):
        take(fetched, f"owner of {source}", source)
        age(source, seconds)
    age("some/0", 0)
    fetched.note_use("some/0")
    take(fetched, "third", "some/2")
    assert [store_of(f"some/{i}").exists() for i in range(3)] == [True, False, True]
    assert fetched.of("owner of some/0") == ["some/0"] and fetched.of("owner of some/1") == []


def test_what_a_server_before_this_one_has_fetched_counts(server, files):
    size = sum(map(len, files.values()))
    for seconds, source in ((300, "some/0"), (200, "some/1")):
        take(Fetched(), "owner", source)
        age(source, seconds)
    take(Fetched(int(2.5 * size)), "owner", "some/2")
    assert [store_of(f"some/{i}").exists() for i in range(3)] == [False, True, True]


def test_what_other_programs_have_in_the_cache_is_never_deleted(server):
    fetch("some/0")
    fetched = Fetched(most_bytes=1)
    for source in ("some/0", "some/1", "some/2"):
        take(fetched, "owner", source)
    assert [store_of(f"some/{i}").exists() for i in range(3)] == [True, False, True]
    for source in ("some/0", "some/2"):
        fetched.remove("owner", source)
    assert [store_of(f"some/{i}").exists() for i in range(3)] == [True, False, False]


def test_a_network_that_is_being_fetched_is_not_deleted(server):
    fetched = Fetched(most_bytes=1)

    def meanwhile(*_):
        if not fetched.of("other"):
            take(fetched, "other", "some/1")

    fetched.fetch("owner", "some/0", meanwhile, lambda: False)
    assert store_of("some/0").exists() and fetched.of("owner") == ["some/0"]


@pytest.mark.parametrize("source", ["no/body", "a/b/c", "", "some/body@v7"])
def test_a_failure_leaves_nothing(networks, get, source):
    before = {*Path(constants.HF_HUB_CACHE).glob("models--*")}
    key = new_key()
    get(key, source)
    assert networks.fetched.of(hash_of(key)) == [] and {*Path(constants.HF_HUB_CACHE).glob("models--*")} == before


def test_a_cancelled_download_leaves_nothing_and_an_older_one_stays(server):
    fetched = Fetched()
    with pytest.raises(DownloadCancelled):
        fetched.fetch("owner", ID, lambda *_: None, lambda: True)
    assert not store_of(ID).exists()
    take(fetched, "owner", ID)
    with pytest.raises(DownloadCancelled):
        fetched.fetch("owner", ID, lambda *_: None, lambda: True)
    assert store_of(ID).exists() and fetched.of("owner") == [ID]


def test_the_list_of_all_is_bounded(server, monkeypatch):
    monkeypatch.setattr(module, "MOST_ENTRIES", 3)
    fetched = Fetched()
    for i in range(5):
        take(fetched, f"owner {i}", ID)
    assert [fetched.of(f"owner {i}") for i in range(5)] == [[], [], [ID], [ID], [ID]]


def test_a_cache_that_cannot_be_written_is_a_sentence(server, tmp_path):
    (tmp_path / "cache").write_text("a file where a folder should be")
    with pytest.raises(CheckpointError, match="cache"):
        take(Fetched(), "owner", ID)


def test_other_programs_may_only_name_what_ships(networks, chains, get):
    get(new_key(), ID)
    with pytest.raises(gr.Error) as refusal:
        next(Api(TEXT, chains).sample(ID))
    assert refusal.value.message == TEXT("api.choice", name="checkpoint", choices=", ".join(networks.shipped()))
