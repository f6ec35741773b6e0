"""What users upload: raw files, read by our own reader, and a sentence for each that cannot be used."""

from pathlib import Path

import gradio as gr
import numpy as np

from ..images import PictureError, read_picture, to_grey
from .text import Text


def raw_upload(component: gr.Image) -> gr.Image:
    """Hand our own reader the uploaded file as it is: Gradio would decode it first, bombs and broken files included."""
    component.preprocess = lambda payload: None if payload is None else payload.path
    return component


def warn_of_picture(text: Text, path: str | Path, error: PictureError) -> None:
    gr.Warning(picture_sentence(text, path, error))


def picture_sentence(text: Text, path: str | Path, error: PictureError) -> str:
    return text(error.reason, file=Path(path).name, **error.values)


def read_pictures(text: Text, files: list[str], size: int, channels: int) -> tuple[list[np.ndarray], list[str]]:
    """(pictures as the network sees them, a sentence for each file that cannot be used)."""
    pictures, refused = [], []
    for path in files:
        try:
            picture = read_picture(path, size)
        except PictureError as error:
            refused.append(picture_sentence(text, path, error))
        else:
            pictures.append(to_grey(picture) if channels == 1 else picture)
    return pictures, refused
