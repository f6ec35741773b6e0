"""How quick the page stays while a fine-tuning job runs on the same processor.

    .venv/bin/python -m benchmarks.beside_training

The time from a changed schedule's request to its answer over HTTP, asked for one after the other: idle, then beside a
job, alternating in one run. Writes benchmarks/results/beside_training.md.
"""

import asyncio
import json
import secrets
import tempfile
import time
from pathlib import Path

import httpx
import numpy as np

from benchmarks.report import FOLDER, machine, table
from benchmarks.starts import pictures
from explorer.training.jobs.job_folder import JobFolder
from explorer.training.jobs.records import Spec, State
from tests.support.served import Server, wait_until

ASKED, ROUNDS = 100, 3


def redraw_event(config: dict) -> tuple[int, list]:
    """The number of the event that redraws the schedules, and what its fields hold."""
    parts = {part["id"]: part["props"] for part in config["components"]}
    (steps,) = (number for number, props in parts.items() if props.get("label") == "Number of steps T")
    event = next(e for e in config["dependencies"] if [steps, "change"] in e["targets"])
    return event["id"], [parts[number].get("value") for number in event["inputs"]]


async def waits(url: str, event: int, data: list) -> list[float]:
    """Milliseconds until each of ASKED answers."""
    page, times = secrets.token_hex(6), []
    async with httpx.AsyncClient(timeout=60) as client:
        for i in range(ASKED):
            began = time.perf_counter()
            body = {"data": [1000 - i, *data[1:]], "fn_index": event, "session_hash": page}
            await client.post(f"{url}gradio_api/queue/join", json=body)
            async with client.stream("GET", f"{url}gradio_api/queue/data?session_hash={page}") as lines:
                async for line in lines.aiter_lines():
                    if line.startswith("data: ") and json.loads(line[6:]).get("msg") == "process_completed":
                        break
            times.append(1000 * (time.perf_counter() - began))
    return times


def main() -> None:
    idle, beside = [], []
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder) / "jobs")
        event, data = redraw_event(httpx.get(f"{server.url}config").json())
        time.sleep(10)  # the network has been loaded
        asyncio.run(waits(server.url, event, data))
        for _ in range(ROUNDS):
            idle += asyncio.run(waits(server.url, event, data))
            job = JobFolder(server.jobs).create(
                Spec("x", "", "toys", 100_000, time.time()), pictures("planets", 32)[:20]
            )
            wait_until(lambda job=job: job.status().state == State.RUNNING and len(job.metrics()) > 5, 120)
            beside += asyncio.run(waits(server.url, event, data))
            job.ask_to_stop()
            wait_until(lambda job=job: job.status().state == State.STOPPED, 60)
        server.stop()
    rows = [[name, *(f"{np.percentile(times, share):.0f} ms" for share in (50, 95))]
            for name, times in (("idle", idle), ("beside a job", beside))]  # fmt: skip
    ratio = np.percentile(beside, 95) / np.percentile(idle, 95)
    text = (f"# Beside a training\n\n{machine('gradio', 'torch')}. {len(idle)} requests each, in {ROUNDS} alternating "
            f"rounds. Ratio of the 95th percentiles: {ratio:.2f}.\n\n"
            + table(["the server is", "median", "95 %"], rows))  # fmt: skip
    (FOLDER / "beside_training.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
