"""Which chart a hall sees: lecture mode shows one at a time."""

from collections.abc import Sequence

import gradio as gr

from ...components import custom
from ...text import Text


def chart_choice(text: Text, names: Sequence[str]) -> gr.HTML:
    """names: of the charts; the first one is shown first. What hides the others is in `hidden_charts`."""
    return custom(__file__, text.part("choice"), [[name, text[f"chart.{name}"]] for name in names])


def hidden_charts(names: Sequence[str]) -> list[str]:
    """CSS selectors of all charts but the chosen one, and of the rows that are empty then."""
    chosen = {name: f'.dx-show:has([data-chart="{name}"][aria-pressed="true"]) .dx-charts' for name in names}
    return [
        each.format(charts=charts, other=f':not(:has([data-name="{name}"]))')
        for name, charts in chosen.items()
        for each in ("{charts}{other}", "{charts} > {other}")
    ]
