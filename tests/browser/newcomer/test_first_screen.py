"""What a newcomer sees: it moves, says one thing, offers two ways on, and is gone for good once it has been touched."""

import json

import pytest

from explorer.ui.page.first.first_screen import ABOUT
from tests.browser.test_accessibility import AXE, findings
from tests.support.browser import SEEN
from tests.support.served import soaked, wait_until

SCREEN = ".dx-first_screen dialog[open]"
SIZES = [(390, 844), *soaked([(1440, 900), (1280, 720)])]
TOUCHES = {
    "Escape": lambda page: page.keyboard.press("Escape"),
    "wheel": lambda page: (page.mouse.move(300, 300), page.mouse.wheel(0, 100)),
    "click": lambda page: page.mouse.click(20, 20),
    "key": lambda page: page.keyboard.press("x"),
}


@pytest.fixture
def newcomer(open_page, server):
    return lambda width=1440, height=900, link="", **options: open_page(
        server, width, height, link=link, first=True, **options
    )


def frames(page) -> str:
    return page.locator(f"{SCREEN} canvas[data-drawn]").get_attribute("data-drawn")


def gone(page) -> bool:
    return page.locator(SCREEN).count() == 0


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_it_moves_and_all_of_it_is_in_sight(newcomer, size):
    page = newcomer(*size)
    before, picture = frames(page), page.locator(SCREEN).screenshot()
    wait_until(lambda: frames(page) != before)
    wait_until(lambda: page.locator(SCREEN).screenshot() != picture)
    assert page.locator(f"{SCREEN} h2").count() == 1 and page.locator(f"{SCREEN} button").count() == 2
    for part in ("canvas", "h2", "[data-first=try]", "[data-first=tour]"):
        box = page.locator(f"{SCREEN} {part}").bounding_box()
        assert box["x"] >= 0 and box["y"] >= 0, part
        assert box["x"] + box["width"] <= size[0] and box["y"] + box["height"] <= size[1], part


def test_it_stands_still_for_those_who_want_calm(newcomer):
    page = newcomer(reduced_motion="reduce")
    before = frames(page)
    assert before.startswith("0,") and before.endswith(",30")  # from noise to a drawing
    page.evaluate(
        "() => new Promise((done) => { let n = 30; (function f() { n-- ? requestAnimationFrame(f) : done(); })(); })"
    )
    assert frames(page) == before


def test_what_it_draws_is_the_chain_of_the_network(newcomer):
    """The page's last frames are the network's last guesses, which it was handed."""
    page = newcomer(reduced_motion="reduce")
    page.wait_for_selector(f"{SCREEN} canvas[data-drawn]")
    apart = page.evaluate(
        """async (sheet) => {
            const image = new Image();
            image.src = explorer.shipped(sheet);
            await image.decode();
            const pixels = (source, x, y) => {
                const context = new OffscreenCanvas(32, 32).getContext("2d");
                context.drawImage(source, -x, -y);
                return context.getImageData(0, 0, 32, 32).data;
            };
            const drawn = pixels(document.querySelector(".dx-first_screen canvas"), 66, 66);
            const guess = pixels(image, image.naturalWidth - 32, image.naturalHeight - 32);
            return Math.max(...drawn.map((value, i) => Math.abs(value - guess[i])));
        }""",
        json.loads(ABOUT.read_text())["sheet"],
    )
    assert apart <= 1


def test_axe_finds_nothing(newcomer):
    page = newcomer()
    page.locator(SCREEN).wait_for()
    page.evaluate(AXE)
    assert findings(page) == []


@pytest.mark.parametrize("touch", ["Escape", "wheel", *soaked(["click", "key"])])
def test_any_touch_folds_it_for_good(newcomer, touch):
    page = newcomer()
    page.locator(SCREEN).wait_for()
    TOUCHES[touch](page)
    wait_until(lambda: gone(page))
    page.reload()
    page.wait_for_selector("[data-drawn].dx-noise_stage, .dx-noise_stage [data-drawn]")
    assert gone(page) and page.evaluate("(key) => localStorage.getItem(key)", SEEN) == "1"


def test_by_keyboard_to_the_tour(newcomer):
    page = newcomer()
    page.locator(SCREEN).wait_for()
    focus = "document.activeElement.dataset.first ?? document.activeElement.tagName"
    assert page.evaluate(focus) == "DIALOG"
    for way in ("try", "tour"):
        page.keyboard.press("Tab")
        assert page.evaluate(focus) == way
    page.keyboard.press("Enter")
    page.locator(".dx-lesson").wait_for()
    wait_until(lambda: gone(page) and "lesson=" in page.evaluate("location.search"))


def test_to_try_it_is_to_move_t(newcomer):
    page = newcomer()
    page.click("[data-first=try]")
    wait_until(lambda: gone(page))
    page.keyboard.press("End")
    wait_until(lambda: page.evaluate("explorer.state.t") == 1000)


@pytest.mark.parametrize("link", ["?tab=schedules", *soaked(["?t=300", "?lesson=fan.2"])])
def test_a_link_goes_straight_to_its_state(newcomer, link):
    page = newcomer(link=link)
    wait_until(lambda: page.evaluate("explorer.link.asked === null"), 60)
    assert gone(page) and page.evaluate("(key) => localStorage.getItem(key)", SEEN) is None


def test_a_language_is_no_state(newcomer):
    newcomer(link="?lang=ru").locator(SCREEN).wait_for()
