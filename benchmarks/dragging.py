"""A drag of t at 60 Hz in a page, and what it shows meanwhile."""

from typing import NamedTuple

from playwright.sync_api import Page

NOISE = (".dx-noise_stage input[type=range]", "() => document.querySelector('[data-number=t]').textContent")
MARKER = (".dx-noise_stage input[type=range]", "() => document.querySelector('.dx-now').dataset.t")
SECONDS = 6
DRAG = """
async ([selector, seconds, shown]) => {
    const slider = document.querySelector(selector), look = eval(shown);
    const start = performance.now();
    const figure = document.querySelector('[data-term="guess"]');
    let frames = 0, changed = 0, guesses = 0, last = look(), guess = figure?.dataset.guessed;
    const hears = new MutationObserver(() => {
        if (figure.dataset.guessed !== guess) { guesses++; guess = figure.dataset.guessed; }
    });
    if (figure) hears.observe(figure, { attributes: true, attributeFilter: ["data-guessed"] });
    await new Promise((resolve) => {
        const frame = (now) => {
            frames++;
            const current = look();
            if (current !== last) { changed++; last = current; }
            const phase = (now - start) / 1000 / seconds;
            if (phase >= 1) return resolve();
            slider.value = Math.round(1000 * phase);
            slider.dispatchEvent(new Event("input", { bubbles: true }));
            requestAnimationFrame(frame);
        };
        requestAnimationFrame(frame);
    });
    const elapsed = (performance.now() - start) / 1000;
    hears.disconnect();
    return { fps: changed / elapsed, screen: frames / elapsed, guesses: guesses / elapsed };
}
"""


class Drag(NamedTuple):
    """Frames a second that showed something new, and of the screen; new guesses a second; requests sent."""

    fps: float
    screen: float
    guesses: float
    requests: int


def drag(page: Page, selector: str, shown: str) -> Drag:
    requests: list[str] = []

    def hear(request) -> None:
        requests.append(request.url)

    page.on("request", hear)
    result = page.evaluate(DRAG, [selector, SECONDS, shown])
    page.remove_listener("request", hear)
    sent = [url for url in requests if not url.startswith(("data:", "blob:"))]
    return Drag(result["fps"], result["screen"], result["guesses"], len(sent))


def wake(page: Page) -> None:
    """Have the network come, as the first move of t would, and wait until its guess is there."""
    page.evaluate("() => document.querySelector('[data-take=\"guess\"]').click()")
    page.wait_for_selector('[data-term="guess"][data-phase="ready"]', timeout=120_000, state="attached")
