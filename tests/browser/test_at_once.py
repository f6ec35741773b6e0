"""What is changed on the Denoise tab shows its chain at once; the tab opens with one."""

import pytest

from tests.browser.device.test_device_chain import PATIENT, READY, set_steps
from tests.browser.test_chain_tab import finished
from tests.support.browser import fill

DENOISE = "million parameters"


@pytest.fixture
def opened(page):
    """The Denoise tab with the chain that it opens with, of a page that takes what is slow for quick: the machine may
    be busy.
    """
    page.evaluate(PATIENT)
    page.evaluate("() => { window.atOnce.bounds.soonMs = 1e6; }")
    page.get_by_role("tab", name="Denoise").click()
    finished(page, 51)
    page.get_by_text(DENOISE).wait_for(timeout=120_000)
    return page


def shows(page, caption: str) -> None:
    page.locator(".dx-caption").first.get_by_text(caption, exact=True).wait_for()


def test_the_tab_opens_with_a_recorded_chain_and_fetches_no_network(opened):
    page = opened
    assert page.locator('[data-number="on"]').inner_text().endswith("recorded")
    shows(page, "toys · bird · DDIM · 50 steps · seed 0")
    assert not [address for address in page.watch.requests if "/device/" in address]
    page.wait_for_function("() => Number(document.querySelector('[data-run]').dataset.shown) > 0")  # it plays


@pytest.mark.soak
def test_a_class_a_seed_a_sampler_and_steps_show_their_chains(opened):
    page = opened
    page.get_by_role("radio", name="rocket").check()
    shows(page, "toys · rocket · DDIM · 50 steps · seed 0")
    page.wait_for_function(READY)
    fill(page.get_by_label("Seed", exact=True), "5")
    shows(page, "toys · rocket · DDIM · 50 steps · seed 5")
    page.wait_for_selector('[data-where="device"]')
    set_steps(page, 20)
    shows(page, "toys · rocket · DDIM · 20 steps · seed 5")
    page.get_by_label("Sampler").first.click()
    page.get_by_role("option", name="Heun").click()
    page.wait_for_function(
        "() => window.explorer.state.chain.done && /Heun/.test(document.querySelector('.dx-caption').textContent)"
    )
    page.wait_for_function("() => location.search.includes('run=1') && location.search.includes('sampler=heun')")


def test_of_ten_quick_changes_the_last_one_is_shown(opened):
    page = opened
    page.evaluate("() => window.device.network('toys')")
    names = ["face", "cat", "fish", "flower", "tree", "house", "car", "rocket", "mushroom", "face"]
    for name in names:
        page.get_by_role("radio", name=name, exact=True).evaluate("(radio) => radio.click()")
    shows(page, "toys · face · DDIM · 50 steps · seed 0")
    finished(page, 51)
    page.wait_for_function("() => !document.getElementById('denoise-run').dataset.cost")
    shows(page, "toys · face · DDIM · 50 steps · seed 0")


def test_what_takes_longer_waits_for_the_button_which_says_so(opened):
    page = opened
    page.evaluate(
        "() => window.device.network('toys').then((handle) => Object.defineProperty(handle, 'stepMs', { value: 20 }))"
    )
    page.evaluate("() => { window.atOnce.bounds.soonMs = 1; }")
    run = page.evaluate("() => document.querySelector('[data-run]').dataset.run")
    set_steps(page, 1000)
    page.wait_for_selector("#denoise-run[data-cost='about 20 s']")
    assert page.evaluate("() => document.querySelector('[data-run]').dataset.run") == run
    set_steps(page, 10)
    page.wait_for_selector("#denoise-run[data-cost='about 1 s']")
    page.click("#denoise-run")
    shows(page, "toys · bird · DDIM · 10 steps · seed 0")
    assert page.locator("#denoise-run").get_attribute("data-cost") is None


@pytest.mark.soak
def test_where_no_network_can_be_here_what_is_not_known_waits(opened):
    page = opened
    page.evaluate("() => { window.before = WebAssembly.validate; WebAssembly.validate = () => false; }")
    page.get_by_role("radio", name="rocket").check()
    page.wait_for_selector("#denoise-run[data-cost='new settings']")
    page.click("#denoise-run")
    shows(page, "toys · rocket · DDIM · 50 steps · seed 0")
    finished(page, 51)
    page.get_by_role("radio", name="house").check()  # now the server's pace is known
    shows(page, "toys · house · DDIM · 50 steps · seed 0")
    page.wait_for_selector('[data-where="server"]')


def test_a_server_whose_gpu_is_quicker_is_preferred(opened):
    page = opened
    page.evaluate(
        """async () => {
            const handle = await window.device.network("toys");
            handle.offer.gpu = true;
        }"""
    )
    page.get_by_role("radio", name="rocket").check()  # its pace is not known yet
    page.wait_for_selector('[data-where="device"][data-done="true"]')
    page.evaluate("() => window.places.took(0, 1e-3)")
    page.get_by_role("radio", name="house").check()
    shows(page, "toys · house · DDIM · 50 steps · seed 0")
    page.wait_for_selector('[data-where="server"][data-done="true"]')  # it has told its pace
    page.evaluate("() => window.places.took(0, 1e9)")
    page.get_by_role("radio", name="tree").check()
    shows(page, "toys · tree · DDIM · 50 steps · seed 0")
    page.wait_for_selector('[data-where="device"]')


def test_classes_are_pictures_with_names(opened):
    page = opened
    rocket = page.locator(".dx-labels label", has=page.get_by_role("radio", name="rocket"))
    assert rocket.get_attribute("title") == "rocket"
    assert "data:image" in rocket.evaluate("(label) => getComputedStyle(label).backgroundImage")
    page.evaluate("() => { window.atOnce.bounds.soonMs = 0; }")
    page.get_by_label("Network", exact=True).first.click()
    page.get_by_role("option", name="digits").click()
    seven = page.locator(".dx-labels label", has=page.get_by_role("radio", name="7"))
    seven.wait_for()
    assert seven.evaluate("(label) => getComputedStyle(label).backgroundImage") == "none"
    assert not page.locator(".dx-labels label[data-class]").count()


def test_how_far_the_network_has_come_is_said(opened):
    page = opened
    page.evaluate(
        "() => window.explorer.set({ device: { ...window.explorer.state.device, phase: 'loading', progress: 0.42 } })"
    )
    assert (
        page.locator('[data-number="arriving"]').inner_text().strip(" ·") == "this device is getting the network: 42 %"
    )
    page.evaluate("() => window.explorer.set({ device: { ...window.explorer.state.device, phase: 'none' } })")
    assert page.locator('[data-number="arriving"]').inner_text() == ""
