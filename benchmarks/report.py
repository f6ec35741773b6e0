"""How benchmark results are kept: a table and a plot in benchmarks/results/, with machine and versions."""

import platform
from importlib.metadata import version
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import torch

FOLDER = Path(__file__).parent / "results"
COLOURS = {"ours": "#0072B2", "plain": "#56B4E9", "theirs": "#D55E00", "exact": "#009E73", "other": "#AA4499"}


def machine(*packages: str) -> str:
    """One line: processor, threads, versions."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    versions = ", ".join(f"{package} {version(package)}" for package in packages)
    return f"{names[0] if names else platform.processor()}, {torch.get_num_threads()} threads; {versions}"


def table(header: list[str], rows: list[list[str]]) -> str:
    """Markdown."""
    lines = ["| " + " | ".join(row) + " |" for row in (header, ["---"] * len(header), *rows)]
    return "\n".join(lines) + "\n"


def save(name: str, text: str, figure: plt.Figure) -> None:
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{name}.md").write_text(text)
    figure.savefig(FOLDER / f"{name}.png", dpi=120, bbox_inches="tight")
    print(text)
