"""simple_loss against a computation by hand."""

import numpy as np
import pytest
import torch

from explorer.diffusion.objective import TARGETS, simple_loss
from explorer.diffusion.schedule import linear
from tests.helpers import gaussian_noise, random_pictures

SCHEDULE = linear(1000)
X_0 = random_pictures(4, channels=2, size=3, dtype=torch.float64)
EPS = gaussian_noise(X_0)
T = torch.tensor([1, 50, 500, 1000])


def wanted(target, i):
    """What the network should say about sample i, and the x_t it sees."""
    bar = np.prod(1 - SCHEDULE.beta[1 : int(T[i]) + 1])
    a, b = np.sqrt(bar), np.sqrt(1 - bar)
    answer = {"epsilon": EPS[i], "sample": X_0[i], "v_prediction": a * EPS[i] - b * X_0[i]}[target]
    return answer, a * X_0[i] + b * EPS[i]


@pytest.mark.parametrize("target", TARGETS)
def test_it_is_the_mean_squared_error_of_each_sample(target):
    def predict(x_t, t, label):
        return 0.3 * x_t**2 - 0.1

    loss = simple_loss(predict, SCHEDULE, X_0, T, EPS, target=target)
    for i in range(4):
        answer, x_t = wanted(target, i)
        errors = [(a - (0.3 * x**2 - 0.1)) ** 2 for a, x in zip(answer.flatten(), x_t.flatten(), strict=True)]
        assert loss[i].item() == pytest.approx(float(sum(errors)) / 18, rel=1e-10)


@pytest.mark.parametrize("target", TARGETS)
def test_a_perfect_prediction_costs_nothing(target):
    perfect = torch.stack([wanted(target, i)[0] for i in range(4)])
    loss = simple_loss(lambda x_t, t, label: perfect, SCHEDULE, X_0, T, EPS, target=target)
    torch.testing.assert_close(loss, torch.zeros(4, dtype=torch.float64), rtol=0, atol=1e-20)


def test_the_loss_in_v_is_the_loss_in_eps_over_alpha_bar():
    eps_hat = EPS + 0.1 * gaussian_noise(X_0, seed=5)

    def says_v(x_t, t, label):
        bar = torch.tensor(SCHEDULE.alpha_bar[t])[:, None, None, None]
        x0_hat = (x_t - (1 - bar).sqrt() * eps_hat) / bar.sqrt()
        return bar.sqrt() * eps_hat - (1 - bar).sqrt() * x0_hat

    in_eps = simple_loss(lambda x_t, t, label: eps_hat, SCHEDULE, X_0, T, EPS)
    in_v = simple_loss(says_v, SCHEDULE, X_0, T, EPS, target="v_prediction")
    torch.testing.assert_close(in_v, in_eps / torch.tensor(SCHEDULE.alpha_bar[T]), rtol=1e-9, atol=0)


def test_the_network_is_told_the_time_and_the_label():
    label, seen = torch.tensor([3, 1, 0, 2]), []

    def predict(x_t, t, label):
        seen.append((t, label))
        return x_t

    simple_loss(predict, SCHEDULE, X_0, T, EPS, label)
    assert torch.equal(seen[0][0], T)
    assert torch.equal(seen[0][1], label)


def test_the_loss_carries_a_gradient_to_the_network():
    factor = torch.tensor(0.5, dtype=torch.float64, requires_grad=True)
    simple_loss(lambda x_t, t, label: factor * x_t, SCHEDULE, X_0, T, EPS).mean().backward()
    # d/df mean((eps - f x)^2) = -2 mean((eps - f x) x)
    x_t = torch.stack([wanted("epsilon", i)[1] for i in range(4)])
    assert factor.grad.item() == pytest.approx((-2 * (EPS - 0.5 * x_t) * x_t).mean().item(), rel=1e-10)
