"""How smoothly the Noise tab follows a drag: frames per second and requests, for ours and for a server round trip.

    .venv/bin/python -m benchmarks.noise_drag

Opens the app in headless Chromium, drags the slider over its whole range at 60 Hz for some seconds, and counts the
frames in which the canvas showed a new t. Then the same drag on a gr.Slider that sends each value to Python and
gets a gr.Image back, in the same browser, for the ratio.
"""

import tempfile
import threading
from pathlib import Path

import gradio as gr
import numpy as np
from playwright.sync_api import Page, sync_playwright

from explorer.diffusion import SCHEDULES
from explorer.diffusion.noise import START, standard_normal
from explorer.toys import toy
from tests.browser.conftest import FLAGS, Server, free_port
from tests.browser.find_browser import find_browser

SECONDS = 6
DRAG = """
async ([selector, seconds, shown]) => {
    const slider = document.querySelector(selector), look = eval(shown);
    const start = performance.now();
    let frames = 0, changed = 0, last = look();
    await new Promise((resolve) => {
        const frame = (now) => {
            frames++;
            const current = look();
            if (current !== last) { changed++; last = current; }
            const phase = (now - start) / 1000 / seconds;
            if (phase >= 1) return resolve();
            slider.value = Math.round(1000 * phase);
            slider.dispatchEvent(new Event("input", { bubbles: true }));
            requestAnimationFrame(frame);
        };
        requestAnimationFrame(frame);
    });
    const elapsed = (performance.now() - start) / 1000;
    return { fps: changed / elapsed, screen: frames / elapsed };
}
"""


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


def drag(page: Page, selector: str, shown: str) -> tuple[float, float, int]:
    """(frames/s that showed something new, frames/s of the screen, requests sent)."""
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    result = page.evaluate(DRAG, [selector, SECONDS, shown])
    return result["fps"], result["screen"], len([url for url in requests if not url.startswith(("data:", "blob:"))])


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        server = Server(Path(folder) / "jobs")
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(server.url)
        page.wait_for_selector("[data-drawn]")
        page.wait_for_timeout(8000)  # until the network has been loaded
        ours = drag(
            page, ".dx-noise_stage input[type=range]", "() => document.querySelector('[data-drawn]').dataset.drawn"
        )
        server.stop()

        plain, url = round_trip_app()
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(url)
        page.wait_for_selector("#picture img")
        page.wait_for_timeout(2000)
        theirs = drag(page, "input[type=range]", "() => document.querySelector('#picture img')?.src")
        threading.Thread(target=plain.close, daemon=True).start()
        browser.close()
    print(f"{'':32}{'frames/s':>10}{'screen':>10}{'requests':>10}")
    print(f"{'Noise tab (browser, 256x256 RGB)':32}{ours[0]:10.1f}{ours[1]:10.1f}{ours[2]:10d}")
    print(f"{'gr.Slider -> gr.Image':32}{theirs[0]:10.1f}{theirs[1]:10.1f}{theirs[2]:10d}")
    print(f"ratio {ours[0] / max(theirs[0], 0.01):.1f}")


if __name__ == "__main__":
    main()
