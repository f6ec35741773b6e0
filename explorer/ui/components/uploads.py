"""What all drop zones have in common in the browser; nothing of it is seen."""

import gradio as gr

from ...images import MAX_BYTES
from . import custom


def uploads() -> gr.HTML:
    """`refuse` fires with the `names` of files that are too heavy to be sent."""
    return custom("uploads", {"most": str(MAX_BYTES)})
