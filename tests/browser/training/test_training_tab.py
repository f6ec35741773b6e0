"""The Training tab: each number on it is that of diffusion/bound.py for this picture, schedule, noise and network."""

import json
import math
from itertools import product

import numpy as np
import pytest
import torch

from explorer.diffusion import SCHEDULES, ExactDenoiser, Noise, bound_terms, estimate, marginal, strata
from explorer.diffusion.bound import look_back, step_gaussians, step_map, weight, worth
from explorer.images import square, to_float
from explorer.models.checkpoint import load_checkpoint
from explorer.toys import toy
from explorer.ui.guess.server_guess import shrunk, time_of
from explorer.ui.pictures import PICTURES, built_in
from tests.support.served import all_soaked, soaked

STAGE = ".dx-training_stage"


class AsLoud:
    """A network under a schedule that it was not trained with: it is asked for the time with as much noise."""

    def __init__(self, checkpoint, schedule):
        self.network, self.prediction = checkpoint.denoiser, checkpoint.denoiser.prediction
        self.times = [0] + [time_of(checkpoint.schedule.log_snr, float(bar)) for bar in schedule.alpha_bar[1:]]

    @torch.no_grad()
    def output(self, x_t, t, label=None):
        return self.network.output(x_t, torch.tensor([self.times[int(each)] for each in t]), label)

    def __call__(self, x_t, t, label=None):
        raise AssertionError("asked for eps_hat by way of something else")


def open_tab(open_page, server, net="toys", schedule="cosine", t=400, draw=5, **more):
    query = {"tab": "training", "net": net, "schedule": schedule, "t": t, "draw": draw} | more
    page = open_page(server, link="?" + "&".join(f"{name}={value}" for name, value in query.items()))
    wait(page, schedule, t, draw, more.get("target", "epsilon"), net)
    return page


def wait(page, schedule, t, draw, target="epsilon", net="toys", label=""):
    page.wait_for_selector(f'{STAGE}[data-drawn="{schedule}:{t}:{draw}:{target}:{net}:{label}"]', timeout=120_000)


def small(picture: str, shape) -> torch.Tensor:
    return torch.from_numpy(shrunk(to_float(toy(PICTURES[picture], picture, 256)[None])[0], shape)[None])


def exact(page, selector: str) -> float:
    return float(page.get_attribute(selector, "data-exact"))


CASES = [("toys", "cosine")]
MORE = [("toys", "linear"), *product(("digits", "memorised"), ("cosine", "linear"))]


@pytest.mark.parametrize(("name", "kind"), [*CASES, *all_soaked(MORE)])
def test_all_numbers_are_those_of_this_draw(open_page, server, name, kind):
    checkpoint, schedule, t, draw = load_checkpoint(name), SCHEDULES[kind](1000), 400, 5
    page = open_tab(open_page, server, name, kind, t, draw, open="bound")
    the_loss_and_the_weights(page, checkpoint, schedule, t, draw)
    the_bound(page, checkpoint, schedule, name, kind, draw)


def the_loss_and_the_weights(page, checkpoint, schedule, t, draw) -> None:
    x_0, eps = small("cat", checkpoint.shape), Noise([draw]).start(checkpoint.shape)
    look = look_back(AsLoud(checkpoint, schedule), schedule, x_0, t, eps)
    error = float((x_0 - look.x0_hat).square().mean())
    x_t = marginal(schedule, x_0.double(), t).sample(eps.double())
    a, b = math.sqrt(schedule.alpha_bar[t]), math.sqrt(1 - schedule.alpha_bar[t])
    loss = float(((x_t - a * look.x0_hat) / b - eps).square().mean())
    assert exact(page, f'{STAGE} [data-number="loss"]') == pytest.approx(loss, rel=2e-3)
    for target, factor in worth(schedule, t).items():
        row = f'tr[data-target="{target}"]'
        assert exact(page, f'{row} [data-cell="error"]') == pytest.approx(error / factor**2, rel=2e-3)
        assert exact(page, f'{row} [data-cell="weight"]') == pytest.approx(weight(schedule, t, target), rel=1e-9)
    assert page.inner_text(f'{STAGE} [data-number="a"]') == f"{a:.3f}"  # other tabs have a and b, too
    assert page.inner_text(f'{STAGE} [data-number="b"]') == f"{b:.3f}"


def the_bound(page, checkpoint, schedule, name, kind, draw) -> None:
    """It is weighed when its part of the tab is opened."""
    page.wait_for_selector(f'[data-weighed^="{name}:{kind}:{draw}:"]', timeout=120_000)
    row = page.locator('[data-part="results"] tbody tr').first
    chosen = strata(1000, 100, draw)
    assert json.loads(row.get_attribute("data-times")) == [list(each.times) for each in chosen]
    x_0, denoiser = small("cat", checkpoint.shape), AsLoud(checkpoint, schedule)
    for variance, said in (("ddpm-small", "data-beta-tilde"), ("ddpm", "data-beta")):
        terms = list(bound_terms(denoiser, schedule, x_0, Noise([draw]), chosen, None, variance))
        right = estimate(terms, chosen)
        assert float(row.get_attribute(said)) == pytest.approx(right.total.item(), rel=1e-3)
        if variance == "ddpm-small":
            assert float(row.get_attribute("data-error")) == pytest.approx(right.error.item(), rel=0.02)
            assert float(row.get_attribute("data-decoder")) == pytest.approx(terms[1].bits.item(), rel=1e-3)
            assert float(row.get_attribute("data-prior")) == pytest.approx(terms[0].bits.item(), rel=1e-4, abs=1e-9)
            total, error = row.locator("td").nth(4).inner_text().split(" ± ")
            assert float(total) == pytest.approx(right.total.item(), abs=2e-3)
            assert float(error) == pytest.approx(right.error.item(), abs=1e-3)


def test_a_pixel_s_divergence_is_that_of_its_two_gaussians(open_page, server):
    checkpoint, t, draw = load_checkpoint("toys"), 30, 5
    schedule = checkpoint.schedule
    page = open_tab(open_page, server, t=t, draw=draw, open="bound")
    page.wait_for_selector('[data-weighed]:not([data-weighed=""])', timeout=120_000)
    x_0, eps = small("cat", (3, 32, 32)), Noise([draw]).start((3, 32, 32))
    look = look_back(AsLoud(checkpoint, schedule), schedule, x_0, t, eps)
    page.focus('[data-part="map"]')
    row, column = 16, 16
    for key, down, right in (("ArrowUp", -1, 0), ("ArrowUp", -1, 0), ("ArrowRight", 0, 1)):
        page.keyboard.press(key)
        row, column = row + down, column + right
        page.wait_for_selector(f'[data-of="cosine:{t}:{row}:{column}:ddpm-small"]')
        bits = step_map(schedule, x_0, t, look)[0, 1, row, column].item()
        assert exact(page, '.dx-bound_bars [data-number="kl"]') == pytest.approx(bits, rel=2e-2, abs=1e-7)
    page.check('[name="dx-variance"][value="ddpm"]')
    page.wait_for_selector(f'[data-of="cosine:{t}:{row}:{column}:ddpm"]')
    q, p = (each for each in step_gaussians(schedule, x_0, t, look, "ddpm"))
    bits = (q.kl(p) / math.log(2))[0, 1, row, column].item()
    assert exact(page, '.dx-bound_bars [data-number="kl"]') == pytest.approx(bits, rel=2e-2, abs=1e-7)


@pytest.mark.soak
def test_what_was_weighed_is_kept_and_the_dashed_schedule_can_be_weighed_too(open_page, server):
    page = open_tab(open_page, server, open="bound")
    page.wait_for_selector('[data-weighed="toys:cosine:5:"]', timeout=120_000)
    page.check('[name="dx-under"][value="other"]')
    page.wait_for_selector('[data-weighed=""]')
    page.click(".dx-weigh")
    page.wait_for_selector('[data-weighed="toys:linear:5:"]', timeout=120_000)
    page.check('[name="dx-under"][value="schedule"]')
    page.wait_for_selector('[data-weighed="toys:cosine:5:"]')
    assert page.locator('[data-part="results"] tbody tr').count() == 2


# The bound is opened, and no look at it is answered before release().
HELD = """() => {
    const { look } = Looker.prototype, held = new Promise((resolve) => { window.release = resolve; });
    Looker.prototype.look = async function (...asked) { await held; return look.apply(this, asked); };
    document.querySelector(".dx-bound").open = true;
}"""


def test_a_stop_stops(open_page, server):
    page = open_tab(open_page, server)
    page.evaluate(HELD)
    says = "(word) => [...document.querySelectorAll('.dx-weigh')].every((it) => it.textContent === it.dataset[word])"
    page.wait_for_function(says, arg="stop")
    page.click(".dx-weigh")
    page.evaluate("release()")
    page.wait_for_function(says, arg="go")
    assert page.locator('[data-part="results"] tbody tr').count() == 0


def test_draws_are_counted_and_what_is_set_by_hand_is_on_the_stage(open_page, server):
    page = open_tab(open_page, server)
    page.click('[data-draw="10"]')
    page.wait_for_selector('[data-part="plot"][data-count="10"]')
    page.click('[data-draw="1"]')
    page.wait_for_selector('[data-part="plot"][data-count="11"]')
    page.evaluate("window.explorer.set({ draw: 9, t: 7 })")
    wait(page, "cosine", 7, 9)


def test_the_floor_is_the_perfect_denoiser_s_where_all_pictures_are_here(open_page, server):
    page = open_tab(open_page, server, "memorised")
    page.wait_for_selector('[data-learned="memorised:all"]')
    page.click('[data-draw="1"]')
    page.wait_for_selector('[data-part="plot"][data-count="1"]')
    page.wait_for_function("() => window.explorer.state.draw !== 5 || window.explorer.state.t !== 400")
    t, draw = page.evaluate("[window.explorer.state.t, window.explorer.state.draw]")
    schedule, shape = SCHEDULES["cosine"](1000), (3, 32, 32)
    data = torch.from_numpy(to_float(np.stack([square(built_in(kind), 32, 3) for kind in PICTURES])))
    eps = Noise([draw]).start(shape)
    x_t = marginal(schedule, small("cat", shape), t).sample(eps)
    right = (ExactDenoiser(data, schedule)(x_t, torch.tensor([t])) - eps).square().mean().item()
    said = page.locator('[data-part="plot"][data-count]')
    assert float(said.get_attribute("data-floor")) == pytest.approx(right, rel=0.02, abs=1e-6)
    assert page.locator(".dx-floor.dx-exact").is_visible()


@pytest.mark.soak
def test_where_the_device_fails_the_server_answers(open_page, server):
    checkpoint, t, draw = load_checkpoint("toys"), 300, 2
    page = open_page(server)
    page.route("**/*.safetensors", lambda route: route.abort())
    page.watch.forgive("ERR_FAILED")
    page.goto(server.url + f"?tab=training&t={t}&draw={draw}&net=toys&open=bound")
    wait(page, "cosine", t, draw)
    x_0, eps = small("cat", (3, 32, 32)), Noise([draw]).start((3, 32, 32))
    look = look_back(AsLoud(checkpoint, checkpoint.schedule), checkpoint.schedule, x_0, t, eps)
    error = float((x_0 - look.x0_hat).square().mean())
    assert exact(page, 'tr[data-target="sample"] [data-cell="error"]') == pytest.approx(error, rel=5e-3)
    page.click(".dx-weigh")
    page.wait_for_selector(f'[data-weighed="toys:cosine:{draw}:"]', timeout=120_000)
    chosen = strata(1000, 100, draw)
    terms = bound_terms(AsLoud(checkpoint, checkpoint.schedule), checkpoint.schedule, x_0, Noise([draw]), chosen)
    said = float(page.locator('[data-part="results"] tbody tr').first.get_attribute("data-beta-tilde"))
    assert said == pytest.approx(estimate(terms, chosen).total.item(), rel=2e-3)


@pytest.mark.parametrize("target", ["score", *soaked(["sample", "v_prediction", "mean"])])
def test_each_language_reads_the_same_answer(open_page, server, target):
    page = open_tab(open_page, server, target=target)
    row = f'tr[data-target="{target}"] [data-cell="error"]'
    assert exact(page, f'{STAGE} [data-number="loss"]') == pytest.approx(exact(page, row), rel=1e-3)
    cells = [[exact(page, f'tr[data-target="{name}"] [data-cell="{cell}"]') for cell in ("error", "weight")]
             for name in ("epsilon", target)]  # fmt: skip
    bits = [error * factor for error, factor in cells]
    assert np.isclose(*bits, rtol=1e-9)


@pytest.mark.soak
def test_without_signal_at_the_end_v_is_still_read(open_page, server):
    page = open_tab(open_page, server, t=1000, zero=1, open="bound")
    assert exact(page, 'tr[data-target="sample"] [data-cell="error"]') > 0
    page.wait_for_selector('[data-weighed^="toys:cosine"]', timeout=120_000)
    assert float(page.locator('[data-part="results"] tbody tr').first.get_attribute("data-prior")) == 0
