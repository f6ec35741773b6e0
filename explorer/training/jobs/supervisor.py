"""Starts, watches and stops jobs, of each queue as many as the launcher has places; clients in turn, of each the oldest
job first.
"""

import math
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress

from filelock import FileLock, Timeout

from ..launchers.launcher import Launcher
from ..launchers.local import Local
from .job import Job
from .job_folder import JobFolder
from .quota import make_room, slim
from .records import ALIVE, OVER, State, reason_of
from .running import Running

LOOK_EVERY_S = 0.25
AGAIN_AFTER_S = 60.0  # until then a job of which nothing can be written is passed over
KEEP_S, CLEAN_EVERY_S = 24 * 3600.0, 600.0  # how long a job stays after it has ended


class Supervisor:
    """Runs the queue of `jobs` in a daemon thread of this process.

    The thread only waits and reaps: the jobs themselves are told from their directories, so another
    server, or this one after a restart, sees the same.
    """

    def __init__(self, jobs: JobFolder, launcher: Launcher | None = None):
        self.jobs, self.launcher = jobs, launcher or Local()
        self._running: dict[str, Running] = {}  # by the job's id
        self._lead = FileLock(jobs.root / ".lead", timeout=0, thread_local=False)
        self._served: dict[str, float] = {}  # client -> when a job of theirs was last begun
        self._wake = threading.Event()
        self._closing = threading.Event()
        self._starting = threading.Lock()
        self._passed_over: dict[str, float] = {}  # id -> until when
        self._start_thread()

    def _start_thread(self) -> None:
        self._thread = threading.Thread(target=self._work, name="job supervisor", daemon=True)
        self._thread.start()

    def revive(self) -> None:
        """Whatever may have ended the thread: who submits a job, or waits for one, starts it again."""
        with self._starting:
            if not self._thread.is_alive() and not self._closing.is_set():
                _say("The thread that trains had ended, and is started again.")
                self._start_thread()

    def prepare(self) -> None:
        """A job will be submitted soon: have the launcher load meanwhile what it needs."""
        with suppress(OSError):  # then the job's own process loads it
            self.launcher.prepare()

    def submit(self, job: Job) -> None:
        """Queue a new job, or one that was stopped, interrupted or failed: it goes on where it was saved.

        Raises OSError if that cannot be written down.
        """
        self.revive()
        self._passed_over.pop(job.id, None)
        status = job.status()
        if status.state in OVER - {State.DONE}:
            job.take_back_stop()
            job.write_status(State.QUEUED, status.step)
        self._wake.set()

    def stop(self, job: Job) -> None:
        """Ask a job to stop: at once if it still waits, else after the step it is at. Raises OSError as `submit`."""
        job.ask_to_stop()
        if job.written_status().state == State.QUEUED:
            job.write_status(State.STOPPED, job.written_status().step)

    def ahead_of(self, job: Job) -> int:
        """How many jobs have to end or pause before this one is trained."""
        self.revive()
        states = [(other, other.written_status().state) for other in self.jobs.all() if other.id != job.id]
        queued = self._of_queue(job, [other for other, state in states if state == State.QUEUED])
        alive = self._of_queue(job, [other for other, state in states if state in ALIVE])
        before = [other.id for other in self._in_turn([*queued, job])].index(job.id) + len(alive)
        return max(0, before + 1 - max(1, self._places_for(job)))

    def close(self) -> None:
        """Stop the running jobs, with their checkpoints, unless they outlive the server; and the thread."""
        self._closing.set()
        self._wake.set()
        self._thread.join()
        self.launcher.close()
        self._lead.release()

    def _work(self) -> None:
        cleaned = -math.inf
        while not self._closing.is_set() or (self._running and not self.launcher.outlives):
            try:
                self._look()
                if not self._closing.is_set():
                    if time.monotonic() - cleaned > CLEAN_EVERY_S:
                        cleaned = time.monotonic()
                        self._clean()
                    self.launcher.tend()
                    while job := self._next():
                        self._begin(job)
            except Exception:  # nothing that lies in a folder may hold up the jobs
                _say(traceback.format_exc())
            self._wake.wait(LOOK_EVERY_S if self._running else 1.0)
            self._wake.clear()

    def _leads(self) -> bool:
        """Of the servers that share the folder one alone speaks with an engine; when it ends, another takes over.

        Those that train on their own machines need no leader: the jobs' locks tell them of each other.
        """
        if self.launcher.outlives and not self._lead.is_locked:
            with suppress(Timeout):
                self._lead.acquire()
        return self._lead.is_locked or not self.launcher.outlives

    def _clean(self) -> None:
        self.jobs.clean(KEEP_S)
        jobs = self.jobs.all()
        latest = {job.spec.owner: job.id for job in jobs}
        for job in jobs:
            slim(job, job.id == latest[job.spec.owner])

    def _next(self) -> Job | None:
        """The queued job whose turn it is, if there is room for one."""
        if (self._running and len(self._running) >= sum(self.launcher.places.values())) or not self._leads():
            return None
        jobs = [(job, job.written_status().state) for job in self.jobs.all() if job.id not in self._running]
        alive = [job for job, state in jobs if state in ALIVE]
        taken = Counter(self.launcher.queue_of(run.job) for run in self._running.values())
        others = [job for job in alive if self._finds(job) or job.status().state in ALIVE]
        taken.update(self.launcher.queue_of(job) for job in others)
        queued = [job for job, state in jobs if state == State.QUEUED]
        able = [job for job in queued if self._passed_over.get(job.id, -math.inf) < time.monotonic()]
        free = [job for job in able if taken[self.launcher.queue_of(job)] < self._places_for(job)]
        return next(iter(self._in_turn(free)), None)

    def _places_for(self, job: Job) -> int:
        return self.launcher.places.get(self.launcher.queue_of(job), 0)

    def _of_queue(self, job: Job, others: Iterable[Job]) -> list[Job]:
        """Those that wait where it does."""
        queue = self.launcher.queue_of(job)
        return [other for other in others if self.launcher.queue_of(other) == queue]

    def _finds(self, job: Job) -> bool:
        """Whether it is one that an earlier server began; then this one goes on watching it."""
        handle = self.launcher.find(job)
        if handle:
            self._running[job.id] = Running(job, handle)
        return handle is not None

    def _in_turn(self, queued: list[Job]) -> list[Job]:
        """Who was never served goes first, then whoever waits longest; of each client the oldest job."""
        served, left = dict(self._served), {job.id: (client_of(job), job) for job in queued}
        turns: list[Job] = []
        while left:
            client, job = min(left.values(), key=lambda pair: (served.get(pair[0], -math.inf), pair[1].id))
            served[client] = time.monotonic() + len(turns)
            turns.append(job)
            del left[job.id]
        return turns

    def _others_wait(self, job: Job) -> bool:
        """Whether another client's job waits for which no place is free, nor will be by one that pauses."""
        queued = [other for other in self.jobs.all() if other.written_status().state == State.QUEUED]
        waiting = [other for other in self._of_queue(job, queued) if client_of(other) != client_of(job)]
        running = self._of_queue(job, [run.job for run in self._running.values()])
        pausing = sum(self._running[other.id].turn_is_over for other in running)
        return len(waiting) > pausing + max(0, self._places_for(job) - len(running))

    def _begin(self, job: Job) -> None:
        try:
            known = {client_of(other) for other in self.jobs.all()}
            self._served = {client: when for client, when in self._served.items() if client in known}
            self._served[client_of(job)] = time.monotonic()
            job.write_status(State.STARTING, job.written_status().step)
            self._running[job.id] = Running(job, self.launcher.start(job))
        except Exception as error:
            self._give_up(job, error)

    def _look(self) -> None:
        closing = self._closing.is_set() and not self.launcher.outlives
        for job, run in [(run.job, run) for run in self._running.values()]:
            try:
                if run.look(closing, self._others_wait):
                    continue
                del self._running[job.id]
                run.settle(closing)
                slim(job)
                make_room(self.jobs, job.spec.owner)
            except Exception as error:
                self._running.pop(job.id, None)
                self._give_up(job, error)

    def _give_up(self, job: Job, error: Exception) -> None:
        """Whatever goes wrong with a job becomes its own failure, and the others go on."""
        _say(f"The job {job.id} could not be handled.\n{''.join(traceback.format_exception(error))}")
        self._passed_over[job.id] = time.monotonic() + AGAIN_AFTER_S
        if job.written_status().state in {*ALIVE, State.QUEUED} and not job.is_alive():
            with suppress(OSError):  # on a full disk, or where its folder is gone
                job.write_status(State.FAILED, job.written_status().step, reason_of(error))


def _say(text: str) -> None:
    with suppress(Exception):  # a terminal that is gone must not end the thread
        print(text, file=sys.stderr, flush=True)


def client_of(job: Job) -> str:
    """With whose jobs it takes turns; one of nobody's, or one that cannot be read, is its own."""
    try:
        return job.spec.client or job.id
    except (OSError, ValueError, TypeError):
        return job.id
