"""Pictures of strangers: decoded by a child process under limits. This process sees bytes of a known length only.

The child, `explorer.decode_child`, gets a JSON request on its stdin and answers on its stdout: the byte READY,
then for each path either PICTURE and size * size * channels bytes of pixels, or one byte that numbers a refusal.
"""

import contextlib
import json
import math
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from .formats import NAMES
from .refusals import MAX_BYTES, MAX_FILES, MAX_TOGETHER, REFUSALS, PictureError

PROGRAM = (sys.executable, "-m", "explorer.decode_child")
PROJECT = Path(__file__).parents[1]
REFUSED = [*((reason, "") for reason in REFUSALS), *(("picture.other_format", name) for name in NAMES)]
READY, PICTURE, *CODES = (bytes([number]) for number in range(2 + len(REFUSED)))
CODE_OF = dict(zip(REFUSED, CODES, strict=True))  # by the reason and the format of a PictureError
REFUSED_BY = dict(zip(CODES, REFUSED, strict=True))
FILE_S, UPLOAD_S = 10.0, 60.0  # by the clock; how long the child may compute, it limits itself
OUT_OF_TIME = {-getattr(signal, name) for name in ("SIGPROF", "SIGXCPU") if hasattr(signal, name)}


def decode(paths: Sequence[str | Path], size: int, channels: int) -> list[np.ndarray | PictureError]:
    """The files of one upload -> of each, in order, uint8 (size, size, channels) or why it cannot be used.

    A file that kills or hangs the child is refused, and the others go on in a fresh one. Files raise nothing here.
    """
    answers: list[np.ndarray | PictureError | None] = list(beyond_limits(paths))
    left = [number for number, refusal in enumerate(answers) if refusal is None]
    deadline = time.monotonic() + UPLOAD_S
    while left and time.monotonic() < deadline:
        for answer in answers_of_a_child([paths[number] for number in left], size, channels, deadline):
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
    paths: Sequence[str | Path], size: int, channels: int, deadline: float
) -> Iterator[np.ndarray | PictureError]:
    """At least one answer. Where the child fails, the file that it was at is refused, and the answers end."""
    request = {"paths": [str(Path(path).absolute()) for path in paths], "size": size, "channels": channels}
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
            if received(child, 1, FILE_S) != READY:
                yield from [PictureError("picture.unavailable")] * len(paths)
                return
            for _ in paths:
                yield next_answer(child, (size, size, channels), min(FILE_S, deadline - time.monotonic()))
                if child.returncode is not None:
                    return
        finally:
            child.kill()


def next_answer(
    child: subprocess.Popen[bytes], shape: tuple[int, int, int], seconds: float
) -> np.ndarray | PictureError:
    """What the child says of its file. If it says nothing sensible in time it is ended, and its `returncode` set."""
    began = time.monotonic()
    answer = received(child, 1 + math.prod(shape), seconds)
    kind, pixels = answer[:1], answer[1:]
    if len(pixels) == math.prod(shape):
        return np.frombuffer(pixels, np.uint8).reshape(shape)
    if kind in REFUSED_BY:
        return PictureError(*REFUSED_BY[kind])
    child.kill()
    late = time.monotonic() - began >= seconds
    return PictureError("picture.slow" if child.wait() in OUT_OF_TIME or late else "picture.damaged")


def received(child: subprocess.Popen[bytes], most: int, seconds: float) -> bytes:
    """One byte, and where that is PICTURE the others; less if the child ends, or is ended because time is up."""
    assert child.stdout is not None
    timer = threading.Timer(seconds, child.kill)
    timer.start()
    try:
        kind = child.stdout.read(1)
        return kind + child.stdout.read(most - 1) if kind == PICTURE else kind
    finally:
        timer.cancel()
