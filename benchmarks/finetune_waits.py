"""How soon a fine-tuning job answers: its first loss, its first preview, a stop; and how much of it is previews.

    .venv/bin/python -m benchmarks.finetune_waits --old 34ee655

The program of a job as the page starts it, of this working tree and of an older commit in turn; where the app has a
process wait from the first picture on, it has waited eight seconds.
The old one is checked out into a folder of its own meanwhile. What other programs take of the processor shows in all
times, and least in their ratios: each is a median of several rounds. Writes benchmarks/results/finetune_waits.md.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks.report import FOLDER, calm, machine, table
from benchmarks.starts import UPLOADS, pictures
from explorer.training.jobs.job import Job
from explorer.training.jobs.job_folder import JobFolder
from explorer.training.jobs.records import Spec

HERE = Path(__file__).parents[1]
PROGRAM = (sys.executable, "-m", "explorer.training.finetune")
READY_S = 8.0  # between the first picture and the start
PATIENCE_S = 1800.0
GOALS = {"first loss": "3 s", "first preview": "10 s", "previews and checkpoints": "20 %", "stop": "2 s"}


class Waits(NamedTuple):
    """Seconds from the start of the job; of a stop from the wish to the end of the process; share in percent."""

    loss: float
    preview: float
    share: float
    stop: float


def started(tree: Path, job: Job) -> subprocess.Popen[bytes]:
    return subprocess.Popen([*PROGRAM, str(job.folder)], cwd=tree)


def prepared(tree: Path) -> subprocess.Popen[bytes] | None:
    """A process that waits for its job, as the app has one from the first picture on; older versions have none."""
    if not (tree / "explorer" / "training" / "jobs" / "standby.py").exists():
        return None
    process = subprocess.Popen([*PROGRAM, "--standby"], cwd=tree, stdin=subprocess.PIPE)
    time.sleep(READY_S)
    return process


def told(process: subprocess.Popen[bytes], job: Job) -> subprocess.Popen[bytes]:
    assert process.stdin
    process.stdin.write(f"{job.folder}\n".encode())
    process.stdin.close()
    return process


def until(condition: Callable[[], object]) -> float:
    """When it was true at first."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.005)
    return time.monotonic()


def measured(tree: Path, images: np.ndarray, steps: int) -> Waits:
    """One job to its end, and another one that is stopped as soon as it draws its first preview after a step."""
    with tempfile.TemporaryDirectory() as folder:
        jobs = JobFolder(Path(folder))
        job = jobs.create(Spec("x", "", "toys", steps, time.time()), images)
        ready = prepared(tree)
        began = time.monotonic()
        process = told(ready, job) if ready else started(tree, job)
        preview = until(lambda: job.samples()) - began
        loss = until(lambda: (job.folder / "metrics.jsonl").exists() and job.metrics()) - began
        assert process.wait() == 0
        whole = time.monotonic() - began
        lines = job.metrics()
        training = sum(line["seconds"] for line in lines)
        before = min(loss, preview)  # the start: neither of both
        job = jobs.create(Spec("x", "", "toys", 10 * steps, time.time()), images)
        process = started(tree, job)
        drawn_at = first_drawn(tree, 10 * steps)
        until(lambda: any(line["step"] >= drawn_at for line in job.metrics()))
        job.ask_to_stop()
        asked = time.monotonic()
        assert process.wait() == 0 and json.loads((job.folder / "state.json").read_text())["state"] == "stopped"
        assert job.checkpoints()
        return Waits(loss, preview, 100 * (1 - training / (whole - before)), time.monotonic() - asked)


def first_drawn(tree: Path, steps: int) -> int:
    """The step after which that version draws its first preview, or its second: where a stop comes at its worst."""
    program = (
        "import sys; from explorer.training.jobs.records import Spec; spec = Spec('x', '', 'toys', int(sys.argv[1]));"
        "print(spec.shown[1] if hasattr(spec, 'shown') else spec.every)"
    )
    return int(subprocess.check_output([sys.executable, "-c", program, str(steps)], cwd=tree, text=True))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.finetune_waits", description=__doc__.splitlines()[0])
    parser.add_argument("--old", default="34ee655", help="a commit to compare with")
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    images, found, idle = pictures("planets", 32)[:UPLOADS], {"old": [], "new": []}, []
    with tempfile.TemporaryDirectory() as folder:
        old = Path(folder) / "old"
        subprocess.run(["git", "worktree", "add", "-q", "--detach", str(old), args.old], cwd=HERE, check=True)
        try:
            for _ in range(args.rounds):
                for name, tree in (("old", old), ("new", HERE)):
                    idle.append(calm(at_most_s=60))
                    found[name].append(measured(tree, images, args.steps))
                    print(name, [round(value, 2) for value in found[name][-1]], f"idle {idle[-1]:.0%}", flush=True)
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", str(old)], cwd=HERE, check=True)
    rows = []
    for i, (what, goal) in enumerate(GOALS.items()):
        before, after = (statistics.median(waits[i] for waits in found[name]) for name in ("old", "new"))
        unit = goal.split()[1]
        rows.append([what, f"{before:.1f} {unit}", f"{after:.1f} {unit}", f"{after / before:.2f}", goal])
    text = (
        f"# How soon a fine-tune answers\n\n{machine('torch')}. {UPLOADS} pictures, {args.steps} steps from toys; "
        f"medians of {args.rounds} rounds, {args.old} and this version in turn. Of the processor {min(idle):.0%} to "
        f"{max(idle):.0%} was idle before each.\n\n" + table(["", "before", "now", "ratio", "goal on idle cores"], rows)
    )
    (FOLDER / "finetune_waits.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
