"""What the lessons on the plane say of its points, and how large, is so."""

from pathlib import Path

import numpy as np
import pytest
import torch

from explorer.diffusion import SCHEDULES, ExactDenoiser, Noise, sample
from explorer.diffusion.rules import RULES, ddim

UI = Path(__file__).parents[3] / "explorer" / "ui"
MATHS = UI / "tabs" / "plane" / "maths"
SCRIPTS = [UI / "components" / f"{name}.js" for name in ("normal", "prediction", "rules")] + [
    MATHS / f"{name}.js" for name in ("sets", "plane_walk", "matmul", "mlp", "learner")
]
COSINE = SCHEDULES["cosine"](1000)
REACH, LATTICE = 3.2, 17  # of the plane and its arrows


@pytest.fixture(scope="module")
def plane(chromium):
    page = chromium.new_page()
    for script in SCRIPTS:
        page.add_script_tag(path=script)
    yield page
    page.close()


def points(plane, name: str, count: int = 500, seed: int = 0) -> np.ndarray:
    said = plane.evaluate("([name, count, seed]) => [...sets.make(name, count, seed).points]", [name, count, seed])
    return np.reshape(said, (-1, 2))


def guess(data: np.ndarray, x: np.ndarray, t: int) -> np.ndarray:
    denoiser = ExactDenoiser(torch.from_numpy(data), COSINE)
    return denoiser.x0(torch.from_numpy(x), torch.full((len(x),), t)).numpy()


def apart(xs: np.ndarray, data: np.ndarray) -> np.ndarray:
    """Of each x the distance to each point."""
    return np.linalg.norm(xs[:, None] - data[None], axis=-1)


def signal(t: int) -> float:
    return float(np.sqrt(COSINE.alpha_bar[t]))


def scores(data: np.ndarray, t: int) -> tuple[np.ndarray, np.ndarray]:
    """Where the arrows stand, and the arrows."""
    along = (np.arange(LATTICE) + 0.5) * 2 * REACH / LATTICE - REACH
    x = np.stack(np.meshgrid(along, along), axis=-1).reshape(-1, 2)
    return x, (signal(t) * guess(data, x, t) - x) / (1 - COSINE.alpha_bar[t])


def test_the_score_is_long_far_from_the_points_and_short_in_the_green(plane):
    moons = points(plane, "moons")
    x, score = scores(moons, 200)
    far, long = apart(x, signal(200) * moons).min(axis=1), np.linalg.norm(score, axis=1)
    assert np.corrcoef(far, long)[0, 1] > 0.99
    assert long[far < 0.1].mean() < 0.1 * long[far > 1].mean()
    nearest = signal(200) * moons[apart(x, signal(200) * moons).argmin(axis=1)] - x
    along = (score * nearest).sum(axis=1) / long / np.linalg.norm(nearest, axis=1)
    assert along[far > 1].min() > 0.8 and np.median(along[far > 1]) > 0.99


def test_at_950_all_arrows_point_to_the_middle(plane):
    assert signal(950) == pytest.approx(0.08, abs=0.005)
    x, score = scores(points(plane, "moons"), 950)
    size = np.linalg.norm(x, axis=1)
    outside = size > 1e-9
    along = -(score * x).sum(axis=1)[outside] / size[outside] / np.linalg.norm(score, axis=1)[outside]
    assert outside.sum() == len(x) - 1 and along.min() > 0.999
    np.testing.assert_allclose(score, -x, atol=0.1)


def counting(data: np.ndarray, x: np.ndarray, t: int) -> float:
    """How many points count, as the page says it."""
    logit = -(apart(x, signal(t) * data)[0] ** 2) / 2 / (1 - COSINE.alpha_bar[t])
    share = np.exp(logit - logit.max())
    return float(share.sum() ** 2 / (share**2).sum())


@pytest.mark.parametrize(("t", "count", "away"), [(50, 1, 0.0), (400, 159, 0.28), (950, 495, 0.48)])
def test_how_many_points_count_and_where_their_mean_lies(plane, t, count, away):
    rings, x = points(plane, "rings"), np.array([[0.9, 0.9]])
    assert round(counting(rings, x, t)) == count
    x_0 = guess(rings, x, t)
    assert apart(x_0, rings).min() == pytest.approx(away, abs=0.006)
    middle, radii = np.linalg.norm(x_0), np.linalg.norm(rings, axis=1)
    inner = radii[radii < 1.2]
    if t == 400:
        assert inner.max() + 0.1 < middle < radii[radii > 1.2].min() - 0.1  # in the gap
    if t == 950:
        assert middle < inner.min() - 0.3  # in the hole
    assert inner.max() < np.linalg.norm(x) < radii[radii > 1.2].min()  # what was touched is between the rings


def walked(data: np.ndarray, rule, steps: int = 50, count: int = 1000) -> np.ndarray:
    """The paths of so many particles."""
    denoiser, noise = ExactDenoiser(torch.from_numpy(data), COSINE), Noise([*range(count)])
    start = noise.start((2,)).double()
    seen = [*sample(denoiser, COSINE, start, rule=rule, steps=steps, noise=noise, clip=REACH)]
    return torch.stack([*(step.x_t for step in seen), seen[-1].x_s]).numpy()


def test_pairs_of_ddim_and_ddpm(plane):
    moons = points(plane, "moons")

    def way(path: np.ndarray) -> float:
        return float(np.linalg.norm(np.diff(path, axis=0), axis=-1).sum(axis=0).mean())

    smooth, scribbled = walked(moons, "ddim"), walked(moons, "ddpm")
    assert way(scribbled) / way(smooth) == pytest.approx(30, abs=2.5)
    for path in (smooth, scribbled):
        assert np.median(apart(path[-1], moons).min(axis=1)) < 0.03  # both on points
    met = np.linalg.norm(smooth[-1] - scribbled[-1], axis=-1) < 0.1
    assert 0.01 <= met.mean() <= 0.02
    np.testing.assert_allclose(walked(moons, ddim(1.0)), walked(moons, RULES["ddpm-small"]), atol=1e-9)


def test_ddim_is_euler_and_heun_is_not(plane):
    moons = points(plane, "moons")
    ways = {steps: [walked(moons, rule, steps, 200) for rule in ("ddim", "euler", "heun")] for steps in (5, 10, 50)}
    for ddim_way, euler_way, _ in ways.values():
        np.testing.assert_allclose(euler_way, ddim_way, atol=1e-9)
    few, ten, many = (np.linalg.norm(way[0] - way[2], axis=-1).mean() for way in ways.values())
    assert few > 1.3 * ten > 1.3 * 3 * many > 0


BEGIN = """([alphaBar, beta, count]) => {
    window.schedule = { alphaBar: Float64Array.from(alphaBar), beta: Float64Array.from(beta) };
    const { points } = sets.make("moons", count, 0);
    window.learner = new Learner({ points, alphaBar: schedule.alphaBar, prediction: "v_prediction", seed: 0 });
}"""
WALK = """([until, clip]) => {
    while (learner.steps < until) learner.step();
    const seeds = Array.from({ length: 2000 }, (_, i) => i), denoise = (x, t) => learner.x0(x, t);
    const states = [...planeWalk.walk(denoise, { schedule, sampler: "ddim", eta: 0, steps: 50, seeds, clip })];
    return [...states.at(-1).x];
}"""


def learn(plane, count: int) -> np.ndarray:
    plane.evaluate(BEGIN, [COSINE.alpha_bar.tolist(), COSINE.beta.tolist(), count])
    return points(plane, "moons", count)


def particles(plane, steps: int) -> np.ndarray:
    """Where they end, once the network has learned for so many steps."""
    return np.reshape(plane.evaluate(WALK, [steps, REACH]), (-1, 2))


def near(xs: np.ndarray, data: np.ndarray) -> float:
    """As the page says it: the mean distance to the nearest point."""
    return float(apart(xs, data).min(axis=1).mean())


@pytest.mark.soak
def test_twenty_points_are_remembered(plane):
    twenty = learn(plane, 20)
    early = near(particles(plane, 200), twenty)
    loss = plane.evaluate("learner.loss")
    late = near(particles(plane, 5000), twenty)
    assert early == pytest.approx(near(points(plane, "moons", 2000, 1), twenty), rel=0.15)
    assert 4 < early / late < 5
    assert plane.evaluate("learner.loss") < 0.9 * loss


@pytest.mark.soak  # 3,000 steps
def test_two_thousand_points_are_not(plane):
    many = learn(plane, 2000)
    ends, new = particles(plane, 3000), points(plane, "moons", 2000, 1)
    assert near(ends, many) > near(new, many)
    assert np.median(apart(new, ends).min(axis=1)) < 0.03  # the moons are filled
