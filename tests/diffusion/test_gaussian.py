"""Gaussian against torch.distributions."""

import math

import pytest
import torch
from torch.distributions import Normal, kl_divergence

from explorer.diffusion.gaussian import Gaussian

MEAN = torch.tensor([[-1.5, 0.0, 0.3], [2.0, 0.7, -0.1]], dtype=torch.float64)
OTHER = torch.tensor([[0.4, -0.2, 0.3], [1.0, 5.0, -3.0]], dtype=torch.float64)
VARIANCES = [0.7, 1e-4, torch.tensor([[0.3], [2.5]], dtype=torch.float64)]


def normal(gaussian):
    return Normal(gaussian.mean, torch.as_tensor(gaussian.var, dtype=torch.float64).sqrt().expand_as(gaussian.mean))


@pytest.mark.parametrize("var", VARIANCES)
def test_log_prob(var):
    gaussian = Gaussian(MEAN, var)
    torch.testing.assert_close(gaussian.log_prob(OTHER), normal(gaussian).log_prob(OTHER), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("other_var", VARIANCES)
@pytest.mark.parametrize("var", VARIANCES)
def test_kl(var, other_var):
    p, q = Gaussian(MEAN, var), Gaussian(OTHER, other_var)
    torch.testing.assert_close(p.kl(q), kl_divergence(normal(p), normal(q)), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("var", VARIANCES)
def test_kl_to_itself_is_zero(var):
    torch.testing.assert_close(Gaussian(MEAN, var).kl(Gaussian(MEAN, var)), torch.zeros_like(MEAN), rtol=0, atol=1e-14)


def test_log_prob_integrates_to_one():
    grid = torch.linspace(-12, 12, 4001, dtype=torch.float64)
    density = Gaussian(torch.full_like(grid, 0.3), 1.7).log_prob(grid).exp()
    assert torch.trapezoid(density, grid).item() == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize("var", VARIANCES)
def test_sample_moves_and_scales_the_noise_it_is_given(var):
    gaussian = Gaussian(MEAN, var)
    standardised = (gaussian.sample(OTHER) - MEAN) / normal(gaussian).stddev
    torch.testing.assert_close(standardised, OTHER, rtol=1e-9, atol=1e-9)


def test_without_variance_a_sample_is_the_mean():
    assert torch.equal(Gaussian(MEAN, 0.0).sample(OTHER), MEAN)


def test_float32_stays_float32():
    p, q = Gaussian(MEAN.float(), 0.7), Gaussian(OTHER.float(), 0.2)
    assert {x.dtype for x in (p.sample(q.mean), p.log_prob(q.mean), p.kl(q))} == {torch.float32}


@pytest.mark.parametrize("var", VARIANCES)
def test_log_mass(var):
    gaussian, width = Gaussian(MEAN, var), torch.as_tensor(var, dtype=torch.float64).sqrt()
    for low, high in ((-1.0, 0.5), (0.0, 1e-3), (-math.inf, 0.3), (-0.3, math.inf)):
        ends = MEAN + low * width, MEAN + high * width
        wanted = normal(gaussian).cdf(ends[1]) - normal(gaussian).cdf(ends[0])
        torch.testing.assert_close(gaussian.log_mass(*ends), wanted.log(), rtol=1e-10, atol=1e-12)
    everything = torch.full_like(MEAN, math.inf)
    assert torch.equal(gaussian.log_mass(-everything, everything), torch.zeros_like(MEAN))


def test_log_mass_in_the_tails_keeps_its_digits():
    gaussian, far = Gaussian(torch.zeros(1, dtype=torch.float64), 1.0), torch.tensor([30.0], dtype=torch.float64)
    closed = -(30**2) / 2 - math.log(30 * math.sqrt(2 * math.pi)) + math.log1p(-1 / 30**2 + 3 / 30**4)
    for low, high in ((far, far + 9), (-far - 9, -far)):
        assert gaussian.log_mass(low, high).item() == pytest.approx(closed, rel=1e-9)
