"""The terms of the variational bound, against closed forms, torch's KL and numbers that must add up."""

import math

import numpy as np
import pytest
import torch
from torch.distributions import Normal, kl_divergence

from explorer.diffusion import (
    GaussianMixtureDenoiser,
    Noise,
    NoiseSchedule,
    decoder_term,
    marginal,
    posterior,
    prior_term,
    sample,
    step_term,
    zero_terminal_snr,
)
from explorer.diffusion.bound import VARIANCES, decoder_map, look_back, step_map, weight, worth
from explorer.diffusion.checks import ChainError
from explorer.diffusion.coefficients import posterior_coefficients
from explorer.diffusion.gaussian import Gaussian
from explorer.diffusion.process import eps_from_x0, v_from_x0_eps
from explorer.diffusion.schedule import constant, cosine, linear

MEAN, STD = 0.2, 0.3  # of data in one dimension
SCHEDULES = {"linear": linear(100, 1e-3, 0.2), "cosine": cosine(100)}


class Says:
    """A denoiser whose output is a function of (x_t, t)."""

    def __init__(self, prediction, output):
        self.prediction, self.answer = prediction, output

    def output(self, x_t, t, label=None):
        return self.answer(x_t, t)

    def __call__(self, x_t, t, label=None):
        raise AssertionError("asked for eps_hat by way of something else")


def exact(schedule) -> GaussianMixtureDenoiser:
    """The perfect denoiser of N(MEAN, STD^2)."""
    one = torch.ones(1, 1, dtype=torch.float64)
    return GaussianMixtureDenoiser(torch.ones(1, dtype=torch.float64), MEAN * one, STD**2 * one[None], schedule)


def expectation(function, *pairs) -> float:
    """E f(x_0, eps) over N(MEAN, STD^2) x N(0, 1): Gauss-Hermite quadrature, in (N, 1) batches."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(12)
    weights = torch.as_tensor(weights / weights.sum())
    x, eps = torch.meshgrid(MEAN + STD * torch.as_tensor(nodes), torch.as_tensor(nodes), indexing="ij")
    return float(((weights[:, None] * weights).flatten() * function(x.reshape(-1, 1), eps.reshape(-1, 1))).sum())


def pictures(count: int = 3) -> torch.Tensor:
    """Grey levels of random pictures, (count, 1, 4, 4) in float64, with black and white among them."""
    level = np.random.default_rng(0).integers(0, 256, (count, 1, 4, 4))
    level[:, :, 0, :2] = 0, 255
    return torch.from_numpy(level / 127.5 - 1)


def noise_like(x: torch.Tensor, seed: int = 1) -> torch.Tensor:
    return torch.from_numpy(np.random.default_rng(seed).standard_normal(x.shape))


def expected_step(schedule: NoiseSchedule, t: int, variance: str) -> float:
    """E L_{t-1} of the exact denoiser, in nats: E (x_0 - x0_hat)^2 is the posterior variance of a Gaussian."""
    c, bar = posterior_coefficients(schedule, t, t - 1), schedule.alpha_bar[t]
    sigma2, left = VARIANCES[variance](c), STD**2 * (1 - bar) / (bar * STD**2 + 1 - bar)
    return 0.5 * (math.log(sigma2 / c.variance) + c.variance / sigma2 - 1 + c.c_0**2 * left / sigma2)


@pytest.mark.parametrize("variance", VARIANCES)
@pytest.mark.parametrize("name", SCHEDULES)
def test_terms_of_gaussian_data_have_their_closed_form(name, variance):
    schedule = SCHEDULES[name]
    for t in (2, 3, 10, 50, 99, 100):
        got = expectation(lambda x, eps, t=t: step_term(exact(schedule), schedule, x, t, eps, variance=variance))
        assert got == pytest.approx(expected_step(schedule, t, variance) / math.log(2), rel=1e-9)


def gap(T: int, variance: str) -> float:
    """By how many nats the bound exceeds E -log p(x_0), with the density at t = 1 in place of grey levels."""
    schedule = constant(T, 10 / T)
    denoiser = exact(schedule)

    def end(x, eps):
        return -Gaussian(look_back(denoiser, schedule, x, 1, eps).x0_hat, float(schedule.beta[1])).log_prob(x).mean(1)

    def steps(x, eps):
        return sum(step_term(denoiser, schedule, x, t, eps, variance=variance) for t in range(2, T + 1))

    entropy = 0.5 * math.log(2 * math.pi * math.e * STD**2)
    bits = expectation(lambda x, eps: prior_term(schedule, x) + steps(x, eps))
    return bits * math.log(2) + expectation(end) - entropy


def closed_gap(T: int, variance: str) -> float:
    """The same, as the chain rule has it: E KL(q(x_T) || N(0, 1)) and, of each step, the KL between Gaussians of one
    mean, of which q(x_{t-1}|x_t) has the variance of its posterior and what is not known of x_0 beside.
    """
    schedule = constant(T, 10 / T)
    bar = schedule.alpha_bar
    left, of_x_T = STD**2 * (1 - bar) / (bar * STD**2 + 1 - bar), bar[T] * STD**2 + 1 - bar[T]
    total = (of_x_T + bar[T] * MEAN**2 - 1 - math.log(of_x_T)) / 2
    for t in range(1, T + 1):
        c = posterior_coefficients(schedule, t, t - 1)
        ratio = (c.variance + c.c_0**2 * left[t]) / (VARIANCES[variance](c) if t > 1 else c.step_variance)
        total += (ratio - 1 - math.log(ratio)) / 2
    return total


@pytest.mark.parametrize("variance", VARIANCES)
def test_the_bound_of_gaussian_data_lies_above_the_likelihood_by_what_is_known(variance):
    for T in (11, 60):
        assert gap(T, variance) == pytest.approx(closed_gap(T, variance), rel=1e-8)
        assert gap(T, variance) > 0


def test_under_beta_the_gap_falls_as_1_over_T():
    gaps = [gap(T, "ddpm") for T in (100, 200, 400)]
    assert gaps[0] / gaps[1] == pytest.approx(2, rel=0.08) and gaps[1] / gaps[2] == pytest.approx(2, rel=0.04)


@pytest.mark.parametrize("variance", VARIANCES)
@pytest.mark.parametrize("prediction", ["epsilon", "sample", "v_prediction"])
def test_a_step_is_the_divergence_of_what_the_sampler_does_from_what_is_exact(prediction, variance):
    schedule, x_0, t = SCHEDULES["cosine"], pictures(), 40
    eps = noise_like(x_0)
    denoiser = Says(prediction, lambda x_t, t: torch.sin(3 * x_t))
    x_t = marginal(schedule, x_0, t).sample(eps)
    walk = sample(denoiser, schedule, x_t, times=[t, t - 1, 0], rule=variance, clip=0, noise=Noise([0, 1, 2]))
    step = next(walk)
    q = posterior(schedule, x_0, x_t, t)
    p = Normal(step.mean, step.std)
    wanted = kl_divergence(Normal(q.mean, torch.full_like(q.mean, q.var**0.5)), p).flatten(1).mean(1) / math.log(2)
    torch.testing.assert_close(step_term(denoiser, schedule, x_0, t, eps, variance=variance), wanted, rtol=1e-6, atol=0)


def test_the_prior_term_has_its_closed_form():
    schedule, x_0 = SCHEDULES["linear"], pictures()
    bar = schedule.alpha_bar[-1]
    closed = 0.5 * (bar * (x_0**2 - 1) - math.log1p(-bar)).flatten(1).mean(1) / math.log(2)
    torch.testing.assert_close(prior_term(schedule, x_0), closed, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("said", [-3.0, -1.0, -0.99, 0.1, 0.9981, 1.0, 7.0])
def test_the_decoder_spreads_one_over_the_grey_levels(said):
    for schedule in (linear(1000), linear(10, 0.05, 0.9)):
        every = torch.arange(256, dtype=torch.float64)[:, None] / 127.5 - 1
        denoiser = Says("sample", lambda x_t, t: torch.full_like(x_t, said))
        bits = decoder_term(denoiser, schedule, every, torch.zeros_like(every))
        assert bits.isfinite().all()
        assert (2**-bits).sum().item() == pytest.approx(1, abs=1e-12)


def test_far_from_the_picture_the_decoder_keeps_its_digits():
    """Far out, an interval has the mass of a tail: -log Q(z) is z^2 / 2 + log z + log(2 pi) / 2 + 1 / z^2 - ..."""
    schedule, x_0 = linear(1000), torch.full((1, 1), 0.0) / 127.5 + (20 / 127.5 - 1)
    denoiser = Says("sample", lambda x_t, t: torch.ones_like(x_t))
    z = (1 - (20.5 / 127.5 - 1)) / math.sqrt(schedule.beta[1])
    closed = (z**2 / 2 + math.log(z) + math.log(2 * math.pi) / 2 + 1 / z**2) / math.log(2)
    assert decoder_term(denoiser, schedule, x_0.double(), torch.zeros(1, 1).double()).item() == pytest.approx(closed)


@pytest.mark.parametrize("variance", VARIANCES)
@pytest.mark.parametrize("name", SCHEDULES)
def test_a_term_is_the_same_weighed_error_in_each_language(name, variance):
    schedule, x_0 = SCHEDULES[name], pictures()
    eps, (a_denoiser) = noise_like(x_0), Says("v_prediction", lambda x_t, t: torch.cos(2 * x_t))
    for t in (2, 37, 99, 100):
        look = look_back(a_denoiser, schedule, x_0, t, eps)
        eps_hat = eps_from_x0(schedule, look.x_t, look.x0_hat, t)
        b = math.sqrt(1 - schedule.alpha_bar[t])
        q, p = (posterior(schedule, x, look.x_t, t).mean for x in (x_0, look.x0_hat))
        errors = {
            "epsilon": eps - eps_hat,
            "sample": x_0 - look.x0_hat,
            "v_prediction": v_from_x0_eps(schedule, x_0, eps, t) - v_from_x0_eps(schedule, look.x0_hat, eps_hat, t),
            "mean": q - p,
            "score": (eps_hat - eps) / b,
        }
        assert errors.keys() == worth(schedule, t).keys()
        c = posterior_coefficients(schedule, t, t - 1)
        ratio = c.variance / VARIANCES[variance](c)
        variances = (ratio - 1 - math.log(ratio)) / 2 / math.log(2)
        term = step_term(a_denoiser, schedule, x_0, t, eps, variance=variance)
        for target, error in errors.items():
            weighed = weight(schedule, t, target, variance) * error.square().flatten(1).mean(1)
            torch.testing.assert_close(weighed + variances, term, rtol=1e-9, atol=1e-12)


def test_the_weight_of_the_noise_is_that_of_equation_12():
    schedule, t = SCHEDULES["linear"], 37
    beta, alpha, bar = schedule.beta[t], schedule.alpha[t], schedule.alpha_bar[t]
    assert weight(schedule, t, "epsilon", "ddpm") * math.log(2) == pytest.approx(beta / (2 * alpha * (1 - bar)))


def test_a_map_is_the_term_pixel_by_pixel():
    schedule, x_0 = SCHEDULES["cosine"], pictures()
    eps, denoiser = noise_like(x_0), Says("sample", lambda x_t, t: x_t / 2)
    look = look_back(denoiser, schedule, x_0, 30, eps)
    bits = step_map(schedule, x_0, 30, look)
    assert bits.shape == x_0.shape
    torch.testing.assert_close(bits.flatten(1).mean(1), step_term(denoiser, schedule, x_0, 30, eps))
    first = look_back(denoiser, schedule, x_0, 1, eps)
    torch.testing.assert_close(
        decoder_map(schedule, x_0, first).flatten(1).mean(1), decoder_term(denoiser, schedule, x_0, eps)
    )


def test_without_signal_at_the_end_the_prior_costs_nothing_and_v_still_says_x_0():
    schedule, x_0 = zero_terminal_snr(cosine(100)), pictures()
    eps = noise_like(x_0)
    assert prior_term(schedule, x_0).tolist() == [0, 0, 0]
    right = Says("v_prediction", lambda x_t, t: -x_0)  # at alpha_bar = 0, v is -x_0
    for variance in VARIANCES:
        ratio = posterior_coefficients(schedule, 100, 99).variance if variance == "ddpm" else 1.0  # beta_T is 1
        only = (ratio - 1 - math.log(ratio)) / 2 / math.log(2)
        assert step_term(right, schedule, x_0, 100, eps, variance=variance).tolist() == pytest.approx([only] * 3)
    assert worth(schedule, 100)["epsilon"] == math.inf
    with pytest.raises(ChainError, match=r"t = 100 .* eps_hat says nothing") as refused:
        step_term(Says("epsilon", lambda x_t, t: x_t), schedule, x_0, 100, eps)
    assert refused.value.reason == "no_signal"


def test_the_label_is_handed_on_and_single_precision_is_what_a_network_gets():
    asked = []

    class Labelled(Says):
        def output(self, x_t, t, label=None):
            asked.append((x_t.dtype, t.tolist(), None if label is None else label.tolist()))
            return x_t

    x_0 = pictures().float()
    for label in (None, 4, torch.tensor([1, 2, 3])):
        bits = step_term(Labelled("epsilon", None), SCHEDULES["cosine"], x_0, 7, noise_like(x_0).float(), label)
        assert bits.dtype == torch.float64 and bits.shape == (3,)
    assert asked == [(torch.float32, [7, 7, 7], label) for label in (None, [4, 4, 4], [1, 2, 3])]
