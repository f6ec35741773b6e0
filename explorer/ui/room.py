"""What all tabs share on the server: the networks that are loaded and the jobs. Loads torch only when asked to."""

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from ..models.config import parse_unet_config
from ..models.folder import SHIPPED, CheckpointError, find_folder, unet_folder
from ..models.json_files import read_labels, read_object
from ..training.job import Job, JobFolder, State
from ..training.supervisor import Supervisor
from .places import MOST_WORK, Places
from .recordings import Recordings

KEEP_LOADED = 4
MOST_CHAINS = 32  # computed at once; together they are quicker than in turn
MOST_IN_LINE, MOST_OWN = 150, 12  # chains at work and waiting, each with a thread: of all, of one visitor
KEEP_BYTES = 64_000_000  # of chains that somebody may ask for again


class Outline(NamedTuple):
    """What the page needs to know of a network before it is loaded: pixels a side, channels, class names, and
    whether it was only trained with labels.
    """

    size: int
    channels: int
    labels: tuple[str, ...]
    always_labelled: bool


def text_bytes(packet: dict[str, Any]) -> int:
    """Of what a packet of a chain keeps, nearly all."""
    return sum(len(value) for value in packet.values() if isinstance(value, str))


class Room:
    """One per server. `jobs` and `supervisor` are None when the folder for jobs cannot be written."""

    def __init__(self, checkpoint: str, device: str, jobs: Path):
        self.default, self.device = checkpoint, device
        self.jobs_path = jobs
        self.fetched: dict[str, Path] = {}  # Hub id -> the folder that it was downloaded to
        self.places = Places(MOST_CHAINS, MOST_IN_LINE, MOST_OWN, 4 * MOST_WORK)
        self.recordings = Recordings(KEEP_BYTES, size=text_bytes)
        self._loaded: dict[str, Any] = {}
        self._loading = threading.Lock()
        self.submitting = threading.Lock()  # held while one looks whether there is room for a job, and takes it
        self.jobs: JobFolder | None = None
        self.supervisor: Supervisor | None = None
        try:
            self.jobs = JobFolder(jobs)
        except OSError:
            return
        self.supervisor = Supervisor(self.jobs)

    def load(self, source: str) -> Any:
        """The Checkpoint of `source`, kept once loaded. Raises CheckpointError or DeviceError with a sentence."""
        with self._loading:
            from ..models.checkpoint import load_checkpoint
            from ..models.runtime import accelerate, pick_device

            key = self.version(source)
            if key not in self._loaded:
                checkpoint = load_checkpoint(self.path_of(source), pick_device(self.device))
                job = self.job_of(source)
                name = job.spec.name if job else source if source in self.fetched else checkpoint.name
                self._loaded[key] = replace(checkpoint, name=name, denoiser=checkpoint.denoiser.shared())
                # Chains begin on the plain path, and switch to the fast one as soon as it is ready.
                threading.Thread(
                    target=accelerate, args=[checkpoint.denoiser], name="prepare fast path", daemon=True
                ).start()
            self._loaded[key] = self._loaded.pop(key)  # the most recent last
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
        return str(job.result if job else self.fetched.get(source, source))

    def job_of(self, source: str) -> Job | None:
        if not self.jobs or not isinstance(source, str) or not source.startswith("job:"):
            return None
        return self.jobs.get(source.removeprefix("job:"))

    def name_of(self, source: str) -> str:
        """What a network is called on the page."""
        job = self.job_of(source)
        return job.spec.name if job else source

    def read_outline(self, source: str) -> Outline:
        """What the folder's config.json and labels.json say, without torch. Raises CheckpointError."""
        folder = find_folder(self.path_of(source))
        config = parse_unet_config(read_object(unet_folder(folder) / "config.json"))
        labels = read_labels(folder, config.num_class_embeds or 0)
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
        """Whether a page of this owner may name this source: it ships, was fetched, or is an own result."""
        known = [*self.shipped(), *self.fetched]  # whatever comes, even what no set would take, is looked up
        return source in known or source in [own for _, own in self.results(owner)]

    def results(self, owner: str) -> list[tuple[str, str]]:
        """(name, source) of the fine-tuned networks of one owner, newest first."""
        if not self.jobs or not owner:
            return []
        jobs = [job for job in self.jobs.of(owner) if (job.result / "config.json").exists()]
        ended = [job for job in jobs if job.status().state in (State.DONE, State.STOPPED)]
        return [(job.spec.name, f"job:{job.id}") for job in reversed(ended)]

    def close(self) -> None:
        if self.supervisor:
            self.supervisor.close()
