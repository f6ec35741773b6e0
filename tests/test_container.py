"""What a container meets: another port, a proxy in the environment, folders that are somebody else's."""

import http.server
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from explorer import command, health
from explorer.ui.server.temporary import temporary_folder

PROJECT = Path(__file__).parents[1]


@pytest.fixture
def server(monkeypatch, tmp_path):
    """A small server, which says what it was asked for."""
    asked = []

    class Small(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(self.server.status)
            self.end_headers()
            self.wfile.write(b"small")

        def log_message(self, *_args: object) -> None:
            pass

    monkeypatch.setenv(health.VARIABLE, str(tmp_path / "address"))
    monkeypatch.setattr(health, "TIMEOUT_S", 60)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Small) as server:
        server.status, server.asked = 200, asked
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.mark.parametrize("host", ["0.0.0.0", "127.0.0.1", "localhost"])
def test_the_check_asks_where_the_server_listens_for_something_small(server, host):
    health.note(host, server.server_port)
    assert health.is_well() and server.asked == [health.SMALL]


def test_no_proxy_of_the_environment_is_asked(server, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://203.0.113.7:3128")
    health.note("0.0.0.0", server.server_port)
    assert health.is_well()


def test_a_server_that_answers_with_an_error_is_not_well(server):
    server.status = 503
    health.note("0.0.0.0", server.server_port)
    assert not health.is_well()


def test_a_server_that_is_not_there_is_not_well(server, tmp_path):
    health.note("0.0.0.0", server.server_port)
    server.shutdown()
    server.server_close()
    assert not health.is_well()
    (tmp_path / "address").write_text("nonsense")
    assert not health.is_well()


def test_the_usual_address_is_asked_where_none_could_be_noted(server, monkeypatch):
    monkeypatch.setenv(health.VARIABLE, "/nowhere/address")
    health.note("0.0.0.0", server.server_port)  # says nothing
    monkeypatch.setattr(health, "DEFAULT", f"http://127.0.0.1:{server.server_port}")
    assert health.is_well()
    monkeypatch.delenv(health.VARIABLE)
    health.note("0.0.0.0", 1)
    assert health.is_well()


def test_the_program_of_the_check_says_it_by_its_status(server):
    health.note("0.0.0.0", server.server_port)
    command = [sys.executable, "-m", "explorer.health"]
    assert subprocess.run(command, cwd=PROJECT, check=False).returncode == 0
    server.status = 500
    assert subprocess.run(command, cwd=PROJECT, check=False).returncode == 1


# Folders


@pytest.fixture
def system(tmp_path, monkeypatch):
    """The system's folder for temporary files."""
    folder = tmp_path / "system"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.mark.parametrize("named", [None, "", "mine", "mine/below"])
def test_the_folder_for_uploads_lies_where_it_was_asked_for(system, tmp_path, monkeypatch, named):
    monkeypatch.delenv("GRADIO_TEMP_DIR", raising=False)
    if named is not None:
        monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / named) if named else "")
    with temporary_folder() as folder:
        assert folder.parent == (tmp_path / named if named else system)
        assert folder.stat().st_mode & 0o077 == 0, "nobody else can look into it"


def refuse(folder: Path, monkeypatch) -> None:
    """As where it belongs to somebody else; root, whom no folder refuses, would not notice."""
    real = tempfile.mkdtemp

    def mkdtemp(*args, dir=None, **options) -> str:
        if Path(dir) == folder:
            raise PermissionError(13, "Permission denied")
        return real(*args, dir=dir, **options)

    monkeypatch.setattr(tempfile, "mkdtemp", mkdtemp)


@pytest.mark.parametrize("named", ["file", "file/below", "theirs"])
def test_what_is_no_folder_or_somebody_elses_is_not_used(system, tmp_path, monkeypatch, named):
    (tmp_path / "file").touch()
    (tmp_path / "theirs").mkdir()
    refuse(tmp_path / "theirs", monkeypatch)
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / named))
    with temporary_folder() as folder:
        assert folder.parent == system and os.environ["GRADIO_TEMP_DIR"] == str(folder)


def test_gradios_usual_folder_may_be_somebody_elses(system, monkeypatch):
    monkeypatch.delenv("GRADIO_TEMP_DIR", raising=False)
    (system / "gradio").touch()
    refuse(system / "gradio", monkeypatch)
    with temporary_folder() as folder:
        assert folder.parent == system


def test_where_there_is_no_place_at_all_a_sentence_says_so(system, tmp_path, monkeypatch, capsys):
    (tmp_path / "file").touch()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "file"))
    monkeypatch.setattr(sys, "argv", ["app.py", "--port", "1"])
    monkeypatch.setattr(command.address, "refusal", lambda *_: None)
    monkeypatch.setattr(command, "keep_short", lambda: None)
    assert command.start() == 1
    assert "There is no folder for temporary files." in capsys.readouterr().out


# Images


@pytest.mark.parametrize(
    ("gpu", "build"), [("", "--no-deps --index-url https://download.pytorch.org/whl/cpu"), ("1", "")]
)
def test_the_image_gets_the_torch_that_it_was_asked_for(tmp_path, gpu, build):
    """What the Dockerfile has the shell do, with a pip that only says what it is told."""
    (pip := tmp_path / "pip").write_text('#!/bin/sh\necho "$@"\n')
    pip.chmod(0o755)
    text = (PROJECT / "Dockerfile").read_text().replace("\\\n", "")
    (install,) = (line.removeprefix("RUN ") for line in text.splitlines() if line.startswith("RUN pip"))
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin", "GPU": gpu}
    said = subprocess.run(["sh", "-ec", install], env=environment, capture_output=True, text=True, check=True).stdout
    locked, torch, check = said.splitlines()
    assert locked.startswith("install") and "--require-hashes" in locked and check == "check"
    assert torch.split("torch==", 1)[1].split() == ["2.13.0", *build.split()]
