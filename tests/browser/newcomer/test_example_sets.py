"""Fine-tune is not empty: two sets of pictures, one press takes them; and a recorded training on each to scrub."""

import pytest

from explorer.sets import SETS
from explorer.ui.tabs.finetune.examples.example_sets import story_of
from explorer.ui.text import load_text

TEXT = load_text("en")


def test_one_press_takes_the_pictures(open_page, server):
    page, (first, second) = open_page(server, link="?tab=finetune"), SETS
    page.get_by_role("button", name=TEXT[f"examples.{second}"]).click()
    page.click("[data-take-set]")
    page.get_by_text(TEXT("finetune.seen", count=SETS[second][1], size=32)).wait_for()
    page.click("[data-take-set]")  # they are there already
    page.get_by_role("button", name=TEXT[f"examples.{first}"]).click()
    page.click("[data-take-set]")
    page.get_by_text(TEXT("finetune.seen", count=SETS[first][1] + SETS[second][1], size=32)).wait_for()


@pytest.mark.parametrize("name", [name for name in SETS if story_of(name)])
def test_the_story_of_a_set(open_page, server, name):
    page, story = open_page(server, link="?tab=finetune"), story_of(name)
    page.get_by_role("button", name=TEXT[f"examples.{name}"]).click()
    page.wait_for_selector(f'[data-preview="{name} {story["steps"][-1]}"]')
    page.locator(".dx-story input").focus()
    page.keyboard.press("Home")
    page.wait_for_selector(f'[data-preview="{name} {story["steps"][0]}"]')
    page.get_by_text(TEXT("examples.after", step=story["steps"][0], loss=f"{story['loss'][0][1]:.4f}")).wait_for()
    page.keyboard.press("l")
    page.locator(".dx-lecture .dx-story canvas").wait_for()
