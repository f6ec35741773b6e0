"""A job that an engine trains on other machines, which share the jobs' folder: its start, and what is seen of it."""

import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from shlex import join, quote

from ..jobs.job import Job
from ..jobs.records import Run
from ..jobs.standby import PROJECT
from .launcher import Ending

ASK_EVERY_S = 1.0


class NoEngine(Exception):
    """Its sentence is for who starts the server."""


def begun(job: Job, submit: Callable[[str], None]) -> str:
    """How the engine that is asked by `submit` calls this run. What it does not take is lost, as the run says once the
    engine answers: it may have heard a part of it.
    """
    run_id = f"{job.id}-{secrets.token_hex(4)}"
    job.write_run(replace(job.run() or Run(""), id=run_id))  # first, so that no run is ever unknown to the folder
    try:
        submit(run_id)
    except Exception as error:  # of the engine, or of the connection
        note(job, f"The job was not taken: {error}")
    return run_id


def note(job: Job, sentence: str) -> None:
    """In the job's log, which its process writes, too. Raises OSError."""
    with (job.folder / "log").open("a") as log:
        print(sentence, file=log)


def shell_command(program: tuple[str, ...], job: Job, run_id: str, device: str) -> str:
    """For a shell on another machine, where this program lies at the same place."""
    words = join([*program, str(job.folder), "--run", run_id, "--device", device])
    log = quote(str(job.folder / "log"))
    return f"cd {quote(str(PROJECT))} && exec {words} < /dev/null >> {log} 2>&1"


class EngineRun:
    """While the engine says that it is well, the job is heard of, even before its process begins.

    ask: how it has ended, None while it is well; raises where the engine does not say. end: kills it.
    """

    def __init__(self, job: Job, run_id: str, ask: Callable[[], Ending | None], end: Callable[[], object]):
        self.id, self._job, self._ask, self._end = run_id, job, ask, end
        self._ending: Ending | None = None
        self._asked = self._killed = 0.0
        self._unheard = False

    @property
    def ending(self) -> Ending:
        return self._ending or Ending.DIED

    def alive(self) -> bool:
        if self._ending is None and time.monotonic() - self._asked > ASK_EVERY_S:
            self._look()
            self._asked = time.monotonic()
        return self._ending is None

    def _look(self) -> None:
        try:
            self._ending = self._ask()
        except Exception as error:  # the engine's own, or of the connection
            if not self._unheard:
                with suppress(OSError):
                    note(self._job, f"Nobody says how the job is: {error!r}")
            self._unheard = True
            return
        self._unheard = False
        if self._ending is None:
            with suppress(OSError):
                self._job.beat()

    def stop(self) -> None:
        self._job.ask_to_stop()

    def kill(self) -> None:
        if time.monotonic() - self._killed > ASK_EVERY_S:
            with suppress(Exception):  # it is asked again
                self._end()
            self._killed = time.monotonic()
