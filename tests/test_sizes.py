"""Files that one can read at a sitting, and folders that one can look over."""

from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
MOST_LINES, MOST_FILES = 250, 20
NOT_CODE = ("vendor", "recorded")  # other people's, data

CODE = [
    path
    for path in (PROJECT / "explorer").rglob("*")
    if path.suffix in (".py", ".js", ".css", ".html") and not {*NOT_CODE} & {*path.parts}
]
FOLDERS = sorted({path.parent for path in CODE} | {path.parent for path in (PROJECT / "tests").rglob("*.py")})


def test_they_are_found():
    names = {path.name for path in CODE}
    assert {"samplers.py", "explorer.js", "shared.css", "player.html"} <= names
    assert PROJECT / "tests" / "ui" / "tabs" in FOLDERS


def test_no_file_is_long():
    lengths = {path.relative_to(PROJECT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
               for path in CODE}  # fmt: skip
    assert {name: length for name, length in lengths.items() if length > MOST_LINES} == {}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.relative_to(PROJECT).as_posix())
def test_no_folder_is_crowded(folder):
    files = [path.name for path in folder.iterdir() if path.is_file()]
    assert len(files) <= MOST_FILES, f"Make a folder of what belongs together among {', '.join(sorted(files))}."
