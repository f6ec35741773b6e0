"""Records a training on each example set, as the page's usual settings train it; again whenever the network, the
pictures or the training have changed:

.venv/bin/python -m explorer.ui.tabs.finetune.examples.record

Takes minutes. Kept are the loss and what is drawn from the noises of a job's previews, early on more often.
"""

import argparse
import json
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image

from .....images import square
from .....sets import SETS, pictures
from .....training.jobs.job_folder import JobFolder
from .....training.jobs.records import Spec
from ....components.encode import keep_avif
from .example_sets import FOLDER, path_of

BASE, SIZE, CHANNELS = "toys", 32, 3
SHOWN = (0, 10, 20, 40, 60, 80, 120, 160, 200, 300, 400)  # steps
NEAR = 10  # steps that a point of the loss is the mean of


def record(name: str, root: Path) -> None:
    """What is there is kept at each preview: who has no more patience has a shorter story."""
    from .....training.job_run import PREVIEWS, JobRun
    from .....training.loop import train
    from .....training.preview import save_preview
    from .....training.task import labelled

    images = np.stack([square(picture, SIZE, CHANNELS) for picture in pictures(name)])
    run = JobRun(JobFolder(root).create(Spec(name, "", BASE, SHOWN[-1], time.time()), images), "cpu")
    losses: list[float] = []
    sheets: list[np.ndarray] = []

    def show() -> None:
        path = root / f"{len(losses)}.png"
        save_preview(run.result, path, PREVIEWS, label=run.label)
        sheets.append(np.asarray(Image.open(path).convert("RGB")))
        ends = range(NEAR, len(losses) + 1, NEAR)
        points = [(last, round(float(np.mean(losses[last - NEAR : last])), 5)) for last in ends]
        sheet = keep_avif(FOLDER, name, np.concatenate(sheets), quality=80, speed=4)
        story = {"sheet": sheet, "steps": SHOWN[: len(sheets)], "loss": points}
        path_of(name).write_text(json.dumps(story) + "\n")
        print(f"{name}: step {len(losses)}", flush=True)

    show()
    for step in train(run.state, run.denoiser, run.schedule, labelled(run.images, run.label), run.config):
        losses.append(step.loss)
        if step.step in SHOWN:
            show()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m explorer.ui.tabs.finetune.examples.record")
    parser.add_argument("--only", nargs="+", choices=SETS, default=list(SETS), metavar="SET")
    for name in parser.parse_args().only:
        with tempfile.TemporaryDirectory() as root:
            record(name, Path(root))


if __name__ == "__main__":
    main()
