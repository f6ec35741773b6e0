"""A lecture hall: 100 students open the page, open lessons and start chains for three minutes, on one small server.

    .venv/bin/python -m benchmarks.students

The students speak to a served app over HTTP as pages do, and share the machine with it. They fetch a network, and get
plans of chains, as pages do that walk them on their device; that walk itself is not simulated. A real browser opens the
page now and then, before and meanwhile: it drags t on the Noise tab, and walks chains on its device. What the server's
part costs is told beside what it costs where the server walks. Writes benchmarks/results/students.md.
"""

import argparse
import asyncio
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, sync_playwright

from benchmarks.classroom import status
from benchmarks.counted_app import asked
from benchmarks.device_chain import NOTE, ROOM, walked
from benchmarks.device_chain import STEPS as CHAIN_STEPS
from benchmarks.dragging import NOISE, drag, wake
from benchmarks.hall import CHAINS, Hall, new_seed
from benchmarks.report import FOLDER, calm, machine, table
from explorer.ui.chains.settings import DEVICE, SERVER
from tests.browser.find_browser import find_browser
from tests.support.browser import BEEN_HERE, FLAGS
from tests.support.served import Server

STUDENTS, SECONDS, ROUNDS, CHAINS_SEEN = 100, 180, 3, 3
SIMULATED = (
    "Students are HTTP clients: page, scripts, a network's 5 MB and plans really travel, but they walk no chain, and "
    "draw nothing. The browser that walks and drags is real, and shares the cores with the server and all of them."
)


def beside(work: Callable[[], Coroutine]) -> threading.Thread:
    """A thread with an event loop of its own: this one's is Playwright's."""
    thread = threading.Thread(target=lambda: asyncio.run(work()))
    thread.start()
    return thread


class Cost(NamedTuple):
    """What a chain costs the server: seconds of its process, and for how many pictures networks are asked."""

    seconds: float
    asked: float


def costs(server: Server, hall: Hall, counts: Path) -> dict[str, list[Cost]]:
    """Of chains that the server and that pages walk, in alternating rounds."""
    found: dict[str, list[Cost]] = {SERVER: [], DEVICE: []}
    for where in [SERVER, DEVICE] * ROUNDS:
        calm()
        busy, before = status(server.process.pid)["busy"], asked(counts)
        beside(lambda where=where: hall.chains(where)).join()
        spent = status(server.process.pid)["busy"] - busy
        found[where].append(Cost(spent / 100 / CHAINS, (asked(counts) - before) / CHAINS))
    return found


class Seen(NamedTuple):
    """By a real browser: seconds until the picture was there; of a drag, frames and new guesses a second; then chains'
    seconds, from the click to the picture, with where they ran.
    """

    picture: float
    fps: float
    guesses: float
    chains: list[tuple[str, float]]


def seen(browser: Browser, url: str) -> Seen:
    """In a fresh browser profile."""
    context = browser.new_context(viewport=ROOM)
    context.add_init_script(BEEN_HERE)
    page, began = context.new_page(), time.perf_counter()
    page.goto(url)
    page.wait_for_selector("[data-drawn]", timeout=60_000)
    seconds = time.perf_counter() - began
    page.wait_for_timeout(2000)
    wake(page)
    dragged = drag(page, *NOISE)
    page.evaluate(NOTE)
    page.get_by_role("tab", name="Denoise").click()
    page.get_by_text("million parameters").wait_for(timeout=60_000)
    chains = [walked(page, new_seed(), CHAIN_STEPS) for _ in range(CHAINS_SEEN)]
    context.close()
    return Seen(seconds, dragged.fps, dragged.guesses, [(said["where"], said["done"] / 1000) for said in chains])


def row_of(name: str, seconds: list[float], goal: str = "") -> list[str]:
    late = sorted(seconds)[int(0.95 * len(seconds))]
    return [f"{name}: {len(seconds)} times", f"median {statistics.median(seconds):.2f} s", f"95 % {late:.2f} s",
            f"longest {max(seconds):.2f} s", goal]  # fmt: skip


def rows_of_browser(when: str, runs: list[Seen]) -> list[list[str]]:
    pictures, fps, guesses, chains = zip(*runs, strict=True)
    every = [chain for some in chains for chain in some]
    places = {place: [seconds for where, seconds in every if where == place] for place in (DEVICE, SERVER)}
    return [
        [f"a real browser {when}, {len(runs)} times", f"picture after {statistics.median(pictures):.2f} s",
         f"drag {statistics.median(fps):.0f} frames/s",
         f"{statistics.median(guesses):.0f} new guesses/s", ""],
        *(row_of(f"… its whole chains, walked on the {place}", seconds, "median 2 s")
          for place, seconds in places.items() if seconds),
    ]  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.students", description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=STUDENTS)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        counts = Path(folder) / "asked"
        program = ("-m", "benchmarks.counted_app", counts)
        server = Server(Path(folder) / "jobs", "--classroom", program=program)
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        hall = Hall(server.url, Path(folder))
        beside(lambda: hall.chains(SERVER)).join()
        time.sleep(5)  # the fast path is ready by then
        beside(lambda: hall.chains(DEVICE)).join()  # the offer has been made by then
        cost = costs(server, hall, counts)
        quiet = [seen(browser, server.url) for _ in range(2)]
        before, begun = status(server.process.pid), asked(counts)
        left = calm(at_most_s=0)
        lecture = beside(lambda: hall.lecture(args.students, args.seconds))
        busy, memory = [], []
        while lecture.is_alive():
            busy.append(seen(browser, server.url))
            memory.append(status(server.process.pid)["memory"])
            lecture.join(5)
        evaluations, after = asked(counts) - begun, status(server.process.pid)
        browser.close()
        log = server.stop()
    goals = {"plan of a chain": "95 % 0.5 s"}
    rows = [row_of(name, seconds, goals.get(name, "")) for name, seconds in hall.took.items()]
    rows.append(["a plan as it travels", f"median {statistics.median(hall.sizes) / 1000:.1f} KB",
                 f"most {max(hall.sizes) / 1000:.1f} KB", "", "15 KB"])  # fmt: skip
    rows += rows_of_browser("before", quiet) + rows_of_browser("meanwhile", busy)
    on_server = sum(where == SERVER for some in busy for where, _ in some.chains)
    rows.append(["networks asked on the server, all the time", f"for {evaluations} pictures",
                 f"the browser's {on_server} chains there: {on_server * CHAIN_STEPS}", "", "0 for others"])  # fmt: skip
    for where, some in cost.items():
        seconds, pictures = (statistics.median(values) for values in zip(*some, strict=True))
        name, spent = (
            f"a chain that is walked on the {where} costs the server",
            f"{1000 * seconds:.0f} ms of its process",
        )
        rows.append([name, spent, f"networks asked {pictures:.0f} times", "", ""])
    rows.append(
        ["time of the server's process meanwhile", f"{(after['busy'] - before['busy']) / 100:.0f} s", "", "", ""]
    )
    rows.append(["memory of the server", f"before {before['memory']} MB", f"most {max(memory)} MB",
                 f"at the end {memory[-1]} MB", ""])  # fmt: skip
    rows.append(["errors", str(len(hall.errors)), f"lines in the log: {len(log.splitlines()) - 1}", "", ""])
    where = f"{machine('gradio', 'torch', 'ncnn')}; {os.cpu_count()} cores, shared by server, students and browser"
    text = (
        f"# {args.students} students, {args.seconds:.0f} s\n\n{where}, of which other programs left {100 * left:.0f} % "
    )
    text += f"just before.\n{SIMULATED}\n\n{table(['what', '', '', '', 'goal'], rows)}"
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "students.md").write_text(text)
    print(text, *sorted(set(hall.errors))[:10], sep="\n")


if __name__ == "__main__":
    main()
