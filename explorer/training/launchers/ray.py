"""Trains jobs on the machines of a Ray cluster, which share the jobs' folder and have this program at the same place.

Needs the packages of requirements-cluster.txt.
"""

import math
import sys
import time
from contextlib import suppress
from functools import partial
from typing import Any

from ..jobs.job import LOCKED, Job
from .engine_run import Engine, EngineRun, NoEngine, shell_command
from .launcher import JOBS, Ending
from .local import PROGRAM

TIMEOUT_S = 10.0  # of a request; the client itself would wait for ever
ASK_EVERY_S = 1.0
COUNT_EVERY_S = 10.0
UNKNOWN = "status code 404"  # in the words of an error: there is no such job


class Cluster(Engine):
    """A Ray cluster, each job on one CPU of it. `address` is that of the head's dashboard, such as http://head:8265.

    Raises NoEngine if no Ray answers there.
    """

    def __init__(self, address: str, device: str = "auto", program: tuple[str, ...] = PROGRAM):
        self.address, self.device, self.program = address, device, program
        self._client = connected(address)
        self._places, self._counted, self._trouble = 0, -math.inf, ""

    @property
    def places(self) -> dict[str, int]:
        return {JOBS: self._places}

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

    def submit(self, job: Job, run_id: str) -> None:
        command = shell_command(self.program, job, run_id, self.device)
        self._client.submit_job(entrypoint=command, submission_id=run_id, entrypoint_num_cpus=1)

    def seen(self, job: Job, run_id: str) -> EngineRun:
        ask, end = partial(ending_of, self._client, run_id), partial(self._client.stop_job, run_id)
        return EngineRun(job, run_id, ask, end, ASK_EVERY_S)


def ending_of(client: Any, run_id: str) -> Ending | None:
    """None while it is well. Raises what Ray and its connection raise, which says nothing of the job."""
    try:
        found = client.get_job_info(run_id)
    except Exception as error:
        if UNKNOWN in str(error):
            return Ending.LOST
        raise
    if not found.status.is_terminal():
        return None
    # A program that ends by itself has an exit code; the code LOCKED is also a shell's that finds no folder there.
    lost = found.status.value == "FAILED" and found.driver_exit_code in (None, LOCKED)
    return Ending.LOST if lost else Ending.DIED


def connected(address: str) -> Any:
    """A client of the Ray head there. Raises NoEngine."""
    try:
        from ray.job_submission import JobSubmissionClient

        client = JobSubmissionClient(address)
    except Exception as error:  # of the address, the connection, the version, or of packages that are not there
        reason = str(error).strip().partition("\n")[0]
        raise NoEngine(f"No Ray cluster to use at {address}: {reason}") from None
    client._do_request = partial(client._do_request, timeout=TIMEOUT_S)
    return client


def cpus(address: str) -> int:
    """How many CPUs the machines of the cluster have that are there now. Raises what Ray and its connection raise."""
    from ray.util.state import list_nodes

    nodes = list_nodes(address, limit=10_000, timeout=int(TIMEOUT_S))  # its own filter fails once one has died
    return sum(int((node.resources_total or {}).get("CPU", 0)) for node in nodes if node.state == "ALIVE")
