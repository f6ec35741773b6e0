"""How much of the disk jobs may take: what is over becomes small, and an owner's oldest results make way."""

from contextlib import suppress
from pathlib import Path

from filelock import Timeout

from .job import Job
from .job_folder import JobFolder, delete_leftover
from .records import OVER, State

OWNER_BYTES = 1_000_000_000
TOTAL_BYTES = 10_000_000_000


def slim(job: Job, latest: bool = True) -> None:
    """Delete what a job that is over no longer needs: it goes on from its last checkpoint, and once it is done only
    where it is its owner's latest.

    A checkpoint holds the network, its average and Adam's two moments in float32: eight times the result.
    """
    with suppress(OSError, Timeout), job.lock(timeout=0):
        state = job.written_status().state
        if state in OVER:
            for path in job.checkpoints()[: -1 if latest or state != State.DONE else None]:
                path.unlink(missing_ok=True)
            for path in (*job.folder.glob("*.tmp"), *job.folder.glob(".*")):
                delete_leftover(path)


def size(job: Job) -> int:
    """Its bytes on the disk."""
    return sum(_bytes(path) for path in job.folder.rglob("*"))


def make_room(jobs: JobFolder, owner: str) -> None:
    """Delete the owner's oldest jobs that are over until theirs fit into OWNER_BYTES; the latest one always stays."""
    own = jobs.of(owner)
    for job in own[:-1]:
        slim(job, latest=False)
    sizes = {job.id: size(job) for job in own}
    for job in own[:-1]:
        if sum(sizes.values()) <= OWNER_BYTES:
            return
        if job.status().state in OVER:
            jobs.delete(job)
            del sizes[job.id]


def is_full(jobs: JobFolder) -> bool:
    """Whether there is no room for another job: nobody's jobs make way for those of others."""
    return sum(size(job) for job in jobs.all()) >= TOTAL_BYTES


def _bytes(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return 0
