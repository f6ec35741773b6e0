"""Trains jobs in portions, on a GPU that is lent for so many seconds at a time.

Each portion is asked for by a page of the job's owner, whose time it is: where no such page is open, the training
pauses. What no GPU is lent for is trained by another launcher, such as this machine.
"""

import math
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
BEAT_EVERY_S = 3.0
MOST = 8  # jobs at a time; each waits for its own page most of the time

# Trains the job in a folder for so many seconds, see portion.train.
Lend = Callable[[str, int], Iterator[None]]


class InPortions:
    """`own` trains what is not `lent` for. lend: raises whatever it likes where no GPU is to be had."""

    outlives = False

    def __init__(self, own: Launcher, lend: Lend, lent: Callable[[Job], bool]):
        self.own, self._lend, self._lent = own, lend, lent
        self._turns: dict[str, Turn] = {}  # by the job's id

    @property
    def places(self) -> int:
        return MOST

    def prepare(self) -> None:
        self.own.prepare()

    def tend(self) -> None:
        """Begin what waits for a place of `own`."""
        self.own.tend()
        self._turns = {name: turn for name, turn in self._turns.items() if turn.alive()}
        for turn in self._turns.values():
            if turn.waits and sum(other.child is not None for other in self._turns.values()) < self.own.places:
                turn.hand_over(self.own)

    def start(self, job: Job) -> "Turn":
        turn = self._turns[job.id] = Turn(job, self._lend, self._lent(job))
        return turn

    def find(self, job: Job) -> None:
        return None

    def turn_of(self, job: Job) -> "Turn | None":
        """Of a job that was started and has not ended."""
        turn = self._turns.get(job.id)
        return turn if turn and turn.alive() else None

    def close(self) -> None:
        self.own.close()


class Turn:
    """A job that is trained whenever its owner's page asks, or by the `child` of the other launcher. In between, its
    folder says that it is alive, though nobody holds its lock.
    """

    def __init__(self, job: Job, lend: Lend, lent: bool):
        self.job, self._lend, self.lent = job, lend, lent
        self.child: Handle | None = None
        self.id = f"portions-{secrets.token_hex(4)}"
        self._lock = Lock()  # of what follows: pages ask from threads of their own
        self._at_work = self._over = False
        self._broken_off = False
        self._asked, self._beaten = time.monotonic(), -math.inf
        job.write_run(replace(job.run() or Run(""), id=self.id))

    @property
    def ending(self) -> Ending:
        if self.child:
            return self.child.ending
        return Ending.LOST if self._broken_off else Ending.PAUSED

    @property
    def waits(self) -> bool:
        """For a place of the other launcher."""
        return not (self.lent or self.child or self._over)

    def alive(self) -> bool:
        if self.child:
            return self.child.alive()
        with self._lock:
            absent = self.lent and time.monotonic() - self._asked > ABSENT_S
            if not self._at_work and (absent or self._broken_off or self._has_ended()):
                self._over = True
                if self.job.is_asked_to_stop() and not self._has_said_so():
                    self.job.write_status(State.STOPPED, self.job.reached())  # the last portion kept all of it
        if not self._over and time.monotonic() - self._beaten > BEAT_EVERY_S:
            with suppress(OSError):
                self.job.beat()
            self._beaten = time.monotonic()
        return not self._over

    def _has_ended(self) -> bool:
        return self.job.is_asked_to_stop() or self._has_said_so()

    def _has_said_so(self) -> bool:
        return self.job.written_status().state not in ALIVE

    def stop(self) -> None:
        self.job.ask_to_stop()
        if self.child:
            self.child.stop()

    def kill(self) -> None:
        """A portion cannot be ended from here, but it ends after its seconds, whatever becomes of the job."""
        if self.child:
            self.child.kill()
        self._over = True

    def train(self, seconds: int) -> bool:
        """A page asks for a portion: False if nothing is lent, and the other launcher has to train it. Nothing happens
        while there is one at work, and once the turn is over.
        """
        with self._lock:
            if self._over or self._at_work or not self.lent:
                return True
            self._at_work = True
        begun = False
        try:
            for _ in self._lend(str(self.job.folder), seconds):
                begun = True
        except Exception as error:  # who lends tells what is wrong in ways of his own
            self.lent = begun
            self._broken_off = begun and not self._has_ended()
            with suppress(Exception):  # a terminal that is gone
                print(
                    f"A portion of {self.job.id} failed. {type(error).__name__}: {error}", file=sys.stderr, flush=True
                )
        finally:
            with self._lock:
                self._at_work, self._asked = False, time.monotonic()
        return self.lent

    def hand_over(self, launcher: Launcher) -> None:
        """Raises OSError."""
        self.job.write_status(State.STARTING, self.job.written_status().step)  # no lock is taken until torch is there
        self.child = launcher.start(self.job)
