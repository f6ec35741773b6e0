"""A served app and a browser whose console, network and server log are watched: both must stay clean."""

import json
import re
import time
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Request, sync_playwright

from explorer.ui.owner import is_key
from tests.browser.find_browser import ADVICE, find_browser
from tests.support.served import PATIENCE_S, Server

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",  # the network cable is out
]
# Gradio closes the stream of an upload's progress through a method that its own client has not written.
GRADIOS_OWN = ("Method not implemented.",)
# The drop zone of Fine-tune. Before its tab has been mounted, the last one on the page is another tab's.
FINETUNE_FILES = "[role=tabpanel]:has(#finetune-start) input[type=file]"
SEEN = "diffusion-explorer-seen"
STREAMS = ("queue/data", "heartbeat")  # which are not answered as long as the page is there
BEEN_HERE = f"try {{ localStorage.setItem('{SEEN}', '1'); }} catch {{}}"  # as one's browser says at the second visit
PATIENCE_MS = 1000 * PATIENCE_S


def settle(page: Page, quiet: float = 3.0) -> None:
    """Wait until the page has had nothing to do, nor to ask, for some seconds: until the network has come, too."""
    last, since = -1, time.monotonic()
    while time.monotonic() - since < quiet:
        phase = page.evaluate(
            "() => new Promise((done) => requestIdleCallback(() => done(window.explorer.state.device.phase)))"
        )
        if phase == "loading" or page.watch.unanswered or len(page.watch.requests) != last:
            last, since = len(page.watch.requests), time.monotonic()
        page.wait_for_timeout(100)


OPENED = "() => window.explorer?.link && !explorer.link.asked"  # the page is as its address says

# Two frames after it had nothing to do: Gradio gives what has just been unfolded its first values a frame after it can
# be seen, and what was typed in between is lost.
IDLE = """() => new Promise((done) => requestIdleCallback(
    () => requestAnimationFrame(() => requestAnimationFrame(() => done())), { timeout: 5000 },
))"""


def fill(field: Locator, value: str) -> None:
    """Type into a field of Gradio's, until it has kept that."""
    field.wait_for()
    field.page.evaluate(IDLE)
    for _ in range(10):
        field.fill(value)
        field.page.evaluate(IDLE)
        if field.input_value() == value:
            return
    raise AssertionError(f"{value} did not stay in {field}")


def key_after_reload(page: Page) -> str:
    """The key that the page says it belongs to, once it has been opened anew."""

    def keys(request) -> list[str]:
        said = (request.post_data or "") if "queue/join" in request.url else ""
        return [value for value in (json.loads(said)["data"] or [] if said else []) if is_key(value)]

    with page.expect_request(lambda request: bool(keys(request))) as asked:
        page.reload()
    return keys(asked.value)[0]


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("served") / "jobs")
    yield server
    log = server.stop()
    lines = [line for line in log.splitlines() if line.strip()]
    assert len(lines) == 1 and re.match(r"Diffusion Explorer is at http://127\.0\.0\.1:\d+/", lines[0]), log


@pytest.fixture(scope="session")
def chromium():
    path = find_browser()
    assert path, ADVICE
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


class Watch:
    """What a page did that it should not, and how many requests it has sent."""

    def __init__(self, page: Page, url: str):
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.forgiven: tuple[str, ...] = ()
        self.unanswered: set[Request] = set()
        page.on("console", self._console)
        page.on("pageerror", lambda error: self._complain(f"page error: {error}"))
        page.on("response", lambda r: r.status >= 400 and self._complain(f"{r.status} {r.url}"))
        page.on("request", lambda r: self._request(r, url))
        page.on("requestfinished", lambda r: self.unanswered.discard(r))
        page.on("requestfailed", lambda r: self.unanswered.discard(r))

    def forgive(self, *words: str) -> None:
        """What the test itself brought about; said last in it, for some of that may still be on its way."""
        self.forgiven = words
        self.complaints[:] = [said for said in self.complaints if not self._is_forgiven(said)]

    def _is_forgiven(self, said: str) -> bool:
        return any(each in said for each in self.forgiven)

    def _complain(self, said: str) -> None:
        if not self._is_forgiven(said):
            self.complaints.append(said)

    def _console(self, message) -> None:
        if message.type in ("error", "warning") and message.text not in GRADIOS_OWN:
            self._complain(f"console {message.type}: {message.text} ({message.location})")

    def _request(self, request: Request, url: str) -> None:
        address = request.url
        self.requests.append(address)
        if not any(name in address for name in STREAMS):
            self.unanswered.add(request)
        if not address.startswith((url, "data:", "blob:")):
            self._complain(f"request to the outside: {address}")


def opener(browser):
    """Yields open_(server, width, height, scheme) -> a page in a browser profile of its own, with `page.watch`; then
    closes them all. `first`: as somebody who has never been here.
    """
    contexts, watches = [], []

    def open_(
        server: Server, width: int = 1440, height: int = 900, scheme: str = "light", link: str = "",
        first: bool = False, **options: Any,
    ) -> Page:  # fmt: skip
        size = {"width": width, "height": height}
        contexts.append(browser.new_context(viewport=size, color_scheme=scheme, **options))
        contexts[-1].set_default_timeout(PATIENCE_MS)
        if not first:
            contexts[-1].add_init_script(BEEN_HERE)
        page = contexts[-1].new_page()
        page.watch = Watch(page, server.url)
        watches.append(page.watch)
        page.goto(server.url + link)
        drawn = ".dx-noise_stage [data-drawn], [data-drawn].dx-noise_stage"
        page.wait_for_selector(".dx-header h1" if link else drawn)
        return page

    yield open_
    for context in contexts:
        context.close()
    for watch in watches:
        assert watch.complaints == []


@pytest.fixture
def open_page(chromium):
    yield from opener(chromium)


@pytest.fixture
def page(open_page, server) -> Page:
    return open_page(server)


@pytest.fixture(scope="module")
def lasting(chromium, server):
    """One page for the tests of a module that leave it as they found it, but for t: to open one takes seconds."""
    for open_ in opener(chromium):
        yield open_(server)
