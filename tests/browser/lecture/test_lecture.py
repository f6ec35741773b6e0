"""Lecture mode and the lessons in it, as a hall and who speaks there have them."""

import pytest

from explorer.ui.links.lessons import ANSWER, LESSONS, STEPS
from explorer.ui.tabs import TABS
from explorer.ui.tabs.schedules.views import QUANTITIES
from explorer.ui.text import load_text
from tests.support.browser import OPENED, PATIENCE_MS
from tests.support.served import all_soaked, soaked, wait_until

DONE = '.dx-player[data-done="true"], .dx-player [data-done="true"]'
HALLS = [(1440, 900), *all_soaked([(1024, 768), (1920, 1080), (1280, 720)])]
LEAST = 0.022  # of the screen's height, of letters
# Letters in sight that are smaller, as shares of the screen's height; those on canvases are noted as they are drawn.
SMALL = """(least) => {
    const found = [];
    for (const element of document.querySelectorAll("body *")) {
        const text = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
        const heard = element.closest(".dx-heard");
        if (!text || heard || !element.checkVisibility({ visibilityProperty: true })) continue;
        const size = parseFloat(getComputedStyle(element).fontSize);
        const { width, bottom } = element.getBoundingClientRect();
        if (width > 1 && bottom > 0) found.push([size / innerHeight, element.textContent.trim().slice(0, 40)]);
    }
    for (const [canvas, size] of window.lettersOn ?? []) {
        const share = size * canvas.clientWidth / canvas.width / innerHeight;
        if (canvas.checkVisibility()) found.push([share, "on a canvas"]);
    }
    return [found.length, found.filter(([share]) => share < least)];
}"""
# Whether the lesson lies in its panel, that in the window, and the page in it, too.
FITS = """() => {
    const panel = document.querySelector(".dx-lesson"), page = document.documentElement;
    return panel.scrollHeight <= panel.clientHeight && panel.clientHeight <= innerHeight
        && page.scrollHeight <= innerHeight + 1;
}"""
NOTE_LETTERS = """() => {
    const fillText = CanvasRenderingContext2D.prototype.fillText;
    window.lettersOn = new Map();
    CanvasRenderingContext2D.prototype.fillText = function (...all) {
        window.lettersOn.set(this.canvas, parseFloat(this.font));
        fillText.apply(this, all);
    };
}"""
# The marker's place and the middle of the slider's thumb, for each t: how far they are apart at most, and how many t.
APART = """async (every) => {
    const slider = document.querySelector(".dx-noise_stage input[type=range]");
    const now = document.querySelector(".dx-noise_stage [data-now]");
    const thumb = parseFloat(getComputedStyle(document.body).getPropertyValue("--dx-thumb")) || 22;
    const wide = document.createElement("i");
    wide.style = "position: fixed; width: var(--dx-thumb)";
    slider.parentElement.append(wide);
    const size = wide.getBoundingClientRect().width, seen = new Set();
    wide.remove();
    let most = 0;
    for (let t = 0; t <= explorer.state.T; t += every) {
        explorer.set({ t });
        await new Promise(requestAnimationFrame);
        await new Promise(requestAnimationFrame);
        const { left, width } = slider.getBoundingClientRect(), value = Number(slider.value);
        const middle = left + size / 2 + (width - size) * value / slider.max;
        most = Math.max(most, Math.abs(now.getBoundingClientRect().left + 1 - middle));
        seen.add(value);
    }
    return [most, seen.size];
}"""


@pytest.fixture
def hall(open_page, server):
    """hall(link, width, height, **options) -> a page in lecture mode, once the link has been restored."""

    def hall(link: str, width: int = 1440, height: int = 900, **options):
        page = open_page(server, width, height, link=link, **options)
        page.wait_for_function(OPENED)
        page.keyboard.press("l")
        page.wait_for_function("() => hall.on()")
        return page

    return hall


def lesson(page) -> str:
    return page.evaluate("explorer.state.lesson")


def letters_are_large(page) -> int:
    """Once all letters in sight are: how many texts that are."""
    wait_until(
        lambda: page.evaluate(SMALL, LEAST)[1] == [], 10, lambda: str((lesson(page), page.evaluate(SMALL, LEAST)))
    )
    return page.evaluate(SMALL, LEAST)[0]


@pytest.mark.parametrize("begin", ["sdedit.1", *soaked(["jump.1"])])
def test_every_question_reveal_and_answer_is_reached_by_a_remote(hall, begin):
    page, places = hall(f"?lesson={begin}"), [*STEPS]
    for i, place in enumerate(places[places.index(begin) :]):
        assert lesson(page) == place
        name, _, number = place.removesuffix(ANSWER).partition(".")
        step = next(one for one in LESSONS if one.name == name).steps[int(number) - 1]
        assert page.locator(".dx-say").is_visible()
        assert page.locator(".dx-ask").is_visible() == bool(step.right)
        assert page.locator(".dx-answer").is_visible() == place.endswith(ANSWER)
        right = page.locator('.dx-choices [data-is="right"]')
        assert right.count() == place.endswith(ANSWER)
        if place.endswith(ANSWER):
            assert right.get_attribute("data-choice") == step.right
        elif step.right:
            assert page.locator(".dx-choices button:visible").count() == 3
            assert (page.locator(".tabs").evaluate("(tabs) => getComputedStyle(tabs).visibility") == "hidden") == (
                step.hides or step.part == "row"
            )
        page.keyboard.press("PageDown" if i % 2 else "ArrowRight")
    page.locator(".dx-shelf").wait_for()
    assert page.locator(".dx-shelf button").count() == len(LESSONS)
    page.keyboard.press("PageUp")
    page.locator(".dx-shelf").wait_for(state="hidden")
    assert lesson(page) == [*STEPS][-1]
    page.keyboard.press("PageUp")
    assert lesson(page) == [*STEPS][-2]
    page.keyboard.press("Enter")
    assert lesson(page) == [*STEPS][-1]


def test_the_answer_plays_what_the_question_held_back(hall):
    page = hall("?lesson=fan.1")
    page.wait_for_selector(DONE)
    page.wait_for_function("() => explorer.state.time === 1000")
    page.keyboard.press("PageDown")
    page.wait_for_function("() => explorer.state.time === 0")
    page.keyboard.press("PageUp")
    page.wait_for_function("() => explorer.state.time === 1000")


@pytest.mark.soak
def test_who_asked_for_less_motion_sees_the_answer_at_once(hall):
    page = hall("?lesson=fan.1", reduced_motion="reduce")
    page.wait_for_selector(DONE)
    page.keyboard.press("PageDown")
    page.wait_for_function("() => explorer.state.time === 0")
    assert page.locator(".dx-player [data-play]").get_attribute("aria-label") == "Play"


PLACES = ["jump.1.answer", "cosine.1.answer", "cosine.2.answer", "leap.1.answer", "leap.3.answer", "variance.1",
          "sdedit.2", "memorised.2.answer"]  # fmt: skip


@pytest.mark.parametrize("language", ["en", *soaked(["ja", "ru", "vi"])])
@pytest.mark.parametrize(("width", "height"), HALLS)
def test_the_last_row_can_read_it(hall, width, height, language):
    page = hall(f"?lang={language}&lesson=jump.1.answer", width, height)
    page.evaluate(NOTE_LETTERS)
    few = width == 1440 and language == "en"
    for place in PLACES if few else STEPS:
        page.evaluate("(place) => dispatchEvent(new PopStateEvent('popstate'), history.replaceState(null, '', place))",
                      f"?lesson={place}")  # fmt: skip
        page.wait_for_function("(place) => explorer.state.lesson === place && !explorer.link.asked", arg=place)
        if "run=1" in STEPS[place]:
            page.wait_for_selector(DONE, state="attached")  # a row of pictures takes the player's place
        if "schedules" in STEPS[place]:
            page.wait_for_function("() => document.querySelector('.dx-plot .xtick text')")
        assert letters_are_large(page) > 3
        wait_until(lambda: page.evaluate(FITS), explain=lambda place=place: place)


@pytest.mark.soak
def test_each_tab_without_a_lesson_can_be_read(hall):
    page = hall("?t=300")
    page.evaluate(NOTE_LETTERS)
    for tab in TABS:
        page.keyboard.press("Escape")
        page.evaluate("() => explorer.set({ shelf: false })")
        page.get_by_role("tab", name={"finetune": "Fine-tune"}.get(tab.id, tab.id.capitalize()), exact=True).click()
        page.keyboard.press("l")
        if tab.id == "schedules":
            page.wait_for_selector(".dx-plot .xtick text")
            assert page.locator(".dx-chart-box:visible").count() == 1
            assert page.locator(".dx-strips canvas:visible").count() == 2
        letters_are_large(page)


@pytest.mark.parametrize("language", ["en", *soaked(["ja", "ru", "vi"])])
@pytest.mark.parametrize(("width", "height"), HALLS)
def test_which_chart_the_hall_sees_is_chosen_in_the_mode(hall, width, height, language):
    page, text = hall(f"?lang={language}&tab=schedules", width, height), load_text(language)
    choice, plot = page.locator("[data-chart]"), page.locator(".dx-plot:visible")

    def shows(name: str) -> bool:
        return plot.count() == 1 and plot.get_attribute("aria-label").startswith(text[f"chart.{name}"])

    def fits() -> bool:
        high, screen = page.evaluate("[document.documentElement.scrollHeight, innerHeight]")
        return high <= screen + 1

    for name in QUANTITIES:
        wait_until(lambda name=name: shows(name), 10)
        page.locator(".dx-plot:visible .xtick text").first.wait_for()
        assert letters_are_large(page) > 3
        wait_until(fits, 10, lambda name=name: name)
        page.keyboard.press("c")
    wait_until(lambda: shows(QUANTITIES[0]), 10)  # after the last one the first again
    choice.nth(2).click()
    wait_until(lambda: shows(QUANTITIES[2]), 10)
    page.keyboard.press("c")  # what was pressed does not keep the keys
    wait_until(lambda: shows(QUANTITIES[3]), 10)
    page.keyboard.press("Escape")
    page.locator("[data-chart]").first.wait_for(state="hidden")
    assert page.locator(".dx-chart-box:visible").count() == 4


@pytest.mark.soak
def test_a_lesson_shows_the_chart_that_it_speaks_of(hall):
    page = hall("?tab=schedules")
    page.keyboard.press("c")
    page.locator('[data-chart="log_snr"][aria-pressed="true"]').wait_for()
    page.evaluate("dispatchEvent(new PopStateEvent('popstate'), history.replaceState(null, '', '?lesson=cosine.1'))")
    page.locator(".dx-say").wait_for()
    page.locator('[data-chart="alpha_bar"][aria-pressed="true"]').wait_for(state="attached")
    page.locator("[data-chart]").first.wait_for(state="hidden")


@pytest.mark.parametrize("every", [20, *soaked([1])])
@pytest.mark.parametrize("large", [True, *soaked([False])])
@pytest.mark.parametrize(("width", "height"), [(1440, 900), *all_soaked([(390, 844), (1920, 1080)])])
def test_the_marker_of_t_is_above_the_thumb(open_page, server, width, height, large, every):
    page = open_page(server, width, height)
    page.evaluate("explorer.set({ t: 0 })")
    if large:
        page.keyboard.press("l")
    most, seen = page.evaluate(APART, every)
    assert seen == 1 + 1000 // every and most < 2


def test_arrows_step_the_lesson_and_shift_the_frames_in_the_mode_and_out_of_it(hall):
    page = hall("?lesson=guess.2.answer")
    page.wait_for_selector(DONE)
    for _ in range(2):
        page.wait_for_function("() => explorer.state.time === 700")
        page.keyboard.press("Shift+ArrowRight")
        page.wait_for_function("() => explorer.state.time === 690")
        page.locator(".dx-say").evaluate("(title) => title.parentElement.nextElementSibling.focus()")  # a button
        page.keyboard.press("Shift+ArrowLeft")
        page.keyboard.press("Shift+ArrowLeft")
        page.wait_for_function("() => explorer.state.time === 710")
        page.keyboard.press("ArrowRight")
        assert lesson(page) == "guess.3"
        page.wait_for_function("() => explorer.state.time === 400")
        page.keyboard.press("ArrowLeft")
        assert lesson(page) == "guess.2.answer"
        page.keyboard.press("Escape")


@pytest.mark.soak
def test_where_there_is_nothing_to_show_there_are_the_lessons(hall):
    page = hall("?tab=denoise&seed=77")  # no chain of these settings is shown yet
    page.locator(".dx-shelf").wait_for()
    page.keyboard.press("PageDown")
    assert lesson(page) == "jump.1"
    page.locator(".dx-shelf").wait_for(state="hidden")
    page = hall("?t=400")  # the picture is something
    assert page.locator(".dx-shelf").is_hidden()
    page.keyboard.press("PageDown")
    page.locator(".dx-shelf").wait_for()


def test_the_keys_are_said_until_one_is_pressed(hall):
    page = hall("?lesson=fan.1")
    line = page.locator(".dx-keys")
    assert "Page Down" in line.inner_text()
    page.keyboard.press("Shift+ArrowLeft")
    line.wait_for(state="hidden")


def test_a_remote_makes_the_screen_black(hall):
    page = hall("?lesson=fan.1")

    def dark() -> bool:
        return page.evaluate("getComputedStyle(document.body, '::after').backgroundColor === 'rgb(0, 0, 0)'")

    for key in ("b", "."):
        page.keyboard.press(key)
        assert dark()
        page.keyboard.press("PageDown")  # brings the light back, and nothing else
        assert not dark() and lesson(page) == "fan.1"
    page.keyboard.press("b")
    page.keyboard.press("Escape")
    assert not dark()


def test_notes_for_the_speaker_follow_and_lead(hall):
    page = hall("?lesson=fan.1")
    with page.expect_popup() as opened:
        page.keyboard.press("n")
    notes = opened.value
    notes.set_default_timeout(PATIENCE_MS)
    notes.locator("[aria-current=step]").wait_for()
    assert notes.locator("section").count() == len(LESSONS)
    assert "min" in notes.locator("h1").inner_text()
    current = notes.locator("[aria-current=step]")
    assert current.get_attribute("data-place") == "fan.1"
    assert "B: One" in current.inner_text()
    notes.keyboard.press("PageDown")
    wait_until(lambda: lesson(page) == "fan.1.answer")
    page.bring_to_front()
    page.keyboard.press("PageDown")
    notes.locator('[data-place="fan.2"][aria-current=step]').wait_for()
    assert notes.evaluate("getComputedStyle(document.body).color") == "rgb(31, 35, 40)"
    notes.emulate_media(media="print")
    assert current.evaluate("(item) => getComputedStyle(item).backgroundColor") == "rgba(0, 0, 0, 0)"


@pytest.mark.soak
def test_out_of_the_mode_one_chooses_before_one_is_told(open_page, server):
    page = open_page(server, link="?lesson=fan.1")
    assert page.locator(".dx-answer").is_hidden()
    page.get_by_role("button", name="Eight", exact=False).first.click()
    page.locator(".dx-answer").wait_for()
    assert page.locator('.dx-choices [data-is="wrong"]').inner_text().endswith("Eight")
    assert page.locator('.dx-choices [data-is="right"]').inner_text().endswith("One")
    page.locator('.dx-lesson [data-go="1"]').click()
    page.locator('.dx-lesson [data-go="1"]').click()
    page.get_by_role("button", name="Show the answer").click()
    page.locator(".dx-answer").wait_for()
    page.get_by_role("button", name="Next lesson: Chance or no chance").click()
    assert lesson(page) == "chance.1"


@pytest.mark.soak
def test_a_step_shows_what_it_speaks_of(hall):
    page = hall("?lesson=sdedit.1")
    beside = page.locator(".dx-besides img")
    page.wait_for_function("() => document.querySelectorAll('.dx-besides img').length === 1")
    assert beside.get_attribute("alt") == "cat"
    page = hall("?lesson=memorised.2")
    assert page.locator(".dx-besides").is_hidden()
    page.keyboard.press("PageDown")
    page.wait_for_function("() => document.querySelectorAll('.dx-besides img').length === 10")
    page = hall("?lesson=leap.3.answer")
    page.wait_for_function("() => document.querySelectorAll('.dx-besides img').length === 6")
    assert page.locator(".dx-besides figcaption").all_inner_texts()[-1] == "Mean of all that fit"
