"""Starts, watches and stops jobs: one child process at a time, clients in turn, of each the oldest queued job first."""

import math
import subprocess
import sys
import threading
import time
import traceback
from contextlib import suppress

from ..system import ask_to_end
from .job import LOCKED, Job
from .job_folder import JobFolder
from .quota import make_room, slim
from .records import ALIVE, OVER, State, reason_of
from .standby import Standby, begin

KILL_AFTER_S = 30.0
LOOK_EVERY_S = 0.25
AGAIN_AFTER_S = 60.0  # until then a job of which nothing can be written is passed over
TURN_S = 900.0  # how long a job is trained while another client's waits; then it goes on later
KEEP_S, CLEAN_EVERY_S = 24 * 3600.0, 600.0  # how long a job stays after it has ended
PROGRAM = (sys.executable, "-m", "explorer.training.finetune")


class Supervisor:
    """Runs the queue of `jobs` in a daemon thread of this process.

    The thread only waits and reaps: the jobs themselves are told from their directories, so another
    server, or this one after a restart, sees the same.
    """

    def __init__(self, jobs: JobFolder, program: tuple[str, ...] = PROGRAM, device: str = "auto"):
        self.jobs, self.program, self.device = jobs, program, device
        self._standby = Standby(program, device)
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
        """A job will be submitted soon: have a process load meanwhile what it needs."""
        with suppress(OSError):  # then the job's own process loads it
            self._standby.prepare()

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
        """How many jobs are trained before this one."""
        self.revive()
        states = {other.id: (other, other.written_status().state) for other in self.jobs.all() if other.id != job.id}
        queued = [other for other, state in states.values() if state == State.QUEUED]
        turns = [other.id for other in self._in_turn([*queued, job])]
        return turns.index(job.id) + sum(state in ALIVE for _, state in states.values())

    def close(self) -> None:
        """Stop the running job, with its checkpoint, and the thread."""
        self._closing.set()
        self._wake.set()
        self._thread.join()
        self._standby.end()

    def _work(self) -> None:
        cleaned = -math.inf
        while not self._closing.is_set():
            try:
                if time.monotonic() - cleaned > CLEAN_EVERY_S:
                    cleaned = time.monotonic()
                    self._clean()
                self._standby.tidy()
                job = self._next()
                if job:
                    self._handle(job)
                    continue
            except Exception:  # nothing that lies in a folder may hold up the jobs
                _say(traceback.format_exc())
            self._wake.wait(1.0)
            self._wake.clear()

    def _clean(self) -> None:
        self.jobs.clean(KEEP_S)
        jobs = self.jobs.all()
        latest = {job.spec.owner: job.id for job in jobs}
        for job in jobs:
            slim(job, job.id == latest[job.spec.owner])

    def _next(self) -> Job | None:
        """The queued job whose turn it is, if no other process is training one."""
        jobs = [(job, job.written_status().state) for job in self.jobs.all()]
        if any(state in ALIVE and job.is_held() for job, state in jobs):
            return None
        queued = [job for job, state in jobs if state == State.QUEUED]
        able = [job for job in queued if self._passed_over.get(job.id, -math.inf) < time.monotonic()]
        return next(iter(self._in_turn(able)), None)

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
        queued = [other for other in self.jobs.all() if other.written_status().state == State.QUEUED]
        return any(client_of(other) != client_of(job) for other in queued)

    def _handle(self, job: Job) -> None:
        """Run a job; whatever goes wrong with it becomes its own failure, and the others go on."""
        try:
            self._run(job)
            slim(job)
            make_room(self.jobs, job.spec.owner)
        except Exception as error:
            _say(f"The job {job.id} could not be handled.\n{traceback.format_exc()}")
            self._passed_over[job.id] = time.monotonic() + AGAIN_AFTER_S
            if job.written_status().state in {*ALIVE, State.QUEUED} and not job.is_held():
                with suppress(OSError):  # on a full disk, or where its folder is gone
                    job.write_status(State.FAILED, job.written_status().step, reason_of(error))

    def _run(self, job: Job) -> None:
        known = {client_of(other) for other in self.jobs.all()}
        self._served = {client: when for client, when in self._served.items() if client in known}
        self._served[client_of(job)] = time.monotonic()
        job.write_status(State.STARTING, job.written_status().step)
        process = self._start(job)
        asked_at, left_stop, turn_is_over, look_at = None, False, False, math.inf
        while process.poll() is None:
            if look_at == math.inf and job.written_status().state == State.RUNNING:  # a start is no part of the turn
                look_at = time.monotonic() + TURN_S
            if asked_at is None and time.monotonic() > look_at:
                look_at = time.monotonic() + 1.0
                turn_is_over = self._others_wait(job)
            if asked_at is None and (turn_is_over or self._closing.is_set() or job.is_asked_to_stop()):
                asked_at, by_owner = time.monotonic(), job.is_asked_to_stop()
                ask_to_end(process, job.ask_to_stop)
                left_stop = not by_owner and job.is_asked_to_stop()
            if asked_at is not None and time.monotonic() - asked_at > KILL_AFTER_S:
                process.kill()
            time.sleep(LOOK_EVERY_S)
        if left_stop:
            job.take_back_stop()  # it was the server's end, and nobody's wish
        # A process that ends well says so itself; a job that was queued again meanwhile is none of its business.
        if job.folder.exists() and job.written_status().state in ALIVE and process.returncode != LOCKED:
            metrics = job.metrics()
            state, reason = (State.FAILED, "job.died") if asked_at is None else (State.INTERRUPTED, "job.interrupted")
            job.write_status(state, int(metrics[-1]["step"]) if metrics else job.written_status().step, reason)
        if turn_is_over and not job.is_asked_to_stop() and not self._closing.is_set():
            status = job.written_status()
            if status.state in (State.STOPPED, State.INTERRUPTED):
                job.write_status(State.QUEUED, status.step)

    def _start(self, job: Job) -> subprocess.Popen[bytes]:
        if ready := self._standby.take(job.folder):
            return ready
        with (job.folder / "log").open("ab") as log:
            quiet = subprocess.DEVNULL
            return begin(self.program, str(job.folder), self.device, stdin=quiet, stdout=log, stderr=subprocess.STDOUT)


def _say(text: str) -> None:
    with suppress(Exception):  # a terminal that is gone must not end the thread
        print(text, file=sys.stderr, flush=True)


def client_of(job: Job) -> str:
    """With whose jobs it takes turns; one of nobody's, or one that cannot be read, is its own."""
    try:
        return job.spec.client or job.id
    except (OSError, ValueError, TypeError):
        return job.id
