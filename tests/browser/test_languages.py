"""Each tab in each language, on a screen and on a phone: nothing overflows, nothing is cut off."""

import pytest

from explorer.ui.tabs import TABS as ALL_TABS
from explorer.ui.text import LANGUAGES, load_text
from tests.support.served import soaked, wait_until

TABS = [tab.id for tab in ALL_TABS]
QUICK = ("ru",)  # the longest words
EVERY_LANGUAGE = [*QUICK, *soaked(one for one in LANGUAGES if one not in QUICK)]
# Elements whose text is wider than they are and not shown in full; and those that leave the page on the right.
CUT_OFF = """() => {
    const found = [], wide = document.documentElement.clientWidth, most = document.documentElement.scrollWidth;
    for (const element of document.querySelectorAll(".gradio-container *")) {
        const box = element.getBoundingClientRect(), style = getComputedStyle(element);
        const { scrollWidth, clientWidth } = element;
        const text = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
        const seen = box.width && box.height && style.visibility !== "hidden" && style.position !== "absolute";
        if (!text || !seen || element.closest("svg, math, pre, .dx-formula")) continue;
        const name = `${element.tagName}.${element.className} ${element.textContent.trim().slice(0, 60)}`;
        if (style.overflowX !== "visible" && scrollWidth > clientWidth + 1) found.push(`cut off: ${name}`);
        if (box.right > wide + 1) found.push(`outside: ${name}`);
    }
    return most > wide + 1 ? [...found, `the page is ${most} wide`] : found;
}"""


# Choices of the dropdowns in sight that do not fit beside the arrow of theirs.
TOO_LONG = """() => {
    const dropdowns = gradio_config.components.filter(({ type }) => type === "dropdown").map(({ props }) => props);
    const pen = document.createElement("canvas").getContext("2d"), found = [], seen = [];
    for (const input of document.querySelectorAll("input[role=combobox]")) {
        const { font, paddingLeft } = getComputedStyle(input), ARROW = 20;
        pen.font = font;
        const room = input.clientWidth - parseFloat(paddingLeft) - ARROW;
        if (!input.clientWidth) continue;
        const own = dropdowns.find(({ label }) => label === input.getAttribute("aria-label"));
        seen.push(own.label);
        for (const [name] of own.choices) if (pen.measureText(name).width > room) found.push(`${own.label}: ${name}`);
    }
    return [seen, found];
}"""


@pytest.mark.parametrize("language", EVERY_LANGUAGE)
def test_what_is_chosen_is_read_in_full(open_page, server, language):
    text = load_text(language)
    page = open_page(server, link=f"?lang={language}")
    seen, too_long = [], []
    for tab in [one for one in TABS if one not in ("noise", "training")]:  # which have no dropdown
        page.get_by_role("tab", name=text[f"{tab}.tab"], exact=True).click()
        page.wait_for_selector("input[role=combobox]:visible")
        if tab == "denoise":
            page.get_by_role("button", name=text["denoise.duel_title"]).click()
            for name, which in (("kind", 0), ("source", 0), ("sampler", 1)):
                field = page.locator(f'input[role=combobox][aria-label="{text[f"denoise.{name}"]}"]:visible')
                field.nth(which).wait_for()
        for found, part in zip((seen, too_long), page.evaluate(TOO_LONG), strict=True):
            found += part
    assert {text[f"denoise.{name}"] for name in ("kind", "sampler", "source")} <= {*seen}
    assert seen.count(text["denoise.sampler"]) == 2 and too_long == []


@pytest.mark.parametrize(("width", "height"), [pytest.param(1440, 900, marks=pytest.mark.soak), (390, 844)])
@pytest.mark.parametrize("language", EVERY_LANGUAGE)
def test_nothing_is_cut_off(open_page, server, language, width, height):
    text = load_text(language)
    page = open_page(server, width, height, link=f"?lang={language}&lesson=fan.2")
    page.wait_for_selector(".dx-player [data-frame][data-drawn]")
    wait_until(lambda: page.evaluate(CUT_OFF) == [], explain=lambda: page.evaluate(CUT_OFF))
    for tab in TABS:
        page.get_by_role("tab", name=text[f"{tab}.tab"], exact=True).click()  # all are there, on a phone, too
        page.wait_for_timeout(800)  # for what unfolds
        wait_until(lambda: page.evaluate(CUT_OFF) == [], explain=lambda: page.evaluate(CUT_OFF))
