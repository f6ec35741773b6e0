"""The Noise tab in a real browser: what it computes and shows is what Python computes."""

import base64

import numpy as np
import pytest
import torch
from PIL import Image

from explorer.diffusion import SCHEDULES, Gaussian, Noise, marginal, transition
from explorer.diffusion.noise import AT, START, standard_normal
from explorer.images import to_uint8
from explorer.toys import toy
from explorer.ui.pictures import PICTURES
from explorer.ui.schedule_fields import KINDS
from explorer.ui.tabs.noise.tab import FIRST
from tests.support.browser import settle
from tests.support.served import soaked, wait_until

CAT = toy(PICTURES[FIRST], FIRST, 256)
BIN, EDGE, BINS = 12, -384.5, 85  # the histogram's bins, in grey levels


def floats(page, expression: str, argument=None) -> np.ndarray:
    """A Float32Array that JavaScript computes."""
    text = page.evaluate(
        """([expression, argument]) => {
            const bytes = new Uint8Array(new Function("a", `return ${expression}`)(argument).buffer);
            let text = "";
            for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
            return btoa(text);
        }""",
        [expression, argument],
    )
    return np.frombuffer(base64.b64decode(text), np.float32)


def canvas(page, selector: str) -> np.ndarray:
    """The pixels of a canvas, uint8 (H, W, 3)."""
    text, width = page.evaluate(
        """(selector) => {
            const canvas = document.querySelector(selector);
            // Read from a copy: reading the page's own canvas often would slow it down.
            const size = [canvas.width, canvas.height], often = { willReadFrequently: true };
            const copy = new OffscreenCanvas(...size).getContext("2d", often);
            copy.drawImage(canvas, 0, 0);
            const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
            let text = "";
            for (let i = 0; i < data.length; i += 8192) text += String.fromCharCode(...data.subarray(i, i + 8192));
            return [btoa(text), canvas.width];
        }""",
        selector,
    )
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(-1, width, 4)[..., :3]


def set_t(page, t: int, kind: str = "cosine") -> None:
    page.locator(".dx-noise_stage input[type=range]").fill(str(t))
    page.wait_for_selector(f'[data-drawn="{kind}:{t}"]')


def set_seed(page, seed: int) -> None:
    field = page.get_by_label("Noise seed")
    field.fill(str(seed))
    field.press("Enter")
    page.wait_for_function("(seed) => window.explorer.state.seed === seed", arg=seed)


def small(picture: np.ndarray, size: int) -> torch.Tensor:
    """A picture in [-1, 1], (1, 3, size, size): blocks averaged."""
    block = 256 // size
    blocks = (picture / 127.5 - 1).reshape(size, block, size, block, 3).mean((1, 3))
    return torch.from_numpy(blocks.transpose(2, 0, 1)[None].astype(np.float32))


def forward(picture: np.ndarray, kind: str, seed: int, t: int, size: int = 256) -> tuple[Gaussian, torch.Tensor]:
    """q(x_t | x_0) and the noise of the seed, from the library."""
    x_0 = small(picture, size)
    return marginal(SCHEDULES[kind](1000, **KINDS[kind]), x_0, t), Noise([seed]).start(x_0.shape[1:])


def assert_within_one_level(page, picture, kind: str, seed: int, t: int, size: int = 256) -> None:
    q, eps = forward(picture, kind, seed, t, size)
    for part, x in {"mixture": q.sample(eps), "signal": q.mean, "noise": q.std * eps}.items():
        shown = canvas(page, f'canvas[data-part="{part}"]')
        assert np.abs(shown.astype(int) - to_uint8(x.numpy())[0]).max() <= 1, (part, kind, seed, t)


def test_the_browsers_noise_is_pythons(lasting):
    for seed, stream, t in ((0, START, 0), (7, AT, 250), (2**32 - 1, AT, 4000)):
        shown = floats(lasting, "normal.standardNormal(...a)", [400_000, seed, stream, t])
        wanted = standard_normal(seed, stream, t, (400_000,))
        assert (shown == wanted).mean() > 0.9999, seed  # a logarithm in the tail may be rounded otherwise
        np.testing.assert_allclose(shown, wanted, rtol=2e-6)


def test_canvas_equals_python_without_asking_the_server(page):
    """Ten random (picture, seed, schedule, t)."""
    rng = np.random.default_rng(5)
    for _ in range(10):
        kind, name = rng.choice(list(KINDS)), str(rng.choice(list(PICTURES)))
        seed, t = int(rng.integers(2**32)), int(rng.integers(1001))
        page.get_by_role("button", name=name, exact=True).click()
        page.wait_for_selector(f'.dx-pick button[data-kind="{name}"][aria-pressed="true"]')
        label = kind.replace("_", "-")
        page.get_by_role("radio", name=label, exact=True).check()
        set_seed(page, seed)
        picture = toy(PICTURES[name], name, 256)
        wait_until(lambda wanted=picture: np.array_equal(shown_picture(page), wanted))
        page.wait_for_function("(name) => window.explorer.state.schedule.name === name", arg=label)
        set_t(page, t, label)
        assert_within_one_level(page, picture, kind, seed, t)
    settle(page)
    asked = len(page.watch.requests)
    for t in (0, 1, 500, 999, 1000):
        set_t(page, t, label)
        assert_within_one_level(page, picture, kind, seed, t)
    assert page.watch.requests[asked:] == []


def shown_picture(page) -> np.ndarray:
    x_0 = floats(page, "explorer.state.picture")
    return to_uint8(x_0.reshape(1, 3, 256, 256))[0]


@pytest.mark.soak
def test_smaller_pictures_and_the_noise_itself(page):
    page.locator(".dx-shown input[value=eps]").check()
    for size in (32, 64, 128):
        page.get_by_label(f"{size}²").check()
        set_t(page, 300 + size)
        assert canvas(page, 'canvas[data-part="eps"]').shape == (size, size, 3)
        assert_within_one_level(page, CAT, "cosine", 0, 300 + size, size)
    _, eps = forward(CAT, "cosine", 0, 1, 128)
    assert np.abs(canvas(page, 'canvas[data-part="eps"]').astype(int) - to_uint8(eps.numpy())[0]).max() <= 1


def test_own_picture_and_a_broken_one(page, tmp_path):
    picture = np.random.default_rng(0).integers(0, 256, (256, 256, 3), dtype=np.uint8)
    Image.fromarray(picture).save(tmp_path / "own.png")
    (tmp_path / "text.png").write_text("this is no picture")
    page.locator("input[type=file]").first.set_input_files(tmp_path / "own.png")
    wait_until(lambda: np.array_equal(shown_picture(page), picture))
    label, preview = (page.locator(f".dx-own {part}").bounding_box() for part in ("[data-testid=block-label]", "img"))
    assert label["y"] + label["height"] <= preview["y"]  # not over the picture
    set_t(page, 251)
    assert_within_one_level(page, picture, "cosine", 0, 251)

    page.get_by_label("Remove Image").or_(page.get_by_label("Clear")).first.click()
    page.wait_for_selector(f'.dx-pick button[data-kind="{FIRST}"][aria-pressed="true"]')
    page.locator("input[type=file]").first.set_input_files(tmp_path / "text.png")
    page.get_by_text("text.png is not a picture that can be read.").wait_for()
    wait_until(lambda: np.array_equal(shown_picture(page), CAT))


def test_a_seed_that_is_none(page):
    seed = page.get_by_label("Noise seed")
    seed.fill("4294967296")
    seed.press("Enter")
    page.get_by_text("The seed must be a whole number from 0 to 4294967295.").wait_for()
    assert page.evaluate("window.explorer.state.seed") == 0
    set_seed(page, 9)
    wait_until(lambda: page.evaluate("location.search") == "?v=1&noise=9")
    for bad in ("-1", "1.5", ""):
        seed.fill(bad)
        page.get_by_text("The seed must be a whole number from 0 to 4294967295.").wait_for()
        page.wait_for_timeout(500)  # only so that an address that follows would be caught
        assert page.evaluate("[explorer.state.seed, location.search]") == [9, "?v=1&noise=9"]
    set_seed(page, 9)
    page.get_by_text("The seed must be a whole number").wait_for(state="hidden")
    page.get_by_role("button", name="New noise").click()
    page.wait_for_function("window.explorer.state.seed !== 9")
    assert seed.input_value() == str(page.evaluate("window.explorer.state.seed"))


def test_histogram_and_numbers(lasting):
    for t in (0, 1, 400, 1000):
        set_t(lasting, t)
        q, eps = forward(CAT, "cosine", 0, t)
        schedule = SCHEDULES["cosine"](1000)
        a, b = np.sqrt(schedule.alpha_bar[t]), np.sqrt(1 - schedule.alpha_bar[t])
        x_0 = (CAT.astype(np.float64).transpose(2, 0, 1) / 127.5 - 1).astype(np.float32).astype(np.float64)
        x_t = (a * x_0 + b * eps.numpy()[0].astype(np.float64)).astype(np.float32).astype(np.float64)
        bins = np.floor((127.5 * (x_t + 1) - EDGE) / BIN)
        wanted = np.bincount(bins[(bins >= 0) & (bins < BINS)].astype(int), minlength=BINS)
        counts = lasting.evaluate(
            """([a, b]) => {
                const { state } = explorer, x = new Float32Array(state.picture.length), counts = new Int32Array(85);
                noising.mix(x, state.picture, normal.standardNormal(x.length, 0, normal.START, 0), a, b);
                noising.histogram(counts, x);
                return Array.from(counts);
            }""",
            [a, b],
        )
        assert counts == wanted.tolist()
        if t:
            bits = float(q.kl(Gaussian(torch.zeros(1), 1.0)).double().mean() / np.log(2))
            assert number(lasting, "kl") == pytest.approx(bits, rel=5e-3, abs=2e-6)
            assert number(lasting, "log_snr") == pytest.approx(schedule.log_snr[t], abs=5.1e-3)
            assert number(lasting, "snr") == pytest.approx(10 * np.log10(schedule.snr[t]), abs=0.051)
            assert number(lasting, "index") == t - 1
            share = a**2 * x_0.var() / (a**2 * x_0.var() + b**2)
            assert number(lasting, "share") == pytest.approx(100 * share, abs=0.051)
        assert number(lasting, "alpha_bar") == pytest.approx(schedule.alpha_bar[t], rel=5.1e-3)
        assert number(lasting, "a") == pytest.approx(a, abs=5.1e-4)
        assert number(lasting, "b") == pytest.approx(b, abs=5.1e-4)


def number(page, name: str) -> float:
    text = page.locator(f'.dx-noise_stage [data-number="{name}"]').text_content()
    return float(text.replace("−", "-").rstrip(" %dBbits"))


def test_pointing_at_a_term_marks_its_picture_and_its_curve(lasting):
    def outlined(part: str) -> bool:
        style = "(s) => getComputedStyle(document.querySelector(s)).outlineStyle"
        return lasting.evaluate(style, f'canvas[data-part="{part}"]') == "solid"

    for part in ("mixture", "signal", "noise"):
        lasting.locator(f'[data-point="{part}"]').hover()
        assert [name for name in ("mixture", "signal", "noise") if outlined(name)] == [part]
    lasting.locator("h1").hover()
    lasting.locator('[data-point="signal"]').focus()  # by keyboard, too
    assert outlined("signal")


def test_keyboard_play_and_film_strip(page):
    set_t(page, 100)
    page.keyboard.press("ArrowRight")
    page.wait_for_selector('[data-drawn="cosine:101"]')
    page.locator("h1").click()
    page.keyboard.press("Shift+ArrowRight")
    page.wait_for_selector('[data-drawn="cosine:111"]')
    page.keyboard.press("End")
    page.wait_for_selector('[data-drawn="cosine:1000"]')
    settle(page)
    asked = len(page.watch.requests)
    page.keyboard.press(" ")  # plays from the beginning
    page.wait_for_function(  # at once, or a busy machine presses it after the end
        """() => {
            const plays = explorer.state.t > 50 && explorer.state.t < 900;
            if (plays) document.body.dispatchEvent(new KeyboardEvent("keydown", { key: " ", bubbles: true }));
            return plays;
        }"""
    )
    t = page.evaluate("window.explorer.state.t")
    page.wait_for_timeout(300)
    assert page.evaluate("window.explorer.state.t") == t
    page.locator(".dx-way button").nth(3).click()
    page.wait_for_selector('[data-drawn="cosine:333"]')
    assert page.locator(".dx-way button").nth(3).get_attribute("aria-current") == "true"
    assert page.watch.requests[asked:] == []


def test_walk_is_pythons_chain_and_agrees_with_the_jump(lasting):
    picture = np.random.default_rng(1).integers(0, 256, (8, 8, 3), dtype=np.uint8)
    x = torch.from_numpy((picture / 127.5 - 1).astype(np.float32).transpose(2, 0, 1)[None])
    schedule = SCHEDULES["linear"](1000)
    walk = """(() => {
        const walk = new noising.Walk(Float32Array.from(a.x), a.beta, 3, a.scaled);
        for (const t of a.times) walk.to(t);
        return walk.x;
    })()"""
    given = {"x": x.flatten().tolist(), "beta": schedule.beta.tolist(), "scaled": True}
    noise = Noise([3])
    for t in range(1, 61):
        x = transition(schedule, x, t).sample(noise.at(t, x.shape[1:]))
    for times in ([60], [10, 60], [200, 60], [1000, 30, 60]):  # forwards and back
        shown = floats(lasting, walk, given | {"times": times})
        np.testing.assert_allclose(shown, x.flatten().numpy(), atol=2e-5)


def test_walk_has_the_moments_of_the_closed_form(lasting):
    """2,000 values that start at 0.5: mean and variance within 4 standard errors."""
    n, schedule = 2028, SCHEDULES["cosine"](1000)
    walk = """(() => {
        const walk = new noising.Walk(new Float32Array(a.n).fill(0.5), a.beta, 11);
        walk.to(a.t);
        return walk.x;
    })()"""
    for t in (250, 500, 1000):
        x = floats(lasting, walk, {"n": n, "beta": schedule.beta.tolist(), "t": t}).astype(np.float64)
        bar = schedule.alpha_bar[t]
        assert abs(x.mean() - 0.5 * bar**0.5) < 4 * np.sqrt((1 - bar) / n), t
        assert abs(x.var() - (1 - bar)) < 4 * (1 - bar) * np.sqrt(2 / n), t


def test_walk_on_the_page(page):
    set_t(page, 500)
    page.get_by_text("One jump, or t small steps?").click()
    page.wait_for_selector('[data-walked="cosine:500"]')
    value = {name: float(page.locator(f'[data-number="{name}"]').text_content().replace("−", "-"))
             for name in ("jump-variance", "walk-variance", "exact-variance", "jump-mean", "walk-mean", "exact-mean")
             }  # fmt: skip
    for kind in ("jump", "walk"):
        assert value[f"{kind}-variance"] == pytest.approx(value["exact-variance"], abs=0.03)
        assert value[f"{kind}-mean"] == pytest.approx(value["exact-mean"], abs=0.03)
    jump, walk = canvas(page, 'canvas[data-part="jump"]'), canvas(page, 'canvas[data-part="walk"]')
    assert np.mean(jump != walk) > 0.5  # the same distribution, other pixels
    page.get_by_label("walk without the factor").check()
    set_t(page, 1000)
    page.wait_for_selector('[data-walked="cosine:1000"]')
    grown = float(page.locator('[data-number="walk-variance"]').text_content())
    x_0 = small(CAT, 64)
    assert grown == pytest.approx(float(x_0.var()) + SCHEDULES["cosine"](1000).beta.sum(), rel=0.05)


@pytest.mark.soak
def test_the_same_noise_at_two_sizes(page):
    set_t(page, 600)
    page.get_by_text("Why do large pictures survive").click()
    wait_until(lambda: canvas(page, 'canvas[data-part="pooled"]').shape == (32, 32, 3))
    bar = float(SCHEDULES["cosine"](1000).alpha_bar[600])
    eps = Noise([0]).start((3, 256, 256)).reshape(1, 3, 32, 8, 32, 8).mean((3, 5))
    wanted = to_uint8((bar**0.5 * small(CAT, 32) + (1 - bar) ** 0.5 * eps).numpy())[0]
    assert np.abs(canvas(page, 'canvas[data-part="pooled"]').astype(int) - wanted).max() <= 1
    assert eps.std() == pytest.approx(1 / 8, rel=0.05)


@pytest.mark.parametrize("scheme", ["light", *soaked(["dark"])])
@pytest.mark.parametrize("size", [(390, 844), *soaked([(1440, 900)])])
def test_nothing_sticks_out(open_page, server, size, scheme):
    page = open_page(server, *size, scheme)
    for tab in ("Noise", "Schedules", "Denoise", "Fine-tune"):
        page.get_by_role("tab", name=tab, exact=True).click()
        page.wait_for_timeout(800)
        for summary in page.locator("summary:visible").all():
            summary.click()
        wait_until(
            lambda: page.evaluate("document.documentElement.scrollWidth") <= size[0], explain=lambda tab=tab: tab
        )


@pytest.mark.soak
def test_who_asks_for_less_motion_sees_stills(page):
    page.emulate_media(reduced_motion="reduce")
    set_t(page, 0)
    seen = page.evaluate(
        """async () => {
            const seen = new Set();
            document.querySelector(".dx-noise_stage .dx-slide button").click();
            for (let frame = 0; frame < 120; frame++) {
                await new Promise(requestAnimationFrame);
                seen.add(explorer.state.t);
            }
            return [...seen];
        }"""
    )
    assert len(seen) > 2 and all(t % 50 == 0 for t in seen)
