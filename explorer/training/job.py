"""A fine-tuning job is a directory: this file knows its files, its states and who holds it. No torch here.

    spec.json      what was asked for; never changes
    images.npy     the pictures as the network sees them, uint8 (N, H, W, C)
    state.json     the last thing that was said about the job
    metrics.jsonl  one line a step
    samples/       previews, one picture a checkpoint, and beside each what was found out about it (fit.findings)
    lock           held by the training process as long as it lives
    stop           exists once somebody has asked the job to stop
    log            what the process printed
    result/        the fine-tuned checkpoint
"""

import json
import os
import re
import secrets
import shutil
import time
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock, Timeout

LOCKED = 2  # the exit status of a training process that found another one at work
CHECKPOINTS = 10  # of a training, at least
START_GRACE_S = 30.0  # a process that was just started has not taken its lock yet


class State(StrEnum):
    QUEUED = "queued"
    STARTING = "starting"
    RUNNING = "running"
    STOPPING = "stopping"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


ALIVE = {State.STARTING, State.RUNNING}
OVER = {State.DONE, State.STOPPED, State.FAILED, State.INTERRUPTED}


@dataclass(frozen=True)
class Spec:
    """What was asked for. `owner` is a hash, `base` the source of a checkpoint, `created` in Unix seconds.

    client   with whose other jobs it takes turns; "": with nobody's
    label    the name of a new class that the pictures become; "": the network loses its classes, if it had any
    light    only attention, time and class layers learn
    scratch  the base lends its shape only
    flip     pictures are mirrored at random
    fp32     no bfloat16, even where it is quicker
    """

    name: str
    owner: str
    base: str
    steps: int
    created: float
    batch: int = 16
    lr: float = 3e-4
    seed: int = 0
    label: str = ""
    light: bool = False
    scratch: bool = False
    flip: bool = False
    fp32: bool = False
    client: str = ""

    @property
    def every(self) -> int:
        """After so many steps the job is kept, and shown, and once more at its end."""
        return max(1, self.steps // CHECKPOINTS)


@dataclass(frozen=True)
class Status:
    """Where a job stands: the steps done, and when it ended badly a reason (a key of the interface's texts).

    STOPPING is never written: it is RUNNING with a `stop` file.
    """

    state: State
    step: int = 0
    reason: str = ""
    updated: float = 0.0


class Job:
    """One job's directory."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.id = folder.name

    @property
    def spec(self) -> Spec:
        return Spec(**json.loads((self.folder / "spec.json").read_text()))

    @property
    def result(self) -> Path:
        return self.folder / "result"

    def images(self) -> np.ndarray:
        return np.load(self.folder / "images.npy", allow_pickle=False)

    def status(self) -> Status:
        """The state as it is: one that claims to be alive while nobody holds the lock was interrupted."""
        status = self.written_status()
        fresh = status.state == State.STARTING and time.time() - status.updated < START_GRACE_S
        if status.state in ALIVE and not fresh and not self.is_held():
            again = self.written_status()  # it may have ended between the two looks
            return Status(State.INTERRUPTED, again.step, "job.interrupted") if again.state in ALIVE else again
        if status.state in ALIVE and self.is_asked_to_stop():
            return replace(status, state=State.STOPPING)
        return status

    def written_status(self) -> Status:
        """What state.json says; one that a power cut has damaged counts as interrupted."""
        try:
            values = json.loads((self.folder / "state.json").read_text())
            return Status(**{**values, "state": State(values["state"])})
        except (OSError, ValueError, KeyError, TypeError):
            return Status(State.INTERRUPTED, 0, "job.interrupted")

    def write_status(self, state: State, step: int, reason: str = "") -> None:
        status = asdict(Status(state, step, reason, time.time()))
        write_atomically(self.folder / "state.json", json.dumps(status))

    def lock(self, timeout: float) -> FileLock:
        """Held by the training process; to be used as a context, which raises filelock.Timeout."""
        return FileLock(self.folder / "lock", timeout=timeout)

    def is_held(self) -> bool:
        try:
            with self.lock(timeout=0):
                return False
        except Timeout:
            return True

    def ask_to_stop(self) -> None:
        (self.folder / "stop").touch()

    def is_asked_to_stop(self) -> bool:
        return (self.folder / "stop").exists()

    def take_back_stop(self) -> None:
        (self.folder / "stop").unlink(missing_ok=True)

    def add_metrics(self, **values: Any) -> None:
        """Append one line in one write, so that lines never mix."""
        descriptor = os.open(self.folder / "metrics.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            os.write(descriptor, (json.dumps(values) + "\n").encode())
        finally:
            os.close(descriptor)

    def metrics(self) -> list[dict[str, Any]]:
        """All steps in order; a torn line is skipped, and of a step that was taken twice the later line counts."""
        by_step = {}
        path = self.folder / "metrics.jsonl"
        for line in path.read_bytes().splitlines() if path.exists() else ():
            try:
                values = json.loads(line)
                by_step[values["step"]] = values
            except (ValueError, KeyError):
                continue
        return [by_step[step] for step in sorted(by_step)]

    def forget_metrics_after(self, step: int) -> None:
        """Drop the lines of steps that were taken but not saved: a resumed run takes them again."""
        kept = [json.dumps(values) + "\n" for values in self.metrics() if values["step"] <= step]
        write_atomically(self.folder / "metrics.jsonl", "".join(kept))

    def samples(self) -> list[Path]:
        """Preview pictures in order of training; the file's name is the step."""
        return sorted((self.folder / "samples").glob("*.png"))

    def add_findings(self, step: int, values: dict[str, Any]) -> None:
        write_atomically(self.folder / "samples" / f"{step:08d}.json", json.dumps(values))

    def findings(self, step: int) -> dict[str, Any]:
        """What was found out at that step; empty if that is not known."""
        try:
            return json.loads((self.folder / "samples" / f"{step:08d}.json").read_text())
        except (OSError, ValueError):
            return {}


class JobFolder:
    """Where all jobs live. Raises OSError at construction when it cannot be written."""

    def __init__(self, root: Path):
        self.root = root.resolve()  # the training process runs in another folder
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
        if not re.fullmatch(r"\d{8}-\d{6}-\d{6}-[0-9a-f]{12}", job_id):
            return None
        return Job(self.root / job_id) if (self.root / job_id / "spec.json").exists() else None

    def all(self) -> list[Job]:
        """Every job whose spec can be read, oldest first: one that a power cut has damaged must not hide the others."""
        return [Job(path.parent) for path in sorted(self.root.glob("[0-9]*/spec.json")) if _is_json(path)]

    def clean(self, older_than_s: float) -> None:
        """Delete the jobs that ended so long ago; one that is in use disappears from the list first."""
        for job in self.all():
            ended = job.written_status().updated or job.folder.stat().st_mtime  # a damaged state has no time
            if job.status().state in OVER and time.time() - ended > older_than_s:
                going = self.root / f".old-{job.id}"
                job.folder.replace(going)
                shutil.rmtree(going, ignore_errors=True)

    def of(self, owner: str) -> list[Job]:
        """The jobs of one owner, oldest first."""
        return [job for job in self.all() if secrets.compare_digest(job.spec.owner, owner)]


def _is_json(path: Path) -> bool:
    try:
        return bool(json.loads(path.read_text()))
    except (OSError, ValueError):
        return False


def write_atomically(path: Path, text: str) -> None:
    """Readers see the old text or the new one, never half of it."""
    temporary = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    temporary.write_text(text)
    temporary.replace(path)
