"""The forward process, its posterior and the parametrisations, against recursions and Bayes' rule."""

import numpy as np
import pytest
import torch

from explorer.diffusion import process
from explorer.diffusion.process import marginal, posterior, transition
from explorer.diffusion.schedule import NoiseSchedule, cosine, linear
from tests.helpers import gaussian_noise, random_pictures

SCHEDULES = {"linear": linear(1000), "cosine": cosine(1000), "short": linear(20, 0.05, 0.5)}
X_0 = random_pictures(3, size=4, dtype=torch.float64)
X_T = gaussian_noise(X_0)


@pytest.fixture(params=SCHEDULES)
def schedule(request) -> NoiseSchedule:
    return SCHEDULES[request.param]


def close(actual, expected, rtol=1e-10):
    torch.testing.assert_close(actual, expected, rtol=rtol, atol=1e-12)


def test_the_marginal_is_all_transitions_one_after_the_other(schedule):
    mean, variance = X_0, 0.0
    for t in range(1, schedule.T + 1):
        # A transition is linear in x, so what it does to 1 says what it does to a variance.
        factor = transition(schedule, torch.ones(1, dtype=torch.float64), t).mean.item()
        mean, variance = transition(schedule, mean, t).mean, factor**2 * variance + transition(schedule, mean, t).var
        jump = marginal(schedule, X_0, t)
        close(jump.mean, mean)
        assert jump.var == pytest.approx(variance, rel=1e-10)


def test_a_transition_keeps_unit_variance(schedule):
    for t in range(1, schedule.T + 1):
        step = transition(schedule, torch.ones(1, dtype=torch.float64), t)
        assert step.var == schedule.beta[t]
        assert step.mean.item() ** 2 + step.var == pytest.approx(1, rel=1e-12)


def test_the_marginal_at_0_is_the_picture_itself(schedule):
    assert torch.equal(marginal(schedule, X_0, 0).mean, X_0)
    assert marginal(schedule, X_0, 0).var == 0


def bayes(schedule, x_0, x_t, t, s):
    """Mean and variance of q(x_s | x_t, x_0), by multiplying q(x_s | x_0) with q(x_t | x_s)."""
    signal = np.prod(1 - schedule.beta[1 : s + 1])
    between = np.prod(1 - schedule.beta[s + 1 : t + 1])
    precision = 1 / (1 - signal) + between / (1 - between)
    mean = (signal**0.5 * x_0 / (1 - signal) + between**0.5 * x_t / (1 - between)) / precision
    return mean, 1 / precision


def test_one_step_back_is_bayes_rule(schedule):
    for t in range(2, schedule.T + 1):
        mean, variance = bayes(schedule, X_0, X_T, t, t - 1)
        back = posterior(schedule, X_0, X_T, t)
        close(back.mean, mean, rtol=1e-8)
        assert back.var == pytest.approx(variance, rel=1e-8)


@pytest.mark.parametrize(("t", "s"), [(20, 10), (20, 1), (13, 11), (2, 1)])
def test_many_steps_back_at_once_is_bayes_rule(schedule, t, s):
    mean, variance = bayes(schedule, X_0, X_T, t, s)
    back = posterior(schedule, X_0, X_T, t, s)
    close(back.mean, mean)
    assert back.var == pytest.approx(variance, rel=1e-9)


def test_one_step_back_has_the_schedules_posterior_variance(schedule):
    for t in range(1, schedule.T + 1):
        assert posterior(schedule, X_0, X_T, t).var == pytest.approx(schedule.posterior_variance[t], rel=1e-12)


@pytest.mark.parametrize("t", [1, 2, 20])
def test_all_the_way_back_is_the_picture_itself(schedule, t):
    back = posterior(schedule, X_0, X_T, t, 0)
    close(back.mean, X_0)
    assert back.var == 0


def test_step_variance_is_that_of_the_way_forward(schedule):
    for t, s in [(20, 19), (20, 7), (20, 0)]:
        forward = 1 - np.prod(1 - schedule.beta[s + 1 : t + 1])
        assert process.posterior_coefficients(schedule, t, s).step_variance == pytest.approx(forward, rel=1e-9)


@pytest.mark.parametrize(("t", "s"), [(5, 5), (5, 6), (5, -1), (21, 3), (0, 0)])
def test_a_posterior_that_does_not_go_back_is_refused(t, s):
    with pytest.raises(ValueError, match="0 <= s < t <= T = 20"):
        posterior(SCHEDULES["short"], X_0, X_T, t, s)


# eps, x_0 and v

TIMES = [1, 2, 10, 20]


@pytest.mark.parametrize("t", TIMES)
def test_v_is_the_derivative_of_x_t_along_the_circle(schedule, t):
    # x = cos(angle) x_0 + sin(angle) eps, and v = dx / d angle (Salimans & Ho 2022, appendix D).
    eps = X_T
    angle = np.arccos(np.sqrt(schedule.alpha_bar[t]))
    h = 1e-5
    ahead, behind = (np.cos(a) * X_0 + np.sin(a) * eps for a in (angle + h, angle - h))
    torch.testing.assert_close(
        process.v_from_x0_eps(schedule, X_0, eps, t), (ahead - behind) / (2 * h), rtol=1e-8, atol=1e-8
    )


@pytest.mark.parametrize("t", TIMES)
def test_every_parametrisation_leads_back_to_x0_and_eps(schedule, t):
    eps = X_T
    x_t = marginal(schedule, X_0, t).sample(eps)
    v = process.v_from_x0_eps(schedule, X_0, eps, t)
    close(process.x0_from_eps(schedule, x_t, eps, t), X_0, rtol=1e-9)
    close(process.eps_from_x0(schedule, x_t, X_0, t), eps, rtol=1e-9)
    close(process.x0_from_v(schedule, x_t, v, t), X_0, rtol=1e-9)
    close(process.eps_from_v(schedule, x_t, v, t), eps, rtol=1e-9)


@pytest.mark.parametrize(
    "convert", [process.x0_from_eps, process.eps_from_x0, process.v_from_x0_eps, process.x0_from_v, process.eps_from_v]
)
def test_a_conversion_takes_one_time_per_sample(schedule, convert):
    together = convert(schedule, X_0, X_T, torch.tensor([1, 7, 20]))
    alone = [convert(schedule, X_0[[i]], X_T[[i]], t) for i, t in enumerate([1, 7, 20])]
    close(together, torch.cat(alone))


@pytest.mark.parametrize("forward", [marginal, transition])
def test_the_forward_process_takes_one_time_per_sample(schedule, forward):
    together = forward(schedule, X_0, torch.tensor([1, 7, 20]))
    alone = [forward(schedule, X_0[[i]], t) for i, t in enumerate([1, 7, 20])]
    close(together.mean, torch.cat([one.mean for one in alone]))
    assert together.var.flatten().tolist() == pytest.approx([one.var for one in alone], rel=1e-12)


@pytest.mark.parametrize("t", [7, torch.tensor([1, 7, 20])])
def test_float32_stays_float32(t):
    x_0, x_t = X_0.float(), X_T.float()
    schedule = SCHEDULES["short"]
    assert process.x0_from_eps(schedule, x_t, x_0, t).dtype == torch.float32
    assert marginal(schedule, x_0, t).sample(x_t).dtype == torch.float32
