"""Starts, watches and stops jobs: one child process at a time, clients in turn, of each the oldest queued job first."""

import errno
import math
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

from .job import ALIVE, LOCKED, OVER, Job, JobFolder, State

KILL_AFTER_S = 30.0
LOOK_EVERY_S = 0.25
TURN_S = 900.0  # how long a job is trained while another client's waits; then it goes on later
KEEP_S, CLEAN_EVERY_S = 24 * 3600.0, 600.0  # how long a job stays after it has ended
PROJECT = Path(__file__).parents[2]
PROGRAM = (sys.executable, "-m", "explorer.training.finetune")


class Supervisor:
    """Runs the queue of `jobs` in a daemon thread of this process.

    The thread only waits and reaps: the jobs themselves are told from their directories, so another
    server, or this one after a restart, sees the same.
    """

    def __init__(self, jobs: JobFolder, program: tuple[str, ...] = PROGRAM):
        self.jobs, self.program = jobs, program
        self._served: dict[str, float] = {}  # client -> when a job of theirs was last begun
        self._wake = threading.Event()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._work, name="job supervisor", daemon=True)
        self._thread.start()

    def submit(self, job: Job) -> None:
        """Queue a new job, or one that was stopped, interrupted or failed: it goes on where it was saved."""
        status = job.status()
        if status.state in OVER:
            job.take_back_stop()
            job.write_status(State.QUEUED, status.step)
        self._wake.set()

    def stop(self, job: Job) -> None:
        """Ask a job to stop: at once if it still waits, else after the step it is at."""
        job.ask_to_stop()
        if job.written_status().state == State.QUEUED:
            job.write_status(State.STOPPED, job.written_status().step)

    def ahead_of(self, job: Job) -> int:
        """How many jobs are trained before this one."""
        states = {other.id: (other, other.written_status().state) for other in self.jobs.all() if other.id != job.id}
        queued = [other for other, state in states.values() if state == State.QUEUED]
        turns = [other.id for other in self._in_turn([*queued, job])]
        return turns.index(job.id) + sum(state in ALIVE for _, state in states.values())

    def close(self) -> None:
        """Stop the running job, with its checkpoint, and the thread."""
        self._closing.set()
        self._wake.set()
        self._thread.join()

    def _work(self) -> None:
        cleaned = -math.inf
        while not self._closing.is_set():
            try:
                if time.monotonic() - cleaned > CLEAN_EVERY_S:
                    cleaned = time.monotonic()
                    self.jobs.clean(KEEP_S)
                job = self._next()
                if job:
                    self._run(job)
                    continue
            except OSError as error:  # a folder that is gone must not hold up the other jobs
                print(f"A fine-tuning job could not be handled: {error}", file=sys.stderr, flush=True)
            self._wake.wait(1.0)
            self._wake.clear()

    def _next(self) -> Job | None:
        """The queued job whose turn it is, if no other process is training one."""
        jobs = [(job, job.written_status().state) for job in self.jobs.all()]
        if any(state in ALIVE and job.is_held() for job, state in jobs):
            return None
        return next(iter(self._in_turn([job for job, state in jobs if state == State.QUEUED])), None)

    def _in_turn(self, queued: list[Job]) -> list[Job]:
        """Who was never served goes first, then whoever waits longest; of each client the oldest job."""
        served, left, turns = dict(self._served), {job.id: (client_of(job), job) for job in queued}, []
        while left:
            client, job = min(left.values(), key=lambda pair: (served.get(pair[0], -math.inf), pair[1].id))
            served[client] = time.monotonic() + len(turns)
            turns.append(job)
            del left[job.id]
        return turns

    def _others_wait(self, job: Job) -> bool:
        queued = [other for other in self.jobs.all() if other.written_status().state == State.QUEUED]
        return any(client_of(other) != client_of(job) for other in queued)

    def _run(self, job: Job) -> None:
        step, began = job.written_status().step, time.monotonic()
        known = {client_of(other) for other in self.jobs.all()}
        self._served = {client: when for client, when in self._served.items() if client in known}
        self._served[client_of(job)] = began
        job.write_status(State.STARTING, step)
        try:
            process = self._start(job)
        except OSError as error:
            reason = "job.out_of_memory" if error.errno == errno.ENOMEM else "job.failed"
            job.write_status(State.FAILED, step, reason)
            return
        asked_at, turn_is_over, look_at = None, False, began + TURN_S
        while process.poll() is None:
            if asked_at is None and time.monotonic() > look_at:
                look_at = time.monotonic() + 1.0
                # Not while it is only starting: what has not begun cannot go on later.
                turn_is_over = job.written_status().state == State.RUNNING and self._others_wait(job)
            if asked_at is None and (turn_is_over or self._closing.is_set() or job.is_asked_to_stop()):
                asked_at = time.monotonic()
                process.terminate()
            if asked_at is not None and time.monotonic() - asked_at > KILL_AFTER_S:
                process.kill()
            time.sleep(LOOK_EVERY_S)
        # A process that ends well says so itself; a job that was queued again meanwhile is none of its business.
        if job.folder.exists() and job.written_status().state in ALIVE and process.returncode != LOCKED:
            metrics = job.metrics()
            state, reason = (State.FAILED, "job.died") if asked_at is None else (State.INTERRUPTED, "job.interrupted")
            job.write_status(state, int(metrics[-1]["step"]) if metrics else job.written_status().step, reason)
        if turn_is_over and not job.is_asked_to_stop() and not self._closing.is_set():
            status = job.written_status()
            if status.state in (State.STOPPED, State.INTERRUPTED):
                job.write_status(State.QUEUED, status.step)

    def _start(self, job: Job) -> subprocess.Popen:
        with (job.folder / "log").open("ab") as log:
            return subprocess.Popen(
                [*self.program, str(job.folder), "--parent", str(os.getpid())],
                cwd=PROJECT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )


def client_of(job: Job) -> str:
    """With whose jobs it takes turns; one of nobody's, or one that cannot be read, is its own."""
    try:
        return job.spec.client or job.id
    except (OSError, ValueError, TypeError):
        return job.id
