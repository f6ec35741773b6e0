"""A server's own folder for what visitors upload and what they are answered with: swept while the server runs, deleted
when it stops, and by the next one if it could not.
"""

import contextlib
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

PREFIX, LOCK = "diffusion-explorer-", ".lock"
ANSWERS = "answers"  # the part of the folder for what programs are sent, who fetch it at once
MOST_BYTES = 2_000_000_000  # of the folder; beyond, no upload is taken until the old ones have gone
MOST_ANSWERS = 200_000_000  # beyond, the oldest go
KEPT_S, ANSWERS_KEPT_S = 3600.0, 600.0
SWEEP_S = 60.0
NEW_S = 60.0  # a folder without a lock may be one that is being made


@contextlib.contextmanager
def temporary_folder() -> Iterator[Path]:
    """Gradio's, from now on; before Gradio is imported. It lies in GRADIO_TEMP_DIR, or, where none is named or that one
    cannot be written, in the system's. Raises OSError if there is no place at all.
    """
    given = os.environ.get("GRADIO_TEMP_DIR")
    try:
        folder = own_folder(Path(given or tempfile.gettempdir()))
    except OSError:  # no folder, or somebody else's
        folder = own_folder(Path(tempfile.gettempdir()))
    lock = FileLock(folder / LOCK)
    lock.acquire()
    os.environ["GRADIO_TEMP_DIR"] = str(folder)
    stop = threading.Event()
    threading.Thread(target=keep_swept, args=[folder, stop], name="sweep uploads", daemon=True).start()
    try:
        yield folder
    finally:
        stop.set()
        os.environ.pop("GRADIO_TEMP_DIR")
        if given:
            os.environ["GRADIO_TEMP_DIR"] = given
        lock.release()
        delete(folder)


def own_folder(above: Path) -> Path:
    """A new one, that nobody else can read."""
    above.mkdir(parents=True, exist_ok=True)
    delete_left_over(above)
    return Path(tempfile.mkdtemp(prefix=PREFIX, dir=above)).resolve()


def delete_left_over(above: Path) -> None:
    """The folders of servers that were killed: those of this user whose lock nobody holds."""
    for folder in above.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError, Timeout):
            status = folder.lstat()
            if folder.is_symlink() or (hasattr(os, "getuid") and status.st_uid != os.getuid()):
                continue
            if not (folder / LOCK).exists() and time.time() - status.st_mtime < NEW_S:
                continue
            with FileLock(folder / LOCK, timeout=0):
                pass
            delete(folder)


def delete(folder: Path) -> None:
    """With a name that nobody writes to any more: a server's threads may still be at work."""
    with contextlib.suppress(OSError):
        folder = folder.rename(folder.with_name(f"{folder.name}.old"))
    shutil.rmtree(folder, ignore_errors=True)


def keep_swept(folder: Path, stop: threading.Event) -> None:
    while not stop.wait(SWEEP_S):
        sweep(folder, time.time())


def sweep(folder: Path, now: float) -> None:
    """Delete what is too old, and of the answers what is too much."""
    answers: list[tuple[float, int, Path]] = []
    for changed, size, path in files_in(folder):
        is_answer = ANSWERS in path.relative_to(folder).parts[:1]
        if now - changed > (ANSWERS_KEPT_S if is_answer else KEPT_S):
            remove(path)
        elif is_answer:
            answers.append((changed, size, path))
    together = sum(size for _, size, _ in answers)
    for _, size, path in sorted(answers):
        if together <= MOST_ANSWERS:
            break
        remove(path)
        together -= size


def remove(path: Path) -> None:
    """A file, and its folder if that is empty then: Gradio makes one for each."""
    with contextlib.suppress(OSError):
        path.unlink()
        path.parent.rmdir()


def files_in(folder: Path) -> Iterator[tuple[float, int, Path]]:
    """(when it was changed, bytes, path) of each, less the lock."""
    for place, _, names in os.walk(folder):
        for path in (Path(place, name) for name in names if name != LOCK):
            with contextlib.suppress(OSError):  # it has gone meanwhile
                status = path.lstat()
                yield status.st_mtime, status.st_size, path


def is_full(folder: Path) -> bool:
    return sum(size for _, size, _ in files_in(folder)) > MOST_BYTES
