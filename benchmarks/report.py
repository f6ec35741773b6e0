"""How benchmark results are kept: a table and a plot in benchmarks/results/, with machine and versions."""

import platform
import time
from importlib.metadata import version
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import torch

FOLDER = Path(__file__).parent / "results"
COLOURS = {"ours": "#0072B2", "plain": "#56B4E9", "theirs": "#D55E00", "exact": "#009E73", "other": "#AA4499"}

MOST_S = 4  # for which a benchmark waits for a quiet moment


def machine(*packages: str) -> str:
    """One line: processor, threads, versions."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    versions = ", ".join(f"{package} {version(package)}" for package in packages)
    return f"{names[0] if names else platform.processor()}, {torch.get_num_threads()} threads; {versions}"


def idle_share(seconds: float = 0.5) -> float:
    """How much of the processor nobody used for so long, from 0 to 1; 1 where that is not told."""
    stat = Path("/proc/stat")
    if not stat.exists():
        return 1.0

    def times() -> list[int]:
        return [int(value) for value in stat.read_text().splitlines()[0].split()[1:]]

    before = times()
    time.sleep(seconds)
    spent = [after - was for was, after in zip(before, times(), strict=True)]
    return spent[3] / max(1, sum(spent))


def calm(share: float = 0.8, at_most_s: float = MOST_S) -> float:
    """Wait until other programs leave so much of the processor idle, or so long; returns what they leave."""
    until = time.monotonic() + at_most_s
    while (left := idle_share()) < share and time.monotonic() < until:
        pass
    return left


def table(header: list[str], rows: list[list[str]]) -> str:
    """Markdown."""
    lines = ["| " + " | ".join(row) + " |" for row in (header, ["---"] * len(header), *rows)]
    return "\n".join(lines) + "\n"


def save(name: str, text: str, figure: plt.Figure) -> None:
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{name}.md").write_text(text)
    figure.savefig(FOLDER / f"{name}.png", dpi=120, bbox_inches="tight")
    print(text)
