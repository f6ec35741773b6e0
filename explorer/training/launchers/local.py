"""Trains jobs on this machine: one child process at a time, and another that waits for the next job."""

import subprocess
import sys

from ..jobs.job import LOCKED, Job
from ..jobs.standby import Standby, begin
from ..system import ask_to_end
from .launcher import JOBS, Ending

PROGRAM = (sys.executable, "-m", "explorer.training.finetune")


class Local:
    """Jobs are children of the server's process, and end with it."""

    outlives = False

    def __init__(self, program: tuple[str, ...] = PROGRAM, device: str = "auto"):
        self.program, self.device = program, device
        self.places = {JOBS: 1}
        self._standby = Standby(program, device)

    def queue_of(self, job: Job) -> str:
        return JOBS

    def prepare(self) -> None:
        self._standby.prepare()

    def tend(self) -> None:
        self._standby.tidy()

    def start(self, job: Job) -> "Child":
        job.forget_run()  # of an engine that this server does not know
        if ready := self._standby.take(job.folder):
            return Child(job, ready)
        with (job.folder / "log").open("ab") as log:
            quiet, what = subprocess.DEVNULL, str(job.folder)
            process = begin(self.program, what, self.device, stdin=quiet, stdout=log, stderr=subprocess.STDOUT)
        return Child(job, process)

    def find(self, job: Job) -> None:
        return None

    def close(self) -> None:
        self._standby.end()


class Child:
    """A training process of this server's own."""

    def __init__(self, job: Job, process: subprocess.Popen[bytes]):
        self.id, self._job, self._process = str(process.pid), job, process

    @property
    def ending(self) -> Ending:
        return Ending.TAKEN if self._process.returncode == LOCKED else Ending.DIED

    def alive(self) -> bool:
        return self._process.poll() is None

    def stop(self) -> None:
        ask_to_end(self._process, self._job.ask_to_stop)

    def kill(self) -> None:
        self._process.kill()
