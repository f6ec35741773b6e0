"""How long one waits: for the page after `python app.py`, for a chain's first frame, and for its steps.

    .venv/bin/python -m benchmarks.first_frame

Prints when the address answered, when the page showed its first picture, when the network had been loaded, and the
time from click to first frame for several chains; beside it, an empty Gradio page started the same way. Then the pace
of a streamed chain beside that of the bare loop, and the frames a second while one scrubs through 1,000 steps.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks.dragging import drag
from explorer.diffusion import Noise, sample
from explorer.models.checkpoint import load_checkpoint
from tests.browser.find_browser import find_browser
from tests.support.browser import BEEN_HERE, FLAGS
from tests.support.served import Server, free_port, wait_until

EMPTY = "import gradio as gr\nwith gr.Blocks() as b: pass\nb.launch(server_port={port}, quiet=True)"
CHECKPOINT, CHAINS, ROUNDS, STEPS = "digits", 5, 3, 1000
FIRST_FRAME = """
(run) => new Promise((resolve) => {
    const start = performance.now(), player = document.querySelector(".dx-player [data-number=t]").closest("[id]");
    const before = player.dataset.run;
    document.querySelector("#denoise-run").click();
    const look = () => player.dataset.run !== before ? resolve(performance.now() - start) : requestAnimationFrame(look);
    look();
})
"""
# [steps a second, updates of the screen a second] from now to the end. It hears of each change: to look 60 times a
# second, as wait_for_selector does, would cost what is measured.
FINISHED = """
(total) => new Promise((resolve) => {
    const player = document.querySelector("[data-received]"), { dataset } = player;
    const before = Number(dataset.received), start = performance.now();
    let last = before, updates = 0;
    new MutationObserver((_, observer) => {
        const now = Number(dataset.received), seconds = (performance.now() - start) / 1000;
        if (now !== last) updates++;
        last = now;
        if (dataset.done !== "true" || dataset.total !== `${total}`) return;
        observer.disconnect();
        resolve([(total - before) / seconds, updates / seconds]);
    }).observe(player, { attributes: true });
})
"""


def bare_loop(steps: int) -> float:
    """Steps a second of the library alone."""
    checkpoint = load_checkpoint(CHECKPOINT)
    chain = sample(checkpoint.denoiser, checkpoint.schedule, Noise([0]).start(checkpoint.shape), steps=steps, label=3)
    next(chain)
    began = time.monotonic()
    for _ in chain:
        pass
    return (steps - 1) / (time.monotonic() - began)


def streamed(page: Page, seed: int, steps: int) -> tuple[float, float]:
    """Steps and updates a second of a chain as the page showed it, from its first frame on."""
    page.get_by_label("Seed", exact=True).fill(str(seed))
    page.get_by_label("number input for Steps").first.fill(str(steps))
    page.get_by_label("number input for Steps").first.press("Enter")
    page.evaluate(FIRST_FRAME)
    pace, updates = page.evaluate(FINISHED, steps)
    return pace, updates


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
        server = Server(Path(folder) / "jobs", "--checkpoint", CHECKPOINT)
        answers_s = time.monotonic() - began
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.add_init_script(BEEN_HERE)
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
        paces = [(streamed(page, 2000 + i, STEPS), bare_loop(STEPS // 4)) for i in range(ROUNDS)]
        scrub = '() => document.querySelector("[data-shown]").dataset.shown'
        fps, screen, _, requests = drag(page, ".dx-player input[type=range]", scrub)
        server.stop()
        browser.close()
    print(f"empty Gradio page shown          {empty_s:6.2f} s after the command")
    print(f"address answers                  {answers_s:6.2f} s")
    print(f"first noised picture shown       {shown_s:6.2f} s  ({shown_s / empty_s:.2f} x the empty page)")
    print(f"torch and the network loaded     {loaded_s:6.2f} s")
    median = statistics.median(waits)
    print(f"click to first frame of a chain  {median:6.3f} s  (median of {CHAINS}; max {max(waits):.3f})")
    for (there, updates), bare in paces:
        print(f"streamed {there:4.0f} steps/s, bare loop {bare:4.0f}: {there / bare:.2f}; {updates:.0f} updates/s")
    print(f"scrubbing {STEPS} steps: {fps:.1f} frames/s (screen {screen:.1f}), {requests} requests")


def opens(page, url: str) -> bool:
    try:
        page.goto(url)
    except Exception:  # not up yet
        return False
    return True


if __name__ == "__main__":
    main()
