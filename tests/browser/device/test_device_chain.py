"""Chains of the Denoise tab on this device; where it cannot, the server takes over, and nothing is lost."""

import re

import numpy as np
import pytest

from tests.browser.test_chain_tab import finished, open_denoise
from tests.browser.test_noise_tab import canvas
from tests.support.browser import OPENED, fill
from tests.support.served import all_soaked, soaked

READY = "() => window.explorer.state.device.phase === 'ready'"
FAILED = "(reason) => window.explorer.state.device.phase === 'failed' && window.explorer.state.device.reason === reason"
PATIENT = "() => Object.assign(window.device.bounds, { slowestMs: Infinity, quickMs: Infinity })"
# A Worker that does not go on after that step, so that it is in the middle whenever it is ended.
HALT_AT_30 = """() => {
    const post = self.postMessage;
    self.postMessage = (...all) => {
        if (all[0].part?.k === 30) port2.postMessage = () => {};
        post.apply(self, all);
    };
}"""
# One that was asked for before may still be on its way, and fail.
COMES = """async () => {
    const comes = () => window.device.network("toys").then(() => true, () => false);
    return await comes() || await comes();
}"""
MIXTURE = '.dx-player canvas[data-part="mixture"]'


def run(page, where: str, steps: int = 50) -> np.ndarray:
    """The finished picture of a chain that was computed there."""
    page.evaluate("() => { const at = document.querySelector('[data-run]'); if (at) at.dataset.run = ''; }")
    page.click("#denoise-run")
    page.wait_for_selector(f'[data-where="{where}"]:not([data-run=""])')
    finished(page, steps + 1)
    page.wait_for_selector(f'[data-shown="{steps}"]')
    return canvas(page, MIXTURE).astype(int)


def settled(page) -> None:
    """No chain is being computed, and none is about to be."""
    page.wait_for_function(
        """() => {
            const at = document.querySelector('[data-run]'), now = at ? `${at.dataset.run}:${at.dataset.done}` : "";
            const still = now === window.lastSeen && (!at || at.dataset.done === "true");
            window.lastSeen = now;
            return still;
        }""",
        polling=1000,
    )


def set_steps(page, steps: int) -> None:
    fill(page.get_by_label("number input for Steps"), str(steps))
    page.get_by_label("number input for Steps").press("Enter")


@pytest.fixture
def patient(page):
    """The Denoise tab of a page that takes the device however slow it is: the machine may be busy."""
    page.evaluate(PATIENT)
    open_denoise(page)
    fill(page.get_by_label("Seed", exact=True), "9")  # of which no chain is recorded
    return page


def test_the_server_computes_until_the_network_is_here_then_the_device_does(patient):
    page = patient
    assert not [address for address in page.watch.requests if "/device/" in address]  # nobody has wanted it yet
    by_server = run(page, "server")
    assert page.locator('[data-number="on"]').inner_text().endswith("on the server (CPU)")
    page.wait_for_function(READY)
    by_device = run(page, "device")
    assert page.locator('[data-number="on"]').inner_text().endswith("on this device")
    assert np.abs(by_device - by_server).max() <= 1
    assert page.locator(".dx-caption").first.inner_text().endswith("seed 9")

    asked = len(page.watch.requests)  # what follows is the page's own
    page.locator("h1").click()
    page.keyboard.press("Home")
    page.wait_for_selector('[data-shown="0"]')
    page.locator(".dx-film button").nth(5).click()
    page.wait_for_selector('[data-shown="25"]')
    assert page.watch.requests[asked:] == []

    page.get_by_role("button", name="More").click()
    page.get_by_role("radio", name="the server", exact=True).check()
    assert np.array_equal(run(page, "server"), by_server)


def test_a_second_visit_fetches_nothing_of_it(patient):
    page = patient
    page.evaluate("() => window.device.network('toys')")
    page.reload()
    page.wait_for_function(OPENED)
    page.evaluate(PATIENT)
    page.evaluate("() => window.device.network('toys')")
    sizes = page.evaluate(
        """() => performance.getEntriesByType("resource").filter(({ name }) => name.includes("/device/"))
            .map(({ transferSize }) => transferSize)"""
    )
    assert len(sizes) >= 3 and not any(sizes)


@pytest.mark.soak
def test_several_pictures_and_a_duel(patient):
    page = patient
    page.evaluate("() => window.device.network('toys')")
    page.get_by_role("button", name="More").click()
    fill(page.get_by_label("number input for Pictures at once"), "4")
    fill(page.get_by_label("number input for Guidance"), "2")
    page.get_by_role("button", name="Duel: a second chain").click()
    page.get_by_label("Run a second chain from the same noise").check()
    page.wait_for_function("() => ['count', 'guidance', 'duel'].map(explorer.link.value).join() === '4,2,true'")
    settled(page)  # a setting that was changed may have shown its chain meanwhile
    by_device = run(page, "device")
    assert by_device.shape == (66, 66, 3)
    assert page.locator("[data-side=rival] canvas").first.is_visible()
    page.get_by_role("radio", name="the server", exact=True).check()
    assert np.abs(run(page, "server") - by_device).max() <= 1


def test_a_worker_that_dies_in_the_middle(patient):
    page = patient
    page.evaluate("() => window.device.network('toys')")
    page.get_by_role("radio", name="rocket").check()
    set_steps(page, 200)
    (worker,) = page.workers
    worker.evaluate(HALT_AT_30)
    page.click("#denoise-run")
    page.wait_for_function("() => Number(document.querySelector('[data-received]')?.dataset.received ?? 0) >= 20")
    worker.evaluate("() => { setTimeout(() => { throw new Error('killed by the test'); }); }")
    page.wait_for_selector('[data-where="server"]')
    least = page.evaluate("() => Number(document.querySelector('[data-received]')?.dataset.received)")
    assert least >= 20  # nothing on screen was lost
    finished(page, 201)
    page.wait_for_selector('[data-shown="200"]')
    assert page.locator(".dx-note").first.inner_text().startswith("This device could not go on")
    found = canvas(page, MIXTURE).astype(int)
    page.get_by_role("button", name="More").click()
    page.get_by_role("radio", name="the server", exact=True).check()
    assert np.array_equal(run(page, "server", 200), found)
    page.watch.forgive("killed by the test")


def test_a_worker_that_falls_silent(patient):
    page = patient
    page.evaluate("() => window.device.network('toys')")
    said = page.evaluate(
        """async () => {
            const handle = await window.device.network("toys"), x = new Float32Array(3 * 32 * 32);
            const [host] = await handle.hosts(1), { tickMs } = window.Host;
            window.Host.tickMs = 100; // for this one, which cannot be in time
            host.worker.terminate();
            const reason = await handle.answer(x, 10, 0).catch((error) => error.reason);
            const after = await handle.answer(x, 10, 0).catch((error) => error.reason);
            window.Host.tickMs = tickMs;
            const again = await window.device.network("toys");
            return [reason, after, again === handle, (await again.answer(x, 10, 0)).length];
        }"""
    )
    assert said == ["worker", "worker", False, 3 * 32 * 32]


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("**/device/*.safetensors", "download"),
        *all_soaked(
            [
                ("**/device/*/worker.js", "worker"),
                ("**/device/*/engine.js", "worker"),
                ("**/device/*.json", "download"),
                ("**/device/*/unet.wasm", "download"),
                ("**/device/*/walk.js", "worker"),
                ("**/device/*/normal.js", "worker"),
                ("**/device/*/sha256.js", "worker"),
            ]
        ),
    ],
)
@pytest.mark.parametrize("how", ["abort", *soaked(["status"])])
def test_a_download_that_fails(patient, address, reason, how):
    page = patient
    page.context.route(address, lambda route: route.abort() if how == "abort" else route.fulfill(status=503))
    run(page, "server")
    page.wait_for_function(FAILED, arg=reason)
    run(page, "server")
    page.context.unroute(address)
    assert page.evaluate(COMES)
    run(page, "device")
    page.watch.forgive("ERR_FAILED", "503", "NetworkError", "Failed to load")


@pytest.mark.parametrize(
    ("pattern", "change", "reason"),
    [
        (r"\.safetensors$", lambda body: body[:-1] + bytes([body[-1] ^ 1]), "hash"),
        *all_soaked(
            [
                (r"\.safetensors$", lambda body: body[:-1000], "hash"),
                (r"\.wasm$", lambda body: b"\0asm\1\0\0\0\xff", "simd"),
                (r"\.json$", lambda body: b"{", "program"),
            ]
        ),
    ],
    ids=["other", "short", "code", "program"],
)
def test_what_arrives_otherwise_is_not_run(patient, pattern, change, reason):
    page = patient
    matcher = re.compile(rf"/device/.*{pattern}")

    def spoil(route):
        answer = route.fetch()
        headers = {
            name: value for name, value in answer.headers.items() if name not in ("content-encoding", "content-length")
        }
        route.fulfill(status=200, body=change(answer.body()), headers=headers)

    page.context.route(matcher, spoil)
    assert page.evaluate("() => window.device.network('toys').catch((error) => error.reason)") == reason
    run(page, "server")
    page.context.unroute(matcher)
    assert page.evaluate(COMES)
    assert page.evaluate("() => window.explorer.state.device.phase") == "ready"


@pytest.mark.soak
def test_a_browser_without_simd_or_one_that_is_slow(patient):
    page = patient
    page.evaluate("() => { window.before = WebAssembly.validate; WebAssembly.validate = () => false; }")
    run(page, "server")
    page.wait_for_function(FAILED, arg="simd")
    page.evaluate("() => { WebAssembly.validate = window.before; window.device.bounds.slowestMs = 0; }")
    assert page.evaluate("() => window.device.network('toys').catch((error) => error.reason)") == "slow"
    run(page, "server")
