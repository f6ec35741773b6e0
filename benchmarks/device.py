"""The network in the visitor's browser: a step beside the server's fast path on one thread, in alternating rounds.

    .venv/bin/python -m benchmarks.device

Then, in the served app: how long one waits for a chain, what else its page does, what a second visit fetches.

Each round is a new Worker in Chromium: until the engine is ready (weights checked, decoded, packed, and its answers
compared), then some hundred steps, of which the quickest counts; then as many of ncnn with one thread, in Python.
Writes benchmarks/results/device.md.
"""

import argparse
import hashlib
import statistics
import time
import zlib
from pathlib import Path

import torch
from playwright.sync_api import sync_playwright

from benchmarks.device_page import in_page
from benchmarks.report import FOLDER, MOST_S, calm, machine, table
from explorer.models.checkpoint import load_checkpoint
from explorer.models.cpu_path import load
from explorer.models.device.build import BINARY
from explorer.models.device.gate import reference
from explorer.models.device.program import program
from explorer.models.graph import export
from tests.browser.find_browser import find_browser
from tests.support.browser import FLAGS
from tests.support.device import SCRIPT, Device, Files

NETWORK, TIME, LABEL = "toys", 501, 3
CHECKPOINTS = Path(__file__).parents[1] / "checkpoints"


def ncnn_step(network, x: torch.Tensor):
    """A function that asks ncnn once, with one thread."""
    import ncnn

    graph = export(network)
    net = load(graph, 1)
    picture = x[0].numpy()
    embedding = torch.randn(network.time_embedding.linear_2.out_features, 1, 1).numpy()
    allocators = ncnn.PoolAllocator(), ncnn.PoolAllocator()

    def step() -> None:
        extractor = net.create_extractor()
        extractor.set_blob_allocator(allocators[0])
        extractor.set_workspace_allocator(allocators[1])
        extractor.input(graph.picture, ncnn.Mat(picture).clone())
        extractor.input(graph.embedding, ncnn.Mat(embedding).clone())
        extractor.extract(graph.output)[1].numpy().copy()

    return step


def milliseconds(step, count: int) -> list[float]:
    times = []
    for _ in range(count):
        began = time.perf_counter()
        step()
        times.append(1000 * (time.perf_counter() - began))
    return times


def spread(values: list[float], digits: int) -> list[str]:
    """The median, and from which to which the values go."""
    middle, low, high = (f"{of(values):.{digits}f}" for of in (statistics.median, min, max))
    return [middle, f"{low} to {high}"]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.device", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument("--chains", type=int, default=20)
    args = parser.parse_args()
    denoiser = load_checkpoint(NETWORK, fast=False).denoiser
    weights = (CHECKPOINTS / NETWORK / "diffusion_pytorch_model.safetensors").read_bytes()
    plain = program(denoiser.network)
    made = {**plain, "sha256": hashlib.sha256(weights).hexdigest(), "gate": reference(denoiser)}
    x = torch.randn(1, *load_checkpoint(NETWORK).shape, generator=torch.Generator().manual_seed(0))
    step, files = ncnn_step(denoiser.network, x), Files()
    ours, theirs, ready = [], [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        page, name = browser.new_page(), f"Chromium {browser.version}"
        page.goto(files.url)
        for _ in range(args.rounds):
            calm()
            said = Device(page, files).run(made, weights, x, [(TIME, LABEL)], rounds=args.steps)
            ready.append(said["ready"])
            ours.append(min(said["times"]))
            theirs.append(min(milliseconds(step, args.steps)))
        page.close()
        rows_of_page = in_page(browser, args.chains)
        browser.close()
    files.close()
    ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
    code = [len(zlib.compress(path.read_bytes(), 9)) for path in (BINARY, SCRIPT)]
    rows = [
        ["a step in one Worker, ms", *spread(ours, 1)],
        ["a step of ncnn, one thread, ms", *spread(theirs, 1)],
        ["their ratio", *spread(ratios, 2)],
        ["ready after the weights have come, ms", *spread(ready, 0)],
        ["unet.wasm and engine.js, compressed, KB", f"{sum(code) / 1000:.1f}", f"{code[0]} + {code[1]} bytes"],
        ["the engine's memory, MB", f"{4 * plain['size'] / 1e6:.0f}", "weights, packed, and feature maps"],
        ["the file of weights, held until packed, MB", f"{len(weights) / 1e6:.1f}", ""],
    ]
    text = "# The network in the browser\n\n" + f"`{NETWORK}`, {name}, {machine('torch', 'ncnn')}.\n"
    text += f"Medians of {args.rounds} alternating rounds; of a round's {args.steps} steps the quickest.\n\n"
    text += table(["", "median", "from round to round"], rows)
    text += f"\n## In the served app\n\n{args.chains} chains, each of a new seed; the server on the same cores."
    text += f" Before each, {MOST_S} s at most were waited for other programs to leave most of the cores alone.\n\n"
    text += table(["", "median", "from chain to chain", "goal"], rows_of_page)
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "device.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
