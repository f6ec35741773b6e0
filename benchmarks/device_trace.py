"""What a chain on the device costs in processor time: of the page's longest task, and of its Worker.

A busy machine stretches a task on the clock; this it does not change much.
"""

import json
from collections import defaultdict
from typing import NamedTuple

from playwright.sync_api import Browser, Page

from benchmarks.device_chain import walked

CATEGORIES = ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline", "__metadata"]
TASK, PAGE, WORKER = "RunTask", "CrRendererMain", "DedicatedWorker thread"


class Spent(NamedTuple):
    """Milliseconds of a processor: the longest task of the page's thread, all of its tasks, all of the Worker's."""

    task: float
    page: float
    worker: float


def spent(browser: Browser, page: Page, seed: int, steps: int) -> Spent:
    """On a chain from this seed."""
    browser.start_tracing(page=page, categories=CATEGORIES)
    walked(page, seed, steps)
    events = json.loads(browser.stop_tracing())["traceEvents"]
    names = {(e["pid"], e["tid"]): e["args"]["name"] for e in events if e["name"] == "thread_name"}
    tasks = defaultdict(list)
    for event in events:
        if event["name"] == TASK and "tdur" in event:
            tasks[names.get((event["pid"], event["tid"]))].append(event["tdur"] / 1000)
    return Spent(max(tasks[PAGE]), sum(tasks[PAGE]), sum(tasks[WORKER]))
