"""The Plane tab: what is shown is computed by the samplers' own arithmetic, from the points that are shown."""

import json

import numpy as np
import pytest
import torch

from explorer.diffusion import SCHEDULES, ExactDenoiser, Noise, sample
from explorer.ui.text import load_text
from tests.support.browser import opener, settle
from tests.support.served import wait_until

STAGE = ".dx-plane_stage[data-drawn]"
USUAL = {
    "plane": "moons", "points": "500", "plane_seed": 0, "view": "forward", "by": "exact", "field": "none",
    "against": "none", "plane_label": "any", "touch": "", "trained": 0, "prediction": "v_prediction",
}  # fmt: skip
COSINE = SCHEDULES["cosine"](1000)
TEXT = load_text("en")


@pytest.fixture(scope="module")
def shared(chromium, server):
    for open_ in opener(chromium):
        page = open_(server, link="?tab=plane&t=300")
        page.wait_for_selector(STAGE)
        yield page


@pytest.fixture
def plane(shared):
    """take(t, **settings): the page with these settings and else the usual ones, once it has drawn them."""

    def take(t=300, **settings):
        wanted = USUAL | settings
        shared.evaluate(
            """([t, settings]) => {
                for (const [name, value] of Object.entries(settings)) plane.take(name, value);
                explorer.set({ t });
            }""",
            [t, wanted],
        )
        told = [wanted["plane"], None, wanted["view"], wanted["by"], wanted["field"], t, True]
        shared.wait_for_function(
            """(told) => {
                const drawn = JSON.parse(document.querySelector(".dx-plane_stage[data-drawn]").dataset.drawn);
                return drawn.every((value, i) => i === 1 || value === told[i]);
            }""",
            arg=told,
        )
        return shared

    return take


def said(page, name: str):
    return json.loads(page.get_attribute(STAGE, f"data-{name}"))


def points(page) -> torch.Tensor:
    return torch.tensor(page.evaluate("[...plane.exact().points]")).double().reshape(-1, 2)


def test_a_touched_point_s_guess_is_the_exact_denoiser_s(plane):
    page = plane(t=400, touch="0.5,-1.25")
    x, t = torch.tensor([[0.5, -1.25]]).double(), torch.tensor([400])
    exact, own = ExactDenoiser(points(page), COSINE), said(page, "touched")
    np.testing.assert_allclose(own["x0"], exact.x0(x, t)[0], atol=1e-6)
    np.testing.assert_allclose(own["eps"], exact(x, t)[0], atol=1e-6)
    shown = page.inner_text('.dx-plane_stage [data-number="x0"]')
    assert shown == "({:.2f}, {:.2f})".format(*own["x0"]).replace("-", "−")


def test_the_keys_move_the_point_and_let_go_of_it(plane):
    page = plane(touch="0.00,0.00")
    page.focus('[data-part="plane"]')
    for key, expected in (("ArrowRight", [0.1, 0]), ("Shift+ArrowUp", [0.1, 0.5]), ("ArrowLeft", [0, 0.5])):
        page.keyboard.press(key)
        wait_until(lambda e=expected: said(page, "touched")["x"] == e)
    wait_until(lambda: "touch=0.00%2C0.50" in page.evaluate("location.search"))
    page.keyboard.press("Escape")
    page.wait_for_selector('[data-part="clear"]', state="hidden")


def choose(page, sampler: str, steps: int) -> None:
    """On this tab; the fields of Denoise, and so the link, follow."""
    page.fill('.dx-plane_stage [data-part="steps"]', str(steps))
    page.select_option('.dx-plane_stage [data-part="sampler"]', sampler)
    wait_until(lambda: page.evaluate("['sampler', 'steps'].map(explorer.link.value)") == [sampler, steps])


@pytest.mark.parametrize("sampler", ["ddim", "ddpm", "heun"])
def test_a_particle_goes_where_sample_takes_it(plane, sampler):
    choose(plane(view="backward"), sampler, 20)
    page = plane(t=0, view="backward", plane="rings", plane_seed=3)
    noise = Noise([3])
    (*_, last) = sample(
        ExactDenoiser(points(page), COSINE), COSINE, noise.start((2,)).double(), rule=sampler, steps=20, noise=noise,
        clip=3.2,
    )  # fmt: skip
    np.testing.assert_allclose(said(page, "particles")["first"], last.x_s[0], atol=1e-4)
    choose(page, "ddim", 50)


def test_a_sampler_that_is_chosen_here_is_chosen_in_denoise(plane):
    page = plane(view="backward")
    choose(page, "dpmpp-2m", 12)
    choose(page, "ddim", 50)


DRAWN = [[0.5, 0.5], [1.0, 1.0] * 300, [3.19, -3.19, -3.1, 3.1], np.random.default_rng(0).normal(size=10_000).tolist()]
DRAW = """(pairs) => {
    planePoints.clear();
    for (let i = 0; i < pairs.length; i += 2) planePoints.add(pairs[i], pairs[i + 1]);
    explorer.set({});
}"""


@pytest.mark.parametrize("drawn", DRAWN)
def test_whatever_is_drawn_is_what_the_particles_come_to(plane, drawn):
    page = plane(plane="drawn")
    page.evaluate(DRAW, drawn)
    page = plane(t=0, plane="drawn", view="backward", points="2000")
    near = page.evaluate(
        """() => {
            const { frames } = plane.particles("walk", () => {}), x = Float64Array.from(frames.at(-1)).subarray(0, 400);
            return distances({ x, points: plane.exact().points, fresh: x, other: x }).near;
        }"""
    )
    assert near < 0.05
    page.evaluate("planePoints.clear(); explorer.set({})")


def test_a_plane_without_points_says_what_to_do(plane):
    page = plane(plane="drawn")
    page.get_by_text(TEXT["plane.stage.empty"]).first.wait_for()
    for view in ("backward", "line"):
        page.evaluate("(view) => plane.take('view', view)", view)
        page.get_by_text(TEXT["plane.stage.empty"]).first.wait_for()
    assert page.watch.complaints == []


def test_a_word_becomes_points(plane):
    page = plane(plane="word", word="x")
    found = points(page)
    assert len(found) == 500 and found.abs().max() < 3.2
    plane(plane="word", word=" ")
    page.get_by_text(TEXT["plane.stage.empty"]).first.wait_for()
    plane(plane="word", word="DDPM")


def test_a_network_learns_stops_and_is_looked_at_as_it_was(plane):
    page = plane(by="network", view="backward", field="score", t=500)
    page.click('[data-take="one"]')
    page.wait_for_selector('.dx-plane_stage[data-learned="1"][data-running="false"]')
    page.click('[data-take="train"]')
    page.wait_for_selector('.dx-plane_stage[data-running="true"]')
    page.wait_for_function("() => plane.network().step > 60")
    page.click('[data-take="train"]')
    page.wait_for_selector('.dx-plane_stage[data-running="false"]')
    steps = page.evaluate("plane.network().step")
    wait_until(lambda: f"trained={steps}" in page.evaluate("location.search"))
    past = page.locator('[data-part="past"]')
    past.focus()
    page.keyboard.press("Home")
    page.wait_for_function("() => plane.past === 0")
    assert page.inner_text('[data-number="past"]') == "0"
    page.keyboard.press("End")
    page.wait_for_function("() => plane.past === null")


def test_nothing_of_it_asks_the_server(plane):
    page = plane(view="backward", t=900, field="score")
    settle(page)
    before = len(page.watch.requests)
    plane(view="backward", t=20, field="sample", plane="checkerboard", against="ddpm", plane_label="1")
    page.evaluate("plane.train(plane.network().step + 50, () => {})")
    plane(view="line", t=100, plane="spiral")
    assert [address for address in page.watch.requests[before:] if "/plane.js" not in address] == []


def test_a_link_restores_points_seed_training_and_t(open_page, server):
    link = "?tab=plane&plane=spiral&points=20&plane_seed=9&trained=120&t=77&view=backward&by=network"
    page = open_page(server, link=link)
    page.wait_for_selector('.dx-plane_stage[data-learned="120"][data-running="false"]')
    drawn = '["spiral",20,"backward","network","none",77,true]'
    wait_until(lambda: page.get_attribute(STAGE, "data-drawn") == drawn)
    assert page.evaluate("[plane.settings.plane_seed, plane.exact().size, plane.network().step]") == [9, 20, 120]


def test_where_the_worker_does_not_come_a_sentence_says_so(open_page, server):
    page = open_page(server)
    page.route("**/plane.js", lambda route: route.abort())
    page.watch.forgive("ERR_FAILED")
    page.goto(server.url + "?tab=plane&view=backward")
    page.get_by_text(TEXT["plane.stage.failed"]).first.wait_for()
    page.watch.forgive("ERR_FAILED")


def test_the_dashed_schedule_s_chain_begins_at_the_same_noise(plane):
    page = plane(t=0, view="backward", against="other", plane_seed=5)
    noise = Noise([5])
    linear = SCHEDULES["linear"](1000)
    (*_, last) = sample(ExactDenoiser(points(page), linear), linear, noise.start((2,)).double(), noise=noise, clip=3.2)
    own = page.evaluate("plane.particles('against', () => {}, { schedule: 'other' }).frames.at(-1)")
    np.testing.assert_allclose(own[:2], last.x_s[0], atol=1e-4)


def test_another_width_is_another_network_and_there_may_be_fewer_particles(plane):
    page = plane(by="network", view="backward", t=0)
    page.evaluate("plane.train(plane.network().step + 3, () => {})")
    page.evaluate("document.querySelector('.dx-plane-more').open = true")
    before = page.evaluate("plane.network().key")
    for name, value in (("width", "8"), ("batch", "64"), ("rate", "0.0006"), ("particles", "500")):
        page.select_option(f'[data-set="{name}"]', value)
        assert str(page.evaluate(f"plane.settings.{name}")) == value
    page.click('[data-take="one"]')
    page.wait_for_selector('.dx-plane_stage[data-learned="1"][data-running="false"]')
    assert page.evaluate("plane.network().key") != before
    wait_until(lambda: page.evaluate("plane.particles('walk', () => {}).frames.at(-1)?.length") == 1000)
    for name, value in (("width", "40"), ("batch", "256"), ("rate", "0.006"), ("particles", "2000")):
        page.select_option(f'[data-set="{name}"]', value)


def test_in_slow_motion_each_step_is_told(plane):
    page = plane(by="network", plane="grid")
    page.evaluate("document.querySelector('.dx-plane-more').open = true")
    page.select_option('[data-set="slow"]', "true")
    page.click('[data-take="train"]')
    page.wait_for_function("() => plane.network().losses.length >= 3")
    page.click('[data-take="train"]')
    page.wait_for_selector('.dx-plane_stage[data-running="false"]')
    steps = page.evaluate("plane.network().losses.map(([step]) => step)")
    assert {*steps} == {*range(1, steps[-1] + 1)}
    page.select_option('[data-set="slow"]', "false")
