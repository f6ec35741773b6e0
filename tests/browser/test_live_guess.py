"""The network's guess beside x_t: what it shows is what the network says, wherever it was computed."""

import numpy as np
import pytest
import torch

from explorer.diffusion import SCHEDULES, ExactDenoiser, Noise, marginal
from explorer.images import to_float, to_uint8
from explorer.models.checkpoint import load_checkpoint
from explorer.toys import toy
from explorer.ui.components.picture_set import drawings
from explorer.ui.guess.server_guess import KNOWN, shrunk, time_of
from explorer.ui.pictures import PICTURES
from tests.browser.device.test_device_chain import PATIENT
from tests.browser.test_noise_tab import canvas, floats
from tests.support.browser import settle

READY = '[data-term="guess"][data-phase="ready"]'


@pytest.fixture(scope="module")
def toys():
    return load_checkpoint("toys")


def guessed(page, t: int, label: str = "", kind: str = "cosine") -> np.ndarray:
    """Go to t and wait for the guess that belongs to it: its grey levels (32, 32, 3)."""
    page.evaluate("(t) => window.explorer.set({ t })", t)
    page.wait_for_selector(f'[data-guessed="{kind}:{t}:{label}"]{READY}')
    return canvas(page, '[data-part="guess"]')


def begin(page) -> None:
    page.evaluate(PATIENT)
    page.click('[data-take="guess"]')
    page.wait_for_selector(READY, timeout=120_000)


def expected(toys, t: int, label: int | None, picture: str = "cat", kind: str = "cosine") -> tuple[np.ndarray, float]:
    """The grey levels that the network's x0_hat has, and the mean squared error of its eps_hat."""
    bar = float(SCHEDULES[kind](1000).alpha_bar[t])
    own = int(np.abs(toys.schedule.log_snr[1:] - np.log(bar / (1 - bar))).argmin()) + 1
    large = torch.from_numpy(to_float(toy(PICTURES[picture], picture, 256)[None]))
    x_0 = torch.nn.functional.avg_pool2d(large, 8)
    eps = Noise([0]).start((3, 32, 32))
    x_t = bar**0.5 * x_0 + (1 - bar) ** 0.5 * eps
    v = toys.denoiser.output(x_t, torch.tensor([own]), None if label is None else torch.tensor([label])).detach()
    x0_hat, eps_hat = bar**0.5 * x_t - (1 - bar) ** 0.5 * v, bar**0.5 * v + (1 - bar) ** 0.5 * x_t
    return to_uint8(x0_hat.numpy())[0], float((eps - eps_hat).square().mean())


def alike(shown: np.ndarray, right: np.ndarray) -> None:
    apart = np.abs(shown.astype(int) - right.astype(int))
    assert apart.max() <= 1 and (apart == 0).mean() > 0.995


def error(page) -> float:
    return float(page.inner_text('[data-term="guess"] [data-number="error"]'))


def test_the_guess_is_what_the_network_says(page, toys):
    assert toys.denoiser.prediction == "v_prediction"
    begin(page)
    assert page.locator('[data-part="remote"]').is_hidden()
    for t in (1, 250, 600, 999):
        right, squared = expected(toys, t, None)
        alike(guessed(page, t), right)
        assert error(page) == pytest.approx(squared, abs=6e-4)
    page.select_option('[data-part="label"]', "8")
    alike(guessed(page, 700, "8"), expected(toys, 700, 8)[0])
    assert guessed(page, 0, "8").shape == (32, 32, 3) and page.inner_text('[data-number="error"]') == "–"


@pytest.mark.soak
def test_another_picture_seed_and_schedule_are_guessed_anew(page, toys):
    begin(page)
    page.click('[data-kind="rocket"]')
    page.wait_for_selector('.dx-pick button[data-kind="rocket"][aria-pressed="true"]')
    alike_soon(page, expected(toys, 250, None, "rocket")[0])
    page.get_by_label("linear", exact=True).first.check()
    alike_soon(page, expected(toys, 250, None, "rocket", "linear")[0])


def alike_soon(page, right: np.ndarray) -> None:
    """The guess becomes this one: the page says when it has been drawn, not for which picture."""
    page.wait_for_function(
        """(right) => {
            const canvas = document.querySelector('[data-part="guess"]');
            const copy = new OffscreenCanvas(32, 32).getContext("2d", { willReadFrequently: true });
            copy.drawImage(canvas, 0, 0);
            const { data } = copy.getImageData(0, 0, 32, 32);
            return right.every((level, i) => Math.abs(level - data[Math.floor(i / 3) * 4 + (i % 3)]) <= 1);
        }""",
        arg=right.ravel().tolist(),
    )


def test_a_drag_asks_the_server_nothing(page):
    begin(page)
    guessed(page, 300)
    settle(page)
    before = len(page.watch.requests)
    for t in range(300, 700, 20):
        guessed(page, t)
    assert len(page.watch.requests) == before


def test_nothing_of_the_network_is_fetched_before_it_is_wanted(page):
    assert not [url for url in page.watch.requests if "/device/" in url]
    begin(page)
    assert [url for url in page.watch.requests if url.endswith(".safetensors")]


@pytest.mark.soak
def test_where_the_device_fails_the_server_guesses(page, toys):
    page.route("**/*.safetensors", lambda route: route.abort())
    page.watch.forgive("ERR_FAILED")
    begin(page)
    assert page.locator('[data-part="remote"]').is_visible()
    right, squared = expected(toys, 600, None)
    alike(guessed(page, 600), right)
    assert error(page) == pytest.approx(squared, abs=6e-4)


@pytest.mark.parametrize("size", [32, 28, 5])
def test_the_browser_averages_over_the_same_squares(page, size):
    x = np.random.default_rng(1).normal(size=(3, 60, 60)).astype(np.float32)
    said = floats(page, f"window.noising.pool(Float32Array.from(a), {size})", x.ravel().tolist())
    np.testing.assert_allclose(said.reshape(3, size, size), shrunk(x, (3, size, size)), atol=1e-6)


def test_the_time_is_the_one_that_the_server_takes(page, toys):
    alpha_bar = toys.schedule.alpha_bar
    bars = [*np.linspace(0.001, 0.999, 40), float(alpha_bar[1]), float(alpha_bar[1000]), float(alpha_bar[437])]
    said = page.evaluate("([all, bars]) => bars.map((bar) => window.Looker.timeOf(Float64Array.from(all), bar))",
                         [alpha_bar.tolist(), bars])  # fmt: skip
    assert said == [time_of(toys.schedule.log_snr, bar) for bar in bars]


def test_the_exact_guess_beside_it(page):
    begin(page)
    page.locator('.dx-shown input[value="exact"]').check()
    pictures = torch.from_numpy(to_float(drawings(32, None, KNOWN)))
    schedule = SCHEDULES["cosine"](1000)
    exact = ExactDenoiser(pictures, schedule)
    x_0 = torch.nn.functional.avg_pool2d(torch.from_numpy(to_float(toy(PICTURES["cat"], "cat", 256)[None])), 8)
    for t in (900, 400):
        guessed(page, t)
        page.wait_for_selector(f'[data-term="exact"][data-exact="cosine:{t}:"]')
        x_t = marginal(schedule, x_0, t).sample(Noise([0]).start((3, 32, 32)))
        alike(canvas(page, '[data-part="exact"]'), to_uint8(exact.x0(x_t, torch.tensor([t])).numpy())[0])
