"""What the command line of a training asks for, checked before anything is made. No torch here."""

import argparse
import math
import sys
import time
import zipfile
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from .data import ImageSet, load
from .jobs.job import Job
from .jobs.job_folder import JobFolder
from .jobs.records import Spec

MOST = 10**9


def speak_plainly() -> None:
    """Names of files that the console has no letters for are printed all the same, as \\xe9 or so."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def whole(low: int) -> Callable[[str], int]:
    """For argparse: a whole number from `low` on."""

    def parse(text: str) -> int:
        if not text.removeprefix("-").isdecimal() or not low <= (number := int(text[:20])) <= MOST:
            raise argparse.ArgumentTypeError(f"{text!r} must be a whole number from {low} to {MOST}.")
        return number

    return parse


def rate(text: str) -> float:
    """For argparse: a learning rate."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} must be a number above 0, such as 3e-4.")
    return number


def name(text: str) -> str:
    """For argparse: words that can be written down; a console may hand over halves of characters."""
    return text.encode("utf-8", "replace").decode().strip()


def job_of(args: argparse.Namespace) -> Job:
    """The job that the command line names, made if it is not there yet. Raises ValueError with a sentence."""
    if args.job:
        return _existing(args.job)
    out = args.out.absolute()
    try:
        if (out / "spec.json").exists():
            return _gone_on(_existing(out), args)
        if out.exists() and not (out.is_dir() and not any(out.iterdir())):
            raise ValueError(f"{out} holds something else already. Give --out a new folder.")
    except OSError as error:
        raise _unusable(out, error) from None
    spec, images = _asked_for(args)
    try:
        if out.exists():
            out.rmdir()  # Windows moves no folder onto another one
        return JobFolder(out.parent).create(spec, images, out.name)
    except OSError as error:
        raise _unusable(out, error) from None


def pictures(path: Path, size: int, channels: int) -> ImageSet:
    """`data.load`, but for whatever may be given by mistake. Raises ValueError with a sentence."""
    try:
        if not path.is_dir():
            _check_archive(path)
        return load(path, size, channels)
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror or error}.") from None


def _check_archive(path: Path) -> None:
    """Raises OSError, or ValueError with a sentence, unless the file holds pictures as `data.load_npz` reads them."""
    with path.open("rb") as file:
        if not zipfile.is_zipfile(file):
            raise ValueError(f"{path} is neither a folder of pictures nor an .npz. Give the folder that they are in.")
    try:
        with np.load(path, allow_pickle=False) as archive:
            prefix = "train_" if "train_images" in archive else ""
            images, labels = archive[f"{prefix}images"], archive.get(f"{prefix}labels")
        right = images.dtype == np.uint8 and len(images) and 0 not in images.shape
        right = right and (images.ndim == 3 or (images.ndim == 4 and images.shape[3] in (1, 3)))
        right = right and (labels is None or (labels.size == len(images) and np.isfinite(labels).all()))
    except (KeyError, ValueError, TypeError, EOFError, zipfile.BadZipFile):
        right = False
    if not right:
        raise ValueError(
            f"{path} cannot be used: an .npz must hold `images` or `train_images`, (N, H, W) or (N, H, W, 1 or 3) "
            "uint8, and, if there are labels, one number for each picture."
        )


def _asked_for(args: argparse.Namespace) -> tuple[Spec, np.ndarray]:
    from ..models.checkpoint import load_checkpoint  # takes seconds
    from ..models.labelled import with_label

    usual: dict[str, Any] = {"name": "my pictures", "owner": "", "base": "toys", "steps": 400}
    spec = Spec(**usual | _given(args))
    spec = replace(spec, created=time.time())
    base = load_checkpoint(spec.base)
    if spec.label:
        try:
            with_label(base, spec.label)
        except ValueError as error:
            raise ValueError(f"{error} Leave --label out, or start from another --base.") from None
    channels, size, _ = base.shape
    return spec, pictures(args.images, size, channels).images


def _given(args: argparse.Namespace) -> dict[str, Any]:
    """The fields of Spec that the command line mentions."""
    return {field.name: getattr(args, field.name) for field in fields(Spec) if hasattr(args, field.name)}


def _existing(folder: Path) -> Job:
    job = Job(folder)
    try:
        assert job.spec
    except FileNotFoundError:
        raise ValueError(f"There is no job in {folder}: it has no spec.json.") from None
    except (OSError, ValueError) as error:
        raise ValueError(f"{folder} holds no job that can be read: in spec.json, {error}.") from None
    return job


def _gone_on(job: Job, args: argparse.Namespace) -> Job:
    """The job of an earlier command, with more steps if more are asked for."""
    given, spec, status = _given(args), job.spec, job.written_status()
    steps = given.pop("steps", spec.steps)
    others = [f"--{key} {getattr(spec, key)!r} there, {value!r} here" for key, value in given.items()
              if getattr(spec, key) != value]  # fmt: skip
    kept = job.images()
    now = pictures(args.images, *kept.shape[2:]).images
    if not np.array_equal(kept, now):
        others.append(f"other pictures ({len(kept)} there, {len(now)} here)")
    if others:
        raise ValueError(
            f"{job.folder} holds a training with other settings: {'; '.join(others)}. "
            "Give its own to go on with it, or another --out."
        )
    if steps == spec.steps or job.is_held():  # of a job that is being trained, its lock will tell
        return job
    if steps < status.step:
        raise ValueError(f"{job.folder} is at step {status.step} already. Give more --steps, or another --out.")
    if not job.checkpoints() and status.step:
        raise ValueError(f"{job.folder} cannot go on. Start from what it has learned: --base {job.result}")
    job.extend(steps)
    print(f"Going on from step {status.step} to step {steps}.", flush=True)
    return job


def _unusable(out: Path, error: OSError) -> ValueError:
    return ValueError(f"{out} cannot be used: {error.strerror or error}. Give another folder with --out.")
