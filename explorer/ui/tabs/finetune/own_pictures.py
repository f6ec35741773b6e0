"""The pictures to train on, from an upload to what the network will see of them."""

from pathlib import Path
from typing import Any

import gradio as gr
import numpy as np

from ....images import square
from ....refusals import MAX_FILES
from ...networks import Networks
from ...owner import hash_of
from ...text import Text
from ...uploads import read_pictures
from .gallery import gallery_value

KEPT = 256  # pixels a side that stay of an upload until the job begins


def take_in(text: Text, pictures: list[np.ndarray], files: list[str] | None) -> tuple[Any, ...]:
    """Decode an upload, keep its pictures small, and delete the files at once; the drop zone is free again."""
    files = files or []
    room_left = MAX_FILES - len(pictures)
    new, refused = read_pictures(text, files[:room_left], KEPT, 3)
    if len(files) > room_left:
        refused.append(text("finetune.too_many", count=len(pictures) + len(files), most=MAX_FILES))
    for path in files:
        Path(path).unlink(missing_ok=True)
    return [*pictures, *new], refused, None


def take_out(event: gr.EventData, pictures: list[np.ndarray]) -> tuple[list[np.ndarray], list[str]]:
    """A picture of the gallery was clicked."""
    return [picture for index, picture in enumerate(pictures) if index != event.index], []


def look(text: Text, networks: Networks, key: str, pictures: list[np.ndarray], refused: list[str], base: str) -> Any:
    """Show what the network will see of the pictures, and name the files that could not be used."""
    outline = networks.outline(base) if networks.may_use(base, hash_of(key)) else None
    if outline is None:
        return gallery_value("", [], refused)
    sentence = ""
    if pictures:
        title = "finetune.seen_one" if len(pictures) == 1 else "finetune.seen"
        sentence = text(title, count=len(pictures), size=outline.size)
        sentence += f" {text['finetune.grey']}" if outline.channels == 1 else ""
    return gallery_value(sentence, [square(picture, outline.size, outline.channels) for picture in pictures], refused)
