"""The network that learns in the browser: its gradient, Adam and Algorithm 1 against PyTorch, step by step."""

import numpy as np
import pytest
import torch
from playwright.sync_api import Error

from explorer.diffusion import SCHEDULES, marginal
from explorer.diffusion.noise import TRAIN, philox, standard_normal
from explorer.diffusion.objective import TARGETS
from explorer.diffusion.process import eps_from_v, eps_from_x0, x0_from_eps, x0_from_v
from tests.support.plane import LAYERS, in_worker, network, parameters

SCHEDULE = SCHEDULES["linear"](1000)
COUNT, BATCH, RATE, SEED, STEPS, T = 300, 64, 0.006, 5, 200, 1000
TOLERANCE = 1e-9
MEANINGS = {  # eps and x_0, of x_t and the answer
    "epsilon": lambda x, answer, t: (answer, x0_from_eps(SCHEDULE, x, answer, t)),
    "sample": lambda x, answer, t: (eps_from_x0(SCHEDULE, x, answer, t), answer),
    "v_prediction": lambda x, answer, t: (eps_from_v(SCHEDULE, x, answer, t), x0_from_v(SCHEDULE, x, answer, t)),
}
# Makes window.learner, of the moons.
MAKE = """([count, bars, more]) => {
    const { points } = sets.make("moons", count, 1), alphaBar = Float64Array.from(bars);
    window.learner = new Learner({ points, alphaBar, ...more });
}"""
STEP = """(count) => Array.from({ length: count }, () => {
    const loss = learner.step();
    return { loss, x: Array.from(learner.x), t: Array.from(learner.t), target: Array.from(learner.target) };
})"""


def make(maths, count: int = COUNT, schedule=SCHEDULE, **more) -> None:
    options = {"batch": BATCH, "rate": RATE, "seed": SEED, **more}
    maths.evaluate(MAKE, [count, schedule.alpha_bar.tolist(), options])


def weights(maths, name: str = "layers") -> list[torch.Tensor]:
    return parameters(maths.evaluate(f"() => learner.network.{name}.map({LAYERS})"), torch.double)


@pytest.fixture(scope="module")
def times(maths) -> torch.Tensor:
    """What the network is told of each time, (T+1, ...)."""
    make(maths)
    return torch.tensor(maths.evaluate("() => Array.from(learner.network.times)"), dtype=torch.double).view(T + 1, -1)


@pytest.mark.parametrize("prediction", TARGETS)
@pytest.mark.parametrize("width", [16, 40])
def test_it_learns_as_in_pytorch(maths, times, prediction, width):
    make(maths, width=width, prediction=prediction)
    learning = [each.requires_grad_() for each in weights(maths)]
    average = [each.detach().clone() for each in learning]
    adam = torch.optim.Adam(learning, lr=RATE)
    for n, said in enumerate(maths.evaluate(STEP, STEPS)):
        x, target = (torch.tensor(said[name], dtype=torch.double).view(BATCH, 2) for name in ("x", "target"))
        loss = (network(learning, x, times[said["t"]]) - target).square().mean()
        assert said["loss"] == pytest.approx(loss.item(), abs=TOLERANCE)
        adam.zero_grad()
        loss.backward()
        adam.param_groups[0]["lr"] = RATE / (1 + n / 1000) ** 0.5
        adam.step()
        keep = min(0.999, (2 + n) / (11 + n))
        for mean, weight in zip(average, learning, strict=True):
            mean.lerp_(weight.detach(), 1 - keep)
    for name, wanted in (("layers", learning), ("averaged", average)):
        for ours, theirs in zip(weights(maths, name), wanted, strict=True):
            torch.testing.assert_close(ours, theirs.detach(), rtol=0, atol=TOLERANCE)


@pytest.mark.parametrize("prediction", TARGETS)
def test_a_step_draws_as_algorithm_1_says(maths, prediction):
    make(maths, prediction=prediction)
    points = np.float64(maths.evaluate("() => Array.from(learner.points)")).reshape(-1, 2)
    for step, said in enumerate(maths.evaluate(STEP, 5)):
        datum, time = philox(SEED, TRAIN, step, slot=1).random((BATCH, 2)).T
        t = torch.from_numpy(1 + np.floor(time * T).astype(int))
        assert said["t"] == t.tolist()
        x_0 = torch.from_numpy(points[np.floor(datum * COUNT).astype(int)])
        eps = torch.from_numpy(standard_normal(SEED, TRAIN, step, (BATCH, 2)).astype(float))
        wanted = {"x": marginal(SCHEDULE, x_0, t).sample(eps), "target": TARGETS[prediction](SCHEDULE, x_0, eps, t)}
        for name, value in wanted.items():
            np.testing.assert_allclose(np.reshape(said[name], (BATCH, 2)), value, atol=1e-6, err_msg=name)


def test_every_time_and_every_datum_is_drawn_alike(maths):
    make(maths)
    t = np.concatenate([said["t"] for said in maths.evaluate(STEP, STEPS)])
    assert t.min() == 1 and t.max() == T
    counts, _ = np.histogram(t, bins=10, range=(0.5, T + 0.5))
    np.testing.assert_allclose(counts, len(t) / 10, rtol=0.12)


def answers(maths, x: np.ndarray, t: int) -> dict[str, np.ndarray]:
    said = maths.evaluate(
        """([x, t]) => {
            const points = Float64Array.from(x), into = new Float64Array(x.length);
            if (learner.network.answer(points, t, into) !== into) throw new Error("another array");
            return Object.entries({ raw: into, eps: learner.eps(points, t), x0: learner.x0(points, t) })
                .map(([name, values]) => [name, Array.from(values)]);
        }""",
        [x.ravel().tolist(), t],
    )
    return {name: np.reshape(values, x.shape) for name, values in said}


@pytest.mark.parametrize("prediction", TARGETS)
@pytest.mark.parametrize("count", [1, 64, 301])
def test_its_answers_are_those_of_the_averaged_weights(maths, times, prediction, count):
    make(maths, prediction=prediction)
    maths.evaluate("() => { for (let i = 0; i < 20; i++) learner.step(); }")
    x = torch.from_numpy(philox(count, 3, 0).standard_normal((count, 2)))
    for t in (1, 500, T):
        raw = network(weights(maths, "averaged"), x, times[t].expand(count, -1))
        wanted = MEANINGS[prediction](x, raw, t)
        said = answers(maths, x.numpy(), t)
        np.testing.assert_allclose(said["raw"], raw, atol=1e-12)
        for name, value in zip(("eps", "x0"), wanted, strict=True):
            np.testing.assert_allclose(said[name], value, rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize("prediction", TARGETS)
def test_nothing_is_infinite_where_no_signal_or_no_noise_is_left(maths, prediction):
    make(maths, schedule=SCHEDULES["cosine"](T), prediction=prediction)
    maths.evaluate("() => { for (let i = 0; i < 5; i++) learner.step(); }")
    x = philox(0, 3, 0).standard_normal((10, 2))
    for t in (0, 1, T):
        assert all(np.isfinite(values).all() for values in answers(maths, x, t).values())


def test_the_same_seed_learns_the_same_bits_and_another_others(maths):
    runs = []
    for seed in (5, 5, 6):
        make(maths, seed=seed)
        losses = [said["loss"] for said in maths.evaluate(STEP, 30)]
        runs.append((losses, maths.evaluate("() => Array.from(learner.network.average)")))
    assert runs[0] == runs[1]
    assert runs[0] != runs[2] and runs[0][0][0] != runs[2][0][0]


def test_a_worker_learns_the_same_bits_as_a_page(maths):
    make(maths)
    losses = [said["loss"] for said in maths.evaluate(STEP, 30)]
    job = (
        "([make, step, argument, count]) => ((0, eval)(make)(argument), (0, eval)(step)(count).map(({ loss }) => loss))"
    )
    argument = [COUNT, SCHEDULE.alpha_bar.tolist(), {"batch": BATCH, "rate": RATE, "seed": SEED}]
    assert in_worker(maths, job, [MAKE, STEP, argument, 30]) == losses


def test_a_batch_or_a_width_that_the_loops_do_not_fit_is_refused(maths):
    for more in ({"batch": 100}, {"width": 30}):
        with pytest.raises(Error, match="is a multiple of"):
            make(maths, **more)


def test_it_counts_its_steps_and_its_loss_falls(maths):
    make(maths)
    first = maths.evaluate("() => learner.step()")
    assert maths.evaluate("() => [learner.steps, learner.loss]") == [1, first]
    losses = [said["loss"] for said in maths.evaluate(STEP, 600)]
    steps, loss = maths.evaluate("() => [learner.steps, learner.loss]")
    assert steps == 601
    assert loss == pytest.approx(np.mean(losses[-200:]), abs=0.08)
    assert loss < 0.5 * first


def test_a_few_points_are_learnt_by_heart(maths):
    """Three points: x0-hat at a low noise is the one nearest."""
    make(maths, count=3, batch=BATCH)
    maths.evaluate("() => { for (let i = 0; i < 1500; i++) learner.step(); }")
    points = np.float64(maths.evaluate("() => Array.from(learner.points)")).reshape(-1, 2)
    t = 100
    noisy = np.sqrt(SCHEDULE.alpha_bar[t]) * points
    np.testing.assert_allclose(answers(maths, noisy, t)["x0"], points, atol=0.15)
