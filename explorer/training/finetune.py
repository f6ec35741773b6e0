"""Fine-tunes a checkpoint: python -m explorer.training.finetune --images DIR --base toys --out DIR

The job is a folder, and its result a checkpoint in it; the same command goes on where it stopped. The app runs the
same program, as python -m explorer.training.finetune JOB. Several processes: torchrun -m explorer.training.finetune ...
"""

import argparse
import os
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path

from filelock import Timeout

from .job import LOCKED, Job, JobFolder, Spec, State, Status

PREVIEWS = 8
PREVIEW_STEPS = 25
TALK_EVERY_S = 2.0


def run(
    job: Job, parent: int | None = None, told: Sequence[object] = (), talks: bool = False, device: str = "auto"
) -> Status:
    """Train to the end, writing the job's files as it goes; how it ended. The device is as in `pick_device`.

    It stops early when `told` is no longer empty, when the job is asked to, or when the process `parent` has ended.
    With `talks`, it prints how far it is. Of several processes the first one writes, and all stop on one step.
    """
    import torch  # after the lock is taken: it takes seconds

    from ..models.checkpoint import save_checkpoint
    from ..models.network import NetworkDenoiser
    from . import processes
    from .fit import findings, held_out, labelled, task_of
    from .loop import TrainConfig, thirds, train
    from .preview import save_preview
    from .quick import bf16, compiled
    from .state import TrainState, restore_state, save_state

    def should_stop() -> bool:
        asked = bool(told) or job.is_asked_to_stop() or (parent is not None and os.getppid() != parent)
        return processes.any_of(asked)

    spec, images = job.spec, job.images()
    device = processes.own_device(device)
    base, label = task_of(spec, device)
    state = TrainState.new(base.denoiser.network, spec.light)
    restore_state(state, job.folder)
    no_label = base.denoiser.no_label
    denoiser = NetworkDenoiser(state.network, base.schedule, base.denoiser.prediction, no_label)
    denoiser.run = compiled(state.network, device, spec.steps - state.step)
    average = NetworkDenoiser(state.ema, base.schedule, base.denoiser.prediction, no_label)
    result = replace(base, denoiser=average, name=spec.name)
    config = TrainConfig(
        steps=spec.steps,
        batch=spec.batch,
        lr=spec.lr,
        warmup=20,
        seed=spec.seed,
        ema_decay=0.99,
        flip=spec.flip,
        bf16=bf16(device) and not spec.fp32,
    )
    writes = processes.leads()

    def show(began: float) -> None:
        path = job.folder / "samples" / f"{state.step:08d}.png"
        drawn = save_preview(result, path, PREVIEWS, PREVIEW_STEPS, label)
        found = findings(result, drawn, images, label)
        job.add_findings(state.step, found | {"seconds": time.monotonic() - began})

    def keep() -> None:
        began = time.monotonic()
        save_state(state, job.folder)
        save_checkpoint(result, job.result, torch.float16)
        show(began)

    if should_stop():
        return Status(State.STOPPED, state.step)
    if writes:
        job.forget_metrics_after(state.step)
        if state.step == 0:
            show(time.monotonic())
        job.write_status(State.RUNNING, state.step)
    progress = Progress(spec.steps, state.step) if talks and writes else None
    data = labelled(images[~held_out(len(images))], label)
    began = time.monotonic()
    for step in train(state, denoiser, base.schedule, data, config):
        if writes:
            job.add_metrics(
                step=step.step,
                loss=step.loss,
                thirds=thirds([step], base.schedule.T),
                time=time.time(),
                seconds=time.monotonic() - began,
                memory=processes.memory(),
            )
        if progress:
            progress.tell(step.step, step.loss)
        if should_stop():
            break
        if writes and step.step % spec.every == 0 and step.step < spec.steps:
            keep()
            job.write_status(State.RUNNING, step.step)
        began = time.monotonic()
    if writes:
        keep()
    return Status(State.DONE if state.step >= spec.steps else State.STOPPED, state.step)


class Progress:
    """Says on a terminal how far a training is."""

    def __init__(self, steps: int, done: int):
        self.steps, self.done, self.began, self.told = steps, done, time.monotonic(), 0.0

    def tell(self, step: int, loss: float) -> None:
        now = time.monotonic()
        if now - self.told < TALK_EVERY_S and step < self.steps:
            return
        self.told = now
        left = (self.steps - step) * (now - self.began) / (step - self.done)
        print(f"step {step}/{self.steps}  loss {loss:.4f}  {left // 60:.0f}:{left % 60:02.0f} left", flush=True)


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m explorer.training.finetune", description=__doc__.splitlines()[0])
    parser.add_argument("job", nargs="?", type=Path, help="the folder of a job that exists")
    parser.add_argument("--parent", type=int, help="stop when this process is no longer the parent")
    parser.add_argument("--device", default="auto", help="where it trains: auto, cpu, cuda, cuda:1, mps")
    parser.add_argument("--images", type=Path, help="a folder of pictures, or an .npz")
    parser.add_argument("--base", default="toys", help="a name under checkpoints/, a folder, or a Hub id")
    parser.add_argument("--out", type=Path, help="the job's folder; the checkpoint will be in OUT/result")
    parser.add_argument("--name", default="my pictures")
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--batch", type=int, default=Spec.batch)
    parser.add_argument("--lr", type=float, default=Spec.lr, help="learning rate")
    parser.add_argument("--seed", type=int, default=Spec.seed)
    parser.add_argument("--label", default="", help="make the pictures a new class of this name")
    parser.add_argument("--light", action="store_true", help="train only attention, time and class layers")
    parser.add_argument("--scratch", action="store_true", help="take only the base's shape")
    parser.add_argument("--fp32", action="store_true", help="no bfloat16 where that would be quicker")
    parser.add_argument("--flip", action="store_true", help="mirror half of the pictures")
    args = parser.parse_args()
    if args.job is None and not (args.images and args.out):
        parser.error("give --images and --out, or the folder of a job.")
    return args


def job_of(args: argparse.Namespace) -> Job:
    """The job that the command line names, made if it is not there yet. Raises ValueError with a sentence."""
    if args.job or (args.out / "spec.json").exists():
        return Job(args.job or args.out)
    from ..models.checkpoint import load_checkpoint
    from .data import load

    channels, size, _ = load_checkpoint(args.base).shape
    given = {field.name: getattr(args, field.name) for field in fields(Spec) if hasattr(args, field.name)}
    spec = Spec(**given, owner="", created=time.time())
    return JobFolder(args.out.parent).create(spec, load(args.images, size, channels).images, args.out.name)


def main() -> int:
    args, told = parsed(), []
    signal.signal(signal.SIGTERM, lambda *_: told.append(True))
    parent, several = args.parent, "RANK" in os.environ  # torchrun
    if parent is None:
        from ..models.runtime import pick_device

        try:
            pick_device(args.device)
        except ValueError as error:
            print(error, file=sys.stderr)
            return 1
    if several:
        from . import processes

        processes.meet(processes.own_device(args.device))
        parent = os.getppid()
    elif args.parent and hasattr(os, "nice"):
        os.nice(19)  # the interface stays quick beside it
    try:
        if several and not processes.leads():
            processes.wait()  # until the first process has made the job
            run(Job(args.job or args.out), parent, told, device=args.device)
            return 0
        try:
            job = job_of(args)
        except ValueError as error:
            print(error, file=sys.stderr)
            return 1
        with job.lock(timeout=5):  # a page that looks whether the job is alive holds it for a moment
            if several:
                processes.wait()
            return _run_and_report(job, parent, told, talks=args.job is None, device=args.device)
    except Timeout:
        print("This job is being trained by another process.", file=sys.stderr)
        return LOCKED
    finally:
        if several:
            processes.part()


def _run_and_report(
    job: Job, parent: int | None = None, told: Sequence[object] = (), talks: bool = False, device: str = "auto"
) -> int:
    try:
        ended = run(job, parent, told, talks, device)
    except Exception as error:
        job.write_status(State.FAILED, job.written_status().step, reason_of(error))
        raise
    job.write_status(ended.state, ended.step)
    if talks:
        print(f"{ended.state.capitalize()} at step {ended.step}; the checkpoint is in {job.result}", flush=True)
    return 0


def reason_of(error: Exception) -> str:
    """The key of the text that explains an error. torch and safetensors tell theirs only in words."""
    from ..models.memory import is_refused
    from ..models.runtime import DeviceError

    if isinstance(error, DeviceError):
        return "job.no_device"
    if is_refused(error):
        return "job.out_of_memory"
    if any(words in str(error).lower() for words in ("no space left", "file too large", "quota exceeded")):
        return "job.disk_full"
    return "job.failed"


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)  # not sys.exit: threads of torch.distributed abort when Python takes their ground away
