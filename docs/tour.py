"""Takes the pictures of the README and of docs/teaching.md: .venv/bin/python -m docs.tour [--only denoise phone]"""

import argparse
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image, ImageOps
from playwright.sync_api import Browser, Page, sync_playwright

from explorer.toys import toy
from explorer.ui.tabs import TABS
from tests.browser.find_browser import find_browser
from tests.support.browser import FLAGS, Watch, settle
from tests.support.served import Server

HERE = Path(__file__).parent
USUAL = {"viewport": {"width": 1440, "height": 900}, "color_scheme": "light"}
DARK = USUAL | {"color_scheme": "dark"}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "device_scale_factor": 2}
STEPS = 400
MINUTE_MS = 60_000


class Shot(NamedTuple):
    """A link, what is done on its page, and options of the browser."""

    link: str
    prepare: Callable[[Page], Any] = settle
    options: dict[str, Any] = USUAL


def guess(page: Page) -> None:
    page.click('[data-take="guess"]')
    page.wait_for_selector('[data-term="guess"][data-phase="ready"]', timeout=2 * MINUTE_MS)


def chain(page: Page) -> None:
    page.wait_for_selector('.dx-player[data-done="true"], .dx-player [data-done="true"]', timeout=2 * MINUTE_MS)


def plane(page: Page) -> None:
    page.wait_for_function(
        "() => JSON.parse(document.querySelector('.dx-plane_stage[data-drawn]')?.dataset.drawn ?? '[]')[6]"
    )


def lecture(page: Page) -> None:
    chain(page)
    page.keyboard.press("l")


def training(page: Page) -> None:
    """A short one, on a dozen cats in colours that the network has never seen on a cat."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"cat{seed}.png" for seed in range(12)]
        for seed, path in enumerate(paths):
            ImageOps.invert(Image.fromarray(toy(seed, "cat", 120))).save(path)
        page.locator("input[type=file]").last.set_input_files(paths)
        page.get_by_text("12 pictures").wait_for()
    page.get_by_label("Name of the result").fill("blue cats")
    page.get_by_label("number input for Training steps").fill(str(STEPS))
    page.get_by_label("number input for Training steps").press("Enter")
    page.click("#finetune-start")
    page.get_by_text("Done: “blue cats”").wait_for(timeout=20 * MINUTE_MS)
    page.wait_for_selector(".dx-plot .scatterlayer")


SHOTS = {tab.id: Shot(f"?tab={tab.id}") for tab in TABS} | {
    "noise": Shot("?t=600", guess),
    "schedules": Shot("?lang=ru&tab=schedules&t=500"),
    "plane": Shot("?tab=plane&plane=spiral&view=backward&field=sample&t=150", plane),
    "denoise": Shot("?tab=denoise&label=6&sampler=ddpm-small&steps=100&seed=4&run=1&at=400", chain, DARK),
    "finetune": Shot("?tab=finetune", training),
    "lecture": Shot("?lesson=fan.2&at=500", lecture),
    "phone": Shot("?t=400&picture=rocket", guess, PHONE),
}


def take(browser: Browser, server: Server, shot: Shot, path: Path) -> None:
    with closing(browser.new_context(**shot.options)) as context:
        page = context.new_page()
        page.watch = Watch(page, server.url)
        page.goto(server.url + shot.link)
        page.wait_for_selector(".dx-header h1", timeout=2 * MINUTE_MS)
        settle(page)
        shot.prepare(page)
        page.wait_for_timeout(1000)  # for what still moves
        page.screenshot(path=path)
    with Image.open(path) as image:
        image.convert("RGB").quantize(dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path}: {path.stat().st_size / 1000:.0f} kB", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m docs.tour", description=__doc__.split(":")[0])
    parser.add_argument("--only", nargs="+", choices=SHOTS, default=list(SHOTS), metavar="NAME",
                        help=f"of {', '.join(SHOTS)}")  # fmt: skip
    names = parser.parse_args().only
    server = Server(Path(tempfile.mkdtemp()) / "jobs")
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
            for name in names:
                take(browser, server, SHOTS[name], HERE / f"{name}.png")
    finally:
        server.stop()


if __name__ == "__main__":
    main()
