"""What people stumble over: a field that speaks of dropping to a finger, texts on icons, lines cut by a bar."""

import pytest

from explorer.ui.server.mailbox import PATIENCE_S
from explorer.ui.text import load_text
from tests.support.served import soaked, wait_until

NAME = "document.querySelector('.dx-own .upload-container')?.getAttribute('aria-label')"
CHAIN = "?tab=denoise&sampler=ddpm&steps=1000&count=16&where=server&run=1"


@pytest.mark.parametrize("locale", ["ja", *soaked(["en", "ru-RU", "vi"])])
def test_a_field_for_pictures_is_called_what_it_says(open_page, server, locale):
    page = open_page(server, locale=locale)
    text = load_text(locale[:2])
    wanted = f"{text['gradio.upload_text.drop_image']} - {text['gradio.common.or']} - "
    page.wait_for_function(f"(wanted) => {NAME}?.includes(wanted)", arg=wanted)


@pytest.mark.parametrize("locale", ["en", "ru-RU", *soaked(["ja", "vi"])])
def test_where_there_is_a_finger_nothing_is_said_of_dropping(open_page, server, locale):
    text = load_text(locale[:2])
    tap = text["uploads.tap"]
    page = open_page(server, 390, 844, locale=locale, has_touch=True, is_mobile=True)
    said = page.locator(".dx-own [data-testid=upload-text]")
    said.wait_for()
    page.wait_for_function(f"(tap) => {NAME}?.endsWith(tap)", arg=f": {tap}")
    assert said.evaluate("(zone) => getComputedStyle(zone).fontSize") == "0px"
    assert said.evaluate("(zone) => getComputedStyle(zone, '::after').content") == f'"{tap}"'
    page.get_by_role("tab", name=text["finetune.tab"], exact=True).click()
    page.get_by_role("button", name=f"{text['finetune.files']}: {tap}", exact=True).wait_for()


@pytest.mark.parametrize("locale", ["ru-RU", *soaked(["en", "ja", "vi"])])
def test_what_a_field_for_pictures_says_is_not_on_its_icons(open_page, server, locale):
    page = open_page(server, locale=locale)
    page.locator(".dx-own [data-testid=source-select]").wait_for()
    below = page.evaluate("""() => {
        const range = document.createRange();
        range.selectNodeContents(document.querySelector(".dx-own [data-testid=upload-text]"));
        return document.querySelector(".dx-own [data-testid=source-select]").getBoundingClientRect().top
            - range.getBoundingClientRect().bottom;
    }""")
    assert below >= 0


@pytest.mark.parametrize("locale", ["ru-RU", *soaked(["en", "ja", "vi"])])
@pytest.mark.parametrize("size", [(1280, 720), *soaked([(1366, 768), (1440, 900)])])
def test_the_help_of_eta_is_a_line_that_the_bar_does_not_cut(open_page, server, locale, size):
    page = open_page(server, *size, locale=locale, link="?tab=denoise")
    page.locator("#denoise-run").wait_for()
    page.locator(".dx-controls .head .info-text").first.wait_for()
    page.wait_for_selector("[data-drawn]", state="attached")

    def is_whole() -> bool:
        top, bottom, height, bar = page.evaluate("""() => {
            const help = document.querySelector(".dx-controls .head .info-text"), place = help.getBoundingClientRect();
            return [place.top, place.bottom, parseFloat(getComputedStyle(help).lineHeight),
                    document.querySelector(".dx-run").getBoundingClientRect().top];
        }""")
        return bottom - top < 1.5 * height and (bottom <= bar or top >= bar)

    wait_until(is_whole)


def test_what_is_drawn_follows_the_theme(page):
    drawn = "() => document.querySelector('[data-histogram]').toDataURL()"
    before = page.evaluate(drawn)
    page.click('[data-tool="theme"]')
    page.wait_for_function(f"(before) => ({drawn})() !== before", arg=before)


@pytest.mark.parametrize("way", ["reload", *soaked(["goto", "about:blank"])])
def test_who_leaves_in_the_middle_of_a_chain_leaves_no_errors(open_page, server, way):
    page = open_page(server, link=CHAIN)
    page.wait_for_function("Number(document.querySelector('[data-received]')?.dataset.received) > 1")
    if way == "reload":
        page.reload()
    else:
        page.goto(server.url if way == "goto" else way)
    if way != "about:blank":
        page.wait_for_selector("[data-drawn]", state="attached")


@pytest.mark.soak
def test_a_page_that_takes_long_until_it_listens_is_not_forgotten(page, server):
    """What its events answer waits for its stream, which a busy machine or a bad line may hold back."""
    held, late = [], False
    page.route("**/queue/data?**", lambda route: route.continue_() if late else held.append(route))
    page.goto(server.url + CHAIN)
    wait_until(lambda: page.wait_for_timeout(100) or held)
    page.wait_for_timeout(1000 * PATIENCE_S / 2)
    late = True
    for route in held:
        route.continue_()
    page.wait_for_function("Number(document.querySelector('[data-received]')?.dataset.received) > 1")
