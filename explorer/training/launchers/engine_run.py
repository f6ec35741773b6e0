"""A job that an engine trains on other machines, which share the jobs' folder: its start, and what is seen of it."""

import secrets
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from shlex import join, quote

from ..jobs.job import Job
from ..jobs.records import ALIVE, Run
from ..jobs.standby import PROJECT
from .launcher import JOBS, Ending

KILL_EVERY_S = 1.0


class NoEngine(Exception):
    """Its sentence is for who starts the server."""


class NotTaken(Exception):
    """The engine will not take this job, and says so."""


class Engine(ABC):
    """What a launcher on other machines has in common with another."""

    outlives = True

    @abstractmethod
    def submit(self, job: Job, run_id: str) -> None:
        """Raises NotTaken, or whatever else leaves open whether it was heard."""

    @abstractmethod
    def seen(self, job: Job, run_id: str) -> "EngineRun": ...

    def queue_of(self, job: Job) -> str:
        return JOBS

    def prepare(self) -> None:  # noqa: B027
        """Nothing waits on other machines."""

    def close(self) -> None:  # noqa: B027
        """Its jobs go on."""

    def start(self, job: Job) -> "EngineRun":
        """What is not taken for another reason than NotTaken is lost, as the run says once the engine answers."""
        run_id = f"{job.id}-{secrets.token_hex(4)}"
        job.write_run(replace(job.run() or Run(""), id=run_id))  # first, so that no run is ever unknown to the folder
        try:
            self.submit(job, run_id)
        except Exception as error:  # of the engine, or of the connection
            note(job, f"The job was not taken: {error}")
            if isinstance(error, NotTaken):
                job.forget_run()
                raise
        return self.seen(job, run_id)

    def find(self, job: Job) -> "EngineRun | None":
        run = job.run()
        return self.seen(job, run.id) if run else None


def shell_command(program: tuple[str, ...], job: Job, run_id: str, device: str) -> str:
    """For a shell on another machine, where this program lies at the same place."""
    words = join([*program, str(job.folder), "--run", run_id, "--device", device])
    log = quote(str(job.folder / "log"))
    return f"cd {quote(str(PROJECT))} && exec {words} < /dev/null >> {log} 2>&1"


def note(job: Job, sentence: str) -> None:
    """In the job's log, which its process writes, too. Raises OSError."""
    with (job.folder / "log").open("a") as log:
        print(sentence, file=log)


class EngineRun:
    """While the engine says that it is well, the job is heard of, even before its process begins.

    ask: how it has ended, None while it is well; raises where the engine does not say. end: kills it. ask_every_s: how
    often the engine is asked; grace_s: how long after an end the folder may still say that it goes on, since what was
    written elsewhere is seen here later.
    """

    def __init__(
        self,
        job: Job,
        run_id: str,
        ask: Callable[[], Ending | None],
        end: Callable[[], object],
        ask_every_s: float = 1.0,
        grace_s: float = 0.0,
    ):
        self.id, self._job, self._ask, self._end = run_id, job, ask, end
        self._ask_every_s, self._grace_s = ask_every_s, grace_s
        self._ending: Ending | None = None
        self._asked = self._killed = self._ended = 0.0
        self._unheard = False

    @property
    def ending(self) -> Ending:
        return self._ending or Ending.DIED

    def alive(self) -> bool:
        if self._ending is None and time.monotonic() - self._asked > self._ask_every_s:
            self._look()
            self._asked = time.monotonic()
        if self._ending is None:
            return True
        late = time.monotonic() - self._ended > self._grace_s
        return not late and self._job.written_status().state in ALIVE

    def _look(self) -> None:
        try:
            self._ending = self._ask()
        except Exception as error:  # the engine's own, or of the connection
            if not self._unheard:
                with suppress(OSError):
                    note(self._job, f"Nobody says how the job is: {error!r}")
            self._unheard = True
            return
        self._unheard, self._ended = False, time.monotonic()
        if self._ending is None:
            with suppress(OSError):
                self._job.beat()

    def stop(self) -> None:
        self._job.ask_to_stop()

    def kill(self) -> None:
        if time.monotonic() - self._killed > KILL_EVERY_S:
            with suppress(Exception):  # it is asked again
                self._end()
            self._killed = time.monotonic()
