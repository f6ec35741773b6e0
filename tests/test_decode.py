"""Uploads in a child process: the same pictures, and whatever happens to the child costs one file and no more."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from explorer import decode as module
from explorer.decode import PICTURE, READY, SIDES, decode
from explorer.images import read_picture, to_grey
from explorer.refusals import PictureError

from .test_images import MODES, QUICKLY, REFUSED, SUFFIX, blocks, png_of_zeros, saved

SIZE = 16


def reasons(answers: list) -> list[str]:
    """For each picture "", else why it was refused."""
    return [answer.reason if isinstance(answer, PictureError) else "" for answer in answers]


@pytest.fixture
def good(tmp_path) -> Path:
    return saved(Image.fromarray(blocks(48, 64)), tmp_path / "good.png")


@pytest.fixture(autouse=True)
def patience(monkeypatch) -> None:
    """The machine may be busy."""
    monkeypatch.setattr(module, "FILE_S", 120.0)
    monkeypatch.setattr(module, "UPLOAD_S", 600.0)


# --- as in this process


@pytest.mark.parametrize("channels", [1, 3])
def test_pictures_of_each_kind_are_those_of_read_picture_bit_for_bit(tmp_path, channels):
    exif = Image.Exif()
    exif[0x0112] = 6
    image = Image.fromarray(blocks(200, 304))
    paths = [
        saved(image.convert(mode), tmp_path / f"{mode}.{SUFFIX[kind]}", exif=exif.tobytes(), **QUICKLY.get(kind, {}))
        for kind, modes in MODES.items()
        for mode in modes
    ]
    for path, answer in zip(paths, decode(paths, SIZE, channels), strict=True):
        wanted = read_picture(path, SIZE)
        np.testing.assert_array_equal(answer, to_grey(wanted) if channels == 1 else wanted)
        assert answer.dtype == np.uint8


@pytest.mark.parametrize("channels", [1, 3])
def test_long_pictures_are_those_of_read_picture_too(tmp_path, channels):
    exif = Image.Exif()
    exif[0x0112] = 6
    sizes = [(64, 64), (64, 96), (104, 64), (64, 400)]
    paths = [saved(Image.fromarray(blocks(*size)), tmp_path / f"{size}.png", exif=exif.tobytes()) for size in sizes]
    for path, answer in zip(paths, decode(paths, SIZE, channels, 3), strict=True):
        wanted = read_picture(path, SIZE, 3)
        np.testing.assert_array_equal(answer, to_grey(wanted) if channels == 1 else wanted)


def test_files_that_are_no_pictures_are_refused_among_the_others_with_their_reasons(tmp_path, good):
    bad = []
    for number, make in enumerate(REFUSED):
        (tmp_path / str(number)).mkdir()
        bad.append(make(tmp_path / str(number)))
    answers = decode([path for each in bad for path in (each, good)], SIZE, 3)
    assert dict(zip(REFUSED, reasons(answers)[::2], strict=True)) == REFUSED
    assert reasons(answers)[1::2] == [""] * len(bad)


def test_a_path_may_be_odd_relative_or_gone(tmp_path, good, monkeypatch):
    monkeypatch.chdir(tmp_path)
    odd = tmp_path / "two\nlines, \u201cquotes\u201d and \udcff"
    odd.write_bytes(good.read_bytes())
    assert reasons(decode([odd, "good.png", "gone.png", "\0"], SIZE, 3)) == ["", "", *["picture.damaged"] * 2]


def test_this_process_decodes_nothing(good, monkeypatch):
    monkeypatch.setattr(Image, "open", None)
    assert reasons(decode([good], SIZE, 3)) == [""]


def test_no_files_are_no_answers():
    assert decode([], SIZE, 3) == []


def test_25_megapixels_fit(tmp_path):
    assert reasons(decode([png_of_zeros(tmp_path / "large.png", 5000, 5000)], SIZE, 3)) == [""]


# --- the limits of an upload


def test_the_201st_file_is_one_too_many(good):
    answers = decode([good] * 202, SIZE, 1)
    assert reasons(answers) == [""] * 200 + ["picture.too_many"] * 2
    assert answers[-1].values == {"most": 200}


def test_what_passes_200_megabytes_together_is_refused(tmp_path, good):
    heavy = tmp_path / "heavy.png"
    heavy.write_bytes(good.read_bytes())
    os.truncate(heavy, 25_000_000)  # bytes after the end of a PNG mean nothing
    answers = decode([*[heavy] * 7, good, heavy, good], SIZE, 1)
    assert reasons(answers) == [""] * 8 + ["picture.together", ""]
    assert answers[8].values == {"megabytes": 200}


def test_an_upload_whose_time_is_up_ends(good, monkeypatch):
    monkeypatch.setattr(module, "UPLOAD_S", 0.0)
    assert reasons(decode([good, good], SIZE, 3)) == ["picture.slow"] * 2


# --- what a hostile file might do: a child whose decoder does it


HOSTILE = """
import ctypes, os, signal, sys, time
from pathlib import Path
from explorer import decode_child, images
deeds = {
    "spin": "while True: pass",
    "sleep": "time.sleep(60)",
    "fault": "ctypes.string_at(0)",
    "kill": "os.kill(os.getpid(), signal.SIGKILL)",
    "leave": "os._exit(0)",
    "raise": "1 / 0",
    "hog": "bytearray(400_000_000)",
    "write": "Path(image.filename).with_suffix('.spilt').write_bytes(b'secret')",
    "talk": "os.write(2, b'secret')",
    "lie": "sys.stdout.buffer.write(bytes([255]) * 9); sys.stdout.flush(); time.sleep(60); awake(image)",
    "lie_briefly": "sys.stdout.buffer.write(bytes([1, 5, 5])); sys.stdout.flush(); os._exit(0)",
}
load = images.load
def awake(image):
    Path(image.filename).with_suffix(".awake").touch()
def hostile(image):
    exec(deeds.get(Path(image.filename).stem, ""))
    load(image)
images.load = hostile
decode_child.main()
"""


@pytest.fixture
def hostile(monkeypatch) -> None:
    """Children whose decoder does what the name of a file says."""
    monkeypatch.setattr(module, "PROGRAM", (sys.executable, "-c", HOSTILE))


@pytest.mark.usefixtures("hostile")
@pytest.mark.parametrize(
    ("deed", "reason"),
    [
        ("spin", "picture.slow"),
        ("fault", "picture.damaged"),
        ("kill", "picture.damaged"),
        ("leave", "picture.damaged"),
        ("raise", "picture.damaged"),
        ("hog", "picture.memory"),
        ("write", "picture.damaged"),
        ("talk", ""),
        ("lie", "picture.damaged"),
        ("lie_briefly", "picture.damaged"),
    ],
)
def test_only_the_culprit_is_refused(tmp_path, good, capfd, deed, reason):
    bad = (tmp_path / f"{deed}.png").absolute()
    bad.write_bytes(good.read_bytes())
    answers = decode([good, bad, good, bad, good], SIZE, 3)
    assert reasons(answers) == ["", reason, "", reason, ""]
    assert not [*tmp_path.glob("*.awake")]  # nor is a liar waited for
    for answer in answers[::2]:
        np.testing.assert_array_equal(answer, read_picture(good, SIZE))
    assert not any(path.read_bytes() for path in tmp_path.glob("*.spilt"))
    assert "secret" not in "".join(capfd.readouterr())


@pytest.mark.usefixtures("hostile")
def test_a_child_that_sleeps_is_ended_by_the_clock(tmp_path, good, monkeypatch):
    bad, answer, sleeps = good.with_name("sleep.png"), module.next_answer, iter((False, True, False))
    bad.write_bytes(good.read_bytes())

    def soon(child, shape, seconds):
        assert seconds == module.FILE_S
        return answer(child, shape, 0.5 if next(sleeps) else seconds)

    monkeypatch.setattr(module, "next_answer", soon)
    assert reasons(decode([good, bad, good], SIZE, 3)) == ["", "picture.slow", ""]


@pytest.mark.usefixtures("hostile")
def test_no_child_is_left_behind(good, monkeypatch):
    children = []

    class Kept(subprocess.Popen):
        def __init__(self, *arguments, **options):
            super().__init__(*arguments, **options)
            children.append(self)

    monkeypatch.setattr(subprocess, "Popen", Kept)
    bad = good.with_name("lie.png")
    bad.write_bytes(good.read_bytes())
    decode([good, bad, good], SIZE, 3)
    assert len(children) == 2
    assert all(child.returncode is not None for child in children)


@pytest.mark.parametrize("program", [("/no/such/program",), (sys.executable, "-c", ""), (sys.executable, "-c", "1/0")])
def test_where_no_child_can_be_started_every_file_is_refused(good, monkeypatch, capfd, program):
    monkeypatch.setattr(module, "PROGRAM", program)
    assert reasons(decode([good, good], SIZE, 3)) == ["picture.unavailable"] * 2
    assert ("ZeroDivisionError" in capfd.readouterr().err) == ("1/0" in program)  # the server's log says why


SHAPES = [(0, 0), (SIZE, SIZE - 1), (SIZE + 1, SIZE + 1), (SIZE, 3 * SIZE + 1), (1, 65535), (65535, 65535)]


@pytest.mark.parametrize("answer", [
    *(b"", b"\0", b"\xff", READY, PICTURE, PICTURE + bytes(3)),
    PICTURE + SIDES.pack(SIZE, SIZE) + bytes(SIZE * SIZE * 3 - 1),
    *(PICTURE + SIDES.pack(*sides) + bytes(4 * SIZE * SIZE * 3) for sides in SHAPES),
])  # fmt: skip
def test_an_answer_that_is_none_refuses_the_file(good, monkeypatch, answer):
    talk = f"import sys; sys.stdin.read(); sys.stdout.buffer.write({READY + answer!r})"
    monkeypatch.setattr(module, "PROGRAM", (sys.executable, "-S", "-c", talk))
    assert reasons(decode([good, good], SIZE, 3, 3)) == ["picture.damaged"] * 2
