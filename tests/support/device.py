"""The engine in a Worker of a browser, on a page that holds nothing else."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import torch
from playwright.sync_api import Page
from safetensors.torch import save

from explorer.models.device.build import BINARY
from explorer.models.device.program import program
from explorer.models.unet import UNet

SCRIPT = Path(__file__).parents[2] / "explorer" / "ui" / "device" / "worker" / "engine.js"
# Answers with what the engine said, or with the reason why it did not; then works through `rounds` more.
WORKER = """
importScripts("sha256.js", "engine.js");
const get = async (name) => (await fetch(name)).arrayBuffer();
onmessage = async ({ data: { asked, before, rounds } }) => {
  try {
    const [wasm, program, weights, xs] = await Promise.all(["unet.wasm", "program", "weights", "x"].map(get));
    const list = JSON.parse(new TextDecoder().decode(program)), x = new Float32Array(xs);
    if (before) (0, eval)(before);
    let start = performance.now();
    const network = await engine.create(wasm, list, weights);
    const ready = performance.now() - start, size = x.length / asked.length, answers = [], times = [];
    asked.forEach(({ time, label }, i) =>
      answers.push(Array.from(network.answer(x.subarray(i * size, (i + 1) * size), time, label))));
    for (let i = 0; i < rounds; i++) {
      start = performance.now();
      network.answer(x.subarray(0, size), asked[0].time, asked[0].label);
      times.push(performance.now() - start);
    }
    postMessage({ answers, ready, times });
  } catch (error) {
    postMessage({ reason: error.reason ?? null, message: error.message });
  }
};
"""
PAGE = """<!doctype html><title>engine</title><link rel="icon" href="data:,"><script>
window.inWorker = (job) => new Promise((resolve, reject) => {
  const worker = new Worker("worker.js");
  worker.onmessage = ({ data }) => { worker.terminate(); resolve(data); };
  worker.onerror = (event) => { worker.terminate(); reject(new Error(event.message)); };
  worker.postMessage(job);
});
</script>"""


class Files:
    """Serves what is in `held`, by name."""

    def __init__(self) -> None:
        self.held = {
            "": ("text/html", PAGE.encode()),
            "worker.js": ("text/javascript", WORKER.encode()),
            "engine.js": ("text/javascript", SCRIPT.read_bytes()),
            "sha256.js": ("text/javascript", SCRIPT.with_name("sha256.js").read_bytes()),
            "unet.wasm": ("application/wasm", BINARY.read_bytes()),
        }
        held = self.held

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                kind, content = held[self.path.lstrip("/")]
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/"

    def put(self, name: str, content: bytes) -> None:
        self.held[name] = ("application/octet-stream", content)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class Device:
    """A page whose Worker runs the engine."""

    def __init__(self, page: Page, files: Files):
        self._page, self._files = page, files

    def run(
        self, made: dict[str, Any], weights: bytes, x: torch.Tensor, asked: list[tuple[int, int | None]],
        before: str = "", rounds: int = 0,
    ) -> dict[str, Any]:  # fmt: skip
        """What the Worker posts: answers (len(asked), ...), ready and times in ms; or reason and message.

        x (len(asked), C, H, W); asked: time and label of each; before: a script for the Worker to begin with.
        """
        self._files.put("program", json.dumps(made).encode())
        self._files.put("weights", weights)
        self._files.put("x", x.contiguous().numpy().tobytes())
        job = {"asked": [{"time": time, "label": label} for time, label in asked], "before": before, "rounds": rounds}
        return self._page.evaluate("(job) => window.inWorker(job)", job)


def told(unet: UNet, dtype: torch.dtype = torch.float16) -> bytes:
    """A safetensors file of its weights, which become what that file can hold."""
    unet.load_state_dict({name: weight.to(dtype).float() for name, weight in unet.state_dict().items()})
    return save({name: weight.to(dtype).contiguous() for name, weight in unet.state_dict().items()})


def difference(device: Device, unet: UNet, weights: bytes) -> float:
    """The largest between what the engine and what PyTorch say to three noises."""
    config = unet.config
    shape = (3, config.in_channels, config.sample_size, config.sample_size)
    x = torch.randn(shape, generator=torch.Generator().manual_seed(0))
    times, classes = [0, 501, 999], config.num_class_embeds
    labels = [None if classes is None else i % classes for i in (2, 0, 1)]
    with torch.no_grad():
        expected = unet(x, torch.tensor(times), None if classes is None else torch.tensor(labels))
    said = device.run(program(unet), weights, x, list(zip(times, labels, strict=True)))
    assert "answers" in said, said
    answers = torch.from_numpy(np.float32(said["answers"])).view_as(expected)
    return float((answers - expected).abs().max())
