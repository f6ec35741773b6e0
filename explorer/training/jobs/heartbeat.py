"""What a training process says of itself while an engine runs it, where its lock may not be seen from elsewhere."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from .job import LOCKED, Job

BEAT_EVERY_S = 3.0


class Displaced(Exception):
    """The job's folder names another run."""


@contextmanager
def beating(job: Job, run: str | None) -> Iterator[None]:
    """Meanwhile the job is heard of every few seconds, if an engine calls this process `run`. Raises Displaced.

    An engine that has lost sight of a machine has the job go on elsewhere. The process that was left behind ends at
    once when it reads so; what it may have saved meanwhile are the bits that the other one saves.
    """
    if run is None:
        yield
        return
    if is_displaced(job, run):
        raise Displaced
    over = threading.Event()

    def work() -> None:
        while not over.is_set():
            with suppress(OSError):  # of a file system that does not answer for a moment
                if is_displaced(job, run):
                    os._exit(LOCKED)
                job.beat()
            over.wait(BEAT_EVERY_S)

    thread = threading.Thread(target=work, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def is_displaced(job: Job, run: str) -> bool:
    """Whether the job's folder names another run than this."""
    named = job.run()
    return named is None or named.id != run
