"""What the endpoints of api.py check and give: settings of strangers, pictures as files."""

import math
import secrets
from collections.abc import Iterator
from typing import Any

import gradio as gr
import numpy as np
from gradio.data_classes import FileData
from gradio.processing_utils import save_pil_to_cache
from gradio.utils import get_upload_folder

from ...images import grid, to_image, to_uint8
from ..chains.request import Request
from ..settings import Setting, is_whole
from ..text import Text
from .temporary import ANSWERS


class Checks:
    """Each raises a gr.Error with a sentence for a value that cannot be."""

    def __init__(self, text: Text):
        self._text = text

    def setting(self, name: str, value: Any, setting: Setting) -> None:
        """A value of a setting of the page."""
        if setting.is_whole:
            self.whole(name, value, setting.low, setting.high)
        elif setting.names:
            self.choice(name, value, setting.names)
        elif not setting.allows(value):
            raise refusal(self._text("api.number", name=name, low=setting.low, high=setting.high))

    def choice(self, name: str, value: Any, choices: tuple[Any, ...]) -> None:
        if value not in choices:
            raise refusal(self._text("api.choice", name=name, choices=", ".join(map(str, choices))))

    def whole(self, name: str, value: Any, low: float, high: float) -> None:
        if not isinstance(value, int) or not is_whole(value, low, high):
            raise refusal(self._text("api.whole", name=name, low=low, high=high))


def reverse_chain(request: Request, checkpoint: Any) -> Iterator[Any]:
    """The `Step`s of a request's chain."""
    from ..chains.run import beginning, steps_of

    schedule = checkpoint.denoiser.schedule
    return steps_of(request, checkpoint, beginning(request.start, checkpoint.shape, schedule, checkpoint.device))


def picture_file(x: np.ndarray) -> FileData:
    """x (B, C, H, W) in [-1, 1] -> a PNG of all of them in Gradio's cache, which it deletes after an hour."""
    pictures = list(to_uint8(x))
    image = to_image(grid(pictures, columns=math.ceil(math.sqrt(len(pictures)))))
    # A name of its own: the cache goes by content, and two calls with one result would write to one file at once.
    return FileData(path=save_pil_to_cache(image, f"{get_upload_folder()}/{ANSWERS}", secrets.token_hex(4), "png"))


def refusal(sentence: str) -> gr.Error:
    return gr.Error(sentence, print_exception=False)
