"""What a page asks for when it wants a reverse chain: checked, and the same value for the same chain."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from ...images import square
from ..constants import ROW
from ..pictures import FIRST, SIDE, built_in
from ..schedule_fields import ParameterError, ScheduleChoice, chosen, make_schedules
from ..settings import MAX_SEED, Setting
from ..text import Text
from .settings import ANY, MAX_T, START, WALK

ENCODED_LOOKS = 5  # at the network for each step there and back: see latents.ROUNDS, which needs torch


@dataclass(frozen=True)
class Walk:
    """How a chain walks: the settings in WALK. schedule: None is the network's own."""

    source: str
    sampler: str = "ddim"
    eta: float = 0.0
    steps: int = 50
    guidance: float = 1.0
    clip: str = "trained"
    schedule: ScheduleChoice | None = None


@dataclass(frozen=True)
class Start:
    """Where a chain begins, a name in STARTS, and what it draws: the settings in START.

    noise    x_T of the seeds seed .. seed + count - 1
    fan      one x_T, and ROW seeds for the noise of the steps
    between  ROW points on the great circle from the x_T of `seed` to that of `other`
    picture  the picture noised to time t (SDEdit)
    again    the noise that deterministic DDIM finds for the picture, and back

    picture is the kind of a built-in one, or the bytes of the user's own (SIDE x SIDE RGB).
    """

    kind: str
    label: int | None
    seed: int
    count: int = 1
    other: int = 1
    t: int = MAX_T
    picture: str | bytes = FIRST

    def pixels(self, size: int, channels: int) -> np.ndarray:
        """The picture as the network knows pictures, uint8 (size, size, channels)."""
        if isinstance(self.picture, str):
            return square(built_in(self.picture), size, channels)
        return square(np.frombuffer(self.picture, np.uint8).reshape(SIDE, SIDE, 3), size, channels)


class Request(NamedTuple):
    start: Start
    walk: Walk

    def pictures(self) -> int:
        return ROW if self.start.kind in ("fan", "between") else self.start.count

    def work(self, size: int) -> int:
        """What it costs, in steps x pictures x pixels, if a picture has `size` pixels a side."""
        looks = ENCODED_LOOKS if self.start.kind == "again" else 1
        return looks * self.walk.steps * self.width(size)

    def width(self, size: int) -> int:
        """Of that, what a look at the network costs."""
        return self.pictures() * size**2


class BadRequest(ValueError):
    """The message is a sentence for the user."""


def read_request(text: Text, values: Mapping[str, Any], rival: str = "") -> Request:
    """The request of a page's values, by their names in a link: those of the tables in settings.py, and the Schedules
    tab's. `rival` stands before those of the walk. Raises BadRequest.
    """
    walk, start = _checked(text, WALK, values, rival), _checked(text, START, values)
    try:
        schedule = _schedule(values) if walk.pop("foreign") else None
    except ParameterError as error:
        raise BadRequest(text("schedules.bad", reason=text[str(error)])) from None
    kind, picture = start["kind"], start["picture"]
    # What does not matter to the chain is dropped, so that equal chains are equal requests.
    if kind == "again":  # only this way leads back to the picture
        walk |= {"sampler": "ddim", "eta": 0.0, "clip": "off"}
    if walk["sampler"] != "ddim":
        walk["eta"] = 0.0
    if kind not in ("noise", "picture"):
        start["count"] = Start.count
    if kind != "between":
        start["other"] = Start.other
    if kind != "picture":
        start["t"] = MAX_T
    if kind not in ("picture", "again"):
        start["picture"] = FIRST
    elif not isinstance(picture, str):
        start["picture"] = picture.tobytes()
    label = start["label"]
    return Request(Start(**start | {"label": None if label == ANY else int(label)}), Walk(**walk, schedule=schedule))


def _checked(text: Text, table: Mapping[str, Setting], values: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """The values of a table's settings, by the settings' own names."""
    checked = {}
    for name, setting in table.items():
        value = values[f"{prefix}{setting.link or name}"]
        if not setting.allows(value):
            raise BadRequest(_refusal(text, name, setting))
        if setting.step is not None:
            value = int(value) if setting.is_whole else float(value)
        checked[name] = value
    return checked


def _refusal(text: Text, name: str, setting: Setting) -> str:
    if setting.high == MAX_SEED:
        return text["denoise.bad_seed"]
    if setting.step is None:
        return text["denoise.bad_setting"]
    key = "app.whole" if setting.is_whole else "app.number"
    return text(key, name=text[f"denoise.{name}"], low=setting.low, high=setting.high)


def _schedule(values: Mapping[str, Any]) -> ScheduleChoice:
    """The solid schedule of the Schedules tab, where both are good. Raises ParameterError."""
    make_schedules(values)
    return chosen(values)
