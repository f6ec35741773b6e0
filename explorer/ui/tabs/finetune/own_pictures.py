"""The pictures to train on, from an upload to what the network will see of them."""

import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import gradio as gr
import numpy as np

from ....images import reduced, square
from ....refusals import MAX_FILES
from ...networks import Networks, Outline
from ...owner import hash_of
from ...settings import is_number
from ...text import Text
from ...uploads import read_pictures
from .gallery import Picture, gallery_value

KEPT = 256  # pixels of the short side that stay of an upload until the job begins
LONGEST = 3  # the other one is at most so many times that: memory is not for panoramas
MIDDLE = 0.5


def own(pixels: np.ndarray) -> Picture:
    return Picture(pixels, secrets.token_hex(4))


def take_in(text: Text, pictures: list[Picture], files: list[str] | None) -> tuple[Any, ...]:
    """Decode an upload, keep its pictures small, and delete the files at once; the drop zone is free again."""
    files = files or []
    room_left = MAX_FILES - len(pictures)
    new, refused = read_pictures(text, files[:room_left], KEPT, 3, LONGEST)
    if len(files) > room_left:
        refused.append(text("finetune.too_many", count=len(pictures) + len(files), most=MAX_FILES))
    for path in files:
        Path(path).unlink(missing_ok=True)
    return [*pictures, *map(own, new)], refused, None


def take_out(event: gr.EventData, pictures: list[Picture]) -> tuple[list[Picture], list[str]]:
    """A picture of the gallery was clicked."""
    return [picture for index, picture in enumerate(pictures) if index != event.index], []


def are_places(said: Any) -> bool:
    """Whether it is, by the names of pictures, where their squares lie."""
    return isinstance(said, Mapping) and all(is_number(place, 0, 1) for place in said.values())


def squares(pictures: Sequence[Picture], places: Mapping[str, float], outline: Outline) -> np.ndarray:
    """What a network learns from, uint8 (N, H, W, C)."""
    return np.stack([
        square(pixels, outline.size, outline.channels, places.get(name, MIDDLE)) for pixels, name in pictures
    ])  # fmt: skip


def look(text: Text, networks: Networks, key: str, pictures: list[Picture], refused: list[str], base: str) -> Any:
    """Show what the network will see of the pictures, and name the files that could not be used. Where there are some,
    a training may follow: a process gets ready for it.
    """
    if pictures and networks.supervisor:
        networks.supervisor.prepare()
    outline = networks.outline(base) if networks.may_use(base, hash_of(key)) else None
    if outline is None:
        return gallery_value("", [], refused)
    sentence = ""
    shown = [Picture(reduced(pixels, outline.size, outline.channels), name) for pixels, name in pictures]
    if shown:
        title = "finetune.seen_one" if len(pictures) == 1 else "finetune.seen"
        sentence = text(title, count=len(pictures), size=outline.size)
        if any(len(pixels) != len(pixels[0]) for pixels, _ in shown):
            sentence += f" {text['finetune.cropped']}"
        sentence += f" {text['finetune.grey']}" if outline.channels == 1 else ""
    return gallery_value(sentence, shown, refused)
