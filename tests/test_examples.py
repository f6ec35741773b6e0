"""The notebook runs from top to bottom, and what it shows is stored in it."""

import json
import sys
from pathlib import Path

import matplotlib
import pytest

from tests.helpers import one_thread  # noqa: F401

PROJECT = Path(__file__).parents[1]
NOTEBOOK = PROJECT / "examples" / "first_steps.ipynb"
CELLS = [cell for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]


@pytest.fixture
def run(monkeypatch):
    """run(folder, cells): what the cells define when Jupyter is started in a folder."""
    matplotlib.use("Agg")
    monkeypatch.setattr(sys, "path", [path for path in sys.path if Path(path or ".").resolve() != PROJECT])

    def run_(folder: Path, cells: list[dict]) -> dict:
        monkeypatch.chdir(folder)
        names: dict = {}
        for cell in cells:
            exec("".join(cell["source"]), names)
        return names

    return run_


def test_the_cells_run(run):
    names = run(NOTEBOOK.parent, CELLS)
    assert (names["steps"][-1].x_s - names["nearest"]).abs().max() < 0.01  # the last cell's chain ends in its set


@pytest.mark.parametrize("folder", [PROJECT, NOTEBOOK.parent])
def test_the_package_is_found(run, folder):
    run(folder, CELLS[:1])
    assert sys.path[0] == str(PROJECT)


def test_the_results_are_stored_and_small():
    assert [bool(cell["outputs"]) for cell in CELLS] == [False] + [True] * (len(CELLS) - 1)
    assert NOTEBOOK.stat().st_size < 300_000
