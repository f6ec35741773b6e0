"""The folder of uploads: a server's own, bounded, and gone with it."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from explorer.ui.server import temporary
from explorer.ui.server.temporary import ANSWERS, PREFIX, is_full, sweep, temporary_folder

PROJECT = Path(__file__).parents[3]


@pytest.fixture
def above(tmp_path, monkeypatch):
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    return tmp_path


def written(path: Path, age: float = 0, size: int = 10) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * size)
    os.utime(path, (time.time() - age, time.time() - age))
    return path


def test_it_is_there_for_its_user_only_and_gone_afterwards(above):
    with temporary_folder() as folder:
        assert Path(os.environ["GRADIO_TEMP_DIR"]) == folder and folder.parent == above
        assert os.name == "nt" or folder.stat().st_mode & 0o077 == 0
        written(folder / "0f" / "cat.png")
    assert list(above.iterdir()) == []


def test_a_server_that_is_killed_leaves_it_to_the_next(above):
    code = "from explorer.ui.server.temporary import *\nimport os\nwith temporary_folder() as f:\n"
    code += " (f / 'picture').write_bytes(b'x')\n print(f, flush=True)\n input()"
    with subprocess.Popen([sys.executable, "-c", code], cwd=PROJECT, text=True, stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE) as other:  # fmt: skip
        theirs = Path(other.stdout.readline().strip())
        with temporary_folder():
            assert (theirs / "picture").exists()  # it lives
        other.kill()
        other.wait()
        assert (theirs / "picture").exists()
    with temporary_folder():
        assert not theirs.exists()


def test_what_is_not_a_servers_is_left_alone(above):
    mine = written(above / "gradio" / "cat.png", age=10**6)
    elsewhere = above / "elsewhere"
    target = written(elsewhere / "precious", age=10**6)
    (above / f"{PREFIX}link").symlink_to(elsewhere)
    being_made = above / f"{PREFIX}new"
    being_made.mkdir()
    with temporary_folder():
        pass
    assert mine.exists() and target.exists() and being_made.exists()


def test_the_sweep_goes_by_age(tmp_path):
    old = [written(tmp_path / "aa" / "cat.png", age=3700), written(tmp_path / "tmpxyz", age=3700),
           written(tmp_path / ANSWERS / "bb" / "image.png", age=700)]  # fmt: skip
    new = [written(tmp_path / "cc" / "cat.png", age=3500), written(tmp_path / ANSWERS / "dd" / "image.png", age=500)]
    sweep(tmp_path, time.time())
    assert not any(path.exists() for path in old) and all(path.exists() for path in new)
    assert not old[0].parent.exists()


def test_of_answers_only_so_much_is_kept_and_uploads_make_no_room_for_them(tmp_path, monkeypatch):
    monkeypatch.setattr(temporary, "MOST_ANSWERS", 100)
    upload = written(tmp_path / "aa" / "cat.png", age=3000, size=500)
    answers = [written(tmp_path / ANSWERS / str(age) / "image.png", age, size=40) for age in (400, 300, 200, 100)]
    sweep(tmp_path, time.time())
    assert [path.exists() for path in answers] == [False, False, True, True]
    assert upload.exists()


def test_full_is_full(tmp_path, monkeypatch):
    monkeypatch.setattr(temporary, "MOST_BYTES", 100)
    written(tmp_path / "a", size=60)
    assert not is_full(tmp_path)
    written(tmp_path / "b" / "c", size=60)
    assert is_full(tmp_path)


def test_it_sweeps_while_it_runs(above, monkeypatch):
    monkeypatch.setattr(temporary, "SWEEP_S", 0.01)
    with temporary_folder() as folder:
        path = written(folder / "aa" / "cat.png", age=3700)
        while path.exists():
            time.sleep(0.01)
