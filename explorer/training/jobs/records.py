"""What a job writes down, and how it is read back: what another version or a power cut has left there is no surprise.

Fields that are not known are left out, and those that have a default may be missing. Nothing else is guessed.
"""

import json
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Any, TypedDict, TypeVar, get_args, get_origin, get_type_hints

from ..system import patiently

SHOWN = (10, 25, 50, 100, 200, 400)  # steps with a preview; from the last on one each time that many are done
KEPT_FROM = 100  # the step from which on a preview comes with a checkpoint
MOST_BYTES = 1_000_000  # of a file that is read here


class State(StrEnum):
    QUEUED = "queued"
    STARTING = "starting"
    RUNNING = "running"
    STOPPING = "stopping"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


ALIVE = {State.STARTING, State.RUNNING}
OVER = {State.DONE, State.STOPPED, State.FAILED, State.INTERRUPTED}


@dataclass(frozen=True)
class Spec:
    """What was asked for. `owner` is a hash, `base` the source of a checkpoint, `created` in Unix seconds.

    client   with whose other jobs it takes turns; "": with nobody's
    label    the name of a new class that the pictures become; "": the network loses its classes, if it had any
    light    only attention, time and class layers learn
    scratch  the base lends its shape only
    flip     pictures are mirrored at random
    fp32     no bfloat16, even where it is quicker
    """

    name: str
    owner: str
    base: str
    steps: int
    created: float = 0.0
    batch: int = 16
    lr: float = 3e-4
    seed: int = 0
    label: str = ""
    light: bool = False
    scratch: bool = False
    flip: bool = False
    fp32: bool = False
    client: str = ""

    def __post_init__(self) -> None:
        if self.steps < 1 or self.batch < 1:
            raise ValueError(f"steps and batch must be 1 or more, not {self.steps} and {self.batch}")

    @property
    def shown(self) -> list[int]:
        """The steps after which previews are drawn: the more apart the further it is."""
        steps = (*SHOWN, *range(2 * SHOWN[-1], self.steps, SHOWN[-1]))
        return [0, *(step for step in steps if step < self.steps), self.steps]

    def is_kept(self, step: int) -> bool:
        """Whether the job is saved at that step, one of `shown`."""
        return step == self.steps or step >= KEPT_FROM


@dataclass(frozen=True)
class Status:
    """Where a job stands: the steps done, and when it ended badly a reason (a key of the interface's texts).

    STOPPING is never written: it is RUNNING with a `stop` file. `failed_at` is the step that could not be taken.
    """

    state: State
    step: int = 0
    reason: str = ""
    updated: float = 0.0
    failed_at: int = 0


@dataclass(frozen=True)
class Run:
    """Which run of the job an engine holds, that may be on another machine.

    id     how the engine calls it
    lost   how often in a row the engine has lost the job while nothing more was saved than the checkpoint of `step`
    """

    id: str
    lost: int = 0
    step: int = 0


class Metrics(TypedDict, total=False):
    """A line of metrics.jsonl: one step."""

    step: int
    loss: float
    thirds: list[float | None]
    time: float
    seconds: float
    memory: int


class Findings(TypedDict, total=False):
    """What was found out at a checkpoint, see fit.findings."""

    seconds: float
    seen: float | None
    held_out: float | None
    nearest: list[int]
    distance: list[float]
    copied: list[bool]


Record = TypeVar("Record", Spec, Status, Run)
Fields = TypeVar("Fields", Metrics, Findings)


def read_object(path: Path) -> dict[str, Any]:
    """The JSON object in a file. Raises OSError, or ValueError with what is wrong."""
    with patiently(path.open, "rb") as file:
        text = file.read(MOST_BYTES + 1)
    if len(text) > MOST_BYTES:
        raise ValueError("it is too large")
    return as_object(text)


def as_object(text: str | bytes) -> dict[str, Any]:
    """Raises ValueError with what is wrong."""
    try:
        values = json.loads(text, parse_constant=_refuse)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    if not isinstance(values, dict):
        raise ValueError("it is no JSON object")
    return values


def as_record(kind: type[Record], values: Mapping[str, Any]) -> Record:
    """A dataclass from the fields of a JSON object. Raises ValueError with what is wrong."""
    missing = [field.name for field in fields(kind) if field.default is MISSING and field.name not in values]
    if missing:
        raise ValueError(f"{missing[0]} is missing")
    known = {field.name: values[field.name] for field in fields(kind) if field.name in values}
    check(known, kind)
    if "state" in known:
        known["state"] = State(known["state"])
    return kind(**known)


def as_fields(kind: type[Fields], values: Any) -> Fields:
    """A JSON object as it is, other fields too. Raises ValueError with what is wrong."""
    check(values, kind)
    checked: Fields = values
    return checked


def check(values: Mapping[str, Any], kind: type) -> None:
    """Raises ValueError for a value that is not of the type that its field has in `kind`; other fields may be any."""
    for name, hint in get_type_hints(kind).items():
        if name in values and not fits(values[name], hint):
            raise ValueError(f"{name} is {str(values[name])[:40]!r}")


def fits(value: Any, hint: Any) -> bool:
    """Whether a value from JSON is of that type, and no number or text that only looks so."""
    if hint is float:
        return type(value) in (int, float) and abs(value) < 1e300  # neither NaN nor infinite
    if hint is int:
        return type(value) is int and 0 <= value < 2**64
    if hint is str:
        return type(value) is str and not any("\ud800" <= letter <= "\udfff" for letter in value)  # half a character
    if hint is State:
        return value in tuple(State) and value != State.STOPPING
    if get_origin(hint) is list:
        return type(value) is list and all(fits(item, *get_args(hint)) for item in value)
    if kinds := get_args(hint):
        return any(fits(value, kind) for kind in kinds)
    return type(value) is hint


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number")


def reason_of(error: Exception) -> str:
    """The key of the text that explains an error. torch and safetensors tell theirs only in words."""
    from ...models.memory import is_refused
    from ...models.runtime import DeviceError
    from ..launchers.engine_run import NotTaken

    if isinstance(error, DeviceError):
        return "job.no_device"
    if isinstance(error, NotTaken):
        return "job.not_taken"
    if is_refused(error):
        return "job.out_of_memory"
    if any(words in str(error).lower() for words in ("no space left", "file too large", "quota exceeded")):
        return "job.disk_full"
    return "job.failed"
