"""A lecture hall: 100 students open the page, open lessons and start chains for three minutes, on one small server.

    .venv/bin/python -m benchmarks.students

The students speak to a served app over HTTP as pages do, and share the machine with it. A real browser opens the page
now and then, and drags t on the Noise tab before and meanwhile. Writes benchmarks/results/students.md.
"""

import argparse
import asyncio
import json
import os
import random
import re
import secrets
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from urllib.parse import urljoin

import httpx
from playwright.sync_api import Browser, sync_playwright

from benchmarks.classroom import Button, in_turn, own_inputs, status
from benchmarks.noise_drag import NOISE, drag
from benchmarks.report import FOLDER, machine, table
from explorer.ui.chains.settings import DEPENDS_ON
from explorer.ui.links.lessons import STEPS
from explorer.ui.links.record import values_at
from explorer.ui.networks import Networks
from tests.browser.find_browser import find_browser
from tests.support.browser import FLAGS
from tests.support.served import Server

STUDENTS, SECONDS, ARRIVALS_S, THINK_S = 100, 180, 60, (5, 25)
ASSET = re.compile(r"""(?:src|href)="([^"]+\.(?:js|css))\"""")


class Hall:
    """The served app as its students use it, and how long each thing took, in seconds."""

    def __init__(self, url: str, folder: Path):
        self.url, self.config = url, httpx.get(f"{url}config").json()
        self.button = Button(url, self.config)
        self.loads = [event["id"] for event in self.config["dependencies"]
                      if any(kind == "load" for _, kind in event["targets"])]  # fmt: skip
        shelf = next(part["id"] for part in self.config["components"]
                     if "dx-lessons" in (part["props"].get("elem_classes") or []))  # fmt: skip
        self.shelf = next(e["id"] for e in self.config["dependencies"] if [shelf, "open"] in e["targets"])
        networks = Networks("toys", "cpu", folder / "jobs")
        chains = {place: values_at(networks, place) for place in STEPS}
        self.lessons = {place: [values[name] for name in DEPENDS_ON] for place, values in chains.items() if values}
        self.took: dict[str, list[float]] = {"page": [], "lesson": [], "chain": []}
        self.errors: list[str] = []

    async def event(self, client: httpx.AsyncClient, number: int, data: list, event_data: dict | None = None) -> None:
        page = secrets.token_hex(6)
        body = {"data": data, "fn_index": number, "session_hash": page, "event_data": event_data}
        (await client.post(f"{self.url}gradio_api/queue/join", json=body)).raise_for_status()
        async with client.stream("GET", f"{self.url}gradio_api/queue/data?session_hash={page}") as lines:
            async for line in lines.aiter_lines():
                message = json.loads(line[6:]) if line.startswith("data: ") else {}
                if message.get("msg") == "process_completed":
                    if not message["success"]:
                        self.errors.append(f"event {number}: {message['output']}")
                    return
        self.errors.append(f"event {number}: the stream ended")

    async def open_page(self, client: httpx.AsyncClient) -> None:
        """The page with its scripts and styles, and what it asks for when it is there."""
        html = (await client.get(self.url)).raise_for_status().text
        for answer in await asyncio.gather(*(client.get(urljoin(self.url, name)) for name in set(ASSET.findall(html)))):
            answer.raise_for_status()
        for number in self.loads:
            event = next(event for event in self.config["dependencies"] if event["id"] == number)
            await self.event(client, number, [None] * len(event["inputs"]))

    async def lesson(self, client: httpx.AsyncClient) -> None:
        place, fields = random.choice([*self.lessons.items()])
        await self.event(client, self.shelf, own_inputs(), {"query": STEPS[place]})
        await self.event(client, self.button.number, [*own_inputs(), *fields])

    async def chain(self, client: httpx.AsyncClient) -> None:
        await self.button.press(client, "digits", random.randrange(2**32))

    async def timed(self, name: str, client: httpx.AsyncClient) -> None:
        began = time.perf_counter()
        try:
            await {"page": self.open_page, "lesson": self.lesson, "chain": self.chain}[name](client)
            self.took[name].append(time.perf_counter() - began)
        except Exception as error:  # whatever it is, it is what a student would see
            self.errors.append(f"{name}: {type(error).__name__} {error}")

    async def student(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        await asyncio.sleep(random.uniform(0, min(ARRIVALS_S, seconds / 3)))
        async with httpx.AsyncClient(timeout=120) as client:
            await self.timed("page", client)
            while time.monotonic() < end:
                await asyncio.sleep(random.uniform(*THINK_S))
                await self.timed(random.choice(("lesson", "chain")), client)

    async def lecture(self, students: int, seconds: float) -> None:
        await asyncio.gather(*(self.student(seconds) for _ in range(students)))


def beside(work: Callable[[], Coroutine]) -> threading.Thread:
    """A thread with an event loop of its own: this one's is Playwright's."""
    thread = threading.Thread(target=lambda: asyncio.run(work()))
    thread.start()
    return thread


def dragged(browser: Browser, url: str) -> tuple[float, float]:
    """(seconds until the picture was there, frames a second of a drag) in a fresh browser profile."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page, began = context.new_page(), time.perf_counter()
    page.goto(url)
    page.wait_for_selector("[data-drawn]", timeout=60_000)
    seconds = time.perf_counter() - began
    page.wait_for_timeout(2000)
    fps, *_ = drag(page, *NOISE)
    context.close()
    return seconds, fps


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.students", description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=STUDENTS)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder) / "jobs", "--classroom")
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        hall = Hall(server.url, Path(folder))
        beside(lambda: in_turn(hall.button, "digits", range(1))).join()
        time.sleep(5)  # the fast path is ready by then
        quiet = [dragged(browser, server.url) for _ in range(2)]
        before = status(server.process.pid)
        lecture = beside(lambda: hall.lecture(args.students, args.seconds))
        busy, memory = [], []
        while lecture.is_alive():
            busy.append(dragged(browser, server.url))
            memory.append(status(server.process.pid)["memory"])
            lecture.join(5)
        browser.close()
        log = server.stop()
    rows = [[f"{name}: {len(seconds)} times", f"median {statistics.median(seconds):.2f} s",
             f"95 % {sorted(seconds)[int(0.95 * len(seconds))]:.2f} s", f"longest {max(seconds):.2f} s"]
            for name, seconds in hall.took.items()]  # fmt: skip
    for name, runs in (("before", quiet), ("meanwhile", busy)):
        seconds, fps = zip(*runs, strict=True)
        rows.append([f"a real browser {name}, {len(runs)} times", f"picture after {statistics.median(seconds):.2f} s",
                     f"longest {max(seconds):.2f} s", f"drag {statistics.median(fps):.0f} frames/s"])  # fmt: skip
    rows.append(["memory of the server", f"before {before['memory']} MB", f"most {max(memory)} MB",
                 f"at the end {memory[-1]} MB"])  # fmt: skip
    rows.append(["errors", str(len(hall.errors)), f"lines in the log: {len(log.splitlines()) - 1}", ""])
    where = f"{machine('gradio', 'torch', 'ncnn')}; {os.cpu_count()} cores, shared by server, students and browser"
    text = f"# {args.students} students, {args.seconds:.0f} s\n\n{where}.\n\n{table(['what', '', '', ''], rows)}"
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "students.md").write_text(text)
    print(text, *sorted(set(hall.errors))[:10], sep="\n")


if __name__ == "__main__":
    main()
