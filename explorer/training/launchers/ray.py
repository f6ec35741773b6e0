"""Trains jobs on the machines of a Ray cluster, which share the jobs' folder and have this program at the same place.

Needs the packages of requirements-cluster.txt.
"""

import math
import secrets
import sys
import time
from contextlib import suppress
from dataclasses import replace
from functools import partial
from shlex import join, quote
from typing import Any

from ..jobs.job import LOCKED, Job
from ..jobs.records import Run
from ..jobs.standby import PROJECT
from .launcher import Ending
from .local import PROGRAM

TIMEOUT_S = 10.0  # of a request; the client itself would wait for ever
ASK_EVERY_S = 1.0
COUNT_EVERY_S = 10.0
UNKNOWN = "status code 404"  # in the words of an error: there is no such job


class NoCluster(Exception):
    """Its sentence is for who starts the server."""


class Cluster:
    """A Ray cluster, each job on one CPU of it. `address` is that of the head's dashboard, such as http://head:8265.

    Raises NoCluster if no Ray answers there.
    """

    outlives = True

    def __init__(self, address: str, device: str = "auto", program: tuple[str, ...] = PROGRAM):
        self.address, self.device, self.program = address, device, program
        self._client = connected(address)
        self._places, self._counted, self._trouble = 0, -math.inf, ""

    @property
    def places(self) -> int:
        return self._places

    def prepare(self) -> None:
        """Nothing waits on other machines."""

    def tend(self) -> None:
        """Count the places anew; there are none while Ray does not answer, which is said once."""
        if time.monotonic() - self._counted < COUNT_EVERY_S:
            return
        try:
            self._places, trouble = cpus(self.address), ""
        except Exception as error:  # of Ray, of requests and of the system
            self._places, trouble = 0, f"Jobs wait: Ray does not say how many CPUs there are. {error}"
        if trouble and not self._trouble:
            with suppress(Exception):  # a terminal that is gone must not end the thread
                print(trouble, file=sys.stderr, flush=True)
        self._counted, self._trouble = time.monotonic(), trouble

    def start(self, job: Job) -> "RayRun":
        """What Ray does not take is lost, as the handle says once Ray answers: it may have heard a part of it."""
        run_id = f"{job.id}-{secrets.token_hex(4)}"
        job.write_run(replace(job.run() or Run(""), id=run_id))  # first, so that no run is ever unknown to the folder
        with (job.folder / "log").open("a") as log:
            try:
                self._client.submit_job(
                    entrypoint=self._command(job, run_id), submission_id=run_id, entrypoint_num_cpus=1
                )
            except Exception as error:
                print(f"Ray did not take the job: {error}", file=log)
        return RayRun(self._client, job, run_id)

    def find(self, job: Job) -> "RayRun | None":
        run = job.run()
        return RayRun(self._client, job, run.id) if run else None

    def close(self) -> None:
        """Its jobs go on."""

    def _command(self, job: Job, run_id: str) -> str:
        words = join([*self.program, str(job.folder), "--run", run_id, "--device", self.device])
        log = quote(str(job.folder / "log"))
        return f"cd {quote(str(PROJECT))} && exec {words} < /dev/null >> {log} 2>&1"


class RayRun:
    """A job that Ray was given. While Ray says that it is well, the job is heard of, even before its process begins."""

    def __init__(self, client: Any, job: Job, run_id: str):
        self.id, self._client, self._job = run_id, client, job
        self._alive, self._ending = True, Ending.DIED
        self._asked = self._killed = 0.0

    @property
    def ending(self) -> Ending:
        return self._ending

    def alive(self) -> bool:
        if self._alive and time.monotonic() - self._asked > ASK_EVERY_S:
            self._ask()
            self._asked = time.monotonic()
        return self._alive

    def _ask(self) -> None:
        try:
            found = self._client.get_job_info(self.id)
        except Exception as error:  # Ray's own, or of the connection
            if UNKNOWN in str(error):
                self._alive, self._ending = False, Ending.LOST
            return
        if not found.status.is_terminal():
            with suppress(OSError):
                self._job.beat()
            return
        # A program that ends by itself has an exit code; the code LOCKED is also a shell's that finds no folder there.
        lost = found.status.value == "FAILED" and found.driver_exit_code in (None, LOCKED)
        self._alive, self._ending = False, Ending.LOST if lost else Ending.DIED

    def stop(self) -> None:
        self._job.ask_to_stop()

    def kill(self) -> None:
        if time.monotonic() - self._killed > ASK_EVERY_S:
            with suppress(Exception):  # it is asked again
                self._client.stop_job(self.id)
            self._killed = time.monotonic()


def connected(address: str) -> Any:
    """A client of the Ray head there. Raises NoCluster."""
    try:
        from ray.job_submission import JobSubmissionClient

        client = JobSubmissionClient(address)
    except Exception as error:  # of the address, the connection, the version, or of packages that are not there
        reason = str(error).strip().partition("\n")[0]
        raise NoCluster(f"No Ray cluster to use at {address}: {reason}") from None
    client._do_request = partial(client._do_request, timeout=TIMEOUT_S)
    return client


def cpus(address: str) -> int:
    """How many CPUs the machines of the cluster have that are there now. Raises what Ray and its connection raise."""
    from ray.util.state import list_nodes

    nodes = list_nodes(address, limit=10_000, timeout=int(TIMEOUT_S))  # its own filter fails once one has died
    return sum(int((node.resources_total or {}).get("CPU", 0)) for node in nodes if node.state == "ALIVE")
