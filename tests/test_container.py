"""What a container meets: another port, a proxy in the environment, folders that are somebody else's."""

import http.server
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

import app
from explorer import folders, health

PROJECT = Path(app.__file__).parent


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
def temporary(tmp_path, monkeypatch):
    """Where temporary folders lie, and what was chosen for Gradio."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.delenv(folders.VARIABLE, raising=False)
    monkeypatch.setenv(folders.VARIABLE, "")  # so that it is as before afterwards
    return tmp_path


def chosen() -> Path:
    folders.settle_temporary_folder()
    return Path(os.environ[folders.VARIABLE])


def somebody_elses(monkeypatch, *names: str) -> None:
    real = Path.stat

    def stat(self: Path, **options: object) -> os.stat_result:
        values = list(real(self, **options))
        values[4] += self.name in names
        return os.stat_result(values)

    monkeypatch.setattr(Path, "stat", stat)


def test_gradios_folder_stays_where_it_is_ones_own(temporary):
    assert chosen() == temporary / "gradio" == chosen()


def test_a_folder_that_was_named_stays(temporary, monkeypatch):
    monkeypatch.setenv(folders.VARIABLE, str(temporary / "a" / "mine"))
    assert chosen() == temporary / "a" / "mine"


def test_somebody_elses_folder_is_not_used(temporary, monkeypatch):
    somebody_elses(monkeypatch, "gradio")
    first = chosen()
    assert first == temporary / f"diffusion-explorer-{os.getuid()}"
    monkeypatch.setenv(folders.VARIABLE, "")
    somebody_elses(monkeypatch, first.name)
    second = chosen()
    assert second.parent == temporary and second not in (first, temporary / "gradio")
    assert list(second.iterdir()) == []


@pytest.mark.parametrize("named", ["", "file", "file/below"])
def test_what_is_no_folder_is_not_used(temporary, monkeypatch, named):
    (temporary / "gradio").touch()
    (temporary / "file").touch()
    monkeypatch.setenv(folders.VARIABLE, str(temporary / named) if named else "")
    assert chosen() == temporary / f"diffusion-explorer-{os.getuid()}"


def test_where_there_is_no_place_at_all_a_sentence_says_so(temporary, monkeypatch, capsys):
    (temporary / "file").touch()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary / "file"))
    monkeypatch.setattr(sys, "argv", ["app.py", "--port", "1"])
    monkeypatch.setattr(app.address, "refusal", lambda *_: None)
    assert app.main() == 1
    assert "There is no folder for temporary files." in capsys.readouterr().out
