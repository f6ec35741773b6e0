"""20,000 hostile files through `decode`: it stays up, quick and small, and keeps nothing of them. With -m soak."""

import contextlib
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest

from explorer import decode as module
from explorer.decode import PROJECT, decode
from explorer.refusals import MAX_FILES, REFUSALS, PictureError

from .hostile_files import hostile_files, whole_pictures

pytestmark = pytest.mark.soak

FILES, SIZE = 20_000, 32
LONGEST_S, LARGEST_MB = 1.0, 400
CLOCK_S = 2.0  # by the clock, for other programs have their turn as well
REAL_TEMP = Path(tempfile.gettempdir())


@dataclass
class Figures:
    """What was measured, and a sentence for each thing that must not be."""

    reasons: Counter = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)  # by the clock, of each file
    computed: list[float] = field(default_factory=list)  # of computing, of each file that did not end its child
    ends: Counter = field(default_factory=Counter)  # how children ended that a file ended
    megabytes: dict[int, float] = field(default_factory=dict)  # of each child, its peak after the last file it answered
    complaints: list[str] = field(default_factory=list)


@pytest.fixture
def figures(monkeypatch) -> Figures:
    """Filled by whatever is decoded: the clock around each answer, and the peak of each child."""
    measured, ask = Figures(), module.next_answer

    def next_answer(child: subprocess.Popen, *arguments) -> np.ndarray | PictureError:
        began, computed = time.monotonic(), computing(child)
        answer = ask(child, *arguments)
        measured.seconds.append(time.monotonic() - began)
        if child.returncode is not None:
            measured.ends[child.returncode] += 1
        else:
            measured.computed.append(computing(child) - computed)
            measured.megabytes[child.pid] = max(peak(child), measured.megabytes.get(child.pid, 0.0))
        return answer

    monkeypatch.setattr(module, "next_answer", next_answer)
    return measured


def computing(child: subprocess.Popen) -> float:
    """Seconds so far."""
    numbers = Path(f"/proc/{child.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(numbers[11]) + int(numbers[12])) / os.sysconf("SC_CLK_TCK")


def peak(child: subprocess.Popen) -> float:
    """Megabytes since it runs its own program; 0 if it has ended, after its last file. (What wait4 tells is never below
    the peak of this process.)
    """
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{child.pid}/status").read_text())
    return int(found[1]) * 1024 / 1e6 if found else 0.0


@pytest.fixture
def places(tmp_path, monkeypatch) -> Path:
    """A folder with those for uploads, for temporary files and to be in."""
    for name in ("uploads", "temp", "here"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temp"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path


def soak(decode: Callable, files: Iterator[bytes], canary: bytes, places: Path, figures: Figures) -> None:
    """Uploads of 200 files, deleted after the reading, until there are no more files."""
    began, batch = time.time(), 0
    while uploaded := written(files, places / "uploads"):
        batch += 1
        channels = 1 + batch % 2 * 2
        try:
            answers = decode(uploaded, SIZE, channels)
        except Exception as error:
            figures.complaints.append(f"batch {batch} raised {error!r}")
            answers = []
        if len(answers) != len(uploaded):
            figures.complaints.append(f"batch {batch}: {len(answers)} answers to {len(uploaded)} files")
        figures.complaints += [f"batch {batch}: {answer!r}" for answer in answers if not is_sound(answer, channels)]
        figures.reasons.update(getattr(answer, "reason", "picture") for answer in answers)
        for path in uploaded:
            path.unlink()
    figures.complaints += [f"a file computed for {length:.2f} s" for length in figures.computed if length > LONGEST_S]
    figures.complaints += [f"a file took {length:.2f} s" for length in figures.seconds if length > CLOCK_S]
    figures.complaints += [f"a child stumbled over a file, and ended with {end}" for end in figures.ends if end >= 0]
    figures.complaints += [f"a child took {size:.0f} MB" for size in figures.megabytes.values() if size >= LARGEST_MB]
    figures.complaints += [f"the canary lies in {path}" for path in files_with(canary, places, began)]


def written(files: Iterator[bytes], folder: Path) -> list[Path]:
    paths = []
    for number, data in zip(range(MAX_FILES), files, strict=False):
        paths.append(folder / f"{number}.png")
        paths[-1].write_bytes(data)
    return paths


def is_sound(answer: object, channels: int) -> bool:
    if isinstance(answer, np.ndarray):
        return answer.shape == (SIZE, SIZE, channels) and answer.dtype == np.uint8
    return isinstance(answer, PictureError) and answer.reason in REFUSALS


def files_with(canary: bytes, places: Path, began: float) -> set[Path]:
    """Of all files below `places`, the project and the true folder for temporary files, those written since."""
    found = set()
    for place in (places, PROJECT, REAL_TEMP):
        for folder, _, names in os.walk(place):
            for path in (Path(folder, name) for name in names):
                with contextlib.suppress(OSError):  # another program's, or gone meanwhile
                    if path.is_file() and path.stat().st_mtime >= began - 1 and canary in path.read_bytes():
                        found.add(path)
    return found


@pytest.fixture(scope="module")
def bombs(tmp_path_factory) -> list[bytes]:
    folder = tmp_path_factory.mktemp("bombs")
    code = f"from pathlib import Path; from tests.soak.hostile_files import *; write_bombs(Path({str(folder)!r}))"
    subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=True)
    return [path.read_bytes() for path in sorted(folder.iterdir())]


@pytest.fixture
def canary() -> bytes:
    return uuid4().hex.encode()


def test_hostile_uploads(places, figures, bombs, canary, capsys):
    began = time.monotonic()
    soak(decode, hostile_files(FILES, canary, bombs), canary, places, figures)
    with capsys.disabled():
        report(figures, time.monotonic() - began)
    assert figures.complaints == []
    assert sum(figures.reasons.values()) == FILES
    assert 0.1 < figures.reasons["picture"] / FILES < 0.9  # the damage is real, and not all there is


def report(figures: Figures, seconds: float) -> None:
    files = sum(figures.reasons.values())
    print(f"\n{files} files in {seconds:.0f} s, refused {1 - figures.reasons['picture'] / files:.1%}:")
    print(dict(figures.reasons))
    print(f"Most computing: {sorted(figures.computed)[-5:]} s; by the clock {sorted(figures.seconds)[-5:]} s")
    print(f"{len(figures.megabytes)} children, those that a file ended {dict(figures.ends)}", end=", ")
    print(f"peak {max(figures.megabytes.values()):.0f} MB")


# --- the harness sees what goes wrong


def keeps_a_file(paths: list, size: int, channels: int) -> list:
    (Path(tempfile.gettempdir()) / "spool").write_bytes(paths[0].read_bytes())
    return decode(paths, size, channels)


def raises(paths: list, size: int, channels: int) -> list:
    raise KeyError("a bug")


def loses_one(paths: list, size: int, channels: int) -> list:
    return decode(paths, size, channels)[1:]


def gives_floats(paths: list, size: int, channels: int) -> list:
    return [np.zeros((size, size, channels))] * len(paths)


def gives_colours_for_grey(paths: list, size: int, channels: int) -> list:
    return decode(paths, size, 4 - channels)


def says_why_in_words(paths: list, size: int, channels: int) -> list:
    return [ValueError("damaged")] * len(paths)


BROKEN = {
    keeps_a_file: "the canary lies in",
    raises: "a bug",
    loses_one: "answers to",
    gives_floats: "array",
    gives_colours_for_grey: "array",
    says_why_in_words: "damaged",
}


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.__name__)
def test_a_broken_decode_is_found_out(places, figures, canary, broken):
    soak(broken, iter(whole_pictures(canary)), canary, places, figures)
    assert any(BROKEN[broken] in complaint for complaint in figures.complaints)


CHILD = """
from explorer import decode_child, images
load = images.load
def broken(image):
    {deed}
    load(image)
images.load = broken
decode_child.limit_process = decode_child.limit_file = lambda *_: None
decode_child.main()
"""


@pytest.mark.parametrize(
    ("deed", "complaint"),
    [
        ("while __import__('time').process_time() < 1.5: pass", "a file computed"),
        ("__import__('time').sleep(2.1)", "a file took 2.1"),
        ("assert False", "a child stumbled"),
        ("bytearray(b'x' * 450_000_000)", "a child took"),
        ("open('spool', 'wb').write(open(image.filename, 'rb').read())", "the canary lies in"),
    ],
)
def test_a_broken_child_is_found_out(places, figures, canary, monkeypatch, deed, complaint):
    monkeypatch.setattr(module, "PROGRAM", (sys.executable, "-c", CHILD.format(deed=deed)))
    monkeypatch.setattr(module, "PROJECT", places / "here")
    monkeypatch.setenv("PYTHONPATH", str(PROJECT))
    soak(decode, iter(whole_pictures(canary)[:2]), canary, places, figures)
    assert any(complaint in each for each in figures.complaints)


def test_a_sound_decode_is_not_complained_of(places, figures, canary):
    soak(decode, iter(whole_pictures(canary)), canary, places, figures)
    assert figures.complaints == []
    assert figures.reasons["picture"] == len(whole_pictures(canary))


def test_a_job_keeps_nothing_of_its_files_but_the_pixels(places, canary, monkeypatch):
    import gradio as gr

    from explorer.ui.networks import Networks
    from explorer.ui.owner import hash_of, new_key
    from explorer.ui.tabs.finetune import own_pictures
    from explorer.ui.tabs.finetune import tab as finetune
    from explorer.ui.text import load_text

    monkeypatch.setattr(gr, "Warning", lambda sentence: None)
    began, key, text = time.time(), new_key(), load_text("en")
    networks = Networks("digits", "cpu", places / "jobs")
    networks.supervisor.close()
    paths = written(iter(whole_pictures(canary)), places / "uploads")
    assert files_with(canary, places, began) == set(paths)  # the search finds it where it is
    pictures, refused, _ = own_pictures.take_in(text, [], [str(path) for path in paths])
    assert refused == []
    finetune.start_job(text, networks, key, pictures, "digits", "x", 20, {})
    (job,) = networks.jobs.of(hash_of(key))
    assert len(job.images()) == len(paths)
    assert files_with(canary, places, began) == set()
