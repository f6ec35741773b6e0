"""A portion of a job's training, in a process that is forked for it, with a GPU that is lent for some seconds. Imports
all that it needs at once: a thread of the process that is forked may be in the middle of an import, whose lock would
then stay locked here.
"""

from collections.abc import Iterator
from pathlib import Path

import torch

from . import job_run, processes  # noqa: F401
from .finetune import failures_noted, run
from .jobs.heartbeat import Displaced, is_displaced
from .jobs.job import Job
from .jobs.records import State


def train(folder: str, run_id: str, seconds: int) -> Iterator[None]:
    """Train the job in that folder for so many seconds, or to its end; yields once there is a GPU. Where it ends
    before, or should, its folder says how. Raises Displaced where the folder names another run, filelock.Timeout while
    another one is at work, and what the training raises.
    """
    torch.set_num_threads(1)  # those that torch had are not in a forked process, and it would wait for them
    job = Job(Path(folder))
    if is_displaced(job, run_id):
        raise Displaced
    yield
    with job.lock(timeout=5), failures_noted(job):
        ended = run(job, seconds=seconds)
        if ended.state != State.STOPPED or job.is_asked_to_stop():
            job.write_status(ended.state, ended.step)
