"""Trains jobs as Jobs of the Hugging Face Hub, which the account pays whose token the server has.

The server is a Space with a storage bucket, where its jobs' folder is; a Job starts from the Space's own image, with
the same bucket mounted at the same place. All else is as on a cluster.
"""

import os
import re
import time
from functools import partial
from pathlib import Path
from typing import Any

from huggingface_hub import HfApi, JobStage, Volume, errors

from ...models.hub.download import hub_endpoint
from ..jobs.job import Job
from .engine_run import Engine, EngineRun, NoEngine, NotTaken, shell_command
from .launcher import JOBS, Ending
from .local import PROGRAM

ADDRESS = re.compile(r"hub:([a-z0-9-]+):([^/\s]+/[^/\s]+)")  # hub:FLAVOR:USER/BUCKET
MOST = 4  # jobs at a time
MOST_S = 4 * 3600  # after which the Hub ends a Job, and another one goes on
LABEL = "diffusion-explorer"
ASK_EVERY_S = 10.0  # a free account may ask a thousand times in five minutes, for all that it does
UNSEEN_S, GRACE_S = 60.0, 30.0  # until a new Job is listed, and until what it has written in the bucket is seen here
ENDED = {JobStage.COMPLETED, JobStage.CANCELED, JobStage.ERROR, JobStage.DELETED}
REFUSALS = (400, 401, 402, 403, 404, 422)


class HubJobs(Engine):
    """`address` is hub:FLAVOR:USER/BUCKET, such as hub:t4-small:ada/jobs; `jobs`, the folder, lies in `mount`, where
    the Space has that bucket. Raises NoEngine.
    """

    def __init__(self, address: str, jobs: Path, mount: Path, program: tuple[str, ...] = PROGRAM):
        found, space = ADDRESS.fullmatch(address), os.environ.get("SPACE_ID")
        if not found:
            raise NoEngine(f"{address!r} should be hub:FLAVOR:USER/BUCKET, such as hub:t4-small:ada/jobs.")
        if not space:
            raise NoEngine("Jobs of the Hub are started from a Space, whose image they need.")
        if not jobs.resolve().is_relative_to(mount.resolve()):
            raise NoEngine(f"The jobs' folder, {jobs}, does not lie in {mount}, where a Space has its bucket.")
        self.places = {JOBS: MOST}
        self.program, self._flavor, self._image = program, found[1], f"hf.co/spaces/{space}"
        self._volumes = [Volume(type="bucket", source=found[2], mount_path=str(mount))]
        self._api = HfApi(hub_endpoint())
        try:
            self._account = str(self._api.whoami()["name"])
        except Exception as error:  # there is no telling what a strange answer makes huggingface_hub raise
            raise NoEngine(f"The Hub takes no Jobs from here; is HF_TOKEN set? ({type(error).__name__})") from None

    def tend(self) -> None:
        """The Hub has room, or refuses."""

    def submit(self, job: Job, run_id: str) -> None:
        try:
            self._api.run_job(
                image=self._image,
                command=["sh", "-c", shell_command(self.program, job, run_id, "auto")],
                flavor=self._flavor,
                timeout=MOST_S,
                labels={LABEL: run_id},
                volumes=self._volumes,
                namespace=self._account,
            )
        except errors.HfHubHTTPError as error:
            if error.response.status_code in REFUSALS:
                raise NotTaken(str(error)) from None
            raise

    def seen(self, job: Job, run_id: str) -> EngineRun:
        ask, end = partial(self._ending_of, run_id, time.monotonic()), partial(self._cancel, run_id)
        return EngineRun(job, run_id, ask, end, ASK_EVERY_S, GRACE_S)

    def _ending_of(self, run_id: str, since: float) -> Ending | None:
        """`since`: from when on it was to be seen; not at once, maybe."""
        stages = {found.status.stage for found in self._called(run_id) if found.status}
        if not stages <= ENDED or (not stages and time.monotonic() - since < UNSEEN_S):
            return None
        # ERROR is also that of a machine or of a time limit. What has failed by itself has said so in its folder.
        return Ending.DIED if stages & {JobStage.COMPLETED, JobStage.CANCELED} else Ending.LOST

    def _cancel(self, run_id: str) -> None:
        for found in self._called(run_id):
            self._api.cancel_job(job_id=found.id, namespace=self._account)

    def _called(self, run_id: str) -> list[Any]:
        return [*self._api.list_jobs(labels={LABEL: run_id}, namespace=self._account, timeout=10)]
