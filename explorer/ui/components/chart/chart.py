"""A plotly figure in the page's own colours; the script comes from the plotly package, not from the network."""

from pathlib import Path
from typing import Any

import gradio as gr
import plotly
import plotly.graph_objects as go

from ...text import Text
from .. import custom

PLOTLY_JS = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"


def chart(text: Text, name: str, title: str, strips: bool = False, **options: Any) -> gr.HTML:
    """name: of the files that it is saved as. With `strips`, there is place for them before they come."""
    texts = {"name": name, "title": title, "script": PLOTLY_JS.name, **text.part("chart")}
    return custom(__file__, texts, classes=["dx-with-strips"] if strips else [], **options)


def chart_value(figure: go.Figure, marker: bool = False, strips: bool = False) -> dict[str, Any]:
    """What a chart shows. With `marker`, its x axis is t, a line marks the shared t and dragging moves it;
    with `strips`, the picture noised along both schedules lies below the axis.
    """
    return {"figure": figure.to_json(), "marker": marker, "strips": strips}
