"""NoiseSchedule and time_grid against the papers' numbers, independent formulas and diffusers."""

from itertools import pairwise

import numpy as np
import pytest
import torch
from diffusers import DDPMScheduler
from diffusers.schedulers.scheduling_ddpm import rescale_zero_terminal_snr

from explorer.diffusion.schedule import (
    SCHEDULES,
    NoiseSchedule,
    cosine,
    linear,
    scaled_linear,
    sigmoid,
    time_grid,
    zero_terminal_snr,
)

ARRAYS = ["beta", "alpha", "alpha_bar", "posterior_variance", "snr", "log_snr"]
IN_DIFFUSERS = {
    "linear": {"beta_schedule": "linear"},
    "cosine": {"beta_schedule": "squaredcos_cap_v2"},
    "scaled_linear": {"beta_schedule": "scaled_linear"},
    "sigmoid": {"beta_schedule": "sigmoid"},
    "constant": {"beta_schedule": "linear", "beta_start": 0.01, "beta_end": 0.01},
}


def any_schedule(T=23):
    beta = np.random.default_rng(0).uniform(0.01, 0.4, T)
    return NoiseSchedule(np.concatenate([[0.0], beta]))


@pytest.mark.parametrize("name", SCHEDULES)
@pytest.mark.parametrize("array", ARRAYS)
def test_every_array_is_read_only_float64_with_an_entry_for_clean_data(name, array):
    values = getattr(SCHEDULES[name](30), array)
    assert values.shape == (31,)
    assert values.dtype == np.float64
    with pytest.raises(ValueError, match="read-only"):
        values[3] = 0.5


def test_the_callers_array_stays_its_own():
    beta = np.array([0.0, 0.1, 0.2])
    schedule = NoiseSchedule(beta)
    beta[1] = 0.9
    assert schedule.beta[1] == 0.1


@pytest.mark.parametrize("name", SCHEDULES)
def test_index_0_is_clean_data(name):
    schedule = SCHEDULES[name](30)
    assert (schedule.beta[0], schedule.alpha_bar[0], schedule.posterior_variance[0]) == (0, 1, 0)
    assert schedule.snr[0] == schedule.log_snr[0] == np.inf


@pytest.mark.parametrize("T", [1, 2, 1000])
@pytest.mark.parametrize("name", SCHEDULES)
def test_T_is_the_number_of_steps(name, T):
    assert SCHEDULES[name](T).T == T


def test_alpha_bar_is_the_running_product_of_1_minus_beta():
    schedule, product = any_schedule(), 1.0
    for t in range(1, schedule.T + 1):
        product *= 1 - schedule.beta[t]
        assert schedule.alpha_bar[t] == pytest.approx(product, rel=1e-13)


def test_snr_is_signal_variance_over_noise_variance():
    schedule = any_schedule()
    signal, noise = schedule.alpha_bar[1:], 1 - schedule.alpha_bar[1:]
    np.testing.assert_allclose(schedule.snr[1:], signal / noise, rtol=1e-13)
    np.testing.assert_allclose(schedule.log_snr[1:], np.log(signal) - np.log(noise), rtol=1e-10)


def test_posterior_variance_is_that_of_a_product_of_two_gaussians():
    # q(x_{t-1} | x_t, x_0) ~ q(x_t | x_{t-1}) q(x_{t-1} | x_0): the precisions add.
    schedule = any_schedule()
    for t in range(2, schedule.T + 1):
        precision = (1 - schedule.beta[t]) / schedule.beta[t] + 1 / (1 - schedule.alpha_bar[t - 1])
        assert schedule.posterior_variance[t] == pytest.approx(1 / precision, rel=1e-12)


@pytest.mark.parametrize("name", SCHEDULES)
def test_the_last_step_back_has_no_variance(name):
    assert SCHEDULES[name](1000).posterior_variance[1] == 0


# Reference values for the schedules as the papers define them.


def test_linear_ends_with_almost_no_signal():
    assert linear(1000).alpha_bar[-1] == pytest.approx(4.04e-5, rel=2e-3)


def test_cosine_ends_with_less_signal_than_linear():
    assert cosine(1000).alpha_bar[-1] == pytest.approx(2.4e-9, rel=0.02)


@pytest.mark.parametrize(("name", "t"), [("linear", 259), ("cosine", 496)])
def test_where_signal_and_noise_are_equal(name, t):
    assert np.argmin(np.abs(SCHEDULES[name](1000).log_snr)) == t


@pytest.mark.parametrize(("name", "steps"), [("linear", 327), ("cosine", 65)])
def test_how_many_steps_are_nearly_pure_noise(name, steps):
    assert np.sum(SCHEDULES[name](1000).alpha_bar < 0.01) == steps


@pytest.mark.parametrize(("T", "left"), [(200, 0.13), (100, 0.36), (50, 0.60)])
def test_linear_with_few_steps_leaves_signal_behind(T, left):
    assert linear(T).alpha_bar[-1] == pytest.approx(left, abs=0.005)


@pytest.mark.parametrize("T", [2, 50, 1000])
@pytest.mark.parametrize("name", SCHEDULES)
def test_betas_are_those_of_diffusers(name, T):
    theirs, ours = DDPMScheduler(num_train_timesteps=T, **IN_DIFFUSERS[name]), SCHEDULES[name](T)
    np.testing.assert_allclose(ours.beta[1:], theirs.betas.numpy(), rtol=1e-5, atol=0)
    np.testing.assert_allclose(ours.beta[1:], theirs.betas.numpy(), rtol=0, atol=1e-7)
    np.testing.assert_allclose(ours.alpha_bar[1:], theirs.alphas_cumprod.numpy(), rtol=1e-4, atol=0)


@pytest.mark.parametrize("name", ["linear", "scaled_linear", "sigmoid"])
def test_betas_between_other_ends_are_those_of_diffusers(name):
    theirs = DDPMScheduler(beta_schedule=name, beta_start=0.00085, beta_end=0.012).betas.numpy()
    np.testing.assert_allclose(SCHEDULES[name](1000, 0.00085, 0.012).beta[1:], theirs, rtol=1e-5, atol=0)


def test_scaled_linear_is_linear_in_the_square_root():
    np.testing.assert_allclose(scaled_linear(4, 0.01, 0.16).beta, [0, 0.01, 0.04, 0.09, 0.16], rtol=1e-14)


def test_sigmoid_is_symmetric_about_its_middle():
    beta = sigmoid(101, 0.1, 0.3).beta[1:]
    assert beta[50] == pytest.approx(0.2, rel=1e-14)
    np.testing.assert_allclose(beta + beta[::-1], 0.4, rtol=1e-14)
    assert (beta[0] - 0.1) / 0.2 == pytest.approx(1 / (1 + np.exp(6)), rel=1e-10)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", ["linear", "scaled_linear", "sigmoid"])
@pytest.mark.parametrize("ends", [(-0.1, 0.2), (0.1, 1.2)])
def test_impossible_ends_are_refused(name, ends):
    with pytest.raises(ValueError, match="beta_t must lie in"):
        SCHEDULES[name](10, *ends)


@pytest.mark.parametrize("T", [2, 50, 1000])
@pytest.mark.parametrize("name", SCHEDULES)
def test_zero_terminal_snr_is_that_of_diffusers(name, T):
    # Their function on our float64 betas: in float32 it loses digits towards the end.
    schedule = SCHEDULES[name](T)
    theirs = rescale_zero_terminal_snr(torch.tensor(schedule.beta[1:])).numpy()
    np.testing.assert_allclose(zero_terminal_snr(schedule).beta[1:], theirs, rtol=1e-8, atol=0)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", SCHEDULES)
def test_zero_terminal_snr_leaves_no_signal_at_the_end_and_the_first_step_as_it_was(name):
    before = SCHEDULES[name](1000)
    after = zero_terminal_snr(before)
    assert (after.T, after.beta[-1], after.alpha_bar[-1]) == (1000, 1, 0)
    assert after.beta[1] == pytest.approx(before.beta[1], rel=1e-10)
    assert (after.snr[-1], after.log_snr[-1]) == (0, -np.inf)
    assert np.isfinite(after.log_snr[1:-1]).all()
    assert np.isfinite(after.posterior_variance).all()
    assert (np.diff(after.alpha_bar) < 0).all()


def test_zero_terminal_snr_changes_nothing_the_second_time():
    once = zero_terminal_snr(linear(100))
    np.testing.assert_allclose(zero_terminal_snr(once).beta, once.beta, rtol=1e-12)


def test_zero_terminal_snr_needs_two_steps():
    with pytest.raises(ValueError, match="two steps"):
        zero_terminal_snr(linear(1))


def test_linear_runs_between_the_given_ends():
    np.testing.assert_allclose(linear(4, 0.1, 0.4).beta, [0, 0.1, 0.2, 0.3, 0.4], rtol=1e-14)


def test_cosine_follows_the_formula_until_it_is_clamped():
    # Nichol & Dhariwal 2021, eq. 17.
    T, s = 100, 0.02
    f = [np.cos((t / T + s) / (1 + s) * np.pi / 2) ** 2 for t in range(T + 1)]
    np.testing.assert_allclose(cosine(T, s).alpha_bar[:T], np.array(f[:T]) / f[0], rtol=1e-10)


def test_cosine_clamps_its_betas_and_rebuilds_alpha_bar_from_them():
    schedule = cosine(50, max_beta=0.3)
    assert schedule.beta.max() == 0.3
    np.testing.assert_allclose(schedule.alpha_bar, np.cumprod(1 - schedule.beta), rtol=1e-14)


@pytest.mark.parametrize(
    "beta", [[], [0.0], [0.1, 0.2], [[0.0, 0.1]], [0.0, 0.0], [0.0, -0.1], [0.0, 1.1], [0.0, np.nan]]
)
def test_bad_betas_are_refused(beta):
    with pytest.raises(ValueError, match="beta"):
        NoiseSchedule(np.array(beta))


@pytest.mark.parametrize("T", [0, -1, 2.5])
@pytest.mark.parametrize("name", SCHEDULES)
def test_bad_T_is_refused(name, T):
    with pytest.raises(ValueError, match="T must be a whole number"):
        SCHEDULES[name](T)


@pytest.mark.parametrize("s", [-0.1, 1.0])
def test_bad_cosine_offset_is_refused(s):
    with pytest.raises(ValueError, match="offset s"):
        cosine(10, s)


@pytest.mark.parametrize("T", [*range(1, 61), 1000])
def test_time_grid_falls_strictly_from_T_to_0_for_every_number_of_steps(T):
    for steps in range(1, T + 1):
        grid = time_grid(T, steps)
        assert (grid[0], grid[-1], len(grid)) == (T, 0, steps + 1)
        assert all(s < t for t, s in pairwise(grid)), f"steps = {steps}"


def test_time_grid_with_all_steps_visits_every_time():
    assert time_grid(1000, 1000) == list(range(1000, -1, -1))


def test_time_grid_is_even_to_within_rounding():
    grid = np.array(time_grid(1000, 300))
    assert np.abs(grid - 1000 * (1 - np.arange(301) / 300)).max() <= 0.5 + 1e-9


def test_time_grid_holds_plain_ints():
    assert {type(t) for t in time_grid(100, 7)} == {int}


@pytest.mark.parametrize("steps", [0, -1, 11])
def test_time_grid_refuses_other_numbers_of_steps(steps):
    with pytest.raises(ValueError, match="steps must lie between 1 and T = 10"):
        time_grid(10, steps)
