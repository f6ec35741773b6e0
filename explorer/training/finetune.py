"""Fine-tunes a checkpoint: python -m explorer.training.finetune --images DIR --base toys --out DIR

The job is a folder, and its result a checkpoint in it; the same command goes on where it stopped. The app runs the
same program, as python -m explorer.training.finetune JOB. Several processes: torchrun -m explorer.training.finetune ...
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from math import inf
from pathlib import Path
from time import monotonic
from typing import Any

from filelock import Timeout

from ..models.errors import ExplainedError
from .arguments import job_of, name, rate, speak_plainly, whole
from .jobs.heartbeat import Displaced, beating
from .jobs.job import LOCKED, Job
from .jobs.records import State, Status, reason_of
from .jobs.standby import FLAG, wait_for_job
from .system import parent_watch, step_back, when_told


def run(
    job: Job,
    parent: int | None = None,
    told: Sequence[object] = (),
    talks: bool = False,
    device: str = "auto",
    seconds: float = inf,
) -> Status:
    """Train to the end, writing the job's files as it goes; how it ended. The device is as in `pick_device`.

    It stops early when `told` is no longer empty, when the job is asked to, when the process `parent` has ended, or
    after the step at which it has trained for so many seconds; the next run then goes on as if there had been no stop.
    Raises loop.Diverged when the loss is no longer a number; what was kept before stays.
    With `talks`, it prints how far it is. Of several processes the first one writes, and all stop on one step.
    """
    from . import processes  # after the lock is taken: torch takes seconds
    from .job_run import JobRun

    parent_is_gone: Callable[[], bool] = (lambda: False) if parent is None else parent_watch(parent)

    def should_stop() -> bool:
        return bool(told) or job.is_asked_to_stop() or parent_is_gone()

    training = JobRun(job, processes.own_device(device))
    until = monotonic() + seconds
    return training.to_the_end(should_stop, lambda: monotonic() >= until, talks)


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m explorer.training.finetune", description=__doc__.splitlines()[0])
    parser.add_argument("job", nargs="?", type=Path, help="the folder of a job that exists")
    parser.add_argument("--parent", type=int, help="stop when this process is no longer the parent")
    parser.add_argument(FLAG, action="store_true", help="wait for the folder of a job, which the parent says")
    parser.add_argument("--run", metavar="ID", help="how the engine that runs it calls it, as the job's folder says")
    parser.add_argument("--device", default="auto", help="where it trains: auto, cpu, cuda, cuda:1, mps")
    parser.add_argument("--seconds", type=whole(1), default=inf, help="stop after so many; the same command goes on")
    parser.add_argument("--images", type=Path, help="a folder of pictures, or an .npz")
    add = partial(parser.add_argument, default=argparse.SUPPRESS)  # so that one sees what was given
    add("--base", help="a name under checkpoints/, a folder, or a Hub id (default: toys)")
    parser.add_argument("--out", type=Path, help="the job's folder; the checkpoint will be in OUT/result")
    add("--name", type=name, help="of the result")
    add("--steps", type=whole(1), help="(default: 400); with more of them, a job that is done goes on")
    add("--batch", type=whole(1), help="pictures per step")
    add("--lr", type=rate, help="learning rate")
    add("--seed", type=whole(0))
    add("--label", type=name, help="make the pictures a new class of this name")
    add("--light", action="store_true", help="train only attention, time and class layers")
    add("--scratch", action="store_true", help="take only the base's shape")
    add("--fp32", action="store_true", help="no bfloat16 where that would be quicker")
    add("--flip", action="store_true", help="mirror half of the pictures")
    args = parser.parse_args()
    if args.job is None and not args.standby and not (args.images and args.out):
        parser.error("give --images and --out, or the folder of a job.")
    return args


def main() -> int:
    speak_plainly()
    args, told = parsed(), []
    when_told(lambda: told.append(True))
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
    elif args.parent:
        step_back()  # the interface stays quick beside it
    if args.standby:
        args.job = wait_for_job()
        if args.job is None:
            return 0
    try:
        if several and not processes.leads():
            processes.wait()  # until the first process has made the job
            run(Job(args.job or args.out), parent, told, device=args.device, seconds=args.seconds)
            return 0
        try:
            job = job_of(args)
        except ValueError as error:
            print(error, file=sys.stderr)
            return 1
        # A page that looks whether the job is alive holds its lock for a moment.
        with job.lock(timeout=5), beating(job, args.run):
            if several:
                processes.wait()
            options = {"parent": parent, "told": told, "device": args.device, "seconds": args.seconds}
            return _run_and_report(job, args.job is None, args.run is not None, **options)
    except (Timeout, Displaced):
        print("This job is being trained by another process.", file=sys.stderr)
        return LOCKED
    except ExplainedError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Ended at once. The same command goes on from the last checkpoint.", file=sys.stderr)
        return 130
    finally:
        if several:
            processes.part()


def _run_and_report(job: Job, talks: bool = False, elsewhere: bool = False, **options: Any) -> int:
    """`run` with these options; a status for the shell. `elsewhere`: an engine has it go on where the machine ends."""
    from .loop import Diverged

    try:
        with failures_noted(job):
            ended = run(job, talks=talks, **options)
    except Diverged as error:
        kept = job.written_status().step
        print(error, f"The checkpoint of step {kept} is in {job.result}" if kept else "Nothing was kept.", flush=True)
        return 1
    except Exception as error:
        if not talks or reason_of(error) == "job.failed":
            raise
        kept = job.written_status().step
        print(f"{error}\nThe training ended; the same command goes on from step {kept}.", file=sys.stderr)
        return 1
    if elsewhere and ended.state == State.STOPPED and not job.is_asked_to_stop():
        return LOCKED  # as one that has to leave the job to another process
    job.write_status(ended.state, ended.step)
    if talks:
        print(f"{ended.state.capitalize()} at step {ended.step}; the checkpoint is in {job.result}", flush=True)
    return 0


@contextmanager
def failures_noted(job: Job) -> Iterator[None]:
    """What a training raises is written down as the end of the job, and raised."""
    from .loop import Diverged

    try:
        yield
    except Diverged as error:
        kept = job.written_status().step
        job.write_status(State.FAILED, kept, "job.diverged" if kept else "job.diverged_at_once", error.step)
        raise
    except Exception as error:
        job.write_status(State.FAILED, job.written_status().step, reason_of(error))
        raise


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)  # not sys.exit: threads of torch.distributed abort when Python takes their ground away
