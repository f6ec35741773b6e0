"""The Schedules tab in a real browser: curves, strips and downloads, and t moved by dragging."""

import io
import re
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from explorer.diffusion import SCHEDULES, Noise, zero_terminal_snr
from explorer.images import to_uint8
from explorer.ui.schedule_fields import KINDS
from tests.browser.test_noise_tab import CAT, canvas, set_t, small
from tests.support.browser import settle
from tests.support.served import wait_until

QUANTITIES = ("alpha_bar", "log_snr", "factors", "beta")
DATA = """[...document.querySelectorAll(".dx-plot")].filter((plot) => plot.data).map(
    (plot) => plot.data.map((d) => [d.name, Array.from(d.x), Array.from(d.y)]))"""

TWO_FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


@pytest.fixture
def tab(page):
    return at_300(page)


@pytest.fixture
def seen(lasting):
    """The tab for those who change nothing but t."""
    return at_300(lasting)


def at_300(page):
    page.get_by_role("tab", name="Noise", exact=True).click()
    set_t(page, 300)
    page.get_by_role("tab", name="Schedules").click()
    page.wait_for_function("""document.querySelectorAll('.dx-now[data-t="300"]').length === 4""")
    return page


def choose(page, field: str, option: str) -> None:
    page.get_by_label(field).click()
    page.get_by_role("option", name=re.compile(f"^{option}")).click()


def test_curves_are_the_schedules(seen):
    schedules = {kind: SCHEDULES[kind](1000) for kind in ("cosine", "linear")}
    shown = seen.evaluate(DATA)
    assert len(shown) == len(QUANTITIES)
    for quantity, traces in zip(QUANTITIES, shown, strict=True):
        for name, x, y in traces:
            schedule = schedules[name.split()[-1]]
            wanted = {
                "factors": schedule.alpha_bar**0.5 if name.startswith("√ᾱ") else (1 - schedule.alpha_bar) ** 0.5,
                "beta": schedule.posterior_variance if name.startswith("β̃") else schedule.beta,
            }.get(quantity)
            wanted = getattr(schedule, quantity) if wanted is None else wanted
            np.testing.assert_allclose(y, wanted[np.array(x, dtype=int)], rtol=1e-12)


def test_every_kind_can_be_chosen_and_reaches_the_noise_tab(tab):
    for kind in ("scaled_linear", "sigmoid", "constant"):
        name = kind.replace("_", "-")
        choose(tab, "Schedule (solid)", name)
        tab.wait_for_function("(name) => explorer.state.schedule.name === name", arg=name)
        wanted = SCHEDULES[kind](1000, **KINDS[kind]).alpha_bar
        np.testing.assert_array_equal(tab.evaluate("Array.from(explorer.state.schedule.alphaBar)"), wanted)
        tab.get_by_role("tab", name="Noise", exact=True).click()
        wait_until(tab.get_by_role("radio", name=name, exact=True).is_checked)
        tab.get_by_role("tab", name="Schedules", exact=True).click()


@pytest.mark.soak
def test_parameters_rescaling_and_zero_terminal_snr(tab):
    T = tab.get_by_label("number input for Number of steps T")
    T.fill("50")
    T.press("Enter")
    tab.locator(".dx-facts").get_by_text("The linear chain does not end in noise").wait_for()
    tab.wait_for_function("explorer.state.T === 50 && explorer.state.t === 15")  # t keeps its place
    tab.get_by_label("times 1000/T").check()
    tab.locator(".dx-facts").get_by_text("The linear chain does not end in noise").wait_for(state="hidden")
    np.testing.assert_array_equal(
        tab.evaluate("Array.from(explorer.state.other.beta)"), SCHEDULES["linear"](50, 1e-4 * 20, 0.02 * 20).beta
    )
    tab.get_by_label("Rescale to zero terminal SNR").check()
    tab.wait_for_function("explorer.state.schedule.alphaBar[50] === 0")
    np.testing.assert_array_equal(
        tab.evaluate("Array.from(explorer.state.schedule.beta)"), zero_terminal_snr(SCHEDULES["cosine"](50)).beta
    )
    offset = tab.get_by_label("offset s")
    offset.fill("0.7")
    refused = tab.get_by_role("tabpanel").get_by_text("s must lie between 0 and 0.5")  # it is also read out
    refused.wait_for()
    tab.get_by_role("button", name="Back to the papers").click()
    refused.wait_for(state="hidden")
    tab.wait_for_function("explorer.state.T === 1000")
    np.testing.assert_array_equal(
        tab.evaluate("Array.from(explorer.state.schedule.alphaBar)"), SCHEDULES["cosine"](1000).alpha_bar
    )


def test_a_number_of_steps_that_is_none_is_a_sentence(tab):
    steps = tab.get_by_label("number input for Number of steps T")
    refused = tab.get_by_role("tabpanel").get_by_text("T must be a whole number from 10 to 4000.")
    for bad in ("", "5", "10.5"):
        steps.fill(bad)
        refused.wait_for()
        steps.fill("300")
        tab.wait_for_function("explorer.state.T === 300")
        refused.wait_for(state="hidden")


def test_what_clips_a_curve_is_in_the_page_whatever_its_address(tab):
    clips = tab.evaluate("[...document.querySelectorAll('[clip-path]')].map((each) => each.getAttribute('clip-path'))")
    assert clips and all(clip.startswith("url(#") for clip in clips)


def test_dragging_moves_t_without_the_server(tab):
    settle(tab)
    asked = len(tab.watch.requests)
    box = tab.locator(".dx-chart-box").first.bounding_box()
    y = box["y"] + box["height"] / 2
    tab.mouse.move(box["x"] + 0.3 * box["width"], y)
    tab.mouse.down()
    seen = []
    for share in (0.4, 0.5, 0.6, 0.7, 0.8):
        tab.mouse.move(box["x"] + share * box["width"], y)
        tab.evaluate(TWO_FRAMES)
        seen.append(tab.evaluate("explorer.state.t"))
    tab.mouse.up()
    assert seen == sorted(seen)
    assert seen[-1] - seen[0] > 300
    tab.wait_for_function("(t) => document.querySelectorAll(`.dx-now[data-t='${t}']`).length === 4", arg=seen[-1])
    assert tab.watch.requests[asked:] == []


def test_strips_show_the_picture_along_each_schedule(seen):
    for name, kind in (("schedule", "cosine"), ("other", "linear")):
        selector = f'.dx-strips canvas[data-strip="{name}"]'
        wait_until(lambda s=selector: canvas(seen, s).shape[0] == 32)
        strip = canvas(seen, selector)
        tiles, bars = strip.shape[1] // 32, SCHEDULES[kind](1000).alpha_bar
        eps = Noise([0]).start((3, 32, 32))
        for i in range(tiles):
            bar = bars[int(1000 * (i + 0.5) / tiles + 0.5)]
            x_t = float(bar**0.5) * small(CAT, 32) + float((1 - bar) ** 0.5) * eps
            assert np.abs(strip[:, 32 * i : 32 * i + 32].astype(int) - to_uint8(x_t.numpy())[0]).max() <= 1


def test_what_is_left_at_the_end(seen):
    row = seen.locator('[data-row="other"]')
    assert row.locator('[data-number="wasted"]').text_content() == "327 / 1000"
    assert row.locator('[data-number="bar"]').text_content() == "4.0 · 10⁻⁵"
    left = canvas(seen, '[data-row="other"] [data-part="left"]')
    bar = SCHEDULES["linear"](1000).alpha_bar[-1]
    assert np.abs(left.astype(int) - to_uint8((bar**0.5 * small(CAT, 64)).numpy())[0]).max() <= 1


def test_downloads_and_snippet(seen, tmp_path):
    schedule = SCHEDULES["cosine"](1000)
    with seen.expect_download() as download:
        seen.get_by_role("button", name="All values as CSV").click()
    download.value.save_as(tmp_path / "schedules.csv")
    table = np.genfromtxt(tmp_path / "schedules.csv", delimiter=",", names=True)
    np.testing.assert_array_equal(table["cosine_alpha_bar"], schedule.alpha_bar)
    np.testing.assert_array_equal(table["linear_posterior_variance"], SCHEDULES["linear"](1000).posterior_variance)
    hidden = seen.locator(".dx-curves button").first
    hidden.click()
    seen.locator('.dx-curves button[aria-pressed="false"]').first.wait_for()
    assert hidden.get_attribute("aria-pressed") == "false"
    assert hidden.evaluate("(button) => getComputedStyle(button).textDecorationLine") == "none"  # that is no error
    for kind, start in (("PNG", b"\x89PNG"), ("SVG", b"<svg")):
        with seen.expect_download() as download:
            seen.get_by_role("button", name=f"save as {kind}").first.click()
        content = download.value.path().read_bytes()
        assert content.startswith(start) and download.value.suggested_filename == f"alpha_bar.{kind.lower()}"
        if kind == "PNG":
            assert Image.open(io.BytesIO(content)).convert("RGBA").getpixel((1, 1)) == (255, 255, 255, 255)
        else:
            said = "".join(ElementTree.fromstring(content).itertext())
            assert "Signal left" in said and "linear" in said and "cosine" not in said
    hidden.click()
    names = {}
    exec(seen.locator(".dx-code_and_table pre").text_content(), names)  # the snippet runs as it is
    np.testing.assert_array_equal(names["schedule"].beta, schedule.beta)


SHIFTS = """window.shifts = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts += entry.value;
})
  .observe({ type: "layout-shift" });"""


def test_nothing_jumps_when_the_tab_is_opened(page):
    page.get_by_role("tab", name="Schedules").click(trial=True)
    page.evaluate(SHIFTS)
    page.get_by_role("tab", name="Schedules").click()
    page.wait_for_function("document.querySelectorAll('.dx-now[data-t]').length === 4")
    page.evaluate(TWO_FRAMES)
    assert page.evaluate("window.shifts") < 0.01  # 0.057 before there was place for the strips


@pytest.mark.soak
def test_a_foreign_schedule_is_noticed_and_can_be_tried(tab):
    assert tab.get_by_text("was trained with another schedule").is_hidden()
    choose(tab, "Schedule (solid)", "linear")
    tab.get_by_text("was trained with another schedule").wait_for()
    tab.get_by_role("button", name="Denoise with it all the same").click()
    tab.get_by_label("Use the schedule of the Schedules tab").wait_for()
    assert tab.get_by_label("Use the schedule of the Schedules tab").is_checked()
    tab.locator("#denoise-run").click()
    tab.wait_for_function("document.querySelectorAll('.dx-film canvas').length > 1")
