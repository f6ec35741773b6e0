"""What users upload: raw files, decoded in a child process, and a sentence for each that cannot be used."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr
import numpy as np

from ..decode import decode
from ..refusals import PictureError
from .text import Text
from .widgets import warn

MOST_NAMED = 5  # of files that are refused at once


def picture_files(label: str, height: int, **options: Any) -> gr.File:
    """A drop zone for several pictures."""
    zone = gr.File(
        label=label, file_count="multiple", file_types=["image"], height=height, elem_classes="dx-files", **options
    )
    # Gradio would go by their names, and say so in English.
    _take(zone, lambda payload: [file.path for file in payload.root])
    return zone


def raw_upload(component: gr.Image) -> gr.Image:
    """Hand our own reader the uploaded file as it is: Gradio would decode it first, bombs and broken files included."""
    _take(component, lambda payload: payload.path)
    return component


def _take(component: gr.Component, read: Callable[[Any], Any]) -> None:
    """Read what the browser sends of a component in this way instead of Gradio's."""

    def instead(payload: Any) -> Any:
        return None if payload is None else read(payload)

    component.preprocess = instead  # type: ignore[method-assign]  # a class of its own would be another component


def warn_of_picture(text: Text, path: str | Path, error: PictureError) -> None:
    warn(text, picture_sentence(text, path, error))


def picture_sentence(text: Text, path: str | Path, error: PictureError) -> str:
    return text(error.reason, file=Path(path).name, **error.values)


def heavy_refused(text: Text) -> Callable[[gr.EventData], None]:
    """The handler for files that the browser keeps back, because they are too heavy to be sent."""

    def refuse(event: gr.EventData) -> None:
        for name in event.names[:MOST_NAMED]:
            warn_of_picture(text, str(name), PictureError("picture.too_heavy"))

    return refuse


def read_pictures(
    text: Text, files: list[str], size: int, channels: int, longest: float = 1.0
) -> tuple[list[np.ndarray], list[str]]:
    """(pictures of that size, a sentence for each file that cannot be used); for `longest` see read_picture."""
    answers = decode(files, size, channels, longest)
    pictures = [answer for answer in answers if isinstance(answer, np.ndarray)]
    refused = [
        picture_sentence(text, path, answer)
        for path, answer in zip(files, answers, strict=True)
        if isinstance(answer, PictureError)
    ]
    return pictures, refused
