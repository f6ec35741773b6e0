"""A chain that the page walks on the visitor's device, in the served app: how long one waits, what else the page does.

Rows for benchmarks/device.py.
"""

import statistics
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from benchmarks.report import calm
from tests.support.served import Server

STEPS, LONG_STEPS, IDLE_MS, FRAME_MS, TASK_MS = 50, 500, 1000, 17, 50
ROOM = {"width": 1440, "height": 900}
OPEN = "() => window.device.network('toys').then(() => null)"
# However busy the machine, the device walks: who measures wants to know how long that takes.
PATIENT = "() => Object.assign(window.device.bounds, { slowestMs: Infinity, quickMs: Infinity })"
# Notes tasks that are long, and the time that Workers say they took.
NOTE = """
() => {
    const { Host } = window, bench = window.bench = { tasks: [], worker: 0, asked: 0 };
    new PerformanceObserver((list) => bench.tasks.push(...list.getEntries())).observe({ type: "longtask" });
    const ask = Host.prototype.ask;
    Host.prototype.ask = function (kind, data, transfer, part = () => {}) {
        if (kind === "walk") Object.assign(bench, { worker: 0, asked: performance.now() });
        return ask.call(this, kind, data, transfer, (said) => { bench.worker += said.ms ?? 0; part(said); });
    };
}
"""
# One chain, in milliseconds after the click: when the Worker was asked, the first x0_hat was drawn, and all was;
# the Worker's own time, the longest task (0: none that a browser calls long) and the gaps between frames meanwhile.
# Its updates are heard, not looked for: a look in each frame would cost what is measured.
CHAIN = """
(frames) => new Promise((resolve) => {
    const player = document.querySelector(".dx-player [data-number=t]").closest("[id]"), { dataset } = player;
    const { bench } = window, { run } = dataset, start = performance.now(), stamps = [];
    let first = 0, done = 0;
    const frame = (now) => { stamps.push(now); if (!done) requestAnimationFrame(frame); };
    requestAnimationFrame(frame);
    const tell = () => {
        const mine = bench.tasks.filter(({ startTime, duration }) => startTime + duration > start && startTime < done);
        resolve({
            where: dataset.where, asked: bench.asked - start, first: first - start, done: done - start,
            worker: bench.worker, task: Math.max(0, ...mine.map(({ duration }) => duration)),
            gaps: stamps.slice(1).map((now, i) => now - stamps[i]),
        });
    };
    new MutationObserver((_, observer) => {
        if (dataset.run === run || !Number(dataset.received)) return;
        first ||= performance.now();
        if (dataset.done !== "true" || dataset.received !== `${frames}` || dataset.shown !== `${frames - 1}`) return;
        done = performance.now();
        observer.disconnect();
        setTimeout(tell, 500); // until the browser has told of its tasks
    }).observe(player, { attributes: true });
    document.querySelector("#denoise-run").click();
})
"""
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
FETCHED = """
() => performance.getEntriesByType("resource")
    .filter(({ name }) => name.includes("/device/") && name.includes(".safetensors"))
    .map(({ transferSize }) => transferSize)
"""


def visit(browser_context: Any, url: str) -> tuple[Page, int]:
    """A new page with the network loaded, and how many bytes of weights came over the wire for it."""
    page = browser_context.new_page()
    page.goto(url)
    page.wait_for_selector("[data-drawn]", timeout=60_000)
    page.evaluate(PATIENT)
    page.evaluate(OPEN)
    return page, sum(page.evaluate(FETCHED))


def set_steps(page: Page, steps: int) -> None:
    page.get_by_label("number input for Steps").first.fill(str(steps))
    page.get_by_label("number input for Steps").first.press("Enter")


def walked(page: Page, seed: int, steps: int) -> dict[str, Any]:
    """What CHAIN says of a chain from this seed. The page shows the Denoise tab, and such a number of steps."""
    page.get_by_label("Seed", exact=True).fill(str(seed))
    page.get_by_label("Seed", exact=True).press("Tab")
    page.wait_for_timeout(700)  # what follows from a field that was changed is over
    return page.evaluate(CHAIN, steps + 1)


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
        first, first_bytes = visit(context, server.url)
        first.close()
        page, second_bytes = visit(context, server.url)
        page.evaluate(NOTE)
        page.get_by_role("tab", name="Denoise").click()
        page.get_by_text("million parameters").wait_for(timeout=120_000)
        page.wait_for_timeout(3000)
        chain(page, 999, STEPS)  # what is done once, such as compiling the page's code
        for k in range(rounds):
            calm()
            idle += page.evaluate(IDLE, IDLE_MS)
            chains.append(chain(page, 1000 + k, STEPS))
            if k % 4 == 3:
                set_steps(page, LONG_STEPS)
                long_chains.append(chain(page, 2000 + k, LONG_STEPS))
                set_steps(page, STEPS)
        context.close()
        server.stop()

    def row(what: str, name: str, goal: str = "") -> list[str]:
        values = [said[name] for said in chains]
        return [what, f"{statistics.median(values):.0f}", f"{min(values):.0f} to {max(values):.0f}", goal]

    def frames(what: str, gaps: list[float], goal: str = "") -> list[str]:
        return [what, f"{smooth(gaps):.1f}", f"{len(gaps)} frames, longest gap {max(gaps):.0f} ms", goal]

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
        frames(f"frames within {FRAME_MS} ms during {STEPS} steps, %", gaps, "99"),
        frames(f"… during {LONG_STEPS} steps, %", long_gaps, "99"),
        frames("… while the page rests, %", idle),
        ["left by other programs just before a chain, % of the processor",
         f"{100 * statistics.median(left):.0f}", f"{100 * min(left):.0f} to {100 * max(left):.0f}", ""],
    ]  # fmt: skip
