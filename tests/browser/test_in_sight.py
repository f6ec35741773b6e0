"""What matters of each tab is in sight when it opens: its sentence, its picture and its main control."""

import pytest

from explorer.ui.text import load_text
from tests.browser.test_languages import EVERY_LANGUAGE
from tests.support.served import all_soaked, wait_until

# Of each tab, the picture and the control; of the dropped files and the first chart, the upper edge is enough.
MAIN = {
    "noise": [".dx-noise_stage canvas[data-part=mixture]", ".dx-noise_stage input[type=range]"],
    "schedules": [".dx-chart .js-plotly-plot"],
    "training": [".dx-training_stage canvas[data-part=said]", '.dx-draws [data-draw="1"]'],
    "plane": [".dx-plane_stage canvas[data-part=plane]", ".dx-plane-slide input[type=range]"],
    "denoise": [".dx-player canvas[data-part=mixture]", ".dx-player input[type=range]"],
    "finetune": ["#finetune-start"],
}
SIZES = [(1280, 720), (390, 844), *all_soaked([(1024, 768), (1366, 768)])]
BOTTOMS = """(selectors) => selectors.map((selector) => {
    const seen = [...document.querySelectorAll(selector)].find((element) => element.offsetParent);
    return Math.round(seen.getBoundingClientRect().bottom);
})"""


@pytest.mark.parametrize("language", EVERY_LANGUAGE)
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_picture_and_control_are_on_the_first_screen(open_page, server, language, width, height):
    page, text = open_page(server, width, height, link=f"?lang={language}"), load_text(language)
    for tab, selectors in MAIN.items():
        page.get_by_role("tab", name=text[f"{tab}.tab"], exact=True).click()
        sentence = page.get_by_text(text[f"{tab}.intro"], exact=True)
        for selector in selectors:
            page.locator(selector).first.wait_for()
        sentence.wait_for()
        wait_until(lambda s=selectors: max(page.evaluate(BOTTOMS, s)) <= height, explain=lambda tab=tab: tab)
        assert sentence.bounding_box()["y"] < height / 2


def test_on_a_large_screen_the_pictures_grow(open_page, server):
    page = open_page(server, 1920, 1080)
    mixture = page.locator(".dx-noise_stage canvas[data-part=mixture]")
    wait_until(lambda: mixture.bounding_box()["width"] >= 450)
    page.get_by_role("tab", name="Denoise").click()
    picture = page.locator(".dx-player canvas[data-part=mixture]").first
    picture.wait_for()
    wait_until(lambda: picture.bounding_box()["width"] >= 560)
    wait_until(lambda: page.locator(".dx-player input[type=range]").bounding_box()["y"] < 1040)


def test_the_arrows_of_a_phone_go_one_step(open_page, server):
    page = open_page(server, 390, 844, has_touch=True)
    slider = page.locator(".dx-noise_stage input[type=range]")
    wait_until(lambda: slider.bounding_box()["width"] >= 340)
    before = int(slider.input_value())
    page.get_by_role("button", name="One step on").tap()
    page.wait_for_function("(t) => window.explorer.state.t === t", arg=before + 1)
    for _ in range(2):
        page.get_by_role("button", name="One step back").tap()
    page.wait_for_function("(t) => window.explorer.state.t === t", arg=before - 1)


def test_more_is_said_on_demand(page):
    more = load_text("en")["noise.intro_more"]
    assert not page.get_by_text(more).is_visible()
    page.get_by_text("More", exact=True).first.click()
    page.get_by_text(more).wait_for()
