"""The exact denoisers against brute force and closed forms."""

import numpy as np
import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from explorer.diffusion.denoiser import ExactDenoiser, GaussianMixtureDenoiser
from explorer.diffusion.process import marginal
from explorer.diffusion.schedule import linear
from tests.helpers import gaussian_noise, random_pictures

SCHEDULE = linear(1000)
DATA = random_pictures(6, size=3, dtype=torch.float64)


def noised(data, t):
    return marginal(SCHEDULE, data, t).sample(gaussian_noise(data))


def batch_of(t, x):
    return torch.full((len(x),), t)


def brute_force(x, t, data):
    """E[x_0 | x_t = x] for one x, one datum at a time."""
    bar = np.prod(1 - SCHEDULE.beta[1 : t + 1])
    log_weight = np.array([-np.sum((x - np.sqrt(bar) * y) ** 2) / (2 * (1 - bar)) for y in data])
    weight = np.exp(log_weight - log_weight.max())
    return sum(w * y for w, y in zip(weight / weight.sum(), data, strict=True))


@pytest.mark.parametrize("t", [1, 100, 400, 600, 1000])
def test_exact_denoiser_is_the_posterior_mean(t):
    x_t = noised(DATA, t)
    expected = np.stack([brute_force(x, t, DATA.numpy()) for x in x_t.numpy()])
    np.testing.assert_allclose(ExactDenoiser(DATA, SCHEDULE).x0(x_t, batch_of(t, x_t)), expected, rtol=1e-9, atol=1e-12)


def test_exact_denoiser_takes_one_time_per_sample():
    exact, x_t = ExactDenoiser(DATA, SCHEDULE), noised(DATA, 500)
    times = torch.tensor([1, 200, 400, 600, 800, 1000])
    alone = [exact(x_t[[i]], times[[i]]) for i in range(6)]
    torch.testing.assert_close(exact(x_t, times), torch.cat(alone), rtol=1e-12, atol=1e-12)


def test_with_little_noise_it_finds_the_nearest_datum():
    x_t = noised(DATA, 1)
    torch.testing.assert_close(ExactDenoiser(DATA, SCHEDULE).x0(x_t, batch_of(1, x_t)), DATA, rtol=0, atol=1e-12)


def test_with_nothing_but_noise_it_says_the_mean():
    x_t = noised(DATA, 1000)
    mean = DATA.mean(0).expand_as(DATA)
    assert (ExactDenoiser(DATA, SCHEDULE).x0(x_t, batch_of(1000, x_t)) - mean).abs().max() < 0.05


def test_it_survives_float32_where_the_weights_underflow():
    x_t = noised(DATA, 1).float()
    x0 = ExactDenoiser(DATA.float(), SCHEDULE).x0(x_t, batch_of(1, x_t))
    torch.testing.assert_close(x0, DATA.float(), rtol=0, atol=1e-5)


def test_thousands_of_pictures_are_weighed_as_by_the_direct_formula():
    # More than one piece, and near enough to each other that several count even at small t.
    data = 0.02 * random_pictures(5000, size=4)
    for t in (1, 5, 50, 500, 1000):
        x_t = noised(data[:3], t)
        found = ExactDenoiser(data, SCHEDULE).x0(x_t, batch_of(t, x_t))
        expected = np.stack([brute_force(x, t, data.numpy()) for x in x_t.double().numpy()])
        assert found.dtype == torch.float32
        np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-8)


class Largest(TorchDispatchMode):
    """Remembers the bytes of the largest tensor that any operation returned."""

    bytes = 0

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        returned = function(*args, **(kwargs or {}))
        self.bytes = max([self.bytes, *(x.nbytes for x in tree_leaves(returned) if isinstance(x, torch.Tensor))])
        return returned


def test_many_large_pictures_need_the_memory_of_a_piece():
    # The differences of 4 x 20,000 pictures of 3x32x32 would take 2 GB in float64, all the pictures 0.5 GB.
    data, times = 0.1 * random_pictures(20_000, channels=3, size=32), torch.tensor([1, 300, 700, 900])
    x_t = noised(data[:4], times)
    with Largest() as largest:
        found = ExactDenoiser(data, SCHEDULE).x0(x_t, times)
    assert largest.bytes <= 60e6
    for x, t, x_0 in zip(x_t.double().numpy(), times.tolist(), found, strict=True):
        np.testing.assert_allclose(x_0, brute_force(x, t, data.numpy()), rtol=1e-6, atol=1e-7)


def mixture_of_points(data, variance):
    points = data.flatten(1)
    size = points.shape[1]
    covariances = (variance * torch.eye(size, dtype=torch.float64)).expand(len(points), size, size)
    return GaussianMixtureDenoiser(torch.full((len(points),), 1 / len(points)), points, covariances, SCHEDULE)


def some_covariances(count, size, seed=3):
    factors = torch.randn(count, size, size, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    return 0.3 * factors @ factors.mT + 0.01 * torch.eye(size, dtype=torch.float64)


@pytest.mark.parametrize("t", [1, 100, 500, 1000])
def test_a_mixture_of_one_gaussian_is_linear_regression(t):
    # E[x_0 | x_t] = mu + a S (a^2 S + (1 - a^2) I)^-1 (x_t - a mu)
    mu, S = torch.tensor([0.5, -1.0, 0.2], dtype=torch.float64), some_covariances(1, 3)[0]
    x_t = gaussian_noise(torch.empty(5, 3, dtype=torch.float64))
    a = np.sqrt(SCHEDULE.alpha_bar[t])
    gain = a * S @ torch.linalg.inv(a**2 * S + (1 - a**2) * torch.eye(3, dtype=torch.float64))
    expected = mu + (x_t - a * mu) @ gain.T
    mixture = GaussianMixtureDenoiser(torch.ones(1), mu[None], S[None], SCHEDULE)
    torch.testing.assert_close(mixture.x0(x_t, batch_of(t, x_t)), expected, rtol=1e-9, atol=1e-9)


def test_a_mixture_of_points_is_the_finite_data_set():
    mixture, exact = mixture_of_points(DATA, 1e-10), ExactDenoiser(DATA, SCHEDULE)
    for t in (1, 200, 500, 1000):
        x_t = noised(DATA, t)
        torch.testing.assert_close(mixture(x_t, batch_of(t, x_t)), exact(x_t, batch_of(t, x_t)), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("t", [50, 300, 700])
def test_a_mixture_in_one_dimension_is_an_integral_over_x0(t):
    weights, means, variances = np.array([0.2, 0.5, 0.3]), np.array([-0.8, 0.1, 0.9]), np.array([0.02, 0.2, 0.005])
    grid = np.linspace(-6, 6, 20_001)
    prior = (weights * np.exp(-((grid[:, None] - means) ** 2) / (2 * variances)) / np.sqrt(variances)).sum(1)
    a, x_t = np.sqrt(SCHEDULE.alpha_bar[t]), np.array([-1.2, -0.3, 0.0, 0.6, 2.0])
    density = prior * np.exp(-((x_t[:, None] - a * grid) ** 2) / (2 * (1 - a**2)))
    expected = (density * grid).sum(1) / density.sum(1)

    mixture = GaussianMixtureDenoiser(
        torch.tensor(weights), torch.tensor(means)[:, None], torch.tensor(variances)[:, None, None], SCHEDULE
    )
    x = torch.tensor(x_t)[:, None]
    np.testing.assert_allclose(mixture.x0(x, batch_of(t, x))[:, 0], expected, rtol=1e-6, atol=1e-8)


def two_gaussians():
    means = torch.tensor([[-1.0] * 9, [0.5] * 9], dtype=torch.float64)
    return GaussianMixtureDenoiser(torch.tensor([0.3, 0.7]), means, some_covariances(2, 9), SCHEDULE)


@pytest.mark.parametrize("exact", [ExactDenoiser(DATA, SCHEDULE), two_gaussians()])
@pytest.mark.parametrize("t", [1, 500, 1000])
def test_eps_and_x0_together_make_x_t(exact, t):
    x_t = noised(DATA, t)
    eps, x0 = exact(x_t, batch_of(t, x_t)), exact.x0(x_t, batch_of(t, x_t))
    bar = SCHEDULE.alpha_bar[t]
    torch.testing.assert_close(np.sqrt(bar) * x0 + np.sqrt(1 - bar) * eps, x_t, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("exact", [ExactDenoiser(DATA, SCHEDULE), two_gaussians()])
def test_labels_make_no_difference(exact):
    x_t = noised(DATA, 500)
    assert torch.equal(exact(x_t, batch_of(500, x_t), torch.arange(6)), exact(x_t, batch_of(500, x_t)))
