"""The shelf of lessons, and the one that is open: what to look at, its steps, a question."""

import gradio as gr

from ..components import custom
from ..links.lessons import LESSONS, STEPS
from ..text import Text


def lessons(text: Text) -> gr.HTML:
    """`open` fires with the `query` of the step that was chosen, and with that of the page's address."""
    value = [
        {
            "name": name,
            **text.part(f"lesson.{name}"),
            "steps": [
                {"query": STEPS[f"{name}.{number}"], "say": text[f"lesson.{name}.{number}"]}
                for number in range(1, len(steps) + 1)
            ],
        }
        for name, steps in LESSONS
    ]
    return custom(__file__, text.part("lessons"), value)
