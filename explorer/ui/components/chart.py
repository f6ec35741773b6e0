"""A plotly figure in the page's own colours; the script comes from the plotly package, not from the network."""

from pathlib import Path
from typing import Any

import gradio as gr
import plotly
import plotly.graph_objects as go

from ..text import Text
from . import custom

PLOTLY_JS = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"


def chart(text: Text, title: str, value: dict[str, Any] | None = None, **options: Any) -> gr.HTML:
    texts = {"title": title, "loading": text["chart.loading"], "script": PLOTLY_JS.as_posix()}
    return custom("chart", texts, value, **options)


def chart_value(figure: go.Figure, marker: bool = False) -> dict[str, Any]:
    """What a chart shows; with `marker`, its x axis is t, a line marks the shared t and a click moves it."""
    return {"figure": figure.to_json(), "marker": marker}
