"""The arithmetic of the bound in the browser is that of diffusion/bound.py and bound_sum.py."""

import math
from itertools import product

import numpy as np
import pytest
import torch

from explorer.diffusion import NoiseSchedule, estimate, prior_term, strata
from explorer.diffusion.bound import VARIANCES, Look, decoder_map, step_map, weight, worth
from explorer.diffusion.bound_sum import Term
from explorer.diffusion.schedule import cosine, linear, zero_terminal_snr

CHANCE = np.random.default_rng(0)
RANDOM = [NoiseSchedule(np.concatenate([[0], CHANCE.uniform(1e-4, 0.5, 30)])) for _ in range(4)]
SCHEDULES = [linear(1000), cosine(1000), zero_terminal_snr(cosine(100)), *RANDOM]
READ = "const s = { alphaBar: Float64Array.from(a.alphaBar), beta: Float64Array.from(a.beta) };"


def say(page, body: str, schedule: NoiseSchedule, **rest):
    told = {"alphaBar": schedule.alpha_bar.tolist(), "beta": schedule.beta.tolist(), **rest}
    return page.evaluate(f"(a) => {{ {READ} const {{ bound }} = window; {body} }}", told)


def one(values) -> torch.Tensor:
    return torch.tensor(values, dtype=torch.float64)[:, None]


@pytest.mark.parametrize("number", range(len(SCHEDULES)))
def test_each_term_is_the_same(lasting, number):
    schedule, T = SCHEDULES[number], SCHEDULES[number].T
    times = [2, 3, T // 2, T - 1, T]
    x0, x0_hat = np.array([-1, -0.5, 0.1, 0.9, 1.0]), np.array([-0.98, -0.2, 0.1, -0.9, 1.3])
    said = say(lasting, """
        const of = (t, v) => a.x0.map((x, i) => bound.step(s, t, (x - a.hat[i]) ** 2, v));
        return a.times.map((t) => bound.VARIANCES.map((v) => of(t, v)));
    """, schedule, times=times, x0=x0.tolist(), hat=x0_hat.tolist())  # fmt: skip
    for t, of_t in zip(times, said, strict=True):
        for variance, got in zip(("ddpm-small", "ddpm"), of_t, strict=True):
            look = Look(torch.zeros(5, 1, dtype=torch.float64), one(x0_hat))
            np.testing.assert_allclose(got, step_map(schedule, one(x0), t, look, variance)[:, 0], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("number", range(len(SCHEDULES)))
def test_each_weight_is_the_same(lasting, number):
    schedule, T = SCHEDULES[number], SCHEDULES[number].T
    for t in (2, T // 2, T - 1):
        said = say(lasting, "return bound.worth(s, a.t);", schedule, t=t)
        assert said == pytest.approx(worth(schedule, t), rel=1e-12)
        for variance, target in product(VARIANCES, worth(schedule, t)):
            of = {"t": t, "target": target, "v": variance}
            said = say(lasting, "return bound.weight(s, a.t, a.target, a.v);", schedule, **of)
            assert said == pytest.approx(weight(schedule, t, target, variance), rel=1e-12)


@pytest.mark.parametrize("number", range(len(SCHEDULES)))
def test_the_ends_are_the_same(lasting, number):
    schedule = SCHEDULES[number]
    levels = one(np.repeat(np.arange(0, 256, 15) / 127.5 - 1, 8))
    hats = one(np.tile([-3, -1, -0.995, -0.2, 0, 0.5, 1, 2.5], len(levels) // 8))
    said = say(lasting, "return a.x.map((x, i) => bound.decoder(s, x, a.hat[i]));", schedule,
               x=levels[:, 0].tolist(), hat=hats[:, 0].tolist())  # fmt: skip
    right = decoder_map(schedule, levels, Look(levels, hats))[:, 0]
    np.testing.assert_allclose(said, right, rtol=1e-9, atol=1e-13)
    power = float(levels.square().mean())
    whole = prior_term(schedule, levels.T).item()
    assert say(lasting, "return bound.prior(s, a.power);", schedule, power=power) == pytest.approx(
        whole, rel=1e-9, abs=1e-15
    )


@pytest.mark.parametrize(
    ("T", "count", "seed"), [(1000, 100, 0), (1000, 100, 2**32 - 1), (50, 48, 3), (10, 100, 1), (333, 7, 5)]
)
def test_the_same_times_are_chosen_and_the_same_sum_is_estimated(lasting, T, count, seed):
    chosen = strata(T, count, seed)
    said = lasting.evaluate("([T, count, seed]) => window.strata.choose(T, count, seed)", [T, count, seed])
    assert [(each["low"], each["high"], tuple(each["times"])) for each in said] == [tuple(each) for each in chosen]
    bits = {None: 0.01, 1: 1.2} | {t: math.sin(t) ** 2 / t for each in chosen for t in each.times}
    right = estimate([Term(t, torch.tensor([value], dtype=torch.float64)) for t, value in bits.items()], chosen)
    got = lasting.evaluate("([chosen, bits]) => window.strata.estimate(chosen, new Map(bits))", [said, [*bits.items()]])
    assert got["total"] == pytest.approx(right.total.item(), rel=1e-12)
    assert got["error"] == pytest.approx(right.error.item(), rel=1e-9, abs=1e-15)
