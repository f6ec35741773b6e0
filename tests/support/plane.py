"""The mathematics of the tab Plane in a browser, on a page or in a Worker that holds nothing else."""

from pathlib import Path
from typing import Any

import torch
from playwright.sync_api import Page

UI = Path(__file__).parents[2] / "explorer" / "ui"
MATHS = UI / "tabs" / "plane" / "maths"
NAMES = (
    "matmul", "mlp", "learner", "sets", "wasserstein", "exact_plane", "plane_walk", "distances", "floor",
)  # fmt: skip
SHARED = [UI / "components" / f"{name}.js" for name in ("normal", "rules")]
SCRIPTS = [*SHARED, *(MATHS / f"{name}.js" for name in NAMES)]  # each after what it needs
LAYERS = "({ W, b, rows, cols }) => [rows, cols, Array.from(W), Array.from(b)]"  # of a layer, for `parameters`
IN_WORKER = """([source, argument]) => new Promise((resolve, reject) => {
    const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" })), worker = new Worker(address);
    worker.onmessage = ({ data }) => { worker.terminate(); resolve(data); };
    worker.onerror = (event) => { worker.terminate(); reject(new Error(event.message)); };
    worker.postMessage(argument);
})"""


def with_maths(page: Page) -> Page:
    for script in SCRIPTS:
        page.add_script_tag(path=script)
    return page


def in_worker(page: Page, function: str, argument: Any = None) -> Any:
    """What a JavaScript function of one argument returns in a new Worker, which has the same scripts."""
    texts = [script.read_text(encoding="utf-8") for script in SCRIPTS]
    begin, end = "self.window = self;", f"onmessage = ({{ data }}) => postMessage(({function})(data));"
    return page.evaluate(IN_WORKER, ["\n".join([begin, *texts, end]), argument])


def parameters(layers: list[tuple[int, int, list[float], list[float]]], dtype: torch.dtype) -> list[torch.Tensor]:
    """W (rows, cols) and b of each layer, in turns."""
    pairs = (
        (torch.tensor(W, dtype=dtype).view(rows, cols), torch.tensor(b, dtype=dtype)) for rows, cols, W, b in layers
    )
    return [each for pair in pairs for each in pair]


def network(weights: list[torch.Tensor], x: torch.Tensor, time: torch.Tensor) -> torch.Tensor:
    """What mlp.js answers to points x (B, 2), with what it is told of the time of each (B, ...)."""
    waves = [wave(2 * x[:, axis, None]) for axis in (0, 1) for wave in (torch.sin, torch.cos)]
    h, (*hidden, W, b) = torch.cat([x, *waves, time], dim=1), weights
    for W_l, b_l in zip(hidden[::2], hidden[1::2], strict=True):
        h = torch.nn.functional.silu(h @ W_l + b_l)
    return h @ W + b
