"""What all tabs share on the server: the networks that are loaded and the jobs. Loads torch only when asked to."""

import shutil
import tempfile
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from ..models.files.layout import read_layout
from ..models.files.locations import SHIPPED, CheckpointError, find_folder, unet_folder
from ..training.jobs.job import Job
from ..training.jobs.job_folder import JobFolder
from ..training.jobs.records import State
from ..training.jobs.supervisor import Supervisor
from ..training.launchers.launcher import Launcher
from ..training.launchers.local import Local
from ..training.launchers.portions import InPortions
from .fetched import Fetched

KEEP_LOADED = 4


class Outline(NamedTuple):
    """What the page needs to know of a network before it is loaded: pixels a side, channels, class names, and
    whether it was only trained with labels.
    """

    size: int
    channels: int
    labels: tuple[str, ...]
    always_labelled: bool


class Networks:
    """One per server. Where the folder for jobs cannot be written, they are kept in a temporary one for as long as the
    server runs; `jobs` and `supervisor` are None where there is no room for that either. Jobs are trained by
    `launcher`; None: by this machine.
    """

    def __init__(self, checkpoint: str, device: str, jobs: Path, launcher: Launcher | None = None):
        self.default, self.device = checkpoint, device
        self.jobs_path = jobs
        self.fetched = Fetched()
        self._loaded: dict[str, Any] = {}
        self._loading = threading.Lock()
        self.submitting = threading.Lock()  # held while one looks whether there is room for a job, and takes it
        self.jobs, self.jobs_are_temporary = folder_for(jobs)
        self.supervisor = Supervisor(self.jobs, launcher or Local(device=device)) if self.jobs else None

    def load(self, source: str) -> Any:
        """The Checkpoint of `source`, kept once loaded. Raises CheckpointError or DeviceError with a sentence."""
        with self._loading:
            from ..models.checkpoint import load_checkpoint
            from ..models.runtime import accelerate, pick_device

            key = self.version(source)
            if key not in self._loaded:
                checkpoint = load_checkpoint(self.path_of(source), pick_device(self.device), fast=False)
                job = self.job_of(source)
                name = job.spec.name if job else source if self.fetched.folder_of(source) else checkpoint.name
                self._loaded[key] = replace(checkpoint, name=name, denoiser=checkpoint.denoiser.shared())
                # Chains begin on the plain path, and switch to the fast one as soon as it is ready.
                threading.Thread(
                    target=accelerate, args=[checkpoint.denoiser], name="prepare fast path", daemon=True
                ).start()
            self._loaded[key] = self._loaded.pop(key)  # the most recent last
            self.fetched.note_use(source)
            while len(self._loaded) > KEEP_LOADED:
                self._loaded.pop(next(iter(self._loaded)))
            return self._loaded[key]

    def load_in_background(self) -> None:
        """Begin to load torch and the default checkpoint, so that neither the page nor the first chain waits."""

        def work() -> None:
            try:
                self.load(self.default)
            except ValueError as error:
                print(f"The network could not be loaded: {error}", flush=True)

        threading.Thread(target=work, name="load default checkpoint", daemon=True).start()

    def shipped(self) -> list[str]:
        """The names to choose from, the default first."""
        names = sorted(path.parent.name for path in SHIPPED.glob("*/config.json"))
        return [self.default, *(name for name in names if name != self.default)]

    def path_of(self, source: str) -> str:
        """A name from the list of networks -> what load_checkpoint takes; "job:ID" is the result of a job."""
        job = self.job_of(source)
        return str(job.result if job else self.fetched.folder_of(source) or source)

    def job_of(self, source: str) -> Job | None:
        if not self.jobs or not isinstance(source, str) or not source.startswith("job:"):
            return None
        return self.jobs.get(source.removeprefix("job:"))

    def name_of(self, source: str) -> str:
        """What a network is called on the page."""
        job = self.job_of(source)
        return job.spec.name if job else source

    def read_outline(self, source: str) -> Outline:
        """What the folder's small files say, without torch. Raises CheckpointError."""
        layout = read_layout(find_folder(self.path_of(source)))
        config, labels = layout.config, layout.labels
        always = config.num_class_embeds is not None and config.num_class_embeds == len(labels)
        return Outline(config.sample_size, config.in_channels, labels, always)

    def outline(self, source: str) -> Outline | None:
        """None if it cannot be read."""
        try:
            return self.read_outline(source)
        except CheckpointError:
            return None

    def version(self, source: str) -> str:
        """Changes when the network behind `source` does: a job that goes on replaces its result."""
        path = self.path_of(source)
        try:
            return f"{path} {(unet_folder(find_folder(path)) / 'config.json').stat().st_mtime_ns}"
        except (OSError, CheckpointError):
            return path

    def may_use(self, source: str, owner: str) -> bool:
        """Whether a page of this owner may name this source: it ships, or the owner has fetched or trained it."""
        known = [*self.shipped(), *self.fetched.of(owner)]  # whatever comes, even what no set would take, is looked up
        return source in known or source in [own for _, own in self.results(owner)]

    def results(self, owner: str) -> list[tuple[str, str]]:
        """(name, source) of the fine-tuned networks of one owner, newest first."""
        if not self.jobs or not owner:
            return []
        jobs = [job for job in self.jobs.of(owner) if (job.result / "config.json").exists()]
        ended = [job for job in jobs if job.status().state in (State.DONE, State.STOPPED, State.FAILED)]
        return [(job.spec.name, f"job:{job.id}") for job in reversed(ended)]

    @property
    def portions(self) -> InPortions | None:
        """What trains jobs whenever a page asks, where that is how it is done."""
        launcher = self.supervisor.launcher if self.supervisor else None
        return launcher if isinstance(launcher, InPortions) else None

    def close(self) -> None:
        if self.supervisor:
            self.supervisor.close()
        if self.jobs and self.jobs_are_temporary:
            shutil.rmtree(self.jobs.root, ignore_errors=True)


def folder_for(jobs: Path) -> tuple[JobFolder | None, bool]:
    """The folder of that path, or a temporary one, and whether it is that; None if neither can be written."""
    try:
        return JobFolder(jobs), False
    except (OSError, RuntimeError):  # a circle of links is the latter
        pass
    try:
        return JobFolder(Path(tempfile.mkdtemp(prefix="jobs-of-diffusion-explorer-"))), True
    except OSError:
        return None, False
