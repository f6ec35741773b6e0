"""What each schedule leaves of the picture at t = T, drawn by the browser."""

from string import Template
from typing import Any

import gradio as gr

from ...components import custom
from ...text import Text

CELLS = Template(
    '<th scope="row" data-number="name"></th>'
    '<td class="dx-signal"><canvas data-part="left" role="img" aria-label="$left"></canvas></td>'
    '<td><canvas data-part="end" role="img" aria-label="$end"></canvas></td>'
    '<td>$share <math><msub><mover><mi>α</mi><mo stretchy="false">¯</mo></mover><mi>T</mi></msub></math> = '
    '<b data-number="bar"></b><br><meter data-meter="bar" aria-label="$share"></meter>'
    '$wasted <b data-number="wasted"></b><br><meter data-meter="wasted" aria-label="$wasted"></meter></td>'
)


def schedule_ends(text: Text, **options: Any) -> gr.HTML:
    texts = text.part("schedules.ends")
    return custom(__file__, texts | {"cells": CELLS.substitute(texts)}, **options)
