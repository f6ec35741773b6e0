"""What all drop zones have in common in the browser; nothing of it is seen."""

import gradio as gr

from ...refusals import MAX_BYTES
from ..components import custom
from ..text import Text


def uploads(text: Text) -> gr.HTML:
    """`refuse` fires with the `names` of files that are too heavy to be sent."""
    return custom(__file__, {"most": str(MAX_BYTES), **text.part("uploads")})
