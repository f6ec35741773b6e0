"""The Plane's arithmetic in the browser is that of diffusion/: coefficients, the exact denoiser, whole chains."""

import math
from itertools import pairwise

import numpy as np
import pytest
import torch

from explorer.diffusion import SCHEDULES, ExactDenoiser, Noise, marginal, sample
from explorer.diffusion.rules import RULES, ddim
from explorer.diffusion.samplers import plan, times_of
from explorer.diffusion.schedule import NoiseSchedule, zero_terminal_snr

NAMES = ("cX0", "cEps", "cXt", "std", "cBefore", "cAfter")


def told(schedule: NoiseSchedule) -> dict:
    return {"alphaBar": schedule.alpha_bar.tolist(), "beta": schedule.beta.tolist()}


AS_ARRAYS = "const schedule = {alphaBar: Float64Array.from(told.alphaBar), beta: Float64Array.from(told.beta)};"


def random_schedule(random) -> NoiseSchedule:
    T = int(random.integers(2, 400))
    kind = random.integers(4)
    if kind == 0:
        return NoiseSchedule(np.concatenate([[0.0], random.uniform(1e-6, 0.5, T)]))
    schedule = SCHEDULES[str(random.choice([*SCHEDULES]))](T)
    return zero_terminal_snr(schedule) if kind == 1 else schedule


@pytest.mark.parametrize("sampler", [*RULES, "ddim, eta 0.7"])
def test_coefficients_are_those_of_the_samplers(maths, sampler):
    name, eta = sampler.partition(",")[0], 0.7 if "eta" in sampler else 0.0
    random = np.random.default_rng(len(sampler))
    for _ in range(40):
        schedule = random_schedule(random)
        steps = int(random.integers(1, schedule.T + 1))
        times = times_of(schedule, steps)
        said = maths.evaluate(
            f"""({{told, steps, name, eta}}) => {{ {AS_ARRAYS}
                const times = rules.timeGrid(schedule.alphaBar.length - 1, steps);
                return {{times, plan: rules.plan(name, schedule, times, eta)}};
            }}""",
            {"told": told(schedule), "steps": steps, "name": name, "eta": eta},
        )
        assert said["times"] == times
        right = plan(ddim(eta) if eta else RULES[name], schedule, [*pairwise(times)])
        own = np.array([[step[each] for each in NAMES] for step in said["plan"]])
        # JavaScript's numbers have an infinity of their own on the way out: there are none.
        np.testing.assert_allclose(own, np.array(right), rtol=1e-12, atol=1e-12)


def test_the_exact_denoiser_its_weights_and_its_density_are_right_to_the_last_digits(maths):
    random = np.random.default_rng(4)
    for _ in range(200):
        schedule = random_schedule(random)
        points = random.normal(size=(int(random.integers(1, 60)), 2)) * random.uniform(0.1, 3)
        t, x = int(random.integers(1, schedule.T + 1)), random.normal(size=2) * 2
        bar = float(schedule.alpha_bar[t])
        said = maths.evaluate(
            """({points, x, bar}) => {
                const exact = new ExactPlane(Float64Array.from(points.flat()));
                return {weights: [...exact.weights(x[0], x[1], bar)], x0: [...exact.x0(Float64Array.from(x), bar)],
                        density: exact.logDensity(x[0], x[1], bar)};
            }""",
            {"points": points.tolist(), "x": x.tolist(), "bar": bar},
        )
        data, here = torch.from_numpy(points), torch.from_numpy(x).requires_grad_()
        inside = torch.distributions.Independent(
            torch.distributions.Normal(math.sqrt(bar) * data, math.sqrt(1 - bar)), 1
        )
        joint = inside.log_prob(here) - math.log(len(points))
        density = torch.logsumexp(joint, 0)
        (score,) = torch.autograd.grad(density, here)
        x0 = ExactDenoiser(data, schedule).x0(here.detach()[None], torch.tensor([t]))[0]
        np.testing.assert_allclose(said["x0"], x0.numpy(), rtol=1e-6, atol=1e-6)
        np.testing.assert_allclose(said["weights"], torch.softmax(joint, 0).detach().numpy(), rtol=1e-6, atol=1e-6)
        assert said["density"] == pytest.approx(density.item(), rel=1e-6, abs=1e-6)
        own_score = (math.sqrt(bar) * np.array(said["x0"]) - x) / (1 - bar)
        np.testing.assert_allclose(own_score, score.numpy(), rtol=1e-6, atol=1e-6 * max(1, 1 / (1 - bar)))


def test_the_shading_is_the_density_and_its_marginals_sum_to_one(maths):
    points, bar, reach, cells, blur = [[0.5, -1.0], [-0.3, 0.8], [0.5, 0.9]], 0.7, 3.2, 48, 0.05
    said = maths.evaluate(
        """({points, bar, reach, cells, blur}) => {
            const exact = new ExactPlane(Float64Array.from(points.flat()));
            const along = exact.marginals(bar, reach, cells, blur).map((line) => [...line]);
            return {density: [...exact.density(bar, reach, cells, blur)], along};
        }""",
        {"points": points, "bar": bar, "reach": reach, "cells": cells, "blur": blur},
    )
    cell = 2 * reach / cells
    middles = (np.arange(cells) + 0.5) * cell - reach
    x, y = np.meshgrid(middles, middles[::-1])
    variance = 1 - bar + blur**2
    right = sum(
        np.exp(-((x - math.sqrt(bar) * a) ** 2 + (y - math.sqrt(bar) * b) ** 2) / 2 / variance) for a, b in points
    ) / (2 * math.pi * variance * len(points))
    np.testing.assert_allclose(np.reshape(said["density"], (cells, cells)), right, atol=1e-3 * right.max())
    for line in said["along"]:
        assert sum(line) * cell == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("sampler", [*RULES, "ddim, eta 0.5"])
@pytest.mark.parametrize(("kind", "clip"), [("linear", 0), ("cosine", 0), ("zero", 0), ("linear", 0.6)])
def test_particles_are_those_of_sample_with_the_exact_denoiser(maths, sampler, kind, clip):
    name, eta = sampler.partition(",")[0], 0.5 if "eta" in sampler else 0.0
    schedule = zero_terminal_snr(SCHEDULES["linear"](200)) if kind == "zero" else SCHEDULES[kind](200)
    points = np.random.default_rng(1).normal(size=(30, 2))
    seeds = [*range(7, 27)]
    said = maths.evaluate(
        f"""({{told, points, sampler, eta, seeds, clip}}) => {{ {AS_ARRAYS}
            const exact = new ExactPlane(Float64Array.from(points.flat()));
            const denoise = (x, t) => exact.x0(x, planeWalk.levels(schedule, t).bar);
            const walk = planeWalk.walk(denoise, {{schedule, sampler, eta, steps: 25, seeds, clip}});
            return [...walk].map(({{t, x}}) => ({{t, x: [...x]}}));
        }}""",
        {"told": told(schedule), "points": points.tolist(), "sampler": name, "eta": eta, "seeds": seeds, "clip": clip},
    )
    noise = Noise(seeds)
    chain = sample(
        ExactDenoiser(torch.from_numpy(points), schedule), schedule, noise.start((2,)).double(),
        rule=ddim(eta) if eta else name, steps=25, noise=noise, clip=clip,
    )  # fmt: skip
    steps = [*chain]
    right = [(step.t, step.x_t) for step in steps] + [(0, steps[-1].x_s)]
    assert [each["t"] for each in said] == [t for t, _ in right]
    for each, (_, x) in zip(said, right, strict=True):
        np.testing.assert_allclose(np.reshape(each["x"], (-1, 2)), x.numpy(), atol=1e-4)


def test_noised_points_have_the_mean_and_noise_of_the_forward_process(maths):
    schedule, t, seeds = SCHEDULES["cosine"](100), 40, [3, 4, 5]
    x_0 = torch.tensor([[0.5, -1.0], [0.1, 0.2], [2.0, 1.0]]).double()
    said = maths.evaluate(
        f"""({{told, t, x0, seeds}}) => {{ {AS_ARRAYS}
            const {{a, b}} = planeWalk.levels(schedule, t);
            return [...planeWalk.start(seeds)].map((eps, i) => a * x0[i] + b * eps);
        }}""",
        {"told": told(schedule), "t": t, "x0": x_0.flatten().tolist(), "seeds": seeds},
    )
    right = marginal(schedule, x_0, t).sample(Noise(seeds).start((2,)).double())
    np.testing.assert_allclose(np.reshape(said, (-1, 2)), right.numpy(), atol=1e-12)


def test_guidance_goes_beyond_the_label_as_in_python(maths):
    random = np.random.default_rng(2)
    points, labels, x = random.normal(size=(12, 2)), [0, 1] * 6, random.normal(size=(5, 2))
    schedule, t = SCHEDULES["cosine"](50), torch.full((5,), 20)
    everything, within = (
        ExactDenoiser(torch.from_numpy(data), schedule).x0(torch.from_numpy(x), t) for data in (points, points[1::2])
    )
    for label, guidance, right in (
        (None, 3, everything), (1, 0, everything), (1, 1, within), (1, 3, everything + 3 * (within - everything)),
    ):  # fmt: skip
        said = maths.evaluate(
            """({points, labels, x, bar, label, guidance}) => {
                const exact = new ExactPlane(Float64Array.from(points.flat()), Uint8Array.from(labels));
                return [...exact.guided(label, guidance)(Float64Array.from(x.flat()), bar)];
            }""",
            {"points": points.tolist(), "labels": labels, "x": x.tolist(), "bar": float(schedule.alpha_bar[20]),
             "label": label, "guidance": guidance},
        )  # fmt: skip
        np.testing.assert_allclose(np.reshape(said, (-1, 2)), right, atol=1e-9)


@pytest.mark.parametrize("prediction", ["epsilon", "sample", "v_prediction"])
def test_the_floor_is_the_loss_of_the_exact_denoiser(maths, prediction):
    schedule = SCHEDULES["cosine"](200)
    points = np.random.default_rng(3).normal(size=(40, 2))
    said = maths.evaluate(
        f"""({{told, points, prediction}}) => {{ {AS_ARRAYS}
            return floorLoss(new ExactPlane(Float64Array.from(points.flat())), schedule, prediction);
        }}""",
        {"told": told(schedule), "points": points.tolist(), "prediction": prediction},
    )
    random, data = np.random.default_rng(5), torch.from_numpy(points)
    draws = 20_000
    x_0, t = data[random.integers(40, size=draws)], torch.from_numpy(random.integers(1, 201, size=draws))
    eps = torch.from_numpy(random.normal(size=(draws, 2)))
    bar = torch.from_numpy(schedule.alpha_bar)[t][:, None]
    a, b = bar.sqrt(), (1 - bar).sqrt()
    found = ExactDenoiser(data, schedule).x0(a * x_0 + b * eps, t)
    error = {"epsilon": a / b, "sample": torch.ones_like(a), "v_prediction": 1 / b}[prediction] * (found - x_0)
    each = error.square().mean(1)
    assert said == pytest.approx(each.mean().item(), abs=4 * each.std().item() * (1 / 2048 + 1 / draws) ** 0.5)


def test_distances_are_those_to_fresh_and_to_learned_points(maths):
    random = np.random.default_rng(6)
    clouds = {name: random.normal(size=(60, 2)) for name in ("x", "points", "fresh", "other")}
    said = maths.evaluate(
        """(clouds) => {
            const told = Object.entries(clouds).map(([name, pairs]) => [name, Float64Array.from(pairs.flat())]);
            return distances(Object.fromEntries(told));
        }""",
        {name: cloud.tolist() for name, cloud in clouds.items()},
    )

    def nearest(cloud):
        return np.linalg.norm(cloud[:, None] - clouds["points"], axis=2).min(1).mean()

    assert said["near"] == pytest.approx(nearest(clouds["x"]))
    assert said["freshNear"] == pytest.approx(nearest(clouds["fresh"]))
    same = maths.evaluate("([p, q]) => wasserstein.sliced(Float64Array.from(p.flat()), Float64Array.from(q.flat()))",
                          [clouds["x"].tolist(), clouds["fresh"].tolist()])  # fmt: skip
    assert said["distance"] == same
