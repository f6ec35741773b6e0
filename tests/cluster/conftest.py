"""A real Ray cluster on this machine: a head without CPUs, and machines of one CPU each that can be lost."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from explorer.training.jobs.job import Job
from tests.training.conftest import *  # noqa: F403

HEAD_START_S = 120.0


def free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def processes() -> dict[int, tuple[int, str]]:
    """pid -> parent's pid, command line."""
    listed = subprocess.run(["ps", "-ww", "-o", "pid=,ppid=,args=", "-A"], capture_output=True, text=True, check=True)
    lines = [line.split(None, 2) for line in listed.stdout.splitlines()]
    return {int(line[0]): (int(line[1]), line[2] if len(line) > 2 else "") for line in lines}


def family(pid: int) -> dict[int, str]:
    """A process and all below it, with their command lines."""
    listed, found = processes(), {pid}
    grown = True
    while grown:
        more = {child for child, (parent, _) in listed.items() if parent in found} - found
        found, grown = found | more, bool(more)
    return {member: listed[member][1] for member in found if member in listed}


class Machines:
    """The head, and the machines that are there: each is a `ray start --block` and all processes below it."""

    def __init__(self) -> None:
        gcs, dashboard, client = free_ports(3)
        self.address, self._gcs = f"http://127.0.0.1:{dashboard}", f"127.0.0.1:{gcs}"
        self._folder = tempfile.mkdtemp(prefix="ray-", dir="/tmp")  # a path to a socket must be short
        self.nodes: list[subprocess.Popen[bytes]] = []
        self._head = self._start(
            "--head",
            f"--port={gcs}",
            "--dashboard-host=127.0.0.1",
            f"--dashboard-port={dashboard}",
            f"--ray-client-server-port={client}",
            f"--temp-dir={self._folder}",
            "--num-cpus=0",
            "--disable-usage-stats",
        )
        deadline = time.monotonic() + HEAD_START_S
        while not answers(dashboard):
            assert self._head.poll() is None and time.monotonic() < deadline, "the head of the cluster did not start"
            time.sleep(0.2)

    def _start(self, *options: str) -> subprocess.Popen[bytes]:
        common = ["--object-store-memory=80000000", "--min-worker-port=0", "--max-worker-port=0",
                  "--dashboard-agent-listen-port=0", "--block"]  # fmt: skip
        ray = Path(sys.executable).parent / "ray"
        quiet = subprocess.DEVNULL
        return subprocess.Popen([ray, "start", *options, *common], stdout=quiet, stderr=quiet, start_new_session=True)

    def add(self) -> None:
        """One more machine, which takes some seconds to come."""
        self.nodes.append(self._start(f"--address={self._gcs}", "--num-cpus=1"))

    def of(self, job: Job) -> subprocess.Popen[bytes] | None:
        """The machine on which a training of this job runs now."""
        runs = [node for node in self.nodes if any(str(job.folder) in args for args in family(node.pid).values())]
        return runs[0] if runs else None

    def lose(self, node: subprocess.Popen[bytes]) -> None:
        """As when its plug is pulled: all that ran there is gone in the same moment."""
        self.nodes.remove(node)
        end(node)

    def close(self) -> None:
        for node in [*self.nodes, self._head]:
            end(node)
        shutil.rmtree(self._folder, ignore_errors=True)


def end(node: subprocess.Popen[bytes]) -> None:
    members = family(node.pid)
    for number in (signal.SIGSTOP, signal.SIGKILL):  # none of them may still react to the end of another
        for pid in members:
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                continue
    node.wait()


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


@pytest.fixture(scope="module")
def machines(wait_for: Callable[..., None]) -> Iterator[Machines]:
    """Two machines of one CPU each, beside the head."""
    assert find_spec("ray"), "Ray is not there: pip install -r requirements-cluster.txt"
    from explorer.training.launchers.ray import cpus

    made = Machines()
    try:
        for count in (1, 2):  # one after the other: two that start at the same moment want the same sockets
            made.add()
            wait_for(lambda count=count: cpus(made.address) == count)
        yield made
    finally:
        made.close()
