"""How smoothly the Noise and Schedules tabs follow a drag, how soon an own picture is noised, what the page weighs.

    .venv/bin/python -m benchmarks.noise_drag

Opens the app in headless Chromium, moves t over its whole range at 60 Hz for some seconds, and counts the frames in
which a new t was shown: on the Noise tab with histogram and equation, on the Schedules tab with its markers, both
also with the page's thread throttled to a quarter. The network is there, in a Worker, and its new guesses are counted;
the first drag of all, which has it come, is told apart. Then the same drag on a gr.Slider that sends each value to
Python and gets a gr.Image back, in the same browser, for the ratio.
"""

import argparse
import os
import statistics
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

import gradio as gr
import numpy as np
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from benchmarks.dragging import MARKER, NOISE, SECONDS, Drag, drag, wake
from benchmarks.report import FOLDER, calm, machine, table
from explorer.diffusion import SCHEDULES
from explorer.diffusion.noise import START, standard_normal
from explorer.toys import toy
from tests.browser.find_browser import find_browser
from tests.support.browser import BEEN_HERE, FLAGS
from tests.support.served import Server, free_port


def round_trip_app() -> tuple[gr.Blocks, str]:
    """The plain way: a gr.Slider whose value goes to Python, which answers with a gr.Image."""
    x_0 = toy(4, "cat", 256) / 127.5 - 1
    eps = standard_normal(0, START, 0, (256, 256, 3))
    bar = SCHEDULES["cosine"](1000).alpha_bar

    def noised(t: float) -> np.ndarray:
        x_t = np.sqrt(bar[int(t)]) * x_0 + np.sqrt(1 - bar[int(t)]) * eps
        return ((np.clip(x_t, -1, 1) + 1) * 127.5).astype(np.uint8)

    with gr.Blocks() as page:
        slider = gr.Slider(0, 1000, 0, step=1)
        image = gr.Image(noised(0), elem_id="picture", format="png")
        slider.input(noised, slider, image, show_progress="hidden", trigger_mode="always_last")
    port = free_port()
    page.launch(server_port=port, prevent_thread_lock=True, quiet=True)
    return page, f"http://127.0.0.1:{port}/"


def throttle(page: Page, rate: float) -> None:
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": rate})


def weigh(page: Page) -> dict[str, int]:
    """Counts what comes over the wire from now on: bytes of the project's own and of plotly's files."""
    weight = {"plotly": 0, "own": 0}
    session, kinds = page.context.new_cdp_session(page), {}
    session.send("Network.enable")

    def response(event: dict) -> None:
        url = event["response"]["url"]
        # The rest is Gradio's: its scripts, and its page, of which our part is counted below.
        kinds[event["requestId"]] = "plotly" if "plotly" in url else "own" if "/queue/data" in url else ""

    def finished(event: dict) -> None:
        if kind := kinds.get(event["requestId"]):
            weight[kind] += event["encodedDataLength"]

    session.on("Network.responseReceived", response)
    session.on("Network.loadingFinished", finished)
    return weight


def bytes_sent(url: str) -> int:
    """The size of a page over the wire, compressed if the server does."""
    with urllib.request.urlopen(urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})) as answer:
        return len(answer.read())


def empty_page() -> int:
    """The size of a Gradio page with nothing on it."""
    with gr.Blocks() as empty:
        gr.Markdown("empty")
    port = free_port()
    empty.launch(server_port=port, prevent_thread_lock=True, quiet=True)
    size = bytes_sent(f"http://127.0.0.1:{port}/")
    threading.Thread(target=empty.close, daemon=True).start()
    return size


def upload_seconds(page: Page, folder: Path) -> list[float]:
    """From choosing a file to its noised picture, several times: new random pictures of 800 x 600."""
    seconds = []
    for seed in range(5):
        pixels = np.random.default_rng(seed).integers(0, 256, (600, 800, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(folder / f"{seed}.jpg")
        page.evaluate("window.before = explorer.state.picture")
        began = time.perf_counter()
        page.locator("input[type=file]").first.set_input_files(folder / f"{seed}.jpg")
        page.wait_for_function("explorer.state.picture !== window.before", polling="raf")
        seconds.append(time.perf_counter() - began)
        page.get_by_label("Remove Image").or_(page.get_by_label("Clear")).first.click()
        page.wait_for_timeout(1500)
    return seconds


def measured(page: Page, what: tuple[str, str]) -> tuple[Drag, float]:
    """A drag, in a quiet moment if there is one, and which share of the processor others left to it."""
    left = calm()
    return drag(page, *what), left


def row(name: str, runs: list[tuple[Drag, float]]) -> list[str]:
    """Medians, in Markdown."""
    fps, screen, guesses, _ = (statistics.median(values) for values in zip(*(drag for drag, _ in runs), strict=True))
    requests = max(drag.requests for drag, _ in runs)
    left = statistics.median(left for _, left in runs)
    return [name, f"{fps:.1f}", f"{screen:.1f}", f"{guesses:.1f}", f"{requests}", f"{100 * left:.0f} %"]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.noise_drag", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    runs: dict[str, list[tuple[Drag, float]]] = {}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        server = Server(Path(folder) / "jobs")
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.add_init_script(BEEN_HERE)
        weight = weigh(page)
        page.goto(server.url)
        page.wait_for_selector("[data-drawn]")
        page.wait_for_timeout(8000)  # until the network has been loaded
        before = dict(weight)
        uploads = upload_seconds(page, Path(folder))
        runs["Noise tab, while the network comes"] = [measured(page, NOISE)]
        wake(page)
        for _ in range(args.rounds):
            for tab, what in (("Noise", NOISE), ("Schedules", MARKER)):
                page.get_by_role("tab", name=tab, exact=True).click()
                page.wait_for_timeout(4000)
                for rate in (1, 4):
                    throttle(page, rate)
                    name = f"{tab} tab" + (f", the page's thread / {rate}" if rate > 1 else "")
                    runs.setdefault(name, []).append(measured(page, what))
                throttle(page, 1)
        in_page = bytes_sent(server.url) - empty_page()
        server.stop()

        plain, url = round_trip_app()
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(url)
        page.wait_for_selector("#picture img")
        page.wait_for_timeout(2000)
        picture = ("input[type=range]", "() => document.querySelector('#picture img')?.src")
        runs["gr.Slider -> gr.Image"] = [measured(page, picture) for _ in range(args.rounds)]
        threading.Thread(target=plain.close, daemon=True).start()
        version = browser.version
        browser.close()
    rows = {name: row(name, some) for name, some in runs.items()}
    total = in_page + before["own"] + weight["plotly"]
    said = [
        f"{float(rows['Noise tab'][1]) / max(float(rows['gr.Slider -> gr.Image'][1]), 0.01):.1f} times the frames/s of "
        "a slider that asks Python for each picture.",
        f"An own picture is noised after {np.median(uploads):.2f} s (each: {', '.join(f'{s:.2f}' for s in uploads)}).",
        f"Over the wire, Gradio's own left out: {total / 1e6:.2f} MB, of which plotly {weight['plotly'] / 1e6:.2f} MB, "
        "loaded when a chart is first seen; the network (5.1 MB) only once t moves.",
    ]
    head = ["", "frames/s", "of the screen", "new guesses/s", "requests, most", "left by others"]
    where = f"Chromium {version}, {machine('gradio')}; {os.cpu_count()} cores, shared with the server"
    how = f"Drags of {SECONDS} s, medians of {args.rounds} rounds; left by others: of the processor, just before."
    text = f"# Dragging t\n\n{where}.\n{how}\n\n{table(head, [*rows.values()])}\n" + "\n".join(said) + "\n"
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "noise_drag.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
