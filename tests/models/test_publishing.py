"""A fine-tuned network leaves as a zip or to a Hub, which is a server in this process; the token leaves no trace."""

import errno
import json
import logging
import re
import shutil
import traceback
import zipfile

import pytest
import torch
from diffusers import UNet2DModel
from huggingface_hub import close_session, constants
from huggingface_hub.repocard import ModelCard

from explorer.models.checkpoint import load_checkpoint, save_checkpoint
from explorer.models.hub.hub import fetch
from explorer.models.publish import publishing
from explorer.models.publish.model_card import RECIPE, Training, model_card
from explorer.models.publish.publishing import PublishError, file_name, pack, push
from tests.helpers import random_pictures, some_checkpoint
from tests.models.hub.stub_hub import Repo, StubHub

TOKEN = "hf_TheOwnersSecretToken"
SERVERS_TOKEN = "hf_TheServersOwnToken"
WEIGHTS = "diffusion_pytorch_model.safetensors"
TRAINING = Training(
    name="my pictures",
    base="google/ddpm-cifar10-32",
    steps=400,
    asked=400,
    pictures=12,
    size=8,
    channels=1,
    labels=(),
    label="",
    recipe={"batch": 16, "lr": 3e-4, "seed": 0, "flip": True, "light": False, "scratch": False},
)


@pytest.fixture
def server(tmp_path, monkeypatch):
    server = StubHub()
    server.accounts[TOKEN] = {"name": "Ada", "orgs": [{"name": "school"}], "auth": {"accessToken": {"role": "write"}}}
    monkeypatch.setenv("HF_ENDPOINT", server.endpoint)
    monkeypatch.setenv("HF_TOKEN", SERVERS_TOKEN)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    home = tmp_path / "home"
    monkeypatch.setattr(constants, "HF_HOME", str(home))
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(home / "hub"))
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(home / "token"))
    monkeypatch.setattr(constants, "HF_STORED_TOKENS_PATH", str(home / "stored_tokens"))
    close_session()
    yield server
    server.close()


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch):
    """Where temporary files go in these tests."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


@pytest.fixture(autouse=True)
def no_trace_of_the_token(tmp_path, capfd, caplog):
    """After every test: not on a stream, not in a log of any level, and in no file."""
    caplog.set_level(logging.DEBUG)
    yield
    said = "".join(capfd.readouterr()) + caplog.text
    assert TOKEN not in said and SERVERS_TOKEN not in said
    for path in tmp_path.rglob("*"):
        assert path.is_dir() or TOKEN.encode() not in path.read_bytes(), path
        assert TOKEN not in path.name


@pytest.fixture
def result(tmp_path):
    folder = tmp_path / "job" / "result"
    save_checkpoint(some_checkpoint(), folder, torch.float16)
    (folder / "images.npy").write_bytes(b"a picture")  # whatever else lies there stays there
    (folder / "notes.md").write_text("secret")
    return folder


def assert_same_weights(folder, result):
    assert (folder / WEIGHTS).read_bytes() == (result / WEIGHTS).read_bytes()
    x, t = random_pictures(2), torch.tensor([1, 700])
    ours, original = load_checkpoint(folder).denoiser(x, t), load_checkpoint(result).denoiser(x, t)
    assert torch.equal(ours, original)
    theirs = UNet2DModel.from_pretrained(folder).float()
    with torch.no_grad():
        torch.testing.assert_close(theirs(x, t - 1).sample, original, atol=1e-4, rtol=1e-4)


def refused(*arguments) -> str:
    """The reason for which a push is refused, in which nothing tells of the token."""
    with pytest.raises(PublishError) as refusal:
        push(*arguments)
    error = refusal.value
    assert error.__cause__ is None and error.__context__ is None
    said = "".join(traceback.format_exception(error)) + repr(error.values) + repr(error.args)
    assert TOKEN not in said and SERVERS_TOKEN not in said
    return error.reason


# The card


def test_the_card_tells_what_the_network_is():
    card = ModelCard(model_card(TRAINING, "school/net"))
    data = card.data.to_dict()
    assert (data["license"], data["base_model"]) == ("other", "google/ddpm-cifar10-32")
    assert data["library_name"] == "diffusers"
    for words in ("# my pictures", "| training steps | 400 |", "| pictures | 12;", "| learning rate | 0.0003 |"):
        assert words in card.text
    for words in ("8×8", "grey", "## Licence", "## What it must not be used for", "mirrored at random | yes"):
        assert words in card.text
    assert "its shape" not in card.text and "class" not in card.text.split("## Use")[0]


def test_a_base_that_is_not_on_the_hub_is_named_and_not_linked():
    card = ModelCard(model_card(TRAINING._replace(base="toys"), "net"))
    assert "base_model" not in card.data.to_dict()
    assert "| base network | toys |" in card.text


def test_steps_that_were_not_taken_are_not_claimed():
    assert "| training steps | 250 of 400 |" in model_card(TRAINING._replace(steps=250), "net")


NAMES = ["x\n---\nlicense: mit\n---", "a | b", "<script>alert(1)</script>", "# `x` [y](z)",
         "https://a.example www.a.example me@a.example", "$$x$$ \\(x\\) :wave: @ada"]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_name_stays_a_name(name):
    text = model_card(TRAINING._replace(name=name, base=name, labels=(name,), label=name), "net")
    card = ModelCard(text)
    assert card.data.to_dict()["license"] == "other"
    heading = next(line for line in card.text.splitlines() if line.startswith("# "))
    assert re.sub(r"\\(.)", r"\1", heading) == f"# {' '.join(name.split())}"
    assert not re.search(r"<script>|a\.example|://a|me@|\$\$|(?<!\\):wave|\s@ada", heading)
    cells = [re.sub(r"\\.", "", line).count("|") for line in card.text.splitlines() if line.startswith("|")]
    assert set(cells) == {3}


def test_every_value_of_the_recipe_has_words():
    card = model_card(TRAINING._replace(recipe=dict.fromkeys(RECIPE, True)), "net")
    assert [words for words in RECIPE.values() if f"| {words} | yes |" not in card] == []


@pytest.mark.parametrize("labels", [(), ("cat", "dog")])
def test_the_examples_of_the_card_run(tmp_path, monkeypatch, labels):
    save_checkpoint(some_checkpoint(labels=labels, extra_class=bool(labels)), tmp_path / "path" / "to" / "net")
    monkeypatch.chdir(tmp_path)
    card = model_card(TRAINING._replace(labels=labels, label=labels[-1] if labels else ""), "path/to/net")
    ours, theirs = re.findall(r"```python\n(.+?)```", card, re.DOTALL)
    exec(ours.replace("steps=25", "steps=2"), {})
    assert (tmp_path / "samples.png").exists()
    names = {}
    exec(theirs.replace("set_timesteps(250)", "set_timesteps(2)"), names)
    assert names["x"].shape == (4, 1, 8, 8)


# The zip


def test_the_zip_holds_the_network_and_its_card(tmp_path, result):
    path = pack(result, TRAINING, tmp_path)
    assert path == tmp_path / "my-pictures.zip"
    with zipfile.ZipFile(path) as archive:
        names = {"config.json", "scheduler_config.json", WEIGHTS, "README.md"}
        assert set(archive.namelist()) == {f"my-pictures/{name}" for name in names}
        archive.extractall(tmp_path / "out")
    assert_same_weights(tmp_path / "out" / "my-pictures", result)
    card = (tmp_path / "out" / "my-pictures" / "README.md").read_text(encoding="utf-8")
    assert card == model_card(TRAINING, "path/to/my-pictures")


def test_names_of_classes_go_along(tmp_path, result):
    (result / "labels.json").write_text('["a"]')
    with zipfile.ZipFile(pack(result, TRAINING, tmp_path)) as archive:
        assert archive.read("my-pictures/labels.json") == b'["a"]'


@pytest.mark.parametrize("name", publishing.NEEDED)
def test_a_checkpoint_that_is_not_complete_is_not_packed(tmp_path, result, name):
    (result / name).unlink()
    with pytest.raises(PublishError, match="incomplete"):
        pack(result, TRAINING, tmp_path)
    assert not list(tmp_path.glob("*.zip")) and not list(tmp_path.glob(".*"))


def test_a_zip_that_cannot_be_written_whole_is_not_there(tmp_path, result, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(zipfile.ZipFile, "writestr", full)
    with pytest.raises(OSError, match="No space"):
        pack(result, TRAINING, tmp_path)
    assert not list(tmp_path.glob("*.zip")) and not list(tmp_path.glob(".*"))


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("my pictures", "my-pictures"),
        ("../../etc/passwd", "etc-passwd"),
        ("C:\\con?.", "C-con"),
        ("a\0b\nc", "a-b-c"),
        ("Cây của tôi", "Cây-của-tôi"),
        ("...", "network"),
        ("", "network"),
        ("x" * 200, "x" * 60),
        ('"; rm -rf ~', "rm--rf"),
    ],
)
def test_a_file_name_is_harmless(name, file):
    assert file_name(name) == file


# The Hub


@pytest.mark.parametrize("repo", ["net", " Ada/net ", "school/net"])
def test_a_push_arrives_byte_by_byte(server, result, repo):
    there = repo.strip() if "/" in repo else f"Ada/{repo}"
    assert push(result, TRAINING, repo, f" {TOKEN}\n", private=True) == f"{server.endpoint}/{there}"
    pushed = server.repos[there]
    assert pushed.private
    assert pushed.files.pop("README.md").decode() == model_card(TRAINING, there)
    assert pushed.files == {name: (result / name).read_bytes() for name in publishing.NEEDED}


def test_what_was_pushed_can_be_fetched(server, result):
    push(result, TRAINING, "net", TOKEN, private=False)
    assert not server.repos["Ada/net"].private
    assert_same_weights(fetch("Ada/net"), result)


def test_the_token_is_sent_to_the_hub_alone_and_in_the_header_alone(server, result):
    push(result, TRAINING, "net", TOKEN, private=True)
    asked = [(method, path) for method, path, _ in server.requests]
    assert asked == [
        ("GET", "/api/whoami-v2"),
        ("POST", "/api/repos/create"),
        ("GET", "/api/models/Ada/net"),
        *2 * [("POST", "/api/validate-yaml")],
        ("POST", "/api/models/Ada/net/preupload/main"),
        ("POST", "/Ada/net.git/info/lfs/objects/batch"),
        ("PUT", asked[7][1]),
        ("POST", "/verify"),
        ("POST", "/api/models/Ada/net/commit/main"),
    ]
    for _, path, headers in server.requests:
        assert TOKEN not in path
        sent = headers.pop("authorization", None)
        assert sent == (None if path.startswith("/lfs/") else f"Bearer {TOKEN}"), path
        assert TOKEN not in str(headers) and SERVERS_TOKEN not in str(headers)
    assert len(server.bodies) == 8
    assert not any(TOKEN.encode() in body or SERVERS_TOKEN.encode() in body for body in server.bodies)
    assert b"a picture" not in b"".join(server.bodies)


def test_a_push_prints_nothing_and_leaves_no_files(server, result, temporary, tmp_path, capfd):
    push(result, TRAINING, "net", TOKEN, private=True)
    assert "".join(capfd.readouterr()) == ""
    assert list(temporary.iterdir()) == []
    assert not (tmp_path / "home").exists()


def test_a_second_push_replaces_the_first(server, result):
    push(result, TRAINING, "net", TOKEN, private=True)
    push(result, TRAINING._replace(steps=7), "net", TOKEN, private=True)
    assert server.repos["Ada/net"].files["README.md"].decode() == model_card(TRAINING._replace(steps=7), "Ada/net")


def test_what_is_to_be_private_does_not_go_where_all_can_see_it(server, result):
    server.repos["Ada/net"] = Repo({})
    assert refused(result, TRAINING, "net", TOKEN, True) == "public"
    assert server.repos["Ada/net"].files == {}
    push(result, TRAINING, "net", TOKEN, private=False)
    assert WEIGHTS in server.repos["Ada/net"].files


@pytest.mark.parametrize(
    "repo", ["", " ", "a/b/c", "../x", "/x", "x/", "a b", "x@main", "Ada/x@main", "-x", "x.git", "é", "x" * 97]
)
def test_a_name_that_none_can_have_asks_nobody(server, result, repo):
    assert refused(result, TRAINING, repo, TOKEN, True) == "bad_name"
    assert server.requests == []


@pytest.mark.parametrize("token", ["", "  ", f"{TOKEN}\r\nX: y", f"{TOKEN}é", f"{TOKEN} x", "x" * 501])
def test_a_token_that_no_header_can_hold_asks_nobody(server, result, token):
    assert refused(result, TRAINING, "net", token, True) == "bad_token"
    assert server.requests == []


def test_a_token_that_the_hub_does_not_know(server, result):
    assert refused(result, TRAINING, "net", f"{TOKEN}x", True) == "bad_token"
    assert server.repos == {}


def test_a_token_that_may_only_read_creates_nothing(server, result):
    server.accounts[TOKEN]["auth"]["accessToken"]["role"] = "read"
    assert refused(result, TRAINING, "net", TOKEN, True) == "read_only"
    assert server.repos == {}


def test_a_repository_of_somebody_else_is_left_alone(server, result):
    server.repos["google/net"] = Repo({})
    assert refused(result, TRAINING, "google/net", TOKEN, False) == "not_yours"
    assert [path for _, path, _ in server.requests] == ["/api/whoami-v2"]


@pytest.mark.parametrize("step", ["create", "preupload", "batch", "lfs/", "verify", "commit"])
@pytest.mark.parametrize(("status", "reason"), [(401, "bad_token"), (403, "forbidden"), (402, "refused")])
def test_a_refusal_at_any_step_has_a_reason(server, result, temporary, step, status, reason):
    server.refusals[step] = status
    assert refused(result, TRAINING, "net", TOKEN, True) == reason
    assert list(temporary.iterdir()) == []
    assert WEIGHTS not in server.repos.get("Ada/net", Repo({})).files


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_hub_in_trouble_is_unreachable(server, result, status):
    server.status = status
    assert refused(result, TRAINING, "net", TOKEN, True) == "unreachable"


def test_no_network(server, result, monkeypatch):
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert refused(result, TRAINING, "net", TOKEN, True) == "unreachable"
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    close_session()
    server.close()
    assert refused(result, TRAINING, "net", TOKEN, True) == "unreachable"


@pytest.mark.parametrize("account", [[], {}, {"name": "../x"}, {"name": 7}, {"name": "Ada", "orgs": [7]}])
def test_an_answer_that_makes_no_sense(server, result, account):
    server.accounts[TOKEN] = account
    assert refused(result, TRAINING, "net", TOKEN, True) in ("failed", "bad_token")
    assert server.repos == {}


def test_a_result_that_disappears_meanwhile(server, result):
    shutil.rmtree(result)
    assert refused(result, TRAINING, "net", TOKEN, True) == "incomplete"
    assert server.repos == {}


def test_a_full_disk(server, result, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copy", full)
    assert refused(result, TRAINING, "net", TOKEN, True) == "disk"


def test_the_card_that_arrives_is_one(server, result):
    push(result, TRAINING, "net", TOKEN, private=True)
    contents = server.repos["Ada/net"].files
    assert ModelCard(contents["README.md"].decode()).data.to_dict()["license"] == "other"
    assert json.loads(contents["config.json"])["_class_name"] == "UNet2DModel"
