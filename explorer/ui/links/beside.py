"""The pictures that a step of a lesson speaks of, to be shown beside it."""

import base64
from functools import lru_cache
from typing import Any

import numpy as np

from ...images import data_uri, square
from ..chains import recorded
from ..chains.answer import read_requests
from ..chains.request import Request
from ..components.picture_set import drawings
from ..networks import Networks
from ..pictures import PICTURES, built_in
from ..text import Text
from .lessons import ANSWER, step_at, with_step
from .link import read_link

SIDE = 32  # of the networks that ship: their pictures are shown as they know them
MANY = 500  # drawings, of whose mean more would change nothing that one sees


def beside(text: Text, networks: Networks, place: str) -> list[dict[str, str]]:
    """Of each picture: `src`, `name`, and `kind`, what it is (chain, mean or picture)."""
    shown = []
    for item in items_at(place):
        kind, _, which = item.partition(":")
        if kind == "chain":
            request = chain_request(text, networks, place, which)
            packets = recorded.find(request) or [{}]
            if "final" in packets[-1]:
                name = text("lessons.in_steps", count=which)
                shown.append({"kind": kind, "src": data_uri(last_picture(packets)), "name": name})
        elif kind == "mean":
            shown.append({"kind": kind, "src": data_uri(mean(int(which))), "name": text["lessons.mean"]})
        else:
            for one in [which] if which else PICTURES:
                src = data_uri(square(built_in(one), SIDE, 3))
                shown.append({"kind": kind, "src": src, "name": text(f"picture.{one}")})
    return shown


def items_at(place: str) -> tuple[str, ...]:
    step = step_at(place)
    if step is None:
        return ()
    items = step.beside + (step.revealed if place.endswith(ANSWER) else ())
    return tuple(sorted(items, key=lambda item: item.startswith("mean")))


def chain_request(text: Text, networks: Networks, place: str, steps: str) -> Request:
    """The chain of this place, with another number of steps."""
    values, _ = read_link(networks, with_step({"lesson": place, "steps": steps}))
    return read_requests(text, networks, "", values)[0]


def last_picture(packets: list[dict[str, Any]]) -> np.ndarray:
    """uint8 (H, W, C) of a recorded chain of one sample."""
    channels, size, *_ = packets[0]["shape"]
    flat = np.frombuffer(base64.b64decode(packets[-1]["final"]), np.uint8)
    return flat.reshape(channels, size, size).transpose(1, 2, 0)


@lru_cache(maxsize=4)
def mean(label: int) -> np.ndarray:
    """E[x_0] over drawings that the network has learned from: what fits pure noise is all of them."""
    return np.rint(drawings(SIDE, label, MANY).mean(axis=0)).astype(np.uint8)
