"""A chain that the page walks on the visitor's device, in the served app: how long one waits, what else the page does.

Rows for benchmarks/device.py.
"""

import statistics
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from benchmarks.device_chain import NOTE, ROOM, STEPS, set_steps, visit, walked
from benchmarks.device_trace import Spent, spent
from benchmarks.report import calm
from tests.support.browser import BEEN_HERE
from tests.support.served import Server

LONG_STEPS, TRACED, IDLE_MS, FRAME_MS, TASK_MS = 500, 5, 1000, 17, 50
IDLE = """
(ms) => new Promise((resolve) => {
    const stamps = [], start = performance.now();
    const frame = (now) => {
        stamps.push(now);
        if (now - start < ms) requestAnimationFrame(frame);
        else resolve(stamps.slice(1).map((at, i) => at - stamps[i]));
    };
    requestAnimationFrame(frame);
})
"""


def chain(page: Page, seed: int, steps: int) -> dict[str, Any]:
    """The same on the device, in a quiet moment if there is one."""
    left = calm()
    said = walked(page, seed, steps)
    assert said["where"] == "device", said
    return said | {"left": left}


def smooth(gaps: list[float]) -> float:
    """The share of frames that came in time, in percent."""
    return 100 * sum(gap <= FRAME_MS for gap in gaps) / len(gaps)


def in_page(browser: Browser, rounds: int) -> list[list[str]]:
    """Rows of a table: what, median, from which to which, and the goal."""
    chains, long_chains, idle = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder) / "jobs")
        context = browser.new_context(viewport=ROOM)
        context.add_init_script(BEEN_HERE)
        first, first_bytes = visit(context, server.url)
        first.close()
        page, second_bytes = visit(context, server.url)
        page.evaluate(NOTE)
        page.get_by_role("tab", name="Denoise").click()
        page.get_by_text("million parameters").wait_for(timeout=120_000)
        page.wait_for_timeout(3000)
        chain(page, 999, STEPS)  # what is done once, such as compiling the page's code
        for k in range(rounds):
            idle += page.evaluate(IDLE, IDLE_MS)
            chains.append(chain(page, 1000 + k, STEPS))
            if k % 4 == 3:
                set_steps(page, LONG_STEPS)
                long_chains.append(chain(page, 2000 + k, LONG_STEPS))
                set_steps(page, STEPS)
        costs = [spent(browser, page, 3000 + k, STEPS) for k in range(TRACED)]
        context.close()
        server.stop()

    def row(what: str, name: str, goal: str = "") -> list[str]:
        values = [said[name] for said in chains]
        return [what, f"{statistics.median(values):.0f}", f"{min(values):.0f} to {max(values):.0f}", goal]

    def frames(what: str, gaps: list[float], goal: str = "") -> list[str]:
        return [what, f"{smooth(gaps):.1f}", f"{len(gaps)} frames, longest gap {max(gaps):.0f} ms", goal]

    def cost(what: str, costs: list[Spent], name: str, goal: str = "") -> list[str]:
        values = [getattr(each, name) for each in costs]
        return [what, f"{statistics.median(values):.0f}", f"{min(values):.0f} to {max(values):.0f}", goal]

    gaps, long_gaps = ([gap for said in some for gap in said["gaps"]] for some in (chains, long_chains))
    left = [said["left"] for said in chains + long_chains]
    tasks = [said["task"] for said in chains + long_chains]
    return [
        row(f"{STEPS} DDIM steps, from the click to the picture, ms", "done", "600"),
        row("… of these the Worker's own", "worker"),
        row("… until it was asked: the plan is here, ms", "asked"),
        row("the first x̂_0 after the click, ms", "first", "100"),
        ["weights on the first visit, bytes", f"{first_bytes}", "", ""],
        ["weights on a second visit, bytes", f"{second_bytes}", "", "0"],
        ["the longest task of the page during a chain, ms; 0: none above 50", f"{statistics.median(tasks):.0f}",
         f"longest {max(tasks):.0f}; none in {tasks.count(0)} of {len(tasks)} chains", f"{TASK_MS}"],
        cost("… by processor time, ms", costs, "task", f"{TASK_MS}"),
        cost("processor time of the page's thread for a chain, ms", costs, "page"),
        cost("… of its Worker, ms", costs, "worker"),
        frames(f"frames within {FRAME_MS} ms during {STEPS} steps, %", gaps, "99"),
        frames(f"… during {LONG_STEPS} steps, %", long_gaps, "99"),
        frames("… while the page rests, %", idle),
        ["left by other programs just before a chain, % of the processor",
         f"{100 * statistics.median(left):.0f}", f"{100 * min(left):.0f} to {100 * max(left):.0f}", ""],
    ]  # fmt: skip
