"""A real page that walks a chain on its device, and what it notes of that."""

from typing import Any

from playwright.sync_api import BrowserContext, Page

from tests.support.browser import BEEN_HERE

STEPS, ROOM = 50, {"width": 1440, "height": 900}
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
FETCHED = """
() => performance.getEntriesByType("resource")
    .filter(({ name }) => name.includes("/device/") && name.includes(".safetensors"))
    .map(({ transferSize }) => transferSize)
"""


def visit(context: BrowserContext, url: str) -> tuple[Page, int]:
    """A new page with the network loaded, and how many bytes of weights came over the wire for it."""
    page = context.new_page()
    page.add_init_script(BEEN_HERE)
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
