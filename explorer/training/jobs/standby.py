"""A process that has loaded what a training needs, and waits for a job: its first loss comes two seconds sooner."""

import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..system import apart

KEEP_S = 600.0  # without a job it is ended: it holds some hundred MB
FLAG = "--standby"
PROJECT = Path(__file__).parents[3]


def begin(program: tuple[str, ...], what: str, device: str, **streams: Any) -> subprocess.Popen[bytes]:
    """The training program for a job's folder, or with FLAG, as a child. Raises OSError if none can be started."""
    command = [*program, what, "--parent", str(os.getpid()), "--device", device]
    return subprocess.Popen(command, cwd=PROJECT, **streams, **apart())


class Standby:
    """At most one such process of `program`."""

    def __init__(self, program: tuple[str, ...], device: str):
        self.program, self.device = program, device
        self._process: subprocess.Popen[bytes] | None = None
        self._since = 0.0
        self._over = False
        self._lock = threading.Lock()

    def prepare(self) -> None:
        """Start one, if none waits, and never after `end`. Raises OSError if no process can be started."""
        with self._lock:
            self._since = time.monotonic()
            if not self._over and (self._process is None or self._process.poll() is not None):
                quiet = subprocess.DEVNULL
                self._process = begin(
                    self.program, FLAG, self.device, stdin=subprocess.PIPE, stdout=quiet, stderr=quiet
                )

    def take(self, job: Path) -> subprocess.Popen[bytes] | None:
        """Have the process that waits train the job in this folder; None if there is none."""
        with self._lock:
            process, self._process = self._process, None
        if process is None or process.poll() is not None or process.stdin is None:
            return None
        try:
            process.stdin.write(f"{job}\n".encode())
            process.stdin.close()
        except OSError:  # it has ended just now
            return None
        return process

    def tidy(self, keep_s: float = KEEP_S) -> None:
        """End it if nobody has prepared for a job for so long."""
        with self._lock:
            if time.monotonic() - self._since > keep_s:
                self._kill()

    def end(self) -> None:
        with self._lock:
            self._over = True
            self._kill()

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


def wait_for_job() -> Path | None:
    """In that process: load what a training needs, and wait. The folder of a job, into whose log all output goes from
    now on; None if there will be none.
    """
    from .. import job_run, processes  # noqa: F401

    said = sys.stdin.readline().rstrip("\n")
    if not said:
        return None
    job = Path(said)
    with suppress(OSError), (job / "log").open("ab") as log:
        for output in (1, 2):
            os.dup2(log.fileno(), output)
    return job
