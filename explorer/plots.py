"""Arrays -> plotly figures. Knows nothing of the interface.

Colours are named by meaning, in `trace.meta`; the page fills them in, so that one figure serves both themes.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go

MAX_POINTS = 1001


class Curve(NamedTuple):
    """A quantity over t = 0..T: `values` (T+1,), `colour` its meaning, `dash` plotly's name of a line style."""

    name: str
    values: np.ndarray
    colour: str
    dash: str


def schedule_figure(curves: Sequence[Curve], log: bool = False) -> go.Figure:
    """Curves over t. Values that the axis cannot show (infinite ones; 0 on a logarithmic axis) are left out,
    and a long curve is thinned to about MAX_POINTS points.
    """
    figure = go.Figure()
    for name, values, colour, dash in curves:
        t = np.unique(np.round(np.linspace(0, len(values) - 1, min(len(values), MAX_POINTS))).astype(int))
        t = t[np.isfinite(values[t]) & ((values[t] > 0) | (not log))]
        figure.add_scatter(x=t, y=values[t], name=name, mode="lines", line={"dash": dash, "width": 3}, meta=colour)
    figure.update_xaxes(range=[0, max(len(curve.values) for curve in curves) - 1])
    return _finish(figure, "t", log)


class Losses(NamedTuple):
    """A loss over training steps: `steps` and `values` (N,); `kind` says how it is drawn, a name in STYLES."""

    name: str
    steps: np.ndarray
    values: np.ndarray
    kind: str


STYLES: dict[str, dict[str, Any]] = {
    "raw": {"mode": "lines", "line": {"width": 1}, "opacity": 0.35, "meta": "network"},
    "smooth": {"mode": "lines", "line": {"width": 3}, "meta": "network"},
    "early": {"mode": "lines", "line": {"width": 1.5, "dash": "dot"}, "meta": "signal", "visible": "legendonly"},
    "middle": {"mode": "lines", "line": {"width": 1.5, "dash": "dash"}, "meta": "text", "visible": "legendonly"},
    "late": {"mode": "lines", "line": {"width": 1.5, "dash": "dashdot"}, "meta": "noise", "visible": "legendonly"},
    "seen": {"mode": "lines+markers", "line": {"width": 2, "dash": "dot"}, "marker": {"size": 8}, "meta": "signal"},
    "held_out": {"mode": "lines+markers", "line": {"width": 2}, "marker": {"size": 8}, "meta": "exact"},
}


def loss_figure(curves: Sequence[Losses], axis: str) -> go.Figure:
    """Losses over training steps; all but the raw one and those of checkpoints are running means."""
    figure = go.Figure()
    for name, steps, values, kind in curves:
        y = smooth(values) if kind in ("smooth", "early", "middle", "late") else values
        figure.add_scatter(x=steps, y=y, name=name, **STYLES[kind])
    ticks = [digit * 10.0**power for power in range(-5, 3) for digit in (1, 2, 5)]  # plotly would print a bare 2 or 5
    return _finish(figure, axis, log=True).update_yaxes(tickvals=ticks, ticktext=[f"{tick:g}" for tick in ticks])


def smooth(values: np.ndarray, span: float = 25.0) -> np.ndarray:
    """Exponential running mean over about `span` values, corrected for its start."""
    keep, total, weight = 1 - 1 / span, 0.0, 0.0
    out = np.empty(len(values))
    for i, value in enumerate(values):
        total, weight = keep * total + value, keep * weight + 1
        out[i] = total / weight
    return out


def _finish(figure: go.Figure, x_title: str, log: bool) -> go.Figure:
    figure.update_layout(
        template="none",
        margin={"l": 56, "r": 16, "t": 8, "b": 44},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 1, "xanchor": "right"},
        hovermode="x unified",
        uirevision="keep",
    )
    figure.update_xaxes(title=x_title)
    if log:
        figure.update_yaxes(type="log", exponentformat="power", dtick=1)
    return figure
