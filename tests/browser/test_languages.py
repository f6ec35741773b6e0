"""Each tab in each language, on a screen and on a phone: nothing overflows, nothing is cut off."""

import pytest

from explorer.ui.text import LANGUAGES, load_text

TABS = ("noise", "schedules", "denoise", "finetune")
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


@pytest.mark.parametrize(("width", "height"), [pytest.param(1440, 900, marks=pytest.mark.soak), (390, 844)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_cut_off(open_page, server, language, width, height):
    text, complaints = load_text(language), {}
    page = open_page(server, width, height, link=f"?lang={language}&lesson=fan.2")
    page.wait_for_selector(".dx-player [data-frame][data-drawn]", timeout=60_000)
    complaints["lesson"] = page.evaluate(CUT_OFF)
    for tab in TABS:
        page.get_by_role("tab", name=text[f"{tab}.tab"], exact=True).click()  # all four are there, on a phone, too
        page.wait_for_timeout(1500)
        complaints[tab] = page.evaluate(CUT_OFF)
    assert complaints == {name: [] for name in complaints}
