"""How soon the page is there, and whether it stands still: beside an empty Gradio page, in alternating rounds.

    .venv/bin/python -m benchmarks.opening

From the command to the first answer and to the first paint; then, with the server running, from opening the page to
its first paint, to its header and to the first noised picture; and the cumulative layout shift (what jumped, as
browsers score it: below 0.1 is good) on a screen and on a phone. Writes benchmarks/results/opening.md.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time

from playwright.sync_api import Browser, sync_playwright

from benchmarks.first_frame import EMPTY
from benchmarks.report import FOLDER, machine, table
from tests.browser.find_browser import find_browser
from tests.support.browser import FLAGS
from tests.support.served import PROJECT, free_port

ROUNDS, OPENED = 5, 4
SHIFTS = """
    window.shifts = 0;
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
"""
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
SIZES = {"screen": (1440, 900), "phone": (390, 844)}


class Opened:
    """One visit in a fresh profile: milliseconds to the first paint and to `there`, and the layout shift."""

    def __init__(self, browser: Browser, url: str, there: str, size: tuple[int, int] = SIZES["screen"]):
        context = browser.new_context(viewport={"width": size[0], "height": size[1]})
        page = context.new_page()
        page.add_init_script(SHIFTS)
        page.goto(url)
        page.wait_for_selector(there, timeout=120_000)
        self.there = page.evaluate("performance.now()")
        page.wait_for_function(PAINT)
        self.paint = page.evaluate(PAINT)
        page.wait_for_timeout(3000)
        self.shift = page.evaluate("window.shifts")
        context.close()


def started(command: list[str], port: int) -> tuple[subprocess.Popen, float]:
    """The server, and the seconds until it answered."""
    began = time.monotonic()
    process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.DEVNULL)
    while subprocess.run(["curl", "-sfo", os.devnull, f"http://127.0.0.1:{port}/"], check=False).returncode:
        time.sleep(0.02)
    return process, time.monotonic() - began


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.opening", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    args = parser.parse_args()
    answers, paints, pictures = {}, {}, []
    shifts = {name: [] for name in SIZES}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        for _ in range(args.rounds):
            for name, there in (("empty", ".gradio-container footer"), ("ours", ".dx-header h1")):
                port = free_port()
                code = ["-c", EMPTY.format(port=port)]
                command = code if name == "empty" else ["app.py", "--port", str(port), "--jobs", f"{folder}/jobs"]
                server, seconds = started([sys.executable, *command], port)
                url = f"http://127.0.0.1:{port}/"
                first = Opened(browser, url, there)
                answers.setdefault(name, []).append(seconds)
                paints.setdefault(f"{name} at once", []).append(seconds + first.paint / 1000)
                paints.setdefault(name, []).extend(Opened(browser, url, there).paint for _ in range(OPENED))
                if name == "ours":
                    pictures.append(Opened(browser, url, "[data-drawn]").there)
                    for size, seen in shifts.items():
                        seen.append(Opened(browser, url, "[data-drawn]", SIZES[size]).shift)
                server.terminate()
                server.wait(60)
        browser.close()

    def row(what: str, theirs: list[float], own: list[float], unit: str) -> list[str]:
        a, b = statistics.median(theirs), statistics.median(own)
        return [what, f"{a:.2f} {unit}" if unit == "s" else f"{a:.0f} {unit}",
                f"{b:.2f} {unit}" if unit == "s" else f"{b:.0f} {unit}", f"{b / a:.2f}"]  # fmt: skip

    rows = [
        row("from the command to the first answer", answers["empty"], answers["ours"], "s"),
        row("from the command to the first paint", paints["empty at once"], paints["ours at once"], "s"),
        row("opened later: to the first paint", paints["empty"], paints["ours"], "ms"),
        ["… to the first noised picture", "", f"{statistics.median(pictures):.0f} ms", ""],
        *(["layout shift on a " + size, "", f"{max(seen):.3f} at most", ""] for size, seen in shifts.items()),
    ]
    text = (f"# Opening the page\n\n{machine('gradio')}. Medians of {args.rounds} alternating rounds.\n\n"
            f"{table(['', 'empty Gradio page', 'ours', 'ratio'], rows)}")  # fmt: skip
    (FOLDER / "opening.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
