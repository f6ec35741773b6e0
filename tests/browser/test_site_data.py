"""A browser that lets the page keep nothing: all works, nothing is remembered, and where that matters it is said."""

import pytest

from explorer.ui.text import load_text
from tests.support.browser import SEEN, key_after_reload
from tests.support.served import soaked, wait_until

# What a browser does whose owner blocks site data, or in which a frame of another site is opened; and a full storage.
REFUSED = 'throw new DOMException("The request was denied.", "SecurityError")'
GETTERS = """for (const name of %s) {
    for (const place of [window, Document.prototype]) {
        if (name in place) Object.defineProperty(place, name, { configurable: true, get() { %s }, set() { %s } });
    }
}"""
WAYS = {
    "all is blocked": GETTERS
    % ('["localStorage", "sessionStorage", "indexedDB", "caches", "cookie"]', REFUSED, REFUSED),
    "there is none": GETTERS % ('["localStorage", "sessionStorage"]', "return null", ""),
    "it is full": 'Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); }',
}
SENTENCE = load_text("en")["finetune.forgotten"]


@pytest.mark.parametrize("way", ["all is blocked", *soaked(["there is none", "it is full"])])
def test_the_page_works_without_site_data(open_page, server, way, tmp_path):
    page = open_page(server, link="")
    page.add_init_script(WAYS[way])
    page.goto(f"{server.url}?tab=denoise&run=1&steps=10&seed=3")
    page.wait_for_function("() => window.explorer?.state.chain?.done", timeout=120_000)
    page.get_by_role("tab", name="Noise", exact=True).click()
    page.locator(".dx-noise_stage input[type=range]").fill("700")
    wait_until(lambda: "t=700" in page.evaluate("location.search"))
    page.get_by_role("tab", name="Schedules").click()
    page.locator(".dx-chart .scatterlayer:visible").first.wait_for()
    page.get_by_role("tab", name="Fine-tune").click()
    page.get_by_text(SENTENCE).wait_for()
    page.get_by_text("No training yet.").wait_for()
    page.click("#finetune-start")  # the page has an owner: what is missing are pictures
    page.get_by_text("Add at least one picture first.").wait_for()


KEPT = "Object.keys(localStorage).sort()"
KEYS = ["diffusion-explorer-owner", SEEN]


@pytest.mark.soak
def test_what_is_kept_is_not_said_to_be_lost(page):
    wait_until(lambda: page.evaluate(KEPT) == KEYS, 60)  # and no trace of the probe
    page.get_by_role("tab", name="Fine-tune").click()
    page.get_by_text("No training yet.").wait_for()
    assert page.get_by_text(SENTENCE).count() == 1 and not page.get_by_text(SENTENCE).is_visible()
    key = key_after_reload(page)
    assert key_after_reload(page) == key and page.evaluate(KEPT) == KEYS


@pytest.mark.soak
def test_a_full_storage_still_tells_whose_jobs_these_are(page):
    wait_until(lambda: page.evaluate(KEPT) == KEYS, 60)
    key = key_after_reload(page)
    page.add_init_script(WAYS["it is full"])
    assert key_after_reload(page) == key
    assert page.evaluate("[localStorage.length, localStorage.getItem(localStorage.key(1)) !== null]") == [2, True]
