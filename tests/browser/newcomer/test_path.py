"""The way through the page: each tab says what one has seen and leads on to the next, and the last one out of it."""

from itertools import pairwise

import pytest

from explorer.ui.page.path.further import PAPERS
from explorer.ui.tabs import TABS as ALL_TABS
from explorer.ui.text import load_text
from tests.browser.test_accessibility import AXE, findings
from tests.support.served import all_soaked, wait_until

TABS = [tab.id for tab in ALL_TABS]
CARD = ".dx-next_card.block:visible"


@pytest.mark.parametrize(("language", "size"), [("ru", (390, 844)), *all_soaked([("en", (1440, 900))])])
def test_from_the_first_tab_to_the_last_page(open_page, server, language, size):
    text = load_text(language)
    page = open_page(server, *size, link=f"?lang={language}&tab={TABS[0]}")
    wait_until(lambda: page.evaluate("explorer.link.asked === null"), 60)  # before, the link says where one is
    for here, following in pairwise(TABS):
        card = page.locator(CARD)
        card.get_by_text(text[f"path.{here}.seen"]).wait_for()
        card.get_by_text(text[f"path.{following}.asks"]).wait_for()
        card.locator("[data-next]").click()
        selected = page.locator(".tab-container [role=tab][aria-selected=true]")
        wait_until(lambda tab=following, at=selected: at.inner_text() == text[f"{tab}.tab"])
        wait_until(lambda at=selected: at.evaluate("tab => tab === document.activeElement && scrollY === 0"))
        wait_until(lambda tab=following: f"tab={tab}" in page.evaluate("location.search"))
    assert page.locator(CARD).count() == 0
    page.locator(".dx-further summary").click()
    links = page.locator(".dx-further dl a").evaluate_all("links => links.map(({ href }) => href)")
    assert links == [f"https://arxiv.org/abs/{number}" for papers in PAPERS.values() for number in papers.values()]
    page.evaluate(AXE)
    assert findings(page) == []


def test_a_hall_does_not_see_it(open_page, server):
    page = open_page(server, link=f"?tab={TABS[1]}")
    page.locator(CARD).wait_for()
    page.keyboard.press("l")
    page.locator(CARD).wait_for(state="detached")
