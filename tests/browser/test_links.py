"""Links, lessons, lecture mode and languages, as a visitor has them."""

import random
from urllib.parse import parse_qsl, urlsplit

import pytest

from explorer.ui.links.lessons import LESSONS, STEPS
from explorer.ui.links.link import read_link
from explorer.ui.networks import Networks
from explorer.ui.text import load_text
from tests.support.browser import OPENED, fill
from tests.support.served import all_soaked, soaked, wait_until
from tests.ui.links.states import random_state


@pytest.fixture(scope="module")
def networks(tmp_path_factory):
    networks = Networks("toys", "cpu", tmp_path_factory.mktemp("links") / "jobs")
    yield networks
    networks.close()


@pytest.fixture
def fresh_page(open_page, server):
    """fresh_page(link, **options of the browser) -> a page in a profile of its own."""
    return lambda link, **options: open_page(server, link=link, **options)


def query_of(page) -> dict[str, str]:
    return dict(parse_qsl(page.evaluate("location.search.slice(1)"), keep_blank_values=True))


def wait_for_query(page, wanted) -> dict[str, str]:
    """The query of the address, once wanted(query) holds."""
    wait_until(lambda: wanted(query_of(page)), explain=lambda: f"{query_of(page)}")
    return query_of(page)


def test_200_states_are_written_as_they_are_read(page, networks):
    states = [random_state(networks, random.Random(seed)) for seed in range(200)]
    wait_for_query(page, lambda query: query.get("v") == "1")
    written = page.evaluate("(states) => states.map((state) => window.explorer.link.query(state))", states)
    for state, link in zip(states, written, strict=True):
        assert read_link(networks, dict(parse_qsl(link))) == (state, [])
    assert max(len(link) for link in written) < 800


@pytest.mark.parametrize("seed", [0, *soaked(range(1, 20))])
def test_link_to_page_to_link(fresh_page, networks, seed):
    state = random_state(networks, random.Random(1000 + seed)) | {"run": False, "at": None}
    link = {name: str(int(value) if isinstance(value, bool) else value)
            for name, value in state.items() if value is not None}  # fmt: skip
    page = fresh_page("?" + "&".join(f"{name}={value}" for name, value in link.items()))
    again = wait_for_query(page, lambda query: query.get("v") == "1" and query.get("tab", "noise") == state["tab"])
    page.wait_for_timeout(1000)  # a late event would change it again
    assert query_of(page) == again
    assert read_link(networks, again) == (state, [])


def test_the_address_follows_what_one_does(page):
    page.locator(".dx-noise_stage input[type=range]").fill("700")
    page.click('[data-kind="rocket"]')
    page.evaluate("() => { window.atOnce.bounds.soonMs = 0; }")
    page.get_by_role("tab", name="Denoise").click()
    fill(page.get_by_label("Seed", exact=True), "12")
    page.get_by_label("Seed", exact=True).press("Tab")
    wanted = {"v": "1", "tab": "denoise", "t": "700", "picture": "rocket", "seed": "12"}
    assert wait_for_query(page, lambda query: query == wanted) == wanted


def test_a_damaged_link_opens_with_a_note(fresh_page):
    page = fresh_page("?t=5000&tab=denoise&colour=red")
    page.wait_for_selector("text=something that is not known here: t, colour")
    wanted = {"v": "1", "tab": "denoise", "run": "1"}  # the tab opens with a chain
    assert wait_for_query(page, lambda query: query == wanted) == wanted
    page.wait_for_selector('[role=tab][aria-selected="true"]:has-text("Denoise")')


def test_a_frame_tells_the_page_around_it(fresh_page, server):
    page = fresh_page("")
    page.set_content(f"<iframe src='{server.url}?t=300' width=1200 height=800></iframe>")
    page.evaluate("() => { window.heard = []; onmessage = ({ data }) => heard.push(data?.queryString ?? ''); }")
    frame = page.frames[1]
    wait_until(lambda: "v=1" in frame.evaluate("location.search"))
    frame.locator(".dx-noise_stage input[type=range]").fill("600")
    wait_until(lambda: any("t=600" in said for said in page.evaluate("heard")))


def test_copying_the_link(fresh_page):
    page = fresh_page("?t=123&tab=schedules", permissions=["clipboard-read", "clipboard-write"])
    wait_for_query(page, lambda query: "v" in query)
    page.get_by_role("button", name="Copy link").click()
    page.wait_for_selector("text=this link opens the page as it is now")
    copied = urlsplit(page.evaluate("navigator.clipboard.readText()"))
    assert dict(parse_qsl(copied.query)) == {"v": "1", "t": "123", "tab": "schedules"}


EVERY_LESSON = [LESSONS[0], *soaked(LESSONS[1:])]


@pytest.mark.parametrize("lesson", EVERY_LESSON, ids=lambda lesson: lesson.name)
def test_each_lesson_opens_without_the_network(fresh_page, lesson):
    page = fresh_page(f"?lesson={lesson.name}.1")
    for number in range(1, len(lesson.steps) + 1):
        if number > 1:
            page.get_by_role("button", name=f"Step {number}:").click()
        query = wait_for_query(page, lambda query, number=number: query.get("lesson") == f"{lesson.name}.{number}")
        if query.get("run") == "1":
            page.wait_for_selector('.dx-player[data-done="true"], .dx-player [data-done="true"]')
            assert page.evaluate("window.explorer.state.chain.rate") >= 0
        if lesson.steps[number - 1].right:
            page.get_by_role("button", name="Show the answer").click()
            page.locator(".dx-answer").wait_for()
            wait_for_query(page, lambda query, number=number: query.get("lesson") == f"{lesson.name}.{number}.answer")


def captions(page) -> list[str]:
    """Of the chains that the player shows."""
    return page.locator(".dx-sides .dx-side:not([hidden]) .dx-caption").all_inner_texts()


@pytest.mark.soak
def test_a_lesson_takes_the_place_of_a_chain_that_runs(fresh_page):
    page = fresh_page("?tab=denoise&run=1&steps=1000&count=9&seed=77")
    page.wait_for_function("() => window.explorer.state.chain")
    page.get_by_role("button", name="Lessons", exact=True).click()
    page.get_by_role("button", name="Where chance enters").click()
    fan = ["toys · face · DDIM · 50 steps · seed 5, 8 ways on"]
    wait_until(lambda: captions(page) == fan, explain=lambda: captions(page))


@pytest.mark.soak
def test_of_steps_in_quick_succession_the_last_is_shown(fresh_page):
    begin, end = "steps.3", "clip.2"
    page = fresh_page(f"?lesson={begin}")
    page.wait_for_selector('[data-done="true"]')
    places = [*STEPS]
    for _ in places[places.index(begin) : places.index(end)]:
        page.locator('.dx-lesson [data-go="1"]').click()
    duel = [f"toys · rocket · DDIM · 20 steps · w = 8 · Clip x̂₀: {clip} · seed 3" for clip in ("on", "off")]
    wait_until(lambda: captions(page) == duel, explain=lambda: captions(page))
    wait_for_query(page, lambda query: query.get("lesson") == end and query.get("guidance") == "8")


def test_the_browsers_back_button_returns_to_the_tab_and_the_step_before(fresh_page):
    page = fresh_page("?tab=schedules")
    wait_for_query(page, lambda query: "v" in query)
    page.get_by_role("tab", name="Noise", exact=True).click()
    wait_for_query(page, lambda query: "tab" not in query)
    page.evaluate("explorer.set({ t: 123 })")  # no other place
    wait_for_query(page, lambda query: query.get("t") == "123")
    page.get_by_role("button", name="Lessons", exact=True).click()
    page.get_by_role("button", name="Where chance enters").click()
    wait_for_query(page, lambda query: query.get("lesson") == "fan.1")
    page.get_by_role("button", name="Step 2:").click()
    wait_for_query(page, lambda query: query.get("lesson") == "fan.2")
    page.go_back()
    wait_until(lambda: page.locator(".dx-say").inner_text() == "η = 0")
    wait_for_query(page, lambda query: query.get("lesson") == "fan.1" and "eta" not in query)
    page.go_back()
    page.locator(".dx-lesson").wait_for(state="hidden")
    page.locator(".dx-stage").wait_for()
    page.go_back()
    page.locator(".dx-stage").wait_for(state="hidden")
    assert page.get_by_role("tab", name="Schedules", exact=True).get_attribute("aria-selected") == "true"
    page.go_forward()
    page.locator(".dx-stage").wait_for()
    page.wait_for_function("explorer.state.t === 123")


@pytest.mark.soak
def test_what_had_just_changed_is_not_written_over_where_the_back_button_goes(page):
    wait_for_query(page, lambda query: query.get("v") == "1")
    page.get_by_role("tab", name="Schedules", exact=True).click()
    wait_for_query(page, lambda query: query.get("tab") == "schedules")
    page.evaluate("explorer.set({ t: 77 }); history.back()")
    page.locator(".dx-stage").wait_for()
    page.wait_for_timeout(1000)  # a late event would write it
    assert "tab" not in query_of(page)
    page.go_forward()
    page.locator(".dx-stage").wait_for(state="hidden")
    assert query_of(page)["tab"] == "schedules"


def test_the_shelf_of_lessons_takes_the_focus_and_gives_it_back(fresh_page):
    page = fresh_page("")
    lessons = page.get_by_role("button", name="Lessons", exact=True)
    lessons.click()
    assert page.evaluate("document.activeElement.closest('.dx-shelf') !== null")
    page.keyboard.press("Escape")
    page.locator(".dx-shelf").wait_for(state="hidden")
    assert lessons.evaluate("(button) => button === document.activeElement")


@pytest.mark.soak
def test_the_curves_are_those_of_the_link(fresh_page):
    page = fresh_page("?tab=schedules&schedule=linear&other_schedule=cosine&T=100&betas=rescaled")
    wait_for_query(page, lambda query: "v" in query)
    page.wait_for_timeout(1000)  # a late event would draw others
    names = page.evaluate("[explorer.state.schedule.name, explorer.state.other.name, explorer.state.T]")
    assert names == ["linear", "cosine", 100]
    assert page.evaluate("explorer.state.schedule.alphaBar[100]") < 1e-3


@pytest.mark.soak
def test_lecture_mode_comes_and_goes(fresh_page):
    page = fresh_page("?lesson=fan.1")
    page.wait_for_selector('[data-done="true"]')
    page.keyboard.press("l")
    assert page.locator(".dx-controls:visible").count() == 0
    assert page.get_by_role("tab", name="Noise", exact=True).count() == 0
    page.keyboard.press("Escape")
    assert page.locator(".dx-controls:visible").count() > 0
    page.keyboard.press("l")
    page.set_viewport_size({"width": 390, "height": 844})  # a phone that was turned
    page.get_by_role("button", name="Lecture").click()
    assert page.locator(".dx-controls:visible").count() > 0


@pytest.mark.soak
def test_the_end_of_the_full_screen_before_ends_no_lecture(fresh_page):
    """L, Escape, L: the screen of the first is given back while the second has begun."""
    page = fresh_page("?t=1")
    page.wait_for_function(OPENED)
    page.keyboard.press("l")
    assert page.evaluate("""() => {
        const key = (key) => document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
        const late = new Event("fullscreenchange");
        key("Escape");
        key("l");
        Object.defineProperty(document, "fullscreenElement", { configurable: true, value: null });
        document.dispatchEvent(late);
        delete document.fullscreenElement;
        return hall.on();
    }""")


NOISE = {"en": "Noise", "ja": "ノイズ", "ru": "Шум", "vi": "Nhiễu"}


@pytest.mark.parametrize("language", ["ja", *soaked(["en", "ru", "vi"])])
def test_a_language_from_the_link_and_by_the_switch(fresh_page, language):
    page = fresh_page(f"?lang={language}&t=321")
    wait_for_query(page, lambda query: query == {"v": "1", "t": "321", "lang": language})
    assert page.evaluate("document.documentElement.lang") == language
    assert page.get_by_role("tab", name=NOISE[language], exact=True).is_visible()
    other = "ru" if language == "en" else "en"
    with page.expect_navigation():
        page.locator(".dx-header select").select_option(other)
    wait_for_query(page, lambda query: query == {"v": "1", "t": "321", "lang": other})
    page.wait_for_function("(language) => document.documentElement.lang === language", arg=other)


@pytest.mark.parametrize(("accepted", "language"), [("vi-VN", "vi"), *all_soaked([("fr-FR", "en"), ("ja", "ja")])])
def test_a_language_from_the_browser(fresh_page, accepted, language):
    page = fresh_page("?t=1", locale=accepted)
    page.wait_for_function("(language) => document.documentElement.lang === language", arg=language)
    page.get_by_text(load_text(language)["gradio.upload_text.drop_image"]).first.wait_for()
