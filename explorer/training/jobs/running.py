"""A job that trains, as its supervisor sees it: when it is asked to end, when it is killed, and what its end means."""

import math
import time
from collections.abc import Callable

from ..launchers.launcher import Ending, Handle
from .job import Job
from .records import ALIVE, State

KILL_AFTER_S = 30.0
CLOSE_WITHIN_S = 7.0  # where the server ends: a container has ten seconds for all of it
TURN_S = 900.0  # how long a job is trained while another client's waits; then it goes on later


class Running:
    """Looked at every so often while it is alive, and settled once it is not."""

    def __init__(self, job: Job, handle: Handle):
        self.job, self.handle = job, handle
        self.turn_is_over = False
        self._asked_at: float | None = None
        self._left_stop = False
        self._look_at = math.inf

    def look(self, closing: bool, others_wait: Callable[[Job], bool]) -> bool:
        """Whether it is alive; one that should end is asked to, and killed if it does not. Raises OSError."""
        job = self.job
        if not self.handle.alive():
            return False
        if self._look_at == math.inf and job.written_status().state == State.RUNNING:  # a start is no part of the turn
            self._look_at = time.monotonic() + TURN_S
        if self._asked_at is None and time.monotonic() > self._look_at:
            self._look_at = time.monotonic() + 1.0
            self.turn_is_over = others_wait(job)
        if self._asked_at is None and (self.turn_is_over or closing or job.is_asked_to_stop()):
            self._asked_at, by_owner = time.monotonic(), job.is_asked_to_stop()
            self.handle.stop()
            self._left_stop = not by_owner and job.is_asked_to_stop()
        patience = min(KILL_AFTER_S, CLOSE_WITHIN_S) if closing else KILL_AFTER_S
        if self._asked_at is not None and time.monotonic() - self._asked_at > patience:
            self.handle.kill()
        return True

    def settle(self, closing: bool) -> None:
        """Write down what its end means, where it has not said so itself. Raises OSError."""
        job = self.job
        if self._left_stop:
            job.take_back_stop()  # it was the server's end, and nobody's wish
        # A process that ends well says so itself; a job that was queued again meanwhile is none of its business.
        if job.folder.exists() and job.written_status().state in ALIVE and self.handle.ending != Ending.TAKEN:
            state, reason = self._verdict()
            job.write_status(state, job.reached(), reason)
        if self.turn_is_over and not job.is_asked_to_stop() and not closing:
            status = job.written_status()
            if status.state in (State.STOPPED, State.INTERRUPTED):
                job.write_status(State.QUEUED, status.step)

    def _verdict(self) -> tuple[State, str]:
        if self._asked_at is not None:
            return State.INTERRUPTED, "job.interrupted"
        if self.handle.ending == Ending.PAUSED:
            return State.INTERRUPTED, "job.paused"
        if self.handle.ending == Ending.REFUSED:
            return State.QUEUED, ""
        if self.handle.ending != Ending.LOST:
            return State.FAILED, "job.died"
        if self.job.is_asked_to_stop():
            return State.INTERRUPTED, "job.interrupted"
        return (State.QUEUED, "") if self.job.lose_run() else (State.FAILED, "job.node_lost")
