"""The command line: python app.py."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]


def run(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "app.py", *arguments], cwd=PROJECT, capture_output=True, text=True, timeout=120, check=False
    )


def test_help_explains_every_option():
    shown = run("--help").stdout
    options = "--host --port --checkpoint --device --language --share --jobs --root-path --mcp"
    for option in [*options.split(), "--trusted-proxy", "--classroom"]:
        assert re.search(rf"{option}\b.*\n? +\w", shown), option


def test_a_port_in_use_is_a_sentence(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = run("--port", str(port), "--jobs", str(tmp_path / "jobs"))
    assert result.returncode == 1
    assert result.stdout.strip() == (
        f"Port {port} is in use. Stop the other program, or choose another: --port {port + 1}"
    )
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(("option", "package"), [(["--mcp"], "mcp"), (["--cluster", "http://head:8265"], "ray")])
def test_an_option_without_its_package_is_a_sentence(option, package):
    code = f"import sys; sys.modules[{package!r}] = None; sys.argv = ['app.py', *{option!r}]; import app; app.main()"
    result = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert result.returncode == 1 and result.stderr == ""
    assert f"pip install -r requirements-{option[0].removeprefix('--')}.txt" in result.stdout


def test_an_unknown_language_is_a_sentence():
    result = run("--language", "tlh")
    assert result.returncode == 2 and "invalid choice: 'tlh'" in result.stderr and "Traceback" not in result.stderr


def test_the_readme_starts_with_the_spaces_header():
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    header = readme.split("---")[1]
    values = dict(line.split(": ", 1) for line in header.strip().splitlines())
    assert values["sdk"] == "gradio" and values["app_file"] == "app.py" and values["license"] == "apache-2.0"
    assert f"gradio=={values['sdk_version'].strip()}" in (PROJECT / "requirements.txt").read_text()


def test_nothing_that_is_committed_is_larger_than_a_space_takes():
    files = subprocess.run(["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, check=True).stdout.split(b"\0")
    paths = [PROJECT / name.decode() for name in files if name]
    assert len(paths) > 50
    assert [path for path in paths if path.exists() and path.stat().st_size > 10_000_000] == []


STOPPED = """
import os, signal
from explorer import command
from explorer.ui.server import launch

class Page:
    mcp_error = None

    def block_thread(self):
        print("went on", flush=True)

def build(*args, **options):
    try:
        os.kill(os.getpid(), signal.SIGTERM)
    except BaseException:  # as Python does with whatever is raised in a callback of its own
        pass
    return Page()

launch.launch = build
status = command.serve(command.parse(["--jobs", "jobs"]))
print("left with", status, flush=True)
os._exit(0)
"""


def test_a_stop_that_comes_while_the_pages_are_built_is_not_lost(tmp_path):
    environment = os.environ | {"PYTHONPATH": str(PROJECT)}
    done = subprocess.run(
        [sys.executable, "-c", STOPPED], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert done.stdout == "left with 0\n", done.stderr
