"""iOS enlarges the whole page, and never back, for a field whose letters have less than 16 pixels."""

import pytest

from tests.browser.test_accessibility import TABS, open_tab, unfold

LEAST = 16
FIELDS = """() => [...document.querySelectorAll("input, select, textarea, [contenteditable]")]
    .filter((one) => !["range", "checkbox", "radio", "file", "button"].includes(one.type) && one.checkVisibility())
    .map((one) => [one.outerHTML.slice(0, 150), parseFloat(getComputedStyle(one).fontSize),
                   one.type === "number" ? one.scrollWidth - one.clientWidth : 0])"""


@pytest.mark.parametrize(
    ("size", "options"),
    [
        pytest.param((390, 844), {}, id="phone"),
        pytest.param((1024, 768), {"has_touch": True, "is_mobile": True}, id="tablet", marks=pytest.mark.soak),
    ],
)
def test_no_field_makes_ios_enlarge_the_page(open_page, server, size, options):
    page = open_page(server, *size, **options)
    page.wait_for_selector("[data-drawn].dx-noise_stage")
    found = {}
    for tab in TABS:
        open_tab(page, tab)
        if tab == "Denoise":
            page.get_by_text("million parameters").wait_for(timeout=120_000)
            page.click("#denoise-run")
            page.wait_for_function("() => window.explorer.state.chain?.done", timeout=120_000)
        unfold(page)
        found |= {f"{tab}: {html}": rest for html, *rest in page.evaluate(FIELDS)}
    page.evaluate("document.querySelector('.dx-address').hidden = false")
    found |= {html: rest for html, *rest in page.evaluate(FIELDS)}
    assert len(found) > 25
    assert {html: size for html, (size, _) in found.items() if size < LEAST} == {}
    assert {html: over for html, (_, over) in found.items() if over > 0} == {}  # and the numbers still fit
