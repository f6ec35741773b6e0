"""A Space is what is committed, made for its hardware; the Hub is a server in this process. And one's own server."""

import json
import logging
import re
import shlex
import subprocess
import sys
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urljoin

import pytest
from huggingface_hub import SpaceCard, close_session, constants, errors

from explorer import command, deploy, health
from explorer.models.files.locations import BUCKET
from explorer.space import CPU_INDEX, LEFT_OUT, ZERO_SPACES, ZERO_TORCH, requirements, space_files
from tests.models.hub.stub_hub import Repo, StubHub
from tests.support.served import free_port

PROJECT = Path(__file__).parents[1]
TOKEN = "hf_TheOwnersSecretToken"
README = """---
title: Some App
emoji: 🌫️
colorFrom: blue
sdk: gradio
sdk_version: 0.0.1
app_file: app.py
license: apache-2.0
---

# Some App
"""
FILES = {
    "README.md": README,
    "requirements.txt": "gradio==6.31.0\ntorch>=2.8,<=2.13.0\ntorch-other==1\n",
    "requirements-dev.txt": "pytest\n",
    "app.py": "print('committed')\n",
    "explorer/__init__.py": "",
    "checkpoints/a b/größe.safetensors": "weights",
    "benchmarks/speed.py": "",
    "benchmarks/results/speed.md": "fast",
    "docs/tour.py": "",
    "docs/noise.png": "picture",
    "tests/test_app.py": "",
    "tests/models/test_deep.py": "",
    ".ci/run": "",
    "Dockerfile": "",
    ".dockerignore": "",
}
KEPT = {"README.md", "requirements.txt", "app.py", "explorer/__init__.py", "checkpoints/a b/größe.safetensors"}
KEPT |= {"benchmarks/results/speed.md", "docs/noise.png"}


def git(folder, *arguments):
    name = ["-c", "user.name=A", "-c", "user.email=a@b.c", "-c", "commit.gpgSign=false", "-c", "core.hooksPath="]
    subprocess.run(["git", "-C", folder, *name, *arguments], check=True, capture_output=True)


def write(folder, files):
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content if isinstance(content, bytes) else content.encode())


def commit(folder, files):
    write(folder, files)
    git(folder, "add", "--all")
    git(folder, "commit", "-m", "x")


@pytest.fixture(autouse=True)
def no_other_repository(monkeypatch):
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):  # which a hook that runs the tests sets
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def project(tmp_path, monkeypatch):
    folder = tmp_path / "project"
    folder.mkdir()
    git(folder, "init")
    commit(folder, FILES)
    monkeypatch.setattr(deploy, "PROJECT", folder)
    return folder


@pytest.fixture
def server(tmp_path, monkeypatch, caplog):
    server = StubHub()
    server.accounts[TOKEN] = {"name": "Ada"}
    monkeypatch.setenv("HF_ENDPOINT", server.endpoint)
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "no-token"))
    monkeypatch.setattr(constants, "HF_STORED_TOKENS_PATH", str(tmp_path / "no-tokens"))
    close_session()
    caplog.set_level(logging.DEBUG)
    yield server
    server.close()
    assert TOKEN not in caplog.text


@pytest.fixture
def run(capfd):
    """deploy's exit status, and what it printed on either stream, in which the token never is."""

    def run(*arguments):
        status = deploy.main(list(arguments))
        out, err = capfd.readouterr()
        assert TOKEN not in out + err and "Traceback" not in out + err
        return status, out, err

    return run


# The files


def test_a_space_is_what_is_committed(project):
    write(project, {"app.py": "print('not committed')", "secret.txt": "secret"})
    files = space_files(project, "cpu-basic")
    assert files.keys() == KEPT
    assert files["app.py"] == b"print('committed')\n"
    assert files["checkpoints/a b/größe.safetensors"] == b"weights"


def test_what_is_not_committed_is_named(project, run):
    write(project, {"app.py": "changed", "sécret.txt": "secret"})
    out = run("Ada/app", "--dry-run")[1]
    assert re.search(r"not committed .*: app\.py, sécret\.txt$", out, re.MULTILINE)
    git(project, "stash", "--include-untracked")
    assert "not committed" not in run("Ada/app", "--dry-run")[1]


@pytest.mark.parametrize(
    ("hardware", "expected"),
    [
        ("cpu-basic", [CPU_INDEX, "gradio==6.31.0", "torch>=2.8,<=2.13.0", "torch-other==1"]),
        ("cpu-upgrade", [CPU_INDEX, "gradio==6.31.0", "torch>=2.8,<=2.13.0", "torch-other==1"]),
        ("zero-a10g", ["gradio==6.31.0", ZERO_TORCH, "torch-other==1", ZERO_SPACES]),
        ("t4-small", ["gradio==6.31.0", "torch>=2.8,<=2.13.0", "torch-other==1"]),
    ],
)
def test_requirements_suit_the_hardware(hardware, expected):
    assert requirements(FILES["requirements.txt"], hardware).splitlines() == expected


@pytest.mark.parametrize(
    ("hardware", "python", "start"),
    [("cpu-basic", "3.12", "app.py"), ("t4-small", "3.12", "app.py"), ("zero-a10g", "3.12.12", "app.py")],
)
def test_the_front_matter_is_that_of_the_space(project, hardware, python, start):
    files = space_files(project, hardware)
    card = SpaceCard(files["README.md"].decode())
    assert card.data.to_dict() == {
        "title": "Some App",
        "emoji": "🌫️",
        "colorFrom": "blue",
        "sdk": "gradio",
        "sdk_version": "6.31.0",
        "app_file": start,
        "license": "apache-2.0",
        "python_version": python,
        "suggested_hardware": hardware,
    }
    assert card.text.strip() == "# Some App"
    assert start in files


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"a/large.bin": b"0" * 10_000_001}, "a/large.bin has 10.0 MB"),
        ({"requirements.txt": "gradio>=6\n"}, "must pin gradio"),
        ({"README.md": "---\na: [\n---\n"}, "front matter of README.md"),
    ],
)
def test_what_cannot_be_a_space_is_refused(project, run, server, files, said):
    commit(project, files)
    status, _, err = run("Ada/app")
    assert status == 1 and said in err and err.count("\n") == 1
    assert server.requests == []


def test_a_folder_that_is_no_checkout_is_refused(tmp_path, monkeypatch, run):
    write(tmp_path, FILES)
    monkeypatch.setattr(deploy, "PROJECT", tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    status, _, err = run("Ada/app", "--dry-run")
    assert status == 1 and "is no git checkout" in err and err.count("\n") == 1
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "not installed" in run("Ada/app", "--dry-run")[2]


def test_a_dry_run_shows_everything_and_asks_nobody(project, run, server, monkeypatch):
    monkeypatch.delenv("HF_TOKEN")
    status, out, err = run("Ada/app", "--hardware", "zero-a10g", "--dry-run")
    assert (status, err) == (0, "")
    assert re.search(r"^ +7  checkpoints/a b/größe\.safetensors$", out, re.MULTILINE)
    for words in (f"\n{ZERO_SPACES}\n", ZERO_TORCH, "sdk_version: 6.31.0", "Chains of large networks", *LEFT_OUT):
        assert words in out
    assert "tests/test_app.py" not in out
    assert server.requests == []


# The Hub


def test_a_deployment_arrives_byte_by_byte(project, run, server):
    status, out, err = run("Ada/app", "--hardware", "t4-small", "--private")
    assert (status, err) == (0, "")
    assert out.endswith(f"\n{server.endpoint}/spaces/Ada/app\n")
    space = server.repos["spaces/Ada/app"]
    assert space.private and space.hardware == "t4-small"
    del space.files[".gitattributes"]
    assert space.files == space_files(project, "t4-small")
    asked = [(method, path) for method, path, _ in server.requests]
    assert asked == [
        ("POST", "/api/repos/create"),
        ("GET", "/api/spaces/Ada/app"),
        ("POST", "/api/validate-yaml"),
        ("POST", "/api/spaces/Ada/app/preupload/main"),
        ("POST", "/spaces/Ada/app.git/info/lfs/objects/batch"),
        ("PUT", asked[5][1]),
        ("POST", "/verify"),
        ("POST", "/api/spaces/Ada/app/commit/main"),
    ]
    created = json.loads(server.bodies[0])
    assert created["type"] == "space" and created["sdk"] == "gradio" and created["visibility"] == "private"
    assert not any(TOKEN.encode() in body for body in server.bodies)
    for _, path, headers in server.requests:
        assert headers.get("authorization") == (None if path.startswith("/lfs/") else f"Bearer {TOKEN}")


def test_who_does_not_ask_for_a_private_space_leaves_it_to_the_account(project, run, server):
    assert run("Ada/app")[0] == 0
    assert "visibility" not in json.loads(server.bodies[0])


def test_an_update_deletes_what_is_gone_and_moves_to_other_hardware(project, run, server):
    run("Ada/app")
    (project / "checkpoints/a b/größe.safetensors").unlink()
    commit(project, {"new.py": "new"})
    server.requests.clear()
    assert run("Ada/app", "--hardware", "zero-a10g")[0] == 0
    space = server.repos["spaces/Ada/app"]
    assert space.hardware == "zero-a10g"
    assert space.files.keys() == KEPT - {"checkpoints/a b/größe.safetensors"} | {"new.py", ".gitattributes"}
    order = [path for _, path, _ in server.requests]
    assert order.index("/api/spaces/Ada/app/hardware") < order.index("/api/spaces/Ada/app/commit/main")
    server.requests.clear()
    assert run("Ada/app", "--hardware", "zero-a10g")[0] == 0
    assert "/api/spaces/Ada/app/hardware" not in [path for _, path, _ in server.requests]


def test_jobs_are_kept_in_a_bucket(project, run, server):
    for _ in range(2):
        status, out, _ = run("Ada/app", "--bucket", "Ada/jobs")
        assert status == 0 and "are kept in Ada/jobs" in out
        assert server.buckets == {"Ada/jobs": {"visibility": "private"}}
        volume, *others = server.repos["spaces/Ada/app"].volumes
        assert not others
        assert (volume["type"], volume["source"], volume["mountPath"]) == ("bucket", "Ada/jobs", str(BUCKET))
    mine = {"type": "model", "source": "Ada/own", "mountPath": "/own"}
    server.repos["spaces/Ada/app"].volumes.append(mine)
    run("Ada/app", "--bucket", "Ada/jobs")
    assert [each["source"] for each in server.repos["spaces/Ada/app"].volumes] == ["Ada/own", "Ada/jobs"]
    server.requests.clear()
    assert run("Ada/app")[0] == 0  # and stay there
    assert not [path for _, path, _ in server.requests if "volumes" in path or "buckets" in path]
    assert run("Ada/app", "--bucket", "jobs")[0] == 1


def test_a_space_with_a_bucket_keeps_its_jobs_there(tmp_path, monkeypatch):
    monkeypatch.setattr(command, "BUCKET", tmp_path)
    assert command.parse([]).jobs == command.JOBS  # a folder of that name may be anybody's
    monkeypatch.setenv("SPACE_ID", "Ada/app")
    assert command.parse([]).jobs == tmp_path / "jobs"
    monkeypatch.setattr(command, "BUCKET", tmp_path / "none")
    assert command.parse([]).jobs == command.JOBS


def test_something_else_is_not_overwritten(project, run, server):
    other = server.repos["spaces/Ada/app"] = Repo({"README.md": b"", "app.py": b"other"})
    status, _, err = run("Ada/app")
    assert status == 1 and "holds something else" in err
    assert other.files == {"README.md": b"", "app.py": b"other"} and other.hardware is None


def test_what_is_to_be_private_does_not_go_where_all_can_see_it(project, run, server):
    run("Ada/app")
    before = dict(server.repos["spaces/Ada/app"].files)
    commit(project, {"new.py": "new"})
    status, _, err = run("Ada/app", "--private")
    assert status == 1 and "is public already" in err
    assert server.repos["spaces/Ada/app"].files == before


@pytest.mark.parametrize("space", ["app", "a/b/c", "../x", "Ada/x@main", "a b/c", "Ada/"])
def test_a_name_that_none_can_have_asks_nobody(project, run, server, space):
    status, _, err = run(space)
    assert status == 1 and "names no Space" in err
    assert server.requests == []


def test_unknown_hardware_is_a_sentence(capfd):
    with pytest.raises(SystemExit):
        deploy.main(["Ada/app", "--hardware", "abacus"])
    assert "invalid choice: 'abacus'" in capfd.readouterr().err


@pytest.mark.parametrize("step", ["create", "preupload", "batch", "lfs/", "verify", "commit"])
@pytest.mark.parametrize(
    ("status", "said"),
    [(401, "does not know this token"), (402, "paid for"), (403, "may not write"), (418, "status 418")],
)
def test_a_refusal_at_any_step_is_a_sentence(project, run, server, step, status, said):
    server.refusals[step] = status
    code, _, err = run("Ada/app")
    assert code == 1 and said in err and err.count("\n") == 1


def test_hardware_that_is_not_given_leaves_the_files_as_they_were(project, run, server):
    run("Ada/app")
    commit(project, {"new.py": "new"})
    server.refusals["hardware"] = 402
    status, _, err = run("Ada/app", "--hardware", "t4-small")
    assert status == 1 and "t4-small to be paid for" in err
    assert "new.py" not in server.repos["spaces/Ada/app"].files


def test_no_token(project, run, server, monkeypatch):
    monkeypatch.delenv("HF_TOKEN")
    status, _, err = run("Ada/app")
    assert status == 1 and "hf auth login" in err
    assert server.requests == []


def test_no_network(project, run, server, monkeypatch):
    server.close()
    status, _, err = run("Ada/app")
    assert status == 1 and "cannot be reached" in err
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert "cannot be reached" in run("Ada/app")[2]


@pytest.mark.parametrize("token", [f"{TOKEN}é", f"{TOKEN}\r\nX: y"])
def test_a_token_that_no_header_can_hold_is_not_quoted(project, run, server, monkeypatch, token):
    monkeypatch.setenv("HF_TOKEN", token)
    assert run("Ada/app")[0] == 1


def test_what_the_hub_says_is_passed_on_without_the_token(project, run, server, monkeypatch):
    def refuse(*_, **__):
        response = type("Response", (), {"status_code": 402, "headers": {}, "request": None})()
        raise errors.HfHubHTTPError("no", response=response, server_message=f"{TOKEN} must\nsubscribe")

    monkeypatch.setattr(deploy.HfApi, "create_repo", refuse)
    assert run("Ada/app")[2].endswith("It says: (token) must subscribe\n")


# The tree that arrives, started


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    folder = tmp_path_factory.mktemp("space")
    write(folder, space_files(PROJECT, "zero-a10g"))
    return folder


def start(tree, *arguments):
    return subprocess.run(
        [sys.executable, *arguments], cwd=tree, capture_output=True, text=True, timeout=600, check=False
    )


def targets_of(page):
    """The files that a page in Markdown points at."""
    text = re.sub("```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return {page.parent / (first or second) for first, second in re.findall(r'\]\(([^)#:]+)\)|src="([^":]+)"', text)}


def test_what_the_readme_and_the_docs_point_at_goes_along(tree):
    targets = set().union(*(targets_of(page) for page in [*tree.glob("*.md"), *(tree / "docs").glob("*.md")]))
    assert {tree / "docs" / "chains.gif", tree / "docs" / "teaching.md"} <= targets
    assert any(target.name == "sampling-digits.md" for target in targets)
    assert [target for target in sorted(targets) if not target.exists()] == []


def test_the_tree_starts(tree):
    assert not (tree / "tests").exists() and not list((tree / "benchmarks").glob("*.py"))
    done = start(tree, "app.py", "--help")
    assert done.returncode == 0 and "--checkpoint" in done.stdout, done.stderr


def test_every_import_resolves_in_the_tree(tree):
    code = """
import importlib, pkgutil, sys, explorer
for module in pkgutil.walk_packages(explorer.__path__, "explorer."):
    importlib.import_module(module.name)
    print(sys.modules[module.name].__file__)
assert not {"tests", "benchmarks"} & sys.modules.keys()
"""
    done = start(tree, "-c", code)
    assert done.returncode == 0, done.stderr
    loaded = {Path(line).resolve() for line in done.stdout.splitlines()}
    assert len(loaded) > 50 and all(tree.resolve() in path.parents for path in loaded)


# One's own server


def instructions(name):
    text = (PROJECT / "Dockerfile").read_text().replace("\\\n", "")
    return [line.removeprefix(f"{name} ") for line in text.splitlines() if line.startswith(f"{name} ")]


def test_what_the_image_copies_is_there_and_is_sent():
    ignored = (PROJECT / ".dockerignore").read_text().splitlines()
    copied = {source.rstrip("/") for line in instructions("COPY") for source in shlex.split(line)[:-1]}
    assert ignored[0] == "*" and {f"!{source}" for source in copied} == {line for line in ignored if line[0] == "!"}
    assert {"app.py", "explorer", "checkpoints", "requirements.lock"} <= copied
    assert all((PROJECT / source).exists() for source in copied)


def test_the_command_of_the_image_is_one_that_the_app_knows():
    (started,) = map(json.loads, instructions("ENTRYPOINT"))
    assert started[:2] == ["python", "app.py"]
    options = command.parse(started[2:])
    assert options.host == "0.0.0.0" and str(options.port) in instructions("EXPOSE")
    assert Path("/app") / options.jobs.relative_to(PROJECT) == Path(*instructions("VOLUME"))
    (check,) = (json.loads(line[line.index("[") :]) for line in instructions("HEALTHCHECK"))
    assert check == ["python", "-m", "explorer.health"] and health.DEFAULT.endswith(f":{options.port}")
    assert any(line.partition(f"{health.VARIABLE}=")[2].startswith("/tmp/") for line in instructions("ENV"))
    assert instructions("USER") == ["explorer"]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("/explorer", "/explorer"),
        ("explorer/", "/explorer"),
        ("/a/b/", "/a/b"),
        ("/", ""),
        ("https://example.org/a/", "https://example.org/a"),
    ],
)
def test_a_root_path_is_written_in_any_way(text, path):
    assert command.parse(["--root-path", text]).root_path == path


class Proxy(BaseHTTPRequestHandler):
    """As nginx and Caddy are told in docs/deployment.md: what is below /explorer/ goes on without it."""

    def do_GET(self):
        if not self.path.startswith("/explorer/"):
            return self.send_error(404)
        request = urllib.request.Request(self.server.behind + self.path.removeprefix("/explorer"))
        request.add_header("Host", self.headers["Host"])
        with urllib.request.urlopen(request) as answer:
            self.send_response(answer.status)
            self.end_headers()
            self.wfile.write(answer.read())
        return None

    def log_message(self, *_):
        pass


@pytest.mark.parametrize(("query", "within"), [("", ""), ("?lang=ru", "/lang/ru")])
def test_the_page_and_its_scripts_are_found_behind_a_proxy(tmp_path, monkeypatch, query, within):
    from explorer.ui.chains.service import ChainService
    from explorer.ui.components.chart.chart import PLOTLY_JS
    from explorer.ui.networks import Networks
    from explorer.ui.server.launch import launch

    monkeypatch.setenv("no_proxy", "127.0.0.1")
    port = free_port()
    proxy = ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    proxy.behind = f"http://127.0.0.1:{port}"
    threading.Thread(target=proxy.serve_forever, daemon=True).start()
    outside = f"http://127.0.0.1:{proxy.server_port}/explorer"
    networks = Networks("toys", "cpu", tmp_path / "jobs")
    page = launch(None, ChainService(networks), "127.0.0.1", port, False, "/explorer")

    def get(address):
        with urllib.request.urlopen(address, timeout=30) as answer:
            return answer.read()

    try:
        html = get(f"{outside}/{query}").decode()
        root = json.loads(re.search(r'"root": ?("[^"]*")', html)[1])
        assert root == outside + within  # window.gradio_config.root, from which the components load their scripts
        assert get(f"{root}/shipped/plotly.min.js") == Path(PLOTLY_JS).read_bytes()
        assert json.loads(get(f"{root}/config"))["root"] == root
        scripts = re.findall(r'<script type="module"[^>]* src="([^"]+)"', html)
        assert scripts
        for script in scripts:
            assert get(urljoin(f"{outside}/", script))
    finally:
        page.close()
        networks.close()
        proxy.shutdown()
        proxy.server_close()
