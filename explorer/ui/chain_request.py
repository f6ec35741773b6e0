"""What a page asks for when it wants a reverse chain: checked, and the same value for the same chain."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from ..diffusion.rules import RULES
from ..images import square
from ..toys import toy
from .components.picture_picker import BUILT_IN, SEEDS
from .schedule_fields import KINDS, PARAMETERS, ParameterError, make_schedules
from .text import Text
from .widgets import is_number, is_seed, is_whole

SAMPLERS = tuple(RULES)
STARTS = ("noise", "fan", "between", "picture", "again")
CLIPS = ("trained", "on", "off")
MAX_STEPS, MAX_COUNT, MAX_GUIDANCE, MAX_START = 1000, 16, 8, 1000
ROW = 8  # pictures of a fan, and between two seeds
ENCODED_LOOKS = 5  # at the network for each step there and back: see latents.ROUNDS, which needs torch
ANY = "any"


class Walk(NamedTuple):
    """How a chain walks. `schedule` is what make_schedule takes, or () for the network's own."""

    source: str
    sampler: str
    eta: float
    steps: int
    guidance: float
    clip: str
    schedule: tuple[Any, ...] = ()


class Start(NamedTuple):
    """Where a chain begins, a name in STARTS, and what it draws.

    noise    x_T of the seeds seed .. seed + count - 1
    fan      one x_T, and ROW seeds for the noise of the steps
    between  ROW points on the great circle from the x_T of `seed` to that of `other`
    picture  the picture noised to time t (SDEdit)
    again    the noise that deterministic DDIM finds for the picture, and back

    picture is the kind of a built-in one, or the bytes of the user's own (256 x 256 RGB).
    """

    kind: str
    label: int | None
    seed: int
    count: int = 1
    other: int = 1
    t: int = 400
    picture: str | bytes = "cat"

    def pixels(self, size: int, channels: int) -> np.ndarray:
        """The picture as the network knows pictures, uint8 (size, size, channels)."""
        if isinstance(self.picture, str):
            return square(toy(SEEDS[self.picture], self.picture, BUILT_IN), size, channels)
        return square(np.frombuffer(self.picture, np.uint8).reshape(BUILT_IN, BUILT_IN, 3), size, channels)


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


def usual_label(labels: Sequence[str]) -> str:
    """What the page offers to draw at first: the fourth label, the last of fewer, or anything."""
    return str(min(4, len(labels)) - 1) if labels else ANY


class BadRequest(ValueError):
    """The message is a sentence for the user."""


def read_request(text: Text, walk: tuple[Any, ...], start: tuple[Any, ...], fields: tuple[Any, ...]) -> Request:
    """The request of a page's fields: Walk's with a checkbox in place of `schedule`, Start's, the Schedules tab's.

    Raises BadRequest.
    """
    source, sampler, eta, steps, guidance, clip, foreign = walk
    kind, label, seed, count, other, t, picture = start
    if not is_seed(seed) or not is_seed(other):
        raise BadRequest(text["denoise.bad_seed"])
    for name, value, high in (("steps", steps, MAX_STEPS), ("count", count, MAX_COUNT), ("t", t, MAX_START)):
        if not is_whole(value, 1, high):
            raise BadRequest(text("app.whole", name=text[f"denoise.{name}"], low=1, high=high))
    for name, value, high in (("eta", eta, 1), ("guidance", guidance, MAX_GUIDANCE)):
        if not is_number(value, 0, high):
            raise BadRequest(text("app.number", name=text[f"denoise.{name}"], low=0, high=high))
    names = sampler in SAMPLERS and kind in STARTS and clip in CLIPS and (label == ANY or str(label).isdecimal())
    if not names or not isinstance(source, str):
        raise BadRequest(text["denoise.bad_setting"])
    try:
        schedule = foreign_schedule(*fields) if foreign else ()
    except ParameterError as error:
        raise BadRequest(text("schedules.bad", reason=text[str(error)])) from None
    if kind == "again":  # only this way leads back to the picture
        sampler, eta, clip = "ddim", 0, "off"
    # What does not matter to the chain is dropped, so that equal chains are equal requests.
    return Request(
        Start(
            kind,
            None if label == ANY else int(label),
            int(seed),
            int(count) if kind in ("noise", "picture") else 1,
            int(other) if kind == "between" else 1,
            int(t) if kind == "picture" else MAX_START,
            (picture if isinstance(picture, str) else picture.tobytes()) if kind in ("picture", "again") else "cat",
        ),
        Walk(source, sampler, float(eta) if sampler == "ddim" else 0.0, int(steps), float(guidance), clip, schedule),
    )  # fmt: skip


def foreign_schedule(*fields: Any) -> tuple[Any, ...]:
    """The fields of the Schedules tab -> what make_schedule takes for the chosen one. Raises ParameterError."""
    make_schedules(*fields)
    T, betas, zero, kind, *numbers = fields[: 4 + len(PARAMETERS)]
    own = (float(value) if name in KINDS[kind] else 0.0 for name, value in zip(PARAMETERS, numbers, strict=True))
    return int(T), betas, bool(zero), kind, *own
