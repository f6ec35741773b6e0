"""How smoothly the Plane follows a drag of t: forward, backward, with the field, and while a network learns beside it.

    .venv/bin/python -m benchmarks.plane_drag

Opens the app in headless Chromium and moves t over its whole range at 60 Hz for some seconds, with 2,000 particles, the
exact density of 500 points, and 289 arrows; counts the frames in which another t was drawn, also with the page's thread
throttled to a quarter, and the steps of training a second meanwhile. Writes benchmarks/results/plane_drag.md.
"""

import argparse
import os
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks.dragging import SECONDS, Drag, drag
from benchmarks.noise_drag import throttle
from benchmarks.report import FOLDER, calm, machine, table
from tests.browser.find_browser import find_browser
from tests.support.browser import BEEN_HERE, FLAGS
from tests.support.served import Server

DRAWN = ".dx-plane_stage[data-drawn]"
PLANE = (".dx-plane-slide input", f"() => JSON.parse(document.querySelector('{DRAWN}').dataset.drawn)[5]")
VIEWS = {
    "forward": {"view": "forward", "field": "none"},
    "forward, score": {"view": "forward", "field": "score"},
    "backward, score": {"view": "backward", "field": "score"},
}
TAKE = """(settings) => {
    for (const [name, value] of Object.entries(settings)) plane.take(name, value);
    explorer.set({ t: 1000 });
}"""
READY = f"() => JSON.parse(document.querySelector('{DRAWN}').dataset.drawn)[6]"


def learning(page: Page) -> tuple[Drag, float]:
    """A drag while a network learns, and its steps a second."""
    page.evaluate("() => { plane.train(plane.MOST, () => {}); }")
    page.wait_for_function("() => plane.network().step > 0")
    before = page.evaluate("[performance.now(), plane.network().step]")
    found = drag(page, *PLANE)
    after = page.evaluate("[performance.now(), plane.network().step]")
    page.evaluate("plane.stop()")
    page.wait_for_function("() => !plane.network().running")
    return found, 1000 * (after[1] - before[1]) / (after[0] - before[0])


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.plane_drag", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    runs: dict[str, list[tuple[Drag, float, float]]] = {}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        server = Server(Path(folder) / "jobs")
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.add_init_script(BEEN_HERE)
        page.goto(f"{server.url}?tab=plane")
        page.wait_for_selector(DRAWN, timeout=60_000)
        for _ in range(rounds):
            for name, settings in VIEWS.items():
                page.evaluate(TAKE, settings)
                page.wait_for_function(READY)
                for rate in (1, 4):
                    throttle(page, rate)
                    left, said = calm(), name + (f", the page's thread / {rate}" if rate > 1 else "")
                    runs.setdefault(said, []).append((drag(page, *PLANE), 0.0, left))
                throttle(page, 1)
            left = calm()
            runs.setdefault("backward, score, while a network learns", []).append((*learning(page), left))
        version = browser.version
        browser.close()
        server.stop()
    rows = []
    for name, some in runs.items():
        each = [(found.fps, found.screen, pace, left) for found, pace, left in some]
        middle = [statistics.median(values) for values in zip(*each, strict=True)]
        requests = max(found.requests for found, _, _ in some)
        pace = f"{middle[2]:.0f}" if middle[2] else ""
        rows.append([name, f"{middle[0]:.1f}", f"{middle[1]:.1f}", pace, str(requests), f"{100 * middle[3]:.0f} %"])
    head = ["", "frames/s", "of the screen", "steps of training/s", "requests, most", "left by others"]
    where = f"Chromium {version}, {machine('gradio')}; {os.cpu_count()} cores, shared with the server"
    how = f"Drags of {SECONDS} s, medians of {rounds} rounds; left by others: of the processor, just before."
    text = f"# Dragging t in the plane\n\n{where}.\n{how}\n\n{table(head, rows)}"
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "plane_drag.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
