"""The app as a user starts it, and what tests wait for."""

import itertools
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).parents[2]


def soaked(values: Iterable[Any]) -> list:
    """Parameters that only the soak suite takes: a few like them are quick tests."""
    return [pytest.param(value, marks=pytest.mark.soak) for value in values]


def all_soaked(rows: Iterable[tuple]) -> list:
    """The same for several parameters at once."""
    return [pytest.param(*row, marks=pytest.mark.soak) for row in rows]


class Server:
    """The app as a user starts it; or another `program` that takes its options."""

    def __init__(self, jobs: Path, *options: str, program: Sequence[str | Path] = ("app.py",)):
        self.port, self.jobs = free_port(), jobs
        self.log = jobs.with_suffix(".log")
        with self.log.open("wb") as log:
            command = [sys.executable, *program, "--port", str(self.port), "--jobs", str(jobs), *options]
            self.process = subprocess.Popen(command, cwd=PROJECT, stdout=log, stderr=subprocess.STDOUT)
        self.url = f"http://127.0.0.1:{self.port}/"
        wait_until(lambda: self.answers() or self.process.poll() is not None, 600, self.log.read_text)
        assert self.process.poll() is None, self.log.read_text()

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.url, timeout=30):
                return True
        except (urllib.error.URLError, OSError):
            return False

    def stop(self) -> str:
        self.process.terminate()
        self.process.wait(PATIENCE_S)
        return self.log.read_text()


PORTS = itertools.count(10_000 + 61 * os.getpid() % 20_000)  # below those that the system gives to whoever asks


def free_port() -> int:
    """One that nobody else gets before it is used; tests beside these begin elsewhere."""
    for port in PORTS:
        with socket.socket() as s, suppress(OSError):
            s.bind(("127.0.0.1", port))
            return port
    raise AssertionError


PATIENCE_S = 180  # where all is well, too: the machine may be busy


def wait_until(condition, seconds: float = PATIENCE_S, explain=lambda: ""):
    """What the condition says, as soon as that is true."""
    deadline = time.monotonic() + max(seconds, PATIENCE_S)
    while not (found := condition()):
        assert time.monotonic() < deadline, f"waited in vain: {explain()}"
        time.sleep(0.1)
    return found
