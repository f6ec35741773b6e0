"""The child of `explorer.decode`: reads pictures under limits that it sets itself. `python -m explorer.decode_child`.

A hostile file may crash it, or ask for memory or time without end: that ends this process and nothing else.
"""

import contextlib
import json
import os
import signal
import sys
from pathlib import Path

from .decode import CODE_OF, PICTURE, READY, SIDES, Wanted
from .images import read_picture, to_grey
from .refusals import PictureError

if sys.platform != "win32":  # there the parent's clock is the only limit
    import resource

MEMORY = 360_000_000  # bytes beyond the bare program's 35 MB: 25 megapixels take up to 330 MB
FILE_CPU_S = 2.0


def main() -> None:
    request = json.load(sys.stdin)
    paths, wanted = request.pop("paths"), Wanted(**request)
    answers = sys.stdout.buffer
    limit_process(len(paths))
    answers.write(READY)
    answers.flush()
    for path in paths:
        limit_file()
        answers.write(answer(path, wanted))
        answers.flush()


def answer(path: str, wanted: Wanted) -> bytes:
    """One file -> what `explorer.decode` reads of it."""
    try:
        picture = read_picture(path, wanted.size, wanted.longest)
    except PictureError as error:
        return CODE_OF[error.reason, error.format]
    pixels = to_grey(picture) if wanted.channels == 1 else picture
    return PICTURE + SIDES.pack(*picture.shape[:2]) + pixels.tobytes()


def limit_process(files: int) -> None:
    """From here on: so much memory, no byte into any file, and no word on a terminal or in a log."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    if sys.platform == "win32":
        return
    limits = {
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,  # a crash would write the picture to the disk
        resource.RLIMIT_CPU: int(files * FILE_CPU_S) + 10,
    }
    with contextlib.suppress(OSError):  # where there is no /proc, RLIMIT_AS is not kept either
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        limits[resource.RLIMIT_AS] = pages * resource.getpagesize() + MEMORY
    for limit, value in limits.items():
        with contextlib.suppress(OSError, ValueError):  # the system's own may be lower
            resource.setrlimit(limit, (value, value))
    signal.signal(signal.SIGPROF, signal.SIG_DFL)


def limit_file() -> None:
    """The next file may compute so long, then a signal ends the process, wherever in a decoder it is."""
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_PROF, FILE_CPU_S)


if __name__ == "__main__":
    main()
