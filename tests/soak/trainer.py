"""A job's training in a child that is forked from this process, where all is imported: it starts in milliseconds."""

import os
import signal
import time
import traceback
from collections.abc import Callable

from explorer.training import finetune, job_run
from explorer.training.jobs import records
from explorer.training.jobs.job import Job


def forked(job: Job, before: Callable[[], None] = lambda: None) -> int:
    """Start training; `before` runs in the child first. Returns its process id."""
    pid = os.fork()
    if pid:
        return pid
    try:
        job_run.PREVIEW_STEPS = 2  # drawing is not what is tested here
        records.SHOWN, records.KEPT_FROM = (20,), 1  # and many checkpoints are
        log = os.open(job.folder / "log", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.dup2(log, 1)
        os.dup2(log, 2)
        before()
        with job.lock(timeout=5):
            finetune._run_and_report(job)
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)


def ended(pid: int) -> int:
    """Wait for it; its wait status."""
    return os.waitpid(pid, 0)[1]


def killed_after(pid: int, seconds: float) -> bool:
    """SIGKILL it after so long; False if it had ended by then."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if os.waitpid(pid, os.WNOHANG)[0]:
            return False
        time.sleep(0.002)
    os.kill(pid, signal.SIGKILL)
    ended(pid)
    return True
