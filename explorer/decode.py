"""Pictures of strangers: decoded by a child process under limits. This process sees bytes of a known length only.

The child, `explorer.decode_child`, gets a JSON request on its stdin and answers on its stdout: the byte READY,
then for each path either PICTURE, the height and the width as SIDES and the pixels, or one byte that numbers a refusal.
"""

import contextlib
import json
import math
import os
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from .formats import NAMES
from .refusals import MAX_BYTES, MAX_FILES, MAX_TOGETHER, REFUSALS, PictureError

PROGRAM = (sys.executable, "-m", "explorer.decode_child")
PROJECT = Path(__file__).parents[1]
REFUSED = [*((reason, "") for reason in REFUSALS), *(("picture.other_format", name) for name in NAMES)]
READY, PICTURE, *CODES = (bytes([number]) for number in range(2 + len(REFUSED)))
CODE_OF = dict(zip(REFUSED, CODES, strict=True))  # by the reason and the format of a PictureError
REFUSED_BY = dict(zip(CODES, REFUSED, strict=True))
SIDES = struct.Struct("!HH")
FILE_S, UPLOAD_S = 10.0, 60.0  # by the clock; how long the child may compute, it limits itself
OUT_OF_TIME = {-getattr(signal, name) for name in ("SIGPROF", "SIGXCPU") if hasattr(signal, name)}


class Wanted(NamedTuple):
    """Of each file: as read_picture has it, in 1 or 3 channels."""

    size: int
    channels: int
    longest: float = 1.0

    def fits(self, height: int, width: int) -> bool:
        return min(height, width) == self.size and max(height, width) <= self.size * self.longest


def decode(
    paths: Sequence[str | Path], size: int, channels: int, longest: float = 1.0
) -> list[np.ndarray | PictureError]:
    """The files of one upload -> of each, in order, uint8 (size, size, channels) or why it cannot be used; for
    `longest` see read_picture.

    A file that kills or hangs the child is refused, and the others go on in a fresh one. Files raise nothing here.
    """
    wanted = Wanted(size, channels, longest)
    answers: list[np.ndarray | PictureError | None] = list(beyond_limits(paths))
    left = [number for number, refusal in enumerate(answers) if refusal is None]
    deadline = time.monotonic() + UPLOAD_S
    while left and time.monotonic() < deadline:
        for answer in answers_of_a_child([paths[number] for number in left], wanted, deadline):
            answers[left.pop(0)] = answer
    return [answer if answer is not None else PictureError("picture.slow") for answer in answers]


def beyond_limits(paths: Sequence[str | Path]) -> Iterator[PictureError | None]:
    """For each file the limit that it or the upload up to it breaks, or None."""
    together = 0
    for number, path in enumerate(paths):
        try:
            weight = Path(path).stat().st_size
        except (OSError, ValueError):
            weight = 0  # the child says what is wrong
        if number >= MAX_FILES:
            yield PictureError("picture.too_many")
        elif weight > MAX_BYTES:
            yield PictureError("picture.too_heavy")
        elif together + weight > MAX_TOGETHER:
            yield PictureError("picture.together")
        else:
            together += weight
            yield None


def answers_of_a_child(
    paths: Sequence[str | Path], wanted: Wanted, deadline: float
) -> Iterator[np.ndarray | PictureError]:
    """At least one answer. Where the child fails, the file that it was at is refused, and the answers end."""
    request = {"paths": [str(Path(path).absolute()) for path in paths], **wanted._asdict()}
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}  # NumPy's threads would take address space
    try:
        child = subprocess.Popen(
            PROGRAM, cwd=PROJECT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
        )
    except OSError:  # no memory or no process is left
        yield from [PictureError("picture.unavailable")] * len(paths)
        return
    with child:
        try:
            assert child.stdin is not None
            with contextlib.suppress(OSError), child.stdin:  # a child that is gone already is noticed below
                child.stdin.write(json.dumps(request).encode())
            if received(child, wanted, deadline - time.monotonic()) != READY:
                yield from [PictureError("picture.unavailable")] * len(paths)
                return
            for _ in paths:
                yield next_answer(child, wanted, min(FILE_S, deadline - time.monotonic()))
                if child.returncode is not None:
                    return
        finally:
            child.kill()


def next_answer(child: subprocess.Popen[bytes], wanted: Wanted, seconds: float) -> np.ndarray | PictureError:
    """What the child says of its file. If it says nothing sensible in time it is ended, and its `returncode` set."""
    began = time.monotonic()
    answer = received(child, wanted, seconds)
    if isinstance(answer, np.ndarray):
        return answer
    if answer in REFUSED_BY:
        return PictureError(*REFUSED_BY[answer])
    child.kill()
    late = time.monotonic() - began >= seconds
    return PictureError("picture.slow" if child.wait() in OUT_OF_TIME or late else "picture.damaged")


def received(child: subprocess.Popen[bytes], wanted: Wanted, seconds: float) -> np.ndarray | bytes:
    """A picture, or a byte that is none; nothing if the child ends, or is ended because time is up."""
    assert child.stdout is not None
    timer = threading.Timer(seconds, child.kill)
    timer.start()
    try:
        kind = child.stdout.read(1)
        if kind != PICTURE:
            return kind
        sides = child.stdout.read(SIDES.size)
        shape = (*SIDES.unpack(sides), wanted.channels) if len(sides) == SIDES.size else (0, 0, 0)
        if not wanted.fits(*shape[:2]):
            return b""
        pixels = child.stdout.read(math.prod(shape))
        return np.frombuffer(pixels, np.uint8).reshape(shape) if len(pixels) == math.prod(shape) else b""
    finally:
        timer.cancel()
