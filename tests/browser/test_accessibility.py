"""The page for everyone: axe-core finds nothing, the keyboard reaches everything, what changes is read out but not
every frame of it, colours can be told apart and read, fingers hit what they aim at, and who wants calm gets it.
"""

import io
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from explorer.toys import toy
from explorer.ui.tabs import TABS as ALL_TABS
from explorer.ui.text import load_text
from tests.browser.test_chain_tab import finished, open_denoise, typed
from tests.support.browser import FINETUNE_FILES, settle
from tests.support.served import wait_until

AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
TABS = [load_text("en")[f"{tab.id}.tab"] for tab in ALL_TABS]
STEPS = 10


def open_themed(open_page, server, theme: str, width: int = 1440, height: int = 900):
    page = open_page(server, width, height, link=f"?__theme={theme}")
    page.wait_for_selector("[data-drawn].dx-noise_stage")
    settle(page, 1)
    page.evaluate(AXE)
    return page


@pytest.fixture
def page(open_page, server):
    return open_themed(open_page, server, "light")


def open_tab(page, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).click()
    page.locator("[role=tabpanel]:visible .dx-show").wait_for()
    if name == "Schedules":
        page.locator(".dx-chart .scatterlayer:visible").nth(3).wait_for()


def unfold(page) -> None:
    for shut in ("details:not([open]) > summary:visible", "button.label-wrap:visible:not(.open)"):
        while page.locator(shut).count():
            fold = page.locator(shut).first.element_handle()
            fold.click()
            page.wait_for_function("(fold) => fold.closest('details, button').matches('[open], .open')", arg=fold)


def run_chain(page, count: int = 1) -> None:
    if count > 1:
        page.get_by_role("button", name="More").click()
        typed(page, "Pictures at once", str(count))
    typed(page, "Steps", str(STEPS))
    page.click("#denoise-run")
    finished(page, STEPS + 1)
    assert len(state(page, "chain.seeds")) == count


def findings(page) -> list[tuple[str, str]]:
    """What axe finds serious or critical: rule and element."""
    page.wait_for_timeout(800)  # for what unfolds or fades in
    page.wait_for_function(
        """() => document.getAnimations().every(({ playState, effect }) =>
            playState !== "running" || effect.getComputedTiming().endTime === Infinity)"""
    )
    return page.evaluate(
        """async (rules) => {
            const { violations } = await axe.run(document, { runOnly: { type: "tag", values: rules } });
            return violations.flatMap(({ id, nodes }) => nodes
                .filter(({ impact }) => ["serious", "critical"].includes(impact))
                .map(({ html, failureSummary }) => [id, `${html.slice(0, 120)}: ${failureSummary}`]));
        }""",
        RULES,
    )


OTHER_LOOKS = [("dark", (1440, 900)), ("light", (390, 844))]


@pytest.mark.parametrize(
    ("theme", "size"),
    [("light", (1440, 900)), *(pytest.param(*other, marks=pytest.mark.soak) for other in OTHER_LOOKS)],
    ids=str,
)
def test_axe_finds_nothing(open_page, server, theme, size):
    page, found = open_themed(open_page, server, theme, *size), {}
    for tab in TABS:
        open_tab(page, tab)
        unfold(page)
        found[tab] = findings(page)
        if tab == "Denoise":
            page.get_by_text("million parameters").wait_for(timeout=120_000)
            run_chain(page)
            unfold(page)
            found["a chain"] = findings(page)
    assert [(where, *one) for where, some in found.items() for one in some] == []


def test_axe_would_find_something(page):
    page.evaluate(
        """document.querySelector(".dx-noise_stage").insertAdjacentHTML("beforeend",
            "<button id=nameless></button><p style='color: #bbb'>pale</p>")"""
    )
    assert {rule for rule, _ in findings(page)} == {"button-name", "color-contrast"}


# Colours

TEXTS = ("text", "quiet", "signal", "noise-ink", "network", "exact-ink")
GRAPHICS = ("text", "quiet", "signal", "noise", "network", "exact", "mark")
GROUNDS = ("surface", "soft")
MEANINGS = ("signal", "noise", "network", "exact")
# Linear RGB as seen without the cones for long, middle and short waves (Viénot et al. 1999; Brettel et al. 1997).
BLINDNESSES = {
    "protan": [[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]],
    "deutan": [[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]],
    "tritan": [[1.01277, 0.13548, -0.14826], [-0.01243, 0.86812, 0.14431], [0.07589, 0.80500, 0.11911]],
}
XYZ = np.array([[0.41246, 0.35758, 0.18044], [0.21267, 0.71515, 0.07218], [0.01933, 0.11919, 0.95030]])


def linear(colour: str) -> np.ndarray:
    """#rrggbb -> linear RGB in [0, 1]."""
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    dark, bright = sorted(XYZ[1] @ linear(colour) for colour in (one, other))
    return (bright + 0.05) / (dark + 0.05)


def lab(rgb: np.ndarray) -> np.ndarray:
    """Linear RGB -> CIELAB."""
    ratio = XYZ @ rgb / XYZ.sum(1)
    f = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_can_be_read_and_told_apart(open_page, server, theme):
    page = open_page(server, link=f"?__theme={theme}")
    colour = {name: page.evaluate("(name) => explorer.colour(name)", name) for name in {*TEXTS, *GRAPHICS, *GROUNDS}}
    for names, least in ((TEXTS, 4.5), (GRAPHICS, 3)):
        found = [(name, on, contrast(colour[name], colour[on])) for name in names for on in GROUNDS]
        assert [one for one in found if one[2] < least] == []
    for blindness in ([*np.eye(3)], *BLINDNESSES.values()):
        seen = [lab(np.clip(np.array(blindness) @ linear(colour[name]), 0, 1)) for name in MEANINGS]
        assert min(np.linalg.norm(a - b) for i, a in enumerate(seen) for b in seen[:i]) > 10


# The keyboard


def test_every_stop_of_the_tab_key_is_visible(page):
    for tab in TABS:
        open_tab(page, tab)
        page.locator("h1").click()
        stops = []
        for _ in range(30):
            page.keyboard.press("Tab")
            stops.append(
                page.evaluate(
                    """(() => {
                        const stop = document.activeElement, name = stop.ariaLabel ?? stop.outerHTML;
                        const { outlineStyle, outlineWidth } = getComputedStyle(stop);
                        const visible = outlineStyle === "solid" && parseFloat(outlineWidth) >= 2;
                        return [name.slice(0, 80), visible || stop === document.body]; // after the last one
                    })()"""
                )
            )
        assert [name for name, visible in stops if not visible] == [], tab
        assert len({name for name, _ in stops}) > 15, tab


def press(page, selector: str, *keys: str) -> None:
    place = page.locator(selector).first
    place.focus()
    assert place.evaluate("place => place === document.activeElement"), selector
    for key in keys:
        page.keyboard.press(key)


def state(page, expression: str):
    return page.evaluate(f"explorer.state.{expression}")


@pytest.mark.soak
def test_t_by_keyboard_in_a_chart_and_its_values_are_said(page):
    open_tab(page, "Schedules")
    line = ".dx-chart [role=slider]"
    for keys, t in (("Home", 0), ("ArrowRight Shift+ArrowUp", 11), ("PageUp", 111), ("End ArrowLeft", 999)):
        press(page, line, *keys.split())
        wait_until(lambda wanted=t: state(page, "t") == wanted)
    page.wait_for_selector(f'{line}[aria-valuenow="999"][aria-valuetext^="t = 999, cosine: "]')
    page.wait_for_selector('.dx-plot[aria-label*="cosine: 1 → "]')


@pytest.mark.soak
def test_a_curve_is_hidden_and_shown_by_keyboard(page):
    open_tab(page, "Schedules")
    chart, button = page.locator(".dx-chart").first, ".dx-curves button"
    press(page, button, "Enter")
    chart.locator(f'{button}[aria-pressed="false"]').wait_for()
    wait_until(lambda: chart.locator(".scatterlayer .trace").count() == 1)
    page.keyboard.press("Space")  # it kept the focus
    wait_until(lambda: chart.locator(".scatterlayer .trace").count() == 2)


def test_a_chain_by_keyboard(page):
    open_denoise(page)
    run_chain(page, 2)
    press(page, ".dx-film button", "Enter")
    page.wait_for_selector('[data-shown="0"]')
    press(page, ".dx-chain input[type=range]", "End", "ArrowLeft")
    page.wait_for_selector(f'[data-shown="{STEPS - 1}"]')
    page.wait_for_selector(f'canvas[data-part="mixture"][aria-label*="t = 100, step {STEPS - 1} of {STEPS}"]')

    press(page, ".dx-chain input[type=range]", "Home", "ArrowRight")
    page.wait_for_selector('[data-shown="1"]')
    press(page, ".dx-microscope summary", "Space")  # unfolds, and plays nothing
    page.locator(".dx-sum button").first.wait_for()
    assert page.locator(".dx-player [data-play]").get_attribute("aria-label") == "Play"
    press(page, "[data-pixel=x]", "ArrowUp", "ArrowUp")
    press(page, "[data-pixel=y]", "ArrowDown")
    page.wait_for_selector('[data-pixel="18,15"]')
    press(page, "[data-picture]", "ArrowDown")
    wait_until(lambda: state(page, "sample") == 1)
    page.get_by_text("· #2").wait_for()

    press(page, '.dx-sum button:has-text("ε")')
    page.wait_for_selector('[data-term="eps"][data-marked]')
    page.locator(".dx-film button").nth(3).evaluate("button => button.click()")  # whatever else moves
    page.wait_for_selector('[data-shown="3"]')
    page.wait_for_selector('.dx-sum[data-t="700"]')
    assert page.evaluate("document.activeElement.parentElement.className") == "dx-sum"
    press(page, ".dx-export_bar summary", "Enter")
    with page.expect_download() as download:
        press(page, "[data-take=csv]", "Enter")
    assert download.value.suggested_filename.endswith(".csv")


@pytest.mark.soak
def test_several_pictures_are_taken_out_by_keyboard(page):
    open_tab(page, "Fine-tune")
    files = []
    for seed in range(3):
        data = io.BytesIO()
        Image.fromarray(toy(seed, "house", 40)).save(data, "PNG")
        files.append({"name": f"{seed}.png", "mimeType": "image/png", "buffer": data.getvalue()})
    page.locator(FINETUNE_FILES).last.set_input_files(files)
    tiles = page.locator(".dx-tiles button")
    wait_until(lambda: tiles.count() == 3)
    tiles.nth(2).focus()
    for left in (2, 1):
        page.keyboard.press("Enter")
        wait_until(lambda wanted=left: tiles.count() == wanted)
        wait_until(lambda: page.evaluate("document.activeElement.parentElement.className") == "dx-tiles")


# What is read out


def test_a_chain_is_told_of_but_not_each_of_its_frames(page):
    open_denoise(page)
    page.evaluate(
        """() => {
            const { say } = explorer;
            Object.assign(window, { said: [], told: [] });
            explorer.say = (words) => { told.push(words); say(words); };
            const live = "[role=status], [role=alert], [role=log], [aria-live=polite], [aria-live=assertive], output";
            new MutationObserver((changes) => {
                for (const { target } of changes) {
                    const region = (target.closest ? target : target.parentElement)?.closest(live);
                    if (region?.checkVisibility()) said.push(region.textContent);
                }
            }).observe(document.body, { childList: true, characterData: true, subtree: true });
        }"""
    )
    typed(page, "Steps", "50")
    page.click("#denoise-run")
    finished(page, 51)
    page.wait_for_function("said.at(-1) === 'The chain is finished.'")
    sentences = ["The chain has begun: 50 steps.", "The chain is finished."]
    assert page.evaluate("[...new Set(told)]") == sentences
    assert page.evaluate("[...new Set(said)]") in (sentences, sentences[1:])  # where a busy page gets all at once
    count = page.evaluate("said.length")
    # A chain that came at once plays by itself first.
    page.wait_for_selector('[data-shown="50"]:has(.dx-chain [data-play][aria-label="Play"])')
    press(page, ".dx-chain [data-play]", "Enter")
    page.wait_for_function("document.querySelector('[data-shown]').dataset.shown < 50")
    page.wait_for_selector('[data-shown="50"]')
    assert page.evaluate("said.length") == count


@pytest.mark.soak
def test_a_warning_of_the_schedules_is_read_out(page):
    open_tab(page, "Schedules")
    typed(page, "Number of steps T", "10")
    wait_until(lambda: "does not end in noise" in page.locator("body > [role=status]").text_content())


def test_every_picture_says_what_it_shows(page):
    unfold(page)
    page.locator(".dx-noise_stage input[type=range]").fill("400")
    page.wait_for_selector('canvas[data-part="mixture"][aria-label*="t = 400"]')
    for part in ("walk", "guess", "given"):
        page.wait_for_selector(f'canvas[data-part="{part}"][aria-label*="t = 400"]')
    shown = page.locator("[role=tabpanel]:visible [role=img]:visible")
    said = shown.evaluate_all("all => all.map((one) => one.ariaLabel)")
    assert len(said) > 8 and [one for one in said if not re.search(r"\d", one)] == []


# Fingers, and calm

LEAST = 16  # pixels of the letters in a field: for fewer, iOS enlarges the whole page, and never back
FIELDS = """() => [...document.querySelectorAll("input, select, textarea, [contenteditable]")]
    .filter((one) => !["range", "checkbox", "radio", "file", "button"].includes(one.type) && one.checkVisibility())
    .map((one) => [one.outerHTML.slice(0, 150), parseFloat(getComputedStyle(one).fontSize),
                   one.type === "number" ? one.scrollWidth - one.clientWidth : 0])"""


def ios_leaves_alone(found: dict[str, list[float]]) -> None:
    assert len(found) > 25
    assert {html: size for html, (size, _) in found.items() if size < LEAST} == {}
    assert {html: over for html, (_, over) in found.items() if over > 0} == {}  # and the numbers still fit


@pytest.mark.soak
def test_fingers_hit_what_they_aim_at_and_no_field_makes_ios_enlarge_the_page(open_page, server):
    page, fields = open_themed(open_page, server, "light", 390, 844), {}
    for tab in TABS:
        open_tab(page, tab)
        if tab == "Denoise":
            page.get_by_text("million parameters").wait_for(timeout=120_000)
            run_chain(page)
        unfold(page)
        fields |= {f"{tab}: {html}": rest for html, *rest in page.evaluate(FIELDS)}
        sizes = page.evaluate(
            """[...document.querySelectorAll(".dx :is(button, select, summary, a, input)")].map((control) => {
                const { width, height } = (control.closest("label") ?? control).getBoundingClientRect();
                return [control.outerHTML.slice(0, 90), width, height];
            }).filter(([, width]) => width)"""
        )
        assert len(sizes) > 3 and [one for one in sizes if min(one[1:]) < 39.5] == [], tab
    page.evaluate("document.querySelector('.dx-address').hidden = false")
    ios_leaves_alone(fields | {html: rest for html, *rest in page.evaluate(FIELDS)})


@pytest.mark.soak
def test_no_field_makes_ios_enlarge_the_page_on_a_tablet(open_page, server):
    page, fields = open_page(server, 1024, 768, has_touch=True, is_mobile=True), {}
    for tab in TABS:
        open_tab(page, tab)
        unfold(page)
        fields |= {f"{tab}: {html}": rest for html, *rest in page.evaluate(FIELDS)}
    ios_leaves_alone(fields)


@pytest.mark.soak
def test_who_asks_for_less_motion_sees_stills_of_a_chain(page):
    page.emulate_media(reduced_motion="reduce")
    open_denoise(page)
    typed(page, "Steps", "60")
    page.wait_for_function("explorer.link.value('steps') === 60")  # a press before would send the steps of before
    for _ in range(2):  # the second comes at once, and does not play by itself
        page.evaluate("window.before = explorer.state.chain")
        page.click("#denoise-run")
        page.wait_for_function("explorer.state.chain?.done && explorer.state.chain !== before", timeout=120_000)
        finished(page, 61)
        page.wait_for_selector('[data-shown="60"]')
    page.evaluate(
        """() => {
            window.seen = new Set();
            const player = document.querySelector("[data-shown]");
            new MutationObserver(() => seen.add(player.dataset.shown)).observe(player, { attributes: true });
        }"""
    )
    page.locator("[data-speed]").select_option("½×")  # time enough to see some, also on a machine that halts
    press(page, ".dx-chain [data-play]", "Enter")
    page.wait_for_function("seen.has('0') && document.querySelector('[data-shown]').dataset.shown === '60'")
    seen = {int(shown) for shown in page.evaluate("[...seen]")}
    assert len(seen) >= 3 and seen <= set(range(0, 61, 6))
    assert page.evaluate("getComputedStyle(document.querySelector('button[role=tab]')).transitionDuration") == "0s"
