"""Trains jobs as Jobs of the Hugging Face Hub, which the account pays whose token the server has.

The server is a Space with a storage bucket, where its jobs' folder is; a Job starts from the Space's own image, with
the same bucket mounted at the same place. All else is as on a cluster.
"""

import os
import re
from functools import partial
from pathlib import Path
from typing import Any

from huggingface_hub import HfApi, JobStage, Volume

from ...models.hub.download import hub_endpoint
from ..jobs.job import Job
from .engine_run import EngineRun, NoEngine, begun, shell_command
from .launcher import Ending
from .local import PROGRAM

ADDRESS = re.compile(r"hub:([a-z0-9-]+):([^/\s]+/[^/\s]+)")  # hub:FLAVOR:USER/BUCKET
MOST_S = 4 * 3600  # after which the Hub ends a Job, and another one goes on
LABEL = "diffusion-explorer"


class HubJobs:
    """`address` is hub:FLAVOR:USER/BUCKET, such as hub:t4-small:ada/jobs; `jobs`, the folder, lies in `mount`, where
    the Space has that bucket. Raises NoEngine.
    """

    outlives, places = True, 4

    def __init__(self, address: str, jobs: Path, mount: Path, program: tuple[str, ...] = PROGRAM):
        found, space = ADDRESS.fullmatch(address), os.environ.get("SPACE_ID")
        if not found:
            raise NoEngine(f"{address!r} should be hub:FLAVOR:USER/BUCKET, such as hub:t4-small:ada/jobs.")
        if not space:
            raise NoEngine("Jobs of the Hub are started from a Space, whose image they need.")
        if not jobs.resolve().is_relative_to(mount.resolve()):
            raise NoEngine(f"The jobs' folder, {jobs}, does not lie in {mount}, where a Space has its bucket.")
        self.program, self._flavor, self._image = program, found[1], f"hf.co/spaces/{space}"
        self._volumes = [Volume(type="bucket", source=found[2], mount_path=str(mount))]
        self._api = HfApi(hub_endpoint())
        try:
            self._account = str(self._api.whoami()["name"])
        except Exception as error:  # there is no telling what a strange answer makes huggingface_hub raise
            raise NoEngine(f"The Hub takes no Jobs from here; is HF_TOKEN set? ({type(error).__name__})") from None

    def prepare(self) -> None:
        """Nothing waits on other machines."""

    def tend(self) -> None:
        """The Hub has room, or says that it has not."""

    def start(self, job: Job) -> EngineRun:
        def submit(run_id: str) -> None:
            self._api.run_job(
                image=self._image,
                command=["sh", "-c", shell_command(self.program, job, run_id, "auto")],
                flavor=self._flavor,
                timeout=MOST_S,
                labels={LABEL: run_id},
                volumes=self._volumes,
                namespace=self._account,
            )

        return self._run(job, begun(job, submit))

    def find(self, job: Job) -> EngineRun | None:
        run = job.run()
        return self._run(job, run.id) if run else None

    def close(self) -> None:
        """Its jobs go on."""

    def _run(self, job: Job, run_id: str) -> EngineRun:
        return EngineRun(job, run_id, partial(self._ending_of, run_id), partial(self._cancel, run_id))

    def _ending_of(self, run_id: str) -> Ending | None:
        stages = [found.status.stage for found in self._called(run_id) if found.status]
        if JobStage.SCHEDULING in stages or JobStage.RUNNING in stages:
            return None
        # ERROR is also that of a machine or of a time limit. What has failed by itself has said so in its folder.
        return Ending.DIED if {*stages} & {JobStage.COMPLETED, JobStage.CANCELED} else Ending.LOST

    def _cancel(self, run_id: str) -> None:
        for found in self._called(run_id):
            self._api.cancel_job(job_id=found.id, namespace=self._account)

    def _called(self, run_id: str) -> list[Any]:
        return [*self._api.list_jobs(labels={LABEL: run_id}, namespace=self._account, timeout=10)]
