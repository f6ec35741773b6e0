"""How long one waits: for the page after `python app.py`, and for the first frame after a click on Denoise.

    .venv/bin/python -m benchmarks.first_frame

Prints when the address answered, when the page showed its first picture, when the network had been loaded, and the
time from click to first frame for several chains; beside it, an empty Gradio page started the same way.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import FLAGS, Server, free_port, wait_until
from tests.browser.find_browser import find_browser

EMPTY = "import gradio as gr\nwith gr.Blocks() as b: pass\nb.launch(server_port={port}, quiet=True)"
CHAINS = 5
FIRST_FRAME = """
(run) => new Promise((resolve) => {
    const start = performance.now(), player = document.querySelector(".dx-player [data-number=t]").closest("[id]");
    const before = player.dataset.run;
    document.querySelector("#denoise-run").click();
    const look = () => player.dataset.run !== before ? resolve(performance.now() - start) : requestAnimationFrame(look);
    look();
})
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)

        port = free_port()
        began = time.monotonic()
        empty = subprocess.Popen([sys.executable, "-c", EMPTY.format(port=port)])
        page = browser.new_page()
        wait_until(lambda: opens(page, f"http://127.0.0.1:{port}/"), 60)
        page.wait_for_selector(".gradio-container footer")
        empty_s = time.monotonic() - began
        empty.terminate()

        began = time.monotonic()
        server = Server(Path(folder) / "jobs")
        answers_s = time.monotonic() - began
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(server.url)
        page.wait_for_selector("[data-drawn]")
        shown_s = time.monotonic() - began
        page.get_by_role("tab", name="Denoise").click()
        page.get_by_text("million parameters").wait_for(timeout=120_000)
        loaded_s = time.monotonic() - began
        waits = []
        for seed in range(CHAINS):  # another chain each time: the same one would come from the cache
            page.get_by_label("Seed", exact=True).fill(str(1000 + seed))
            page.get_by_label("Seed", exact=True).press("Tab")
            waits.append(page.evaluate(FIRST_FRAME) / 1000)
            page.wait_for_selector('[data-done="true"][data-received="51"]', timeout=120_000)
        rate = page.locator('.dx-player [data-number="rate"]').inner_text()
        server.stop()
        browser.close()
    print(f"empty Gradio page shown          {empty_s:6.2f} s after the command")
    print(f"address answers                  {answers_s:6.2f} s")
    print(f"first noised picture shown       {shown_s:6.2f} s  ({shown_s / empty_s:.2f} x the empty page)")
    print(f"torch and the network loaded     {loaded_s:6.2f} s")
    median = statistics.median(waits)
    print(f"click to first frame of a chain  {median:6.3f} s  (median of {CHAINS}; max {max(waits):.3f})")
    print(f"pace of the chain {rate}")


def opens(page, url: str) -> bool:
    try:
        page.goto(url)
    except Exception:  # not up yet
        return False
    return True


if __name__ == "__main__":
    main()
