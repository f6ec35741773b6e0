"""The Denoise tab in a real browser: a chain streams in, is the library's, and is then replayed without the server."""

import numpy as np

from explorer.diffusion import Noise, sample
from explorer.images import to_uint8
from explorer.models.checkpoint import load_checkpoint
from tests.browser.test_noise_tab import canvas


def open_denoise(page) -> None:
    page.get_by_role("tab", name="Denoise").click()
    page.get_by_text("million parameters").wait_for(timeout=120_000)


def finished(page, frames: int) -> None:
    page.wait_for_selector(f'[data-done="true"][data-received="{frames}"]', timeout=120_000)


def test_a_chain_streams_and_is_the_librarys(page):
    open_denoise(page)
    page.get_by_role("radio", name="7").check()
    page.get_by_label("Seed", exact=True).fill("5")
    page.click("#denoise-run")
    page.wait_for_selector('[data-done="false"][data-total="50"]', timeout=60_000)  # it shows before it is finished
    finished(page, 51)
    checkpoint = load_checkpoint("digits")
    x_T = Noise([5]).start(checkpoint.shape)
    *_, last = sample(checkpoint.denoiser, checkpoint.schedule, x_T, steps=50, label=7)
    wanted = to_uint8(last.x_s.numpy())[0]
    shown = canvas(page, '.dx-player canvas[data-part="mixture"]')
    assert np.abs(shown.astype(int) - wanted).max() <= 1

    asked = len(page.watch.requests)
    page.locator("h1").click()
    page.keyboard.press("Home")
    page.wait_for_selector('[data-shown="0"]')
    start = to_uint8(x_T.numpy())[0]
    assert np.abs(canvas(page, '.dx-player canvas[data-part="mixture"]').astype(int) - start).max() <= 1
    page.keyboard.press("ArrowRight")
    page.wait_for_selector('[data-shown="1"]')
    page.locator(".dx-player input[type=range]").fill("25")
    page.wait_for_selector('[data-shown="25"]')
    assert page.locator('.dx-player [data-number="t"]').inner_text() == "t = 500"
    page.keyboard.press("Home")
    page.locator("h1").click()
    page.keyboard.press(" ")
    page.wait_for_selector('[data-shown="50"]', timeout=20_000)
    page.locator(".dx-film button").nth(5).click()
    page.wait_for_selector('[data-shown="25"]')
    assert page.watch.requests[asked:] == []


def test_a_noisy_sampler_with_several_pictures(page):
    open_denoise(page)
    page.get_by_role("combobox", name="Sampler").click()
    page.get_by_role("option", name="DDPM, σ² = β̃").click()
    page.get_by_role("button", name="More").click()
    page.get_by_label("number input for Pictures at once").fill("4")
    page.get_by_label("number input for Guidance").fill("2")
    page.get_by_label("number input for Steps").fill("20")
    page.get_by_label("number input for Steps").press("Enter")
    page.click("#denoise-run")
    finished(page, 21)
    assert canvas(page, '.dx-player canvas[data-part="network"]').shape == (66, 66, 3)


def test_stop_keeps_what_is_there(page):
    open_denoise(page)
    page.get_by_label("number input for Steps").fill("1000")
    page.get_by_label("number input for Steps").press("Enter")
    page.click("#denoise-run")
    page.wait_for_selector('[data-total="1000"][data-done="false"]', timeout=60_000)
    page.get_by_role("button", name="Stop").first.click()
    page.wait_for_timeout(1500)
    received = int(page.locator("[data-received]").get_attribute("data-received"))
    page.wait_for_timeout(1000)
    assert 0 < received < 1001
    assert int(page.locator("[data-received]").get_attribute("data-received")) == received
    page.click("#denoise-run")  # and the next chain starts at once
    page.wait_for_selector('[data-done="false"][data-received]:not([data-received="0"])')


def test_a_seed_out_of_range_is_a_sentence(page):
    open_denoise(page)
    page.get_by_label("Seed", exact=True).fill("99999999999")
    page.click("#denoise-run")
    page.get_by_test_id("toast-text").get_by_text("The seed must be a whole number").wait_for()
