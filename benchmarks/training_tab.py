"""How soon the Training tab answers a draw, follows a drag, and weighs a picture: on the device, and by the server.

    .venv/bin/python -m benchmarks.training_tab

Opens the app in headless Chromium, twice: as it is, and with the network's weights cut off, so that the server looks.
A draw counts from its press to the frame that shows it; a drag of t at 60 Hz counts new pictures of the error; a bound
has 100 looks; a stop counts from its press to the button that offers to begin again.
"""

import argparse
import os
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.report import FOLDER, calm, machine, table
from tests.browser.find_browser import find_browser
from tests.support.browser import BEEN_HERE, FLAGS
from tests.support.served import Server

STAGE, BOUND = ".dx-training_stage[data-drawn]", ".dx-bound_bars[data-weighed]"
DRAWS, DRAG_S = 20, 5
# ms from a press to the frame after what it asked for.
UNTIL = """
async ([button, selector, attribute, wanted]) => {
    const shown = document.querySelector(selector), was = shown.getAttribute(attribute), began = performance.now();
    const says = () => wanted && shown.textContent === shown.dataset[wanted];
    const there = () => says() || (attribute && shown.getAttribute(attribute) !== was);
    const done = new Promise((resolve) => {
        const hears = new MutationObserver(() => { if (there()) { hears.disconnect(); resolve(); } });
        hears.observe(shown, { attributes: true, childList: true, characterData: true, subtree: true });
    });
    document.querySelector(button).click();
    await done;
    await new Promise(requestAnimationFrame);
    return performance.now() - began;
}
"""
DRAG = """
async ([selector, seconds]) => {
    const stage = document.querySelector(selector), slider = stage.querySelector("input[type=range]");
    let drawn = 0;
    const hears = new MutationObserver(() => drawn++), start = performance.now();
    hears.observe(stage, { attributes: true, attributeFilter: ["data-drawn"] });
    await new Promise((resolve) => {
        const frame = (now) => {
            const phase = (now - start) / 1000 / seconds;
            if (phase >= 1) { resolve(); return; }
            slider.value = Math.round(1 + 999 * phase);
            slider.dispatchEvent(new Event("input", { bubbles: true }));
            requestAnimationFrame(frame);
        };
        requestAnimationFrame(frame);
    });
    return drawn / (performance.now() - start) * 1000;
}
"""


def opened(browser: Browser, server: Server, remote: bool) -> Page:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.add_init_script(BEEN_HERE)
    if remote:
        page.route("**/*.safetensors", lambda route: route.abort())
    page.goto(server.url + "?tab=training")
    page.wait_for_selector(STAGE, timeout=120_000)
    page.wait_for_timeout(3000)
    return page


def round_of(page: Page, remote: bool) -> dict[str, float]:
    """Milliseconds; of a drag, pictures a second."""
    press = ['[data-draw="1"]', STAGE, "data-drawn", None]
    found = {"a draw": statistics.median(page.evaluate(UNTIL, press) for _ in range(DRAWS))}
    if not remote:
        found["new error pictures a second in a drag"] = page.evaluate(DRAG, [STAGE, DRAG_S])
        page.wait_for_timeout(500)
    page.evaluate("document.querySelector('.dx-bound').open = true")
    page.wait_for_timeout(6000)  # the first bound begins by itself
    page.evaluate("explorer.set({ draw: explorer.state.draw + 1 })")
    page.wait_for_timeout(1000)
    found["the bound of 100 looks"] = page.evaluate(UNTIL, [".dx-weigh", BOUND, "data-weighed", None])
    page.evaluate("explorer.set({ draw: explorer.state.draw + 1 })")
    page.wait_for_timeout(1000)
    page.evaluate("document.querySelector('.dx-weigh').click()")
    page.wait_for_timeout(300)
    found["a stop"] = page.evaluate(UNTIL, [".dx-weigh", ".dx-weigh", "", "go"])
    page.evaluate("document.querySelector('.dx-bound').open = false")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.training_tab", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    runs: dict[bool, list[dict[str, float]]] = {False: [], True: []}
    left: list[float] = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        server = Server(Path(folder) / "jobs")
        for _ in range(args.rounds):
            for remote, found in runs.items():
                page = opened(browser, server, remote)
                left.append(calm())
                found.append(round_of(page, remote))
                page.close()
        server.stop()
        version = browser.version
        browser.close()
    rows = []
    for name in runs[False][0]:
        unit = "" if "second" in name else " ms"
        cells = [[one[name] for one in runs[remote] if name in one] for remote in (False, True)]
        rows.append([name, *(f"{statistics.median(some):.0f}{unit}" if some else "" for some in cells)])
    where = f"Chromium {version}, {machine('gradio', 'torch')}; {os.cpu_count()} cores, shared with the server"
    how = f"Medians of {args.rounds} rounds; others left {100 * statistics.median(left):.0f} % of the processor."
    text = f"# The Training tab\n\n{where}.\n{how}\n\n{table(['', 'on the device', 'by the server'], rows)}"
    (FOLDER / "training_tab.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
