"""A fine-tuning job is a directory: this file knows its files, its states and who holds it. No torch here.

spec.json      what was asked for; only the number of steps may grow, see `extend`
images.npy     the pictures as the network sees them, uint8 (N, H, W, C)
state.json     the last thing that was said about the job
metrics.jsonl  one line a step
samples/       previews, and beside each what was found out about it (task.findings)
lock           held by the training process as long as it lives
run.json       which run of it an engine holds; only where one trains it, maybe on another machine
beat           touched by that run every few seconds: its lock may not be seen from here
stop           exists once somebody has asked the job to stop
log            what the process printed
result/        the fine-tuned checkpoint
"""

import json
import os
import re
import secrets
import time
from contextlib import suppress
from dataclasses import asdict, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock, Timeout

from ..system import patiently
from .records import ALIVE, Findings, Metrics, Run, Spec, State, Status, as_fields, as_object, as_record, read_object

LOCKED = 2  # the exit status of a training process that found another one at work
START_GRACE_S = 120.0  # a process that was just started has not taken its lock yet
FRESH_S = 30.0  # a run that has not been heard of for so long is not alive
MOST_LOST = 3  # an engine may lose a job so often in a row before that is a failure
THIRDS = ("early", "middle", "late")  # of t


class Job:
    """One job's directory."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.id = folder.name

    @cached_property
    def spec(self) -> Spec:
        """Raises OSError, or ValueError with what is wrong with it."""
        return as_record(Spec, read_object(self.folder / "spec.json"))

    @property
    def result(self) -> Path:
        return self.folder / "result"

    def images(self) -> np.ndarray:
        """Raises OSError, or ValueError if they are none."""
        try:
            images: np.ndarray = np.load(self.folder / "images.npy", allow_pickle=False)
        except EOFError as error:
            raise ValueError(str(error)) from None
        if images.dtype != np.uint8 or images.ndim != 4:
            raise ValueError(f"images.npy holds {images.dtype} {images.shape}")
        return images

    def extend(self, steps: int) -> None:
        """Queue a job that is over for so many steps in all. Raises OSError."""
        spec = replace(self.spec, steps=steps)
        write_atomically(self.folder / "spec.json", json.dumps(asdict(spec)))
        self.__dict__["spec"] = spec  # where it is cached
        self.take_back_stop()
        self.write_status(State.QUEUED, self.written_status().step)

    def checkpoints(self) -> list[Path]:
        """What a training can go on from, the newest last."""
        return sorted(self.folder.glob("ckpt-*.safetensors"))

    def status(self) -> Status:
        """The state as it is: one that claims to be alive while nobody holds the lock was interrupted."""
        status = self.written_status()
        fresh = status.state == State.STARTING and time.time() - status.updated < START_GRACE_S
        if status.state in ALIVE and not fresh and not self.is_alive():
            again = self.written_status()  # it may have ended between the two looks
            return Status(State.INTERRUPTED, again.step, "job.interrupted") if again.state in ALIVE else again
        if status.state in ALIVE and self.is_asked_to_stop():
            return replace(status, state=State.STOPPING)
        return status

    def written_status(self) -> Status:
        """What state.json says; one that a power cut has damaged counts as interrupted."""
        try:
            return as_record(Status, read_object(self.folder / "state.json"))
        except (OSError, ValueError):
            return Status(State.INTERRUPTED, 0, "job.interrupted")

    def write_status(self, state: State, step: int, reason: str = "", failed_at: int = 0) -> None:
        status = asdict(Status(state, step, reason, time.time(), failed_at))
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
        except OSError:  # a lock that cannot be opened, nobody holds
            return False

    def is_alive(self) -> bool:
        """Whether a process trains it: one that holds the lock, or on another machine one that was heard of lately."""
        return self.is_held() or self._beats()

    def _beats(self) -> bool:
        with suppress(OSError):
            return self.run() is not None and time.time() - (self.folder / "beat").stat().st_mtime < FRESH_S
        return False

    def beat(self) -> None:
        """Say that the run is alive. Raises OSError."""
        (self.folder / "beat").touch()

    def run(self) -> Run | None:
        """None if no engine holds it, or what is written is damaged. Raises OSError if it cannot be read just now."""
        try:
            return as_record(Run, read_object(self.folder / "run.json"))
        except (FileNotFoundError, ValueError):
            return None

    def write_run(self, run: Run) -> None:
        write_atomically(self.folder / "run.json", json.dumps(asdict(run)))

    def forget_run(self) -> None:
        (self.folder / "run.json").unlink(missing_ok=True)

    def lose_run(self) -> bool:
        """Note that the engine has lost it; whether it may be started once more. Raises OSError."""
        run, saved = self.run() or Run(""), self.checkpoints()
        step = int(saved[-1].stem.removeprefix("ckpt-")) if saved else 0
        lost = run.lost + 1 if step <= run.step else 1
        self.write_run(Run(run.id, lost % (MOST_LOST + 1), step))
        return lost <= MOST_LOST

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

    def metrics(self) -> list[Metrics]:
        """All steps in order; a torn line is skipped, and of a step that was taken twice the later line counts."""
        by_step: dict[int, Metrics] = {}
        lines = b""
        with suppress(OSError):
            lines = (self.folder / "metrics.jsonl").read_bytes()
        for line in lines.splitlines():
            with suppress(ValueError, KeyError):
                values = as_fields(Metrics, as_object(line))
                if len(values.get("thirds", THIRDS)) == len(THIRDS):
                    by_step[values["step"]] = values
        return [by_step[step] for step in sorted(by_step)]

    def reached(self) -> int:
        """The last step that was taken, saved or not."""
        metrics = self.metrics()
        return metrics[-1]["step"] if metrics else self.written_status().step

    def forget_metrics_after(self, step: int) -> None:
        """Drop the lines of steps that were taken but not saved: a resumed run takes them again."""
        kept = [json.dumps(values) + "\n" for values in self.metrics() if values["step"] <= step]
        write_atomically(self.folder / "metrics.jsonl", "".join(kept))

    def samples(self) -> list[Path]:
        """Preview pictures in order of training; the file's name is the step."""
        return sorted(path for path in (self.folder / "samples").glob("*.png") if re.fullmatch(r"[0-9]+", path.stem))

    def add_findings(self, step: int, values: dict[str, Any]) -> None:
        write_atomically(self.folder / "samples" / f"{step:08d}.json", json.dumps(values))

    def findings(self, step: int) -> Findings:
        """What was found out at that step; empty if that is not known."""
        try:
            return as_fields(Findings, read_object(self.folder / "samples" / f"{step:08d}.json"))
        except (OSError, ValueError):
            return {}


def write_atomically(path: Path, text: str) -> None:
    """Readers see the old text or the new one, never half of it."""
    temporary = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    try:
        temporary.write_text(text)
        patiently(temporary.replace, path)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)  # half a file is no use on a full disk
