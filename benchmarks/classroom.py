"""Many users at once: chains of 32 clients, one preset asked for by 100, and pages that are closed in mid-chain.

    .venv/bin/python -m benchmarks.classroom

A served app, and clients that speak to it over HTTP as pages do. Writes benchmarks/results/classroom.md.
"""

import argparse
import asyncio
import base64
import json
import os
import secrets
import statistics
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import httpx
import numpy as np
from gradio_client.utils import apply_diff
from playwright.sync_api import sync_playwright

from benchmarks.report import FOLDER, machine, table
from explorer.diffusion import Noise, sample
from explorer.images import to_uint8
from explorer.models.checkpoint import load_checkpoint
from explorer.ui.chains.settings import SERVER
from explorer.ui.owner import new_key
from tests.browser.find_browser import find_browser
from tests.support.browser import BEEN_HERE, FLAGS
from tests.support.served import Server

CLIENTS, STUDENTS, PAGES, ROUNDS, STEPS = 32, 100, 50, 3, 50
ARRIVALS_S = 10


class Answer(NamedTuple):
    """Of one client: when its first and its last packet came, in seconds after it asked, and the finished picture."""

    first: float
    last: float
    picture: np.ndarray


def own_inputs() -> list:
    """What events that a page belongs to take first: its turn, which the server keeps, and its owner's key."""
    return [None, new_key()]


class Button:
    """The Denoise button of a served page, with what the page's fields hold when it is opened."""

    def __init__(self, url: str, config: dict):
        self.url = url
        parts = {part["id"]: part["props"] for part in config["components"]}
        (run,) = (number for number, props in parts.items() if props.get("elem_id") == "denoise-run")
        (event,) = (e for e in config["dependencies"] if [run, "click"] in e["targets"] and e["inputs"])
        self.number, self.fields = event["id"], [parts[number] for number in event["inputs"][len(own_inputs()) :]]
        self.fields[-1] = self.fields[-1] | {"value": SERVER}  # where the chain is walked: what presses is no device

    def pressed(self, source: str, seed: int, where: str | None = None) -> list:
        """What a page sends that computes there."""
        fields = [field.get("value") for field in self.fields]
        fields[0] = source  # of the first chain; the fields that follow are as the page has them
        fields[next(i for i, field in enumerate(self.fields) if field.get("label") == "Seed")] = seed
        fields[-1] = where or fields[-1]
        return [*own_inputs(), *fields]

    async def press(self, client: httpx.AsyncClient, source: str, seed: int) -> Answer:
        data = self.pressed(source, seed)
        page, began, first = secrets.token_hex(6), time.perf_counter(), 0.0
        shown = packet = None
        await client.post(
            f"{self.url}gradio_api/queue/join", json={"data": data, "fn_index": self.number, "session_hash": page}
        )
        async with client.stream("GET", f"{self.url}gradio_api/queue/data?session_hash={page}") as lines:
            async for line in lines.aiter_lines():
                message = json.loads(line[6:]) if line.startswith("data: ") else {}
                if message.get("msg") == "process_generating":
                    first = first or time.perf_counter() - began
                    (told,) = message["output"]["data"]
                    shown = told if shown is None else apply_diff(shown, told)
                    packet = shown[-1] if isinstance(shown, list) else packet  # it ends with an update of nothing
                if message.get("msg") == "process_completed":
                    break
        last = time.perf_counter() - began
        return Answer(first or last, last, np.frombuffer(base64.b64decode(packet["final"]), np.uint8))


async def at_once(button: Button, source: str, seeds: range, over_s: float = 0.0) -> tuple[float, list[Answer]]:
    """The seconds that all took together, and each client's answer; they arrive evenly over so many seconds."""

    async def arrive(client: httpx.AsyncClient, i: int) -> Answer:
        await asyncio.sleep(over_s * i / len(seeds))
        return await button.press(client, source, seeds[i])

    async with httpx.AsyncClient(timeout=600, limits=httpx.Limits(max_connections=None)) as client:
        began = time.perf_counter()
        answers = await asyncio.gather(*(arrive(client, i) for i in range(len(seeds))))
        return time.perf_counter() - began, answers


async def in_turn(button: Button, source: str, seeds: range) -> float:
    async with httpx.AsyncClient(timeout=600) as client:
        began = time.perf_counter()
        for seed in seeds:
            await button.press(client, source, seed)
        return time.perf_counter() - began


def farthest(source: str, answers: list[Answer], seeds: range) -> int:
    """By how many grey levels the clients' pictures differ at most from chains that ran alone."""
    checkpoint = load_checkpoint(source)
    worst = 0
    for seed, answer in zip(seeds, answers, strict=True):
        noise = Noise([seed])
        label = min(4, len(checkpoint.labels)) - 1  # as the page has it
        *_, step = sample(checkpoint.denoiser, checkpoint.schedule, noise.start(checkpoint.shape), steps=STEPS,
                          label=label, clip=checkpoint.clip)  # fmt: skip
        alone = to_uint8(step.x_s.numpy()).transpose(0, 3, 1, 2).ravel()
        worst = max(worst, int(np.abs(alone.astype(int) - answer.picture).max()))
    return worst


def status(pid: int) -> dict[str, int]:
    """Resident memory in MB, threads, and the processor time used so far, in hundredths of a second."""
    lines = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    times = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return {
        "memory": int(lines["VmRSS"].split()[0]) // 1000,
        "threads": int(lines["Threads"]),
        "busy": int(times[11]) + int(times[12]),
    }


def closed_pages(server: Server, count: int) -> list[dict[str, int]]:
    """The server's status before so many pages were closed while their chain was computed, after it, after as many
    again, which tells a leak from a store that fills up, and 2 s later.
    """
    states = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        for i in range(5 + 2 * count):
            if i in (5, 5 + count):  # the first ones load what is loaded once
                time.sleep(5)
                states.append(status(server.process.pid))
            page = browser.new_page()
            page.add_init_script(BEEN_HERE)
            page.goto(server.url)
            page.get_by_role("tab", name="Denoise").click()
            page.get_by_label("Seed", exact=True).fill(str(9000 + i))
            page.get_by_label("number input for Steps").first.fill("1000")
            page.get_by_label("number input for Steps").first.press("Enter")
            page.click("#denoise-run")
            page.wait_for_selector('[data-total="1000"][data-received]', timeout=60_000)
            page.close()
        time.sleep(5)
        states.append(status(server.process.pid))
        time.sleep(2)
        states.append(status(server.process.pid))
        browser.close()
    return states


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.classroom", description=__doc__.splitlines()[0])
    parser.add_argument("--source", default="digits")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--pages", type=int, default=PAGES)
    args = parser.parse_args()
    rows, seeds = [], iter(range(0, 10**9, 1000))
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder) / "jobs", "--checkpoint", args.source, "--classroom")
        button = Button(server.url, httpx.get(f"{server.url}config").json())
        asyncio.run(in_turn(button, args.source, range(next(seeds), 4)))
        time.sleep(5)  # the fast path is ready by then
        ratios, longest, worst = [], [], 0
        for _ in range(args.rounds):
            first = next(seeds)
            turn = asyncio.run(in_turn(button, args.source, range(first, first + CLIENTS)))
            first = next(seeds)
            wall, answers = asyncio.run(at_once(button, args.source, range(first, first + CLIENTS)))
            waits = [answer.last for answer in answers]
            ratios.append(turn / wall)
            longest.append(max(waits) / statistics.mean(waits))
            worst = max(worst, farthest(args.source, answers, range(first, first + CLIENTS)))
            print(f"in turn {turn:.1f} s, at once {wall:.1f} s, ratio {ratios[-1]:.2f}", flush=True)
        rows.append([f"{CLIENTS} chains at once against one after the other, throughput",
                     f"{statistics.median(ratios):.2f} × ({min(ratios):.2f} to {max(ratios):.2f})"])  # fmt: skip
        rows.append(["… the longest wait against the mean", f"{max(longest):.2f} ×"])
        rows.append(["… farthest from the chain run alone", f"{worst} grey levels"])
        same = range(7, 8)
        asyncio.run(at_once(button, args.source, same))
        for over_s in (ARRIVALS_S, 0):
            asked = [7] * STUDENTS
            _, answers = asyncio.run(at_once(button, args.source, asked, over_s))
            waits = sorted(1000 * answer.last for answer in answers)
            how = f"within {over_s} s" if over_s else "in the same instant"
            rows.append([f"{STUDENTS} clients ask for the same chain {how}, until it is there",
                         f"median {statistics.median(waits):.0f} ms, 95 % {waits[94]:.0f} ms"])  # fmt: skip
        if args.pages:
            before, between, after, later = closed_pages(server, args.pages)
            rows.append([f"{args.pages} pages closed in mid-chain, and {args.pages} more: memory of the server before, "
                         "between and after",
                         f"{before['memory']} MB, {between['memory']} MB, {after['memory']} MB"])  # fmt: skip
            rows.append(["… its threads", f"{before['threads']}, {after['threads']}"])
            rows.append(["… processor time it then uses", f"{(later['busy'] - after['busy']) / 2:.0f} % of a core"])
        server.stop()
    text = (f"# A classroom\n\n{machine('gradio', 'torch', 'ncnn')}; {os.cpu_count()} cores. Checkpoint {args.source}, "
            f"chains of {STEPS} DDIM steps, asked for over HTTP; clients and server share the machine. "
            f"{args.rounds} alternating rounds.\n\n{table(['what', 'measured'], rows)}")  # fmt: skip
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "classroom.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
