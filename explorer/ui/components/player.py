"""The player of the Denoise tab: shows a reverse chain while it is computed and keeps it for replay."""

import secrets
import time
from collections.abc import Iterator
from typing import Any

import gradio as gr
import numpy as np

from ...images import grid, to_uint8
from ..places import Ahead
from ..text import Text
from . import custom
from .encode import base64_of

PACKET_S = 0.03  # frames are gathered this long: about what a screen can show


def player(text: Text) -> gr.HTML:
    return custom("player", text.part("player"))


def waiting(items: Iterator[Any]) -> Iterator[dict[str, Any]]:
    """What a line yields, for the player: packets as they are, and how many are ahead."""
    for item in items:
        yield {"ahead": item.count} if isinstance(item, Ahead) else item


def packets(steps: Iterator, total: int) -> Iterator[dict[str, Any]]:
    """The `Step`s of a chain of `total` steps -> what the player receives, as they are computed.

    Frame k shows x_t and x0_hat before step k; the last frame is the finished picture, at t = 0.
    """
    run, began, sent, last_sent = secrets.token_hex(8), time.monotonic(), 0, 0.0
    times: list[int] = []
    pixels: list[np.ndarray] = []

    def frame(t: int, x_t: Any, x0_hat: Any) -> None:
        times.append(t)
        pixels.extend((_picture(x_t), _picture(x0_hat)))

    def packet(done: bool) -> dict[str, Any]:
        nonlocal sent, last_sent
        height, width, channels = pixels[0].shape
        first, sent, last_sent = sent, sent + len(times), time.monotonic()
        value = {
            "run": run,
            "total": total,
            "width": width,
            "height": height,
            "channels": channels,
            "first": first,
            "t": " ".join(map(str, times)),
            "pixels": base64_of(np.stack(pixels)),
            "rate": (sent - done) / (last_sent - began),
            "done": done,
        }
        times.clear()
        pixels.clear()
        return value

    for step in steps:
        frame(step.t, step.x_t, step.x0_hat)
        if time.monotonic() - last_sent > PACKET_S:
            yield packet(done=False)
    frame(0, step.x_s, step.x_s)
    yield packet(done=True)


def _picture(x: Any) -> np.ndarray:
    """A batch (B, C, H, W) in [-1, 1] -> one picture: a single sample as it is, several as a grid."""
    pictures = to_uint8(x.cpu().numpy())
    return pictures[0] if len(pictures) == 1 else grid(list(pictures), columns=round(len(pictures) ** 0.5 + 0.49))
