"""What stands at the foot of each tab: the way on to the next one, and after the last one out of the page."""

from ...tab import Page, Tab
from ...widgets import PRIVATE
from .further import further
from .next_card import next_card


def foot(page: Page, tab: Tab, following: Tab | None) -> None:
    """The path is the list of tabs: each says what one has seen there, and the next one which question it answers."""
    seen = page.text[f"path.{tab.id}.seen"]
    if following is None:
        further(page.text, seen)
        return
    card = next_card(page.text, seen, page.text[f"path.{following.id}.asks"], page.text[f"{following.id}.tab"])
    # The tab's own handler is for those who press it.
    there = f"""() => {{
        window.explorer.link.put({{ tab: "{following.id}" }});
        return {{ selected: "{following.id}", __type__: "update" }};
    }}"""
    card.go(None, None, page.tabs, js=there, **PRIVATE).then(None, None, None, js=ARRIVED, **PRIVATE)


ARRIVED = """() => {
    window.scrollTo({ top: 0 });
    document.querySelector(".tab-container [role=tab][aria-selected=true]")?.focus({ preventScroll: true });
}"""
