"""The directory of all jobs: makes them, finds them by id and by owner, and deletes them. No torch here."""

import json
import re
import secrets
import shutil
import sys
import time
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from .job import Job
from .records import OVER, Spec, State

ID = re.compile(r"\d{8}-\d{6}-\d{6}-[0-9a-f]{12}")
LEFT_AFTER_S = 3600.0  # what is older and half written, nobody is writing any more


class JobFolder:
    """Where all jobs live. Raises OSError at construction when it cannot be written."""

    def __init__(self, root: Path):
        self.root = root.resolve()  # the training process runs in another folder
        self._told: set[str] = set()
        root.mkdir(parents=True, exist_ok=True)
        probe = root / f".probe-{secrets.token_hex(4)}"
        probe.touch()
        probe.unlink()

    def create(self, spec: Spec, images: np.ndarray, name: str = "") -> Job:
        """A new queued job; the directory appears whole."""
        # To the microsecond, so that names sort by age.
        name = name or f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}-{secrets.token_hex(6)}"
        new = self.root / f".new-{name}"
        try:
            (new / "samples").mkdir(parents=True)
            (new / "spec.json").write_text(json.dumps(asdict(spec)))
            np.save(new / "images.npy", images)
            Job(new).write_status(State.QUEUED, 0)
            new.replace(self.root / name)
        finally:
            shutil.rmtree(new, ignore_errors=True)
        return Job(self.root / name)

    def get(self, job_id: str) -> Job | None:
        """The job of that id, or None; an id that this class did not make finds nothing."""
        return self._read(self.root / job_id) if ID.fullmatch(job_id) else None

    def all(self) -> list[Job]:
        """Every job that can be read, oldest first. What cannot hides no other, and is named in the log once."""
        folders = sorted(path.parent for path in self.root.glob("[0-9]*/spec.json"))
        jobs = [self._read(folder) for folder in folders if ID.fullmatch(folder.name)]
        return [job for job in jobs if job]

    def _read(self, folder: Path) -> Job | None:
        job = Job(folder)
        try:
            return job if job.spec else None  # it is read here, once, and its fields are there from now on
        except FileNotFoundError:  # it has been deleted meanwhile
            return None
        except (OSError, ValueError) as error:
            self.tell(job, error)
            return None

    def tell(self, job: Job, error: Exception) -> None:
        """In the log, once: that something is the matter with a job."""
        said = f"The job {job.id} cannot be used: {error}"
        if said not in self._told:
            self._told.add(said)
            with suppress(Exception):  # a terminal that is gone must not end a thread
                print(said, file=sys.stderr, flush=True)

    def clean(self, older_than_s: float) -> None:
        """Delete the jobs that ended so long ago, and what was left half written."""
        for job in self.all():
            try:
                ended = job.written_status().updated or job.folder.stat().st_mtime  # a damaged state has no time
                if job.status().state in OVER and time.time() - ended > older_than_s:
                    self.delete(job)
            except OSError as error:  # of another user, say
                self.tell(job, error)
        for left in (*self.root.glob(".new-*"), *self.root.glob(".old-*")):
            delete_leftover(left)

    def delete(self, job: Job) -> None:
        """One that is in use disappears from the list first."""
        going = self.root / f".old-{job.id}"
        job.folder.replace(going)
        shutil.rmtree(going, ignore_errors=True)

    def of(self, owner: str) -> list[Job]:
        """The jobs of one owner, oldest first."""
        return [job for job in self.all() if secrets.compare_digest(job.spec.owner, owner)]


def delete_leftover(path: Path) -> None:
    """Of a process that was killed while it wrote: a file or a folder that has not changed for long."""
    with suppress(OSError):
        if time.time() - path.lstat().st_mtime > LEFT_AFTER_S:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
