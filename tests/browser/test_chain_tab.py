"""The Denoise tab in a real browser: a chain streams in, is the library's, and is then replayed without the server."""

import numpy as np
import pytest
import torch

from explorer.diffusion import ExactDenoiser, Noise, sample
from explorer.images import to_float, to_uint8
from explorer.models.checkpoint import load_checkpoint
from explorer.models.runtime import accelerate
from explorer.toys import toy
from tests.browser.test_noise_tab import canvas
from tests.support.browser import fill, settle
from tests.support.served import soaked


def open_denoise(page) -> None:
    """Chains are shown when the button is pressed, and not before: see test_at_once.py."""
    page.wait_for_function("() => { if (window.atOnce) window.atOnce.bounds.soonMs = 0; return window.atOnce; }")
    page.get_by_role("tab", name="Denoise").click()
    page.get_by_text("million parameters").wait_for(timeout=120_000)


def finished(page, frames: int) -> None:
    page.wait_for_selector(f'[data-done="true"][data-received="{frames}"]', timeout=120_000)


def network_has_come(page) -> None:
    """What a page gets for its next chain; then it asks nothing by itself."""
    page.wait_for_function("() => ['ready', 'failed'].includes(window.explorer.state.device.phase)")
    settle(page)


def lasting_chain(page) -> None:
    """Ask for one that takes so long that it still runs when somebody looks, however busy the machine is."""
    page.get_by_role("button", name="More").click()
    typed(page, "Pictures at once", "9")
    typed(page, "Steps", "1000")


def test_a_chain_is_the_librarys(page):
    open_denoise(page)
    page.get_by_role("radio", name="rocket").check()
    fill(page.get_by_label("Seed", exact=True), "5")
    page.click("#denoise-run")
    finished(page, 51)
    page.wait_for_selector('[data-shown="50"]')
    checkpoint = load_checkpoint("toys")
    x_T = Noise([5]).start(checkpoint.shape)
    *_, last = sample(checkpoint.denoiser, checkpoint.schedule, x_T, steps=50, label=checkpoint.labels.index("rocket"))
    wanted = to_uint8(last.x_s.numpy())[0]
    network_has_come(page)
    shown = canvas(page, '.dx-player canvas[data-part="mixture"]')
    assert np.abs(shown.astype(int) - wanted).max() <= 1

    asked = len(page.watch.requests)
    page.locator("h1").click()
    page.keyboard.press("Home")
    page.wait_for_selector('[data-shown="0"]')
    start = to_uint8(x_T.numpy())[0]
    assert np.abs(canvas(page, '.dx-player canvas[data-part="mixture"]').astype(int) - start).max() <= 1
    page.keyboard.press("ArrowRight")
    page.wait_for_selector('[data-shown="1"]')
    page.locator(".dx-player input[type=range]").fill("25")
    page.wait_for_selector('[data-shown="25"]')
    assert page.locator('.dx-player [data-number="t"]').inner_text() == "t = 500"
    page.keyboard.press("Home")
    page.locator("h1").click()
    page.keyboard.press(" ")
    page.wait_for_selector('[data-shown="50"]')
    page.locator(".dx-film button").nth(5).click()
    page.wait_for_selector('[data-shown="25"]')
    assert page.watch.requests[asked:] == []


@pytest.mark.soak
def test_a_noisy_sampler_with_several_pictures(page):
    open_denoise(page)
    page.get_by_role("combobox", name="Sampler").click()
    page.get_by_role("option", name="DDPM, σ² = β̃").click()
    page.get_by_role("button", name="More").click()
    fill(page.get_by_label("number input for Pictures at once"), "4")
    fill(page.get_by_label("number input for Guidance"), "2")
    fill(page.get_by_label("number input for Steps"), "20")
    page.get_by_label("number input for Steps").press("Enter")
    page.click("#denoise-run")
    finished(page, 21)
    assert canvas(page, '.dx-player canvas[data-part="network"]').shape == (66, 66, 3)
    assert page.locator(".dx-caption").first.inner_text().endswith("w = 2 · seeds 0 to 3")
    assert page.locator(".dx-cell:visible").count() == 0
    shown = page.locator('.dx-player canvas[data-part="mixture"]').first
    size = shown.bounding_box()["width"]
    shown.click(position={"x": 0.75 * size, "y": 0.25 * size})  # opens the microscope of the second picture
    page.wait_for_selector(".dx-sum button")
    assert page.locator("[data-picture]").input_value() == "chain 1"
    frame, around = page.locator(".dx-cell:visible").first.bounding_box(), shown.bounding_box()
    assert frame["x"] - around["x"] == pytest.approx(size * 34 / 66, abs=3)  # 32 pixels and a gap of 2
    assert frame["y"] == pytest.approx(around["y"], abs=3)


def test_a_chain_streams_and_stop_keeps_what_is_there(page):
    open_denoise(page)
    lasting_chain(page)
    page.click("#denoise-run")
    page.wait_for_selector('[data-total="1000"][data-done="false"]', timeout=120_000)  # it shows before it is finished
    page.get_by_role("button", name="Stop").first.click()
    page.wait_for_function("() => document.querySelector('[data-number=rate]').textContent.endsWith('stopped')")
    settle(page)
    received = int(page.locator("[data-received]").get_attribute("data-received"))
    page.wait_for_timeout(1000)  # only so that one that goes on would be caught
    assert 0 < received < 1001
    assert page.locator('[data-number="rate"]').inner_text().endswith("stopped")
    assert int(page.locator("[data-received]").get_attribute("data-received")) == received
    page.evaluate("window.before = explorer.state.chain")
    page.click("#denoise-run")  # and the next chain starts at once
    page.wait_for_function("() => explorer.state.chain && explorer.state.chain !== before")
    page.wait_for_selector('[data-done="false"][data-received]:not([data-received="0"])')


def seeds(page) -> list[int]:
    return page.evaluate("explorer.state.chain?.seeds.map(Number)")


@pytest.mark.soak
def test_denoise_ends_a_chain_that_runs_and_starts_the_next(page, open_page, server):
    other = open_page(server)
    for one, seed in ((other, "31"), (page, "32")):
        open_denoise(one)
        lasting_chain(one)
        fill(one.get_by_label("Seed", exact=True), seed)
    for one in (other, page):
        one.click("#denoise-run")
        one.wait_for_selector('[data-total="1000"][data-done="false"]', timeout=120_000)
    typed(page, "Pictures at once", "1")
    typed(page, "Steps", "20")
    fill(page.get_by_label("Seed", exact=True), "33")
    page.click("#denoise-run")
    finished(page, 21)
    assert seeds(page) == [33]
    page.wait_for_timeout(1500)  # nothing of the first chain comes after it
    assert seeds(page) == [33] and page.locator('[data-done="true"][data-received="21"]').count()
    assert "seed=33" in page.evaluate("location.search")

    before = int(other.locator("[data-received]").get_attribute("data-received"))  # another page's chain goes on
    other.wait_for_function("(n) => Number(document.querySelector('[data-received]').dataset.received) > n", arg=before)
    assert seeds(other) == [*range(31, 40)]
    other.get_by_role("button", name="Stop").first.click()


@pytest.mark.parametrize("busy_ms", [250, *soaked([0])])  # a busy page reads answers late, after what they announce
def test_presses_in_quick_succession_end_in_one_chain(page, busy_ms):
    open_denoise(page)
    typed(page, "Steps", "30")
    busy = "const until = performance.now() + ms; while (performance.now() < until);"
    page.evaluate(f"(ms) => {{ setInterval(() => {{ {busy} }}, ms + 50); }}", busy_ms)
    first, last = 41 + busy_ms, 42 + busy_ms
    for seed in (first, last):
        fill(page.get_by_label("Seed", exact=True), str(seed))
        page.locator("#denoise-run").dblclick()
    for _ in range(3):
        page.evaluate("document.getElementById('denoise-run').click()")
    page.wait_for_function(f"explorer.state.chain?.seeds[0] == {last}")
    finished(page, 31)
    assert seeds(page) == [last]


@pytest.mark.parametrize("seed", ["-1", *soaked(["", "99999999999", "1.5"])])
def test_what_is_no_seed_is_a_sentence(page, seed):
    open_denoise(page)
    fill(page.get_by_label("Seed", exact=True), seed)
    page.click("#denoise-run")
    page.get_by_test_id("toast-text").get_by_text("The seed must be a whole number").wait_for()


@pytest.mark.parametrize("steps", ["2.5", *soaked([""])])
def test_a_number_of_steps_that_is_none_is_a_sentence(page, steps):
    open_denoise(page)
    fill(page.get_by_label("number input for Steps"), steps)
    page.evaluate("document.getElementById('denoise-run').click()")  # the field keeps the focus, and so what is in it
    page.get_by_test_id("toast-text").get_by_text("“Steps” must be a whole number from 1 to 1000.").wait_for()
    assert "steps=" not in page.evaluate("location.search")


SAMPLERS = {
    "DDIM": "ddim",
    "DDPM, σ² = β̃": "ddpm-small",
    "DDPM, σ² = β": "ddpm",
    "Euler (DDIM at η = 0)": "euler",
    "Heun (2nd order)": "heun",
    "DPM-Solver++ (2M)": "dpmpp-2m",
}

QUICK = ("Heun (2nd order)", "DPM-Solver++ (2M)")  # with two stages, with a memory; noise: see several pictures


def chosen_sampler(page, name: str) -> None:
    page.get_by_role("combobox", name="Sampler").click()
    page.get_by_role("option", name=name, exact=True).click()


@pytest.mark.parametrize("name", [*QUICK, *soaked(name for name in SAMPLERS if name not in QUICK)])
def test_every_chain_is_the_librarys_and_its_equation_holds(page, name):
    """The browser puts the chain together again: every state is the library's, and the numbers on screen add up."""
    open_denoise(page)
    chosen_sampler(page, name)
    fill(page.get_by_label("number input for Steps"), "12")
    page.get_by_label("number input for Steps").press("Enter")
    page.click("#denoise-run")
    finished(page, 13)
    checkpoint = load_checkpoint("toys")
    accelerate(checkpoint.denoiser)  # as the server does; Heun's first steps magnify what rounds otherwise
    noise = Noise([0])
    steps = list(sample(checkpoint.denoiser, checkpoint.schedule, noise.start(checkpoint.shape),
                        rule=SAMPLERS[name], steps=12, label=3, noise=noise))  # fmt: skip
    page.locator(".dx-microscope summary").click()
    for k in (0, 3, 11):
        page.locator(".dx-player input[type=range]").fill(str(k))
        page.wait_for_selector(f'.dx-sum[data-t="{steps[k].t}"]')
        for array, wanted in (("xT", steps[k].x_t), ("mean", steps[k].mean), ("xS", steps[k].x_s)):
            shown = np.array(page.evaluate("([k, a]) => Array.from(explorer.state.chain.at(k)[a])", [k, array]))
            np.testing.assert_allclose(shown, wanted.flatten().numpy(), rtol=0, atol=4e-3 * max(1, wanted.abs().max()))
        for pixel in ((16, 16), (3, 28)):
            canvas = page.locator('[data-term="xT"] canvas')
            size = canvas.bounding_box()["width"] / 32
            canvas.hover(position={"x": (pixel[0] + 0.5) * size, "y": (pixel[1] + 0.5) * size})
            page.wait_for_function(
                "(at) => document.querySelector('.dx-sum').dataset.pixel === at", arg=f"{pixel[0]},{pixel[1]}"
            )
            said = page.evaluate(
                """([k, p]) => [...document.querySelectorAll(".dx-sum button")].map((term) => [
                    term.querySelector("[data-value]").textContent,
                    term.querySelector("[data-factor]")?.textContent ?? "1",
                    String(explorer.state.chain.at(k)[term.dataset.array][p] ?? NaN)])""",
                [k, 32 * pixel[1] + pixel[0]],
            )
            (left, _, x_s), *right = [[float(number.replace("−", "-")) for number in term] for term in said]
            assert left == pytest.approx(x_s, rel=1e-3, abs=1e-4)
            assert left == pytest.approx(
                sum(value for value, _, _ in right), abs=1e-3 * max(1e-2, *(abs(value) for value, _, _ in right))
            )
            for value, factor, of_symbol in right:
                if not np.isnan(of_symbol):  # the correction of second-order samplers is no array of states
                    assert value == pytest.approx(factor * of_symbol, rel=1e-3, abs=1e-4)


@pytest.mark.soak
def test_asking_again_plays_what_was_computed(page):
    open_denoise(page)
    page.evaluate("window.device.bounds.quickMs = 0")  # by the server, which keeps them
    fill(page.get_by_label("Seed", exact=True), "12")
    page.click("#denoise-run")
    finished(page, 51)
    fill(page.get_by_label("Seed", exact=True), "13")
    page.click("#denoise-run")
    page.wait_for_function("explorer.state.chain.seeds[0] == 13")
    finished(page, 51)
    page.evaluate(
        """() => {
            window.seen = new Set();
            const player = document.querySelector("[data-shown]");
            const note = () => { if (explorer.state.chain.seeds[0] == 12) seen.add(Number(player.dataset.shown)); };
            new MutationObserver(note).observe(player, { attributes: true });
        }"""
    )
    fill(page.get_by_label("Seed", exact=True), "12")
    page.click("#denoise-run")
    page.wait_for_function("seen.has(50)")
    assert min(page.evaluate("[...seen]")) < 40


@pytest.mark.soak
def test_one_of_several_under_the_microscope(page):
    open_denoise(page)
    page.get_by_role("button", name="More").click()
    fill(page.get_by_label("number input for Pictures at once"), "4")
    page.get_by_label("number input for Pictures at once").press("Enter")
    page.click("#denoise-run")
    finished(page, 51)
    page.locator(".dx-microscope summary").click()
    canvas = page.locator('[data-side="chain"] canvas[data-part="network"]')
    side = canvas.bounding_box()["width"]
    canvas.click(position={"x": side * 0.75, "y": side * 0.75})
    page.get_by_text("· #4").wait_for()


def typed(page, name: str, value: str, which: int = 0) -> None:
    field = page.get_by_label(f"number input for {name}").nth(which)
    fill(field, value)
    field.press("Enter")


def test_a_duel_is_aligned_by_time(page):
    open_denoise(page)
    page.get_by_role("button", name="Duel").click()
    page.get_by_label("Run a second chain").check()
    typed(page, "Steps", "10")
    typed(page, "Steps", "25", which=1)
    page.click("#denoise-run")
    page.wait_for_selector('[data-done="true"]', timeout=120_000)
    network_has_come(page)
    asked = len(page.watch.requests)
    assert page.evaluate("[explorer.state.chain.total, explorer.state.rival.total]") == [10, 25]
    places = int(page.locator(".dx-player[data-total]").get_attribute("data-total"))
    assert places == len({*range(0, 1001, 100), *range(0, 1001, 40)}) - 1
    for place in (0, 7, places):
        page.locator(".dx-player input[type=range]").fill(str(place))
        page.wait_for_selector(f'[data-shown="{place}"]')
        t, own, other = page.evaluate(
            """(() => { const { time, chain, rival } = explorer.state;
                        return [time, ...[chain, rival].map((one) => one.timeOf(one.indexAt(time)))]; })()"""
        )
        assert 0 <= own - t < 100 and 0 <= other - t < 40
    # At T both are in the same state, and the words on screen say so.
    page.locator(".dx-player input[type=range]").fill("0")
    page.wait_for_selector('[data-shown="0"]')
    assert page.locator('[data-number="apart"]').inner_text() == "0.000"
    first, second = (canvas(page, f'[data-side="{side}"] canvas[data-part="mixture"]') for side in ("chain", "rival"))
    np.testing.assert_array_equal(first, second)
    # The second chain goes under the microscope.
    page.locator(".dx-microscope summary").click()
    page.locator('[data-side="rival"] canvas[data-part="network"]').click()
    page.locator('.dx-microscope [data-number="where"]').get_by_text("25 steps").wait_for()
    assert page.watch.requests[asked:] == []


def test_the_perfect_denoiser_is_the_librarys(page):
    open_denoise(page)
    page.get_by_role("radio", name="house").check()
    page.click("#denoise-run")
    finished(page, 51)
    page.get_by_role("button", name="The perfect denoiser").click()
    page.wait_for_selector('.dx-perfect[data-count="100"], [data-count="100"].dx-perfect')
    network_has_come(page)
    asked = len(page.watch.requests)
    pictures = np.stack([toy(seed, "house", 32) for seed in range(6, 1006, 10)])
    checkpoint = load_checkpoint("toys")
    exact = ExactDenoiser(torch.from_numpy(to_float(pictures)), checkpoint.schedule)
    for k in (0, 20, 35, 49):
        page.locator(".dx-player input[type=range]").fill(str(k))
        t = 1000 - 20 * k
        page.wait_for_selector(f'.dx-perfect[data-t="{t}"], [data-t="{t}"].dx-perfect')
        x_t = np.array(page.evaluate("(k) => Array.from(explorer.state.chain.at(k).xT)", k), np.float32)
        wanted = exact.x0(torch.from_numpy(x_t.reshape(1, 3, 32, 32)), torch.tensor([t]))
        shown = canvas(page, '.dx-perfect canvas[data-part="exact"]')
        assert np.abs(shown.astype(int) - to_uint8(wanted.numpy())[0]).max() <= 1
    assert page.watch.requests[asked:] == []
    typed(page, "Drawings in the set, N", "500")
    page.wait_for_selector('.dx-perfect[data-count="500"], [data-count="500"].dx-perfect')


def test_both_halves_of_guidance_are_shown(page):
    open_denoise(page)
    page.get_by_role("button", name="More").click()
    typed(page, "Guidance", "4")
    page.click("#denoise-run")
    finished(page, 51)
    page.locator(".dx-microscope summary").click()
    page.locator(".dx-player input[type=range]").fill("20")
    page.wait_for_selector('.dx-sum[data-t="600"]')
    page.get_by_text("Guidance w asks twice").wait_for()
    halves = [canvas(page, f'[data-term="{half}"] canvas') for half in ("without", "with")]
    assert np.abs(halves[0].astype(int) - halves[1]).mean() > 1


def choose(page, box, option):
    page.get_by_role("combobox", name=box).first.click()
    page.get_by_role("option", name=option, exact=True).click()


def test_an_encoded_picture_gets_its_class_and_says_how_near_it_came_back(page):
    open_denoise(page)
    choose(page, "Start from", "encoded picture")
    page.wait_for_selector("input[type=radio][value='1']:checked")  # the cat of the Noise tab
    typed(page, "Steps", "5")
    page.click("#denoise-run")
    finished(page, 6)
    page.get_by_text("Back at the picture").wait_for()
    page.get_by_role("tab", name="Noise", exact=True).click()
    page.locator('[data-kind="rocket"]').click()
    page.get_by_role("tab", name="Denoise").click()
    page.wait_for_selector("input[type=radio][value='8']:checked")
    page.get_by_role("radio", name="bird").check()  # one may still say otherwise
    page.click("#denoise-run")
    page.locator(".dx-caption", has_text="bird").wait_for()
    finished(page, 6)
    page.get_by_text("Back at the picture").wait_for()


@pytest.mark.soak
def test_a_schedule_with_times_that_have_no_noise_is_drawn(open_page, server):
    schedule = "schedule=linear&beta_1=1e-20&beta_T=0.02&foreign=1&T=50"
    page = open_page(server, link=f"?v=1&tab=denoise&{schedule}&steps=50&sampler=euler&run=1")
    finished(page, 51)
    finite = page.evaluate("""() => {
        const { chain } = explorer.state;
        return [49, 48].every((k) => ["eps", "mean", "xS"].every((part) => chain.at(k)[part].every(Number.isFinite)));
    }""")
    assert finite
