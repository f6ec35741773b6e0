"""Trains jobs in portions, on a GPU that is lent for so many seconds at a time.

Each portion is asked for by a page of the job's owner, whose time it is: where no such page is open, the training
pauses. What no GPU is lent for is trained by another launcher, such as this machine.
"""

import secrets
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from threading import Lock

from ..jobs.job import Job
from ..jobs.records import ALIVE, Run, State
from .launcher import Ending, Handle, Launcher

PORTION_S = 45
ABSENT_S = 90.0  # a page that is not in sight may ask once a minute
REFUSED_S = 20.0  # for so long a page asks in vain before the other launcher trains its job
BEAT_EVERY_S = 3.0
LENT, MOST = "lent", 8  # jobs at a time in portions; each waits for its own page most of the time

# Trains the job in a folder for so many seconds, as the run of that name, see portion.train.
Lend = Callable[[str, str, int], Iterator[None]]


class InPortions:
    """`own` trains what is not `lent` for, or refused. lend: raises whatever it likes where no GPU is to be had."""

    outlives = False

    def __init__(self, own: Launcher, lend: Lend, lent: Callable[[Job], bool]):
        self.own, self._lend, self._lent = own, lend, lent
        self._turns: dict[str, Turn] = {}  # by the job's id
        self._known: dict[str, bool] = {}  # by the job's id, what `lent` says, or a refusal

    @property
    def places(self) -> dict[str, int]:
        return {**self.own.places, LENT: MOST}

    def queue_of(self, job: Job) -> str:
        if job.id not in self._known:
            try:
                self._known[job.id] = self._lent(job)
            except (OSError, ValueError):  # of a base that cannot be read, which `own` will say
                self._known[job.id] = False
        return LENT if self._known[job.id] else self.own.queue_of(job)

    def prepare(self) -> None:
        self.own.prepare()

    def tend(self) -> None:
        self.own.tend()
        self._known |= {name: False for name, turn in self._turns.items() if turn.is_refused}
        self._turns = {name: turn for name, turn in self._turns.items() if not turn.over}

    def start(self, job: Job) -> Handle:
        if self.queue_of(job) != LENT:
            return self.own.start(job)
        turn = self._turns[job.id] = Turn(job, self._lend)
        return turn

    def find(self, job: Job) -> None:
        return None

    def turn_of(self, job: Job) -> "Turn | None":
        """Of a job that was started and has not ended."""
        turn = self._turns.get(job.id)
        return turn if turn and not turn.over else None

    def close(self) -> None:
        self.own.close()


class Turn:
    """A job that is trained whenever its owner's page asks. In between, its folder says that it is alive, though nobody
    holds its lock.
    """

    def __init__(self, job: Job, lend: Lend):
        self.job, self._lend = job, lend
        self.id = f"portions-{secrets.token_hex(4)}"
        self.over = False
        self.ending: Ending = Ending.PAUSED
        self._lock = Lock()  # of what follows: pages ask from threads of their own
        self._at_work = self._begun = False
        self._asked = time.monotonic()
        self._refused_since: float | None = None
        job.write_run(replace(job.run() or Run(""), id=self.id))
        self._beat()  # a portion may be over before the supervisor looks

    @property
    def is_refused(self) -> bool:
        return self.ending == Ending.REFUSED

    def alive(self) -> bool:
        with self._lock:
            if not self.over and not self._begun:
                self._end_if_due()
        if not self.over and time.monotonic() - self._beaten > BEAT_EVERY_S:
            self._beat()
        return not self.over

    def _beat(self) -> None:
        with suppress(OSError):
            self.job.beat()
        self._beaten = time.monotonic()

    def _end_if_due(self) -> None:
        """Between two portions; a stop does not wait for one that waits for its GPU."""
        if self.job.written_status().state not in ALIVE:
            self.over = True
        elif self.job.is_asked_to_stop() and self.ending == Ending.PAUSED:
            self.job.write_status(State.STOPPED, self.job.reached())  # the last portion kept all of it
            self.over = True
        elif not self._at_work and (self.ending != Ending.PAUSED or time.monotonic() - self._asked > ABSENT_S):
            self.over = True

    def stop(self) -> None:
        self.job.ask_to_stop()

    def kill(self) -> None:
        """A portion cannot be ended from here. It ends after its seconds, and should it be another's turn by then, as
        soon as it begins.
        """
        self.over = True

    def train(self, seconds: int) -> bool:
        """A page asks for a portion: False once it has asked in vain for too long, and the other launcher has to train
        the job. Nothing happens while a portion is at work, and once the turn is over.
        """
        with self._lock:
            if self.over or self._at_work or self.ending != Ending.PAUSED:
                return True
            self._at_work = True
        try:
            for _ in self._lend(str(self.job.folder), self.id, seconds):
                self._begun, self._refused_since = True, None
        except Exception as error:  # who lends tells what is wrong in ways of his own
            self._note(error)
        finally:
            with self._lock:
                self._at_work = self._begun = False
                self._asked = time.monotonic()
        return not self.is_refused

    def _note(self, error: Exception) -> None:
        with suppress(Exception):  # a terminal that is gone
            print(f"A portion of {self.job.id} failed. {type(error).__name__}: {error}", file=sys.stderr, flush=True)
        if self.over:
            return
        if self._begun:
            if self.job.written_status().state in ALIVE:
                self.ending = Ending.LOST
            return
        self._refused_since = self._refused_since or time.monotonic()
        if time.monotonic() - self._refused_since >= REFUSED_S:
            self.ending = Ending.REFUSED
