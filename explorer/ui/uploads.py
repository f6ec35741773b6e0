"""What users upload: raw files, decoded in a child process, and a sentence for each that cannot be used."""

from pathlib import Path
from typing import Any

import gradio as gr
import numpy as np

from ..decode import decode
from ..images import PictureError
from .text import Text
from .widgets import warn


def picture_files(label: str, height: int, **options: Any) -> gr.File:
    """A drop zone for several pictures."""
    kinds = [".jpg", ".jpeg", ".png", ".webp"]
    return gr.File(label=label, file_count="multiple", file_types=kinds, type="filepath", height=height, **options)


def raw_upload(component: gr.Image) -> gr.Image:
    """Hand our own reader the uploaded file as it is: Gradio would decode it first, bombs and broken files included."""
    component.preprocess = lambda payload: None if payload is None else payload.path
    return component


def warn_of_picture(text: Text, path: str | Path, error: PictureError) -> None:
    warn(text, picture_sentence(text, path, error))


def picture_sentence(text: Text, path: str | Path, error: PictureError) -> str:
    return text(error.reason, file=Path(path).name, **error.values)


def read_pictures(text: Text, files: list[str], size: int, channels: int) -> tuple[list[np.ndarray], list[str]]:
    """(pictures as the network sees them, a sentence for each file that cannot be used)."""
    answers = decode(files, size, channels)
    pictures = [answer for answer in answers if isinstance(answer, np.ndarray)]
    refused = [
        picture_sentence(text, path, answer)
        for path, answer in zip(files, answers, strict=True)
        if isinstance(answer, PictureError)
    ]
    return pictures, refused
