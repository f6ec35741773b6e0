"""Arrays -> plotly figures. Knows nothing of the interface.

Colours are named by meaning, in `trace.meta`; the page fills them in, so that one figure serves both themes.
"""

import numpy as np
import plotly.graph_objects as go

DASHES = {"linear": "dash", "cosine": "solid"}
MAX_POINTS = 1001


def schedule_figure(curves: dict[str, np.ndarray], colour: str, log: bool = False) -> go.Figure:
    """One quantity of several schedules over t = 0..T: `curves` maps a name in DASHES to an array of length T+1.

    `colour` is the quantity's meaning; line style tells the schedules apart. Values that the axis cannot show
    (infinite ones; 0 on a logarithmic axis) are left out, and a long curve is thinned to about MAX_POINTS points.
    """
    figure = go.Figure()
    for name, values in curves.items():
        t = np.unique(np.round(np.linspace(0, len(values) - 1, min(len(values), MAX_POINTS))).astype(int))
        t = t[np.isfinite(values[t]) & ((values[t] > 0) | (not log))]
        figure.add_scatter(
            x=t, y=values[t], name=name, mode="lines", line={"dash": DASHES[name], "width": 3}, meta=colour
        )
    figure.update_xaxes(range=[0, max(len(values) for values in curves.values()) - 1])
    return _finish(figure, "t", log)


def loss_figure(steps: np.ndarray, losses: np.ndarray, names: tuple[str, str], axis: str) -> go.Figure:
    """Training loss over steps: the raw values faint, their running mean bold. `names` are (raw, smoothed)."""
    figure = go.Figure()
    figure.add_scatter(x=steps, y=losses, name=names[0], mode="lines", line={"width": 1}, opacity=0.35, meta="network")
    figure.add_scatter(x=steps, y=smooth(losses), name=names[1], mode="lines", line={"width": 3}, meta="network")
    return _finish(figure, axis, log=True)


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
