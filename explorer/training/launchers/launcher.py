"""How jobs are started: what the supervisor asks of a launcher, and of each job that one has started. No torch here."""

from collections.abc import Mapping
from enum import Enum
from typing import Protocol

from ..jobs.job import Job

JOBS = "jobs"  # the queue, where there is one


class Ending(Enum):
    """Why a job is no longer alive, where it has not said so itself."""

    DIED = "its process ended without a word"
    TAKEN = "another process trains it"
    LOST = "the engine lost it, or never came to start it"
    PAUSED = "nobody asks for more of it"
    REFUSED = "another way of training has to be found"


class Handle(Protocol):
    """A job that was started. `id` is how the engine calls it; `ending` is told once it is no longer alive."""

    id: str

    @property
    def ending(self) -> Ending: ...

    def alive(self) -> bool:
        """False once it is certain that nothing trains it any more; an engine that does not answer changes nothing."""

    def stop(self) -> None:
        """Ask it to end after the step it is at, with a checkpoint. Raises OSError."""

    def kill(self) -> None:
        """End it; may be called again while it is alive."""


class Launcher(Protocol):
    """`places`: how many jobs of each queue it trains at a time. `outlives`: they go on when the server ends."""

    outlives: bool

    @property
    def places(self) -> Mapping[str, int]: ...

    def queue_of(self, job: Job) -> str:
        """In which it waits: the jobs of one queue take each other's places."""

    def prepare(self) -> None:
        """A job will come soon. Raises OSError."""

    def tend(self) -> None:
        """Called all the time: end what waits in vain, look anew how much room there is."""

    def start(self, job: Job) -> Handle:
        """Raises OSError where nothing can be started."""

    def find(self, job: Job) -> Handle | None:
        """The job as an earlier server has started it; None if it was not, or did not go on."""

    def close(self) -> None: ...
