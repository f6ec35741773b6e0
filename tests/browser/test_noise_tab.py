"""The Noise and Schedules tabs in a real browser: what is on the canvas is what Python computes."""

import base64

import numpy as np
import pytest
import torch
from PIL import Image

from explorer.diffusion import SCHEDULES, Noise, marginal
from explorer.images import to_uint8
from explorer.toys import toy
from explorer.ui.components.picture_picker import SEEDS
from explorer.ui.tabs.noise import FIRST
from tests.browser.conftest import wait_until

TIMES = (0, 1, 250, 500, 999, 1000)


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


def expected(picture: np.ndarray, kind: str, seed: int, t: int) -> dict[str, np.ndarray]:
    """The pictures on the stage, from the library: x_t and its two parts."""
    x_0 = torch.from_numpy(picture.transpose(2, 0, 1)[None].astype(np.float32) / 127.5 - 1)
    eps = Noise([seed]).start(x_0.shape[1:])
    q = marginal(SCHEDULES[kind](1000), x_0, t)
    parts = {"mixture": q.sample(eps), "signal": q.mean, "noise": q.std * eps}
    return {name: to_uint8(x.numpy())[0] for name, x in parts.items()}


def assert_within_one_level(page, picture: np.ndarray, kind: str, seed: int, t: int) -> None:
    for part, wanted in expected(picture, kind, seed, t).items():
        shown = canvas(page, f'canvas[data-part="{part}"]')
        assert np.abs(shown.astype(int) - wanted).max() <= 1, (part, kind, t)


@pytest.mark.parametrize("kind", ["cosine", "linear"])
def test_canvas_equals_python_without_asking_the_server(page, kind):
    page.get_by_role("radio", name=kind).check()
    page.wait_for_timeout(500)
    asked = len(page.watch.requests)
    for t in TIMES:
        set_t(page, t, kind)
        assert_within_one_level(page, toy(SEEDS[FIRST], FIRST, 256), kind, 0, t)
    assert page.watch.requests[asked:] == []


def test_seed_and_built_in_pictures(page):
    seed = page.get_by_label("Noise seed")
    before = canvas(page, 'canvas[data-part="noise"]')
    seed.fill("7")
    seed.press("Enter")
    wait_for_other(page, 'canvas[data-part="noise"]', before)
    page.get_by_role("button", name="rocket").click()
    page.wait_for_selector('.dx-pick button[data-kind="rocket"][aria-pressed="true"]')
    page.wait_for_timeout(500)
    set_t(page, 400)
    assert_within_one_level(page, toy(SEEDS["rocket"], "rocket", 256), "cosine", 7, 400)


def wait_for_other(page, selector: str, before: np.ndarray) -> None:
    """Until the canvas shows something else."""
    wait_until(lambda: not np.array_equal(canvas(page, selector), before), 20)


def test_own_picture_and_a_broken_one(page, tmp_path):
    picture = np.random.default_rng(0).integers(0, 256, (256, 256, 3), dtype=np.uint8)
    Image.fromarray(picture).save(tmp_path / "own.png")
    (tmp_path / "text.png").write_text("this is no picture")
    set_t(page, 0)
    before = canvas(page, 'canvas[data-part="mixture"]')
    page.locator("input[type=file]").first.set_input_files(tmp_path / "own.png")
    wait_for_other(page, 'canvas[data-part="mixture"]', before)
    set_t(page, 250)
    assert_within_one_level(page, picture, "cosine", 0, 250)

    page.get_by_label("Remove Image").or_(page.get_by_label("Clear")).first.click()
    page.wait_for_selector(f'.dx-pick button[data-kind="{FIRST}"][aria-pressed="true"]')
    page.locator("input[type=file]").first.set_input_files(tmp_path / "text.png")
    page.get_by_text("text.png is not a JPEG, PNG or WebP picture.").wait_for()
    assert_within_one_level(page, toy(SEEDS[FIRST], FIRST, 256), "cosine", 0, 250)


def test_keyboard_and_play(page):
    set_t(page, 100)
    page.keyboard.press("ArrowRight")
    page.wait_for_selector('[data-drawn="cosine:101"]')
    page.locator("h1").click()
    page.keyboard.press("Shift+ArrowRight")
    page.wait_for_selector('[data-drawn="cosine:111"]')
    page.keyboard.press("End")
    page.wait_for_selector('[data-drawn="cosine:1000"]')
    asked = len(page.watch.requests)
    page.keyboard.press(" ")  # plays from the beginning
    page.wait_for_function("window.explorer.state.t > 50 && window.explorer.state.t < 900")
    page.keyboard.press(" ")
    t = page.evaluate("window.explorer.state.t")
    page.wait_for_timeout(300)
    assert page.evaluate("window.explorer.state.t") == t
    assert page.watch.requests[asked:] == []


def test_blend_equals_python_on_random_inputs(page):
    rng = np.random.default_rng(3)
    x0 = rng.integers(0, 256, 300, dtype=np.uint8)
    eps = rng.integers(-32767, 32768, 300, dtype=np.int16)
    unit = 4.5 / 32767
    for a, b in rng.uniform(0, 1, (20, 2)):
        shown = page.evaluate(
            """([x0, eps, unit, a, b]) => {
                const rgba = new Uint8ClampedArray(400);
                window.explorer.blend(rgba, Uint8Array.from(x0), Int16Array.from(eps), unit, a, b);
                return Array.from(rgba);
            }""",
            [x0.tolist(), eps.tolist(), unit, a, b],
        )
        wanted = to_uint8((a * (x0 / 127.5 - 1) + b * unit * eps).reshape(1, 3, 10, 10)).transpose(0, 3, 1, 2)
        got = np.array(shown).reshape(-1, 4)[:, :3].reshape(-1)
        assert np.abs(got - wanted.reshape(-1)).max() <= 1


def test_schedules_follow_t_and_warn(page):
    set_t(page, 300)
    page.get_by_role("tab", name="Schedules").click()
    page.wait_for_selector('.dx-now[data-t="300"]')
    curves = page.evaluate(
        """[...document.querySelectorAll(".dx-plot")].map(
            (plot) => plot.data.map((d) => [d.name, Array.from(d.x), Array.from(d.y)]))"""
    )
    for plot, quantity in zip(curves, ("alpha_bar", "log_snr", "beta"), strict=True):
        for name, x, y in plot:
            wanted = getattr(SCHEDULES[name](1000), quantity)[np.array(x, dtype=int)]
            np.testing.assert_allclose(y, wanted, rtol=1e-12)

    page.locator(".dx-plot").first.click(position={"x": 300, "y": 150})
    page.wait_for_function("window.explorer.state.t !== 300")
    page.get_by_label("number input for Number of steps T").fill("50")
    page.get_by_label("number input for Number of steps T").press("Enter")
    page.get_by_text("the linear chain does not end in noise").wait_for()
    page.wait_for_function("window.explorer.state.T === 50 && window.explorer.state.t <= 50")
    page.get_by_label("Linear: β₁").fill("0")
    page.get_by_text("must lie above 0").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_nothing_sticks_out(open_page, server, size, scheme):
    page = open_page(server, *size, scheme)
    for tab in ("Noise", "Schedules", "Denoise", "Fine-tune"):
        page.get_by_role("tab", name=tab, exact=True).click()
        page.wait_for_timeout(800)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], tab
