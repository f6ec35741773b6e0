"""What POSIX and Windows do differently about files and processes, in functions that say what is wanted."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

WINDOWS = sys.platform == "win32"
PATIENCE_S = 1.0
# Of the Windows API; `subprocess` and `signal` know some of these only there.
NEW_GROUP, IDLE_PRIORITY = 0x00000200, 0x00000040
SYNCHRONIZE, WAIT_TIMEOUT = 0x00100000, 0x00000102


def patiently(action: Callable[..., Any], *args: Any) -> Any:
    """action(*args). On Windows a file that another process has open for a moment can be neither replaced nor read."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            return action(*args)
        except PermissionError:
            if not WINDOWS or time.monotonic() > deadline:
                raise
        time.sleep(0.01)


def flush_file(path: Path) -> None:
    """Return when the file's content is on the disk."""
    descriptor = os.open(path, os.O_RDWR)  # Windows flushes nothing that is open for reading only
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def flush_folder(path: Path) -> None:
    """Return when the names in the folder are on the disk. Windows opens no folders, and sees to them itself."""
    if WINDOWS:
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def apart() -> dict[str, Any]:
    """Options of Popen for a child that no key press in this terminal reaches."""
    return {"creationflags": NEW_GROUP | IDLE_PRIORITY} if WINDOWS else {"start_new_session": True}


def step_back() -> None:
    """Let all other processes go first. On Windows `apart` has seen to it."""
    if not WINDOWS:
        os.nice(19)


def ask_to_end(process: subprocess.Popen[bytes], otherwise: Callable[[], None]) -> None:
    """Tell a child by a signal; `otherwise` on Windows, where none can be heard and terminate() is the end at once."""
    otherwise() if WINDOWS else process.terminate()


def when_told(action: Callable[[], None]) -> None:
    """Call `action` when somebody asks this process to end; a second Ctrl+C ends it at once."""

    def heard(number: int, _frame: Any) -> None:
        if number == signal.SIGINT:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        action()

    for name in ("SIGTERM", "SIGINT", "SIGBREAK"):  # the last one on Windows: Ctrl+Break, or a closed window
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), heard)


def parent_watch(pid: int) -> Callable[[], bool]:
    """A function that says whether the process `pid`, which has started this one, has ended.

    On Windows a process keeps its parent's number for ever, and that of a virtual environment's program is the
    number of a launcher between the two: there the process itself is watched.
    """
    if not WINDOWS:
        return lambda: os.getppid() != pid
    api = kernel()
    handle = api.OpenProcess(SYNCHRONIZE, False, pid)
    return lambda: not handle or api.WaitForSingleObject(handle, 0) != WAIT_TIMEOUT


def kernel() -> Any:
    """The Windows API."""
    import ctypes
    from ctypes import wintypes

    api = ctypes.WinDLL("kernel32")  # type: ignore[attr-defined]  # it is there on Windows only
    api.OpenProcess.argtypes, api.OpenProcess.restype = (wintypes.DWORD, wintypes.BOOL, wintypes.DWORD), wintypes.HANDLE
    api.WaitForSingleObject.argtypes = (wintypes.HANDLE, wintypes.DWORD)
    return api
