"""The program that a job runs: python -m explorer.training.finetune JOB_FOLDER

Trains the base checkpoint on the job's pictures until it is done, told to stop, or left alone by its parent.
"""

import argparse
import os
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from filelock import Timeout

from .job import LOCKED, Job, State, Status

PREVIEWS = 8
PREVIEW_STEPS = 25
CHECKPOINTS = 10


def run(job: Job, parent: int | None = None, told: Sequence[object] = ()) -> Status:
    """Train to the end, writing the job's files as it goes; how it ended.

    It stops early when `told` is no longer empty, when the job is asked to, or when the process `parent` has ended.
    """

    def should_stop() -> bool:
        return bool(told) or job.is_asked_to_stop() or (parent is not None and os.getppid() != parent)

    import torch  # after the lock is taken: it takes seconds

    from ..models.checkpoint import load_checkpoint, save_checkpoint
    from ..models.network import NetworkDenoiser
    from ..models.unconditional import unconditional
    from .data import ImageSet
    from .loop import TrainConfig, train
    from .preview import save_preview
    from .state import TrainState, restore_state, save_state

    spec = job.spec
    base = unconditional(load_checkpoint(spec.base))
    state = TrainState.new(base.denoiser.network)
    restore_state(state, job.folder)
    job.forget_metrics_after(state.step)
    denoiser = NetworkDenoiser(state.network, base.schedule, base.denoiser.prediction)
    result = replace(base, denoiser=NetworkDenoiser(state.ema, base.schedule, base.denoiser.prediction), name=spec.name)
    config = TrainConfig(steps=spec.steps, batch=spec.batch, lr=spec.lr, warmup=20, seed=spec.seed, ema_decay=0.99)
    every = max(1, spec.steps // CHECKPOINTS)

    def keep() -> None:
        save_state(state, job.folder)
        save_checkpoint(result, job.result, torch.float16)
        save_preview(result, job.folder / "samples" / f"{state.step:08d}.png", PREVIEWS, PREVIEW_STEPS)

    if should_stop():
        return Status(State.STOPPED, state.step)
    if state.step == 0:
        save_preview(result, job.folder / "samples" / f"{0:08d}.png", PREVIEWS, PREVIEW_STEPS)
    job.write_status(State.RUNNING, state.step)
    for step in train(state, denoiser, base.schedule, ImageSet(job.images()), config):
        job.add_metrics(step=step.step, loss=step.loss, time=time.time())
        if should_stop():
            break
        if step.step % every == 0 and step.step < spec.steps:
            keep()
            job.write_status(State.RUNNING, step.step)
    keep()
    return Status(State.DONE if state.step >= spec.steps else State.STOPPED, state.step)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m explorer.training.finetune", description=__doc__.splitlines()[0])
    parser.add_argument("job", type=Path, help="the job's folder")
    parser.add_argument("--parent", type=int, help="stop when this process is no longer the parent")
    args = parser.parse_args()
    job, told = Job(args.job), []
    signal.signal(signal.SIGTERM, lambda *_: told.append(True))
    if hasattr(os, "nice"):
        os.nice(19)  # the interface stays quick beside it
    try:
        with job.lock(timeout=5):  # a page that looks whether the job is alive holds it for a moment
            return _run_and_report(job, args.parent, told)
    except Timeout:
        print("This job is being trained by another process.", file=sys.stderr)
        return LOCKED


def _run_and_report(job: Job, parent: int | None = None, told: Sequence[object] = ()) -> int:
    try:
        ended = run(job, parent, told)
    except Exception as error:
        job.write_status(State.FAILED, job.written_status().step, reason_of(error))
        raise
    job.write_status(ended.state, ended.step)
    return 0


def reason_of(error: Exception) -> str:
    """The key of the text that explains an error. torch and safetensors tell theirs only in words."""
    said = str(error).lower()
    if isinstance(error, MemoryError) or "out of memory" in said or "allocate memory" in said:
        return "job.out_of_memory"
    if any(words in said for words in ("no space left", "file too large", "quota exceeded")):
        return "job.disk_full"
    return "job.failed"


if __name__ == "__main__":
    sys.exit(main())
