"""The same chains with diffusers' schedulers.

diffusers counts t from 0 and keeps its tables in float32, where 1 - alpha_bar_1 is off by 1e-4; here they are
computed again in float64 from diffusers' own betas, so that only the formulas are compared.
"""

import math

import numpy as np
import pytest
import torch
from diffusers import (
    DDIMScheduler,
    DDPMScheduler,
    DPMSolverMultistepScheduler,
    EulerDiscreteScheduler,
    HeunDiscreteScheduler,
)

from explorer.diffusion.denoiser import ExactDenoiser
from explorer.diffusion.noise import Noise
from explorer.diffusion.rules import RULES, ddim, heun
from explorer.diffusion.samplers import sample
from explorer.diffusion.schedule import NoiseSchedule, karras_times, leading_times, linear, time_grid, zero_terminal_snr
from tests.helpers import random_pictures

SHAPE = (1, 4, 4)
NOISE = Noise([1, 2, 3])
X_T = NOISE.start(SHAPE).double()
DATA = 1.5 * random_pictures(7, size=4, dtype=torch.float64)  # beyond [-1, 1], so that clipping bites
BETAS = ["linear", "squaredcos_cap_v2"]
# diffusers 0.42 hands torch tensors to NumPy 2 the old way
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
VARIANCE_TYPE = {"ddpm": "fixed_large", "ddpm-small": "fixed_small"}


def scheduler_of(kind, T=1000, **options):
    scheduler = kind(num_train_timesteps=T, **options)
    scheduler.betas = scheduler.betas.double()
    scheduler.alphas = 1 - scheduler.betas
    scheduler.alphas_cumprod = scheduler.alphas.cumprod(0)
    return scheduler


def ours(scheduler):
    """The schedule of a diffusers scheduler, and a denoiser that belongs to it."""
    schedule = NoiseSchedule(np.concatenate([[0.0], scheduler.betas.numpy()]))
    return schedule, ExactDenoiser(DATA, schedule)


def assert_same_chain(scheduler, rule, steps, their_step, times=None):
    """Both sides walk freely from X_T, so a difference anywhere adds up."""
    schedule, denoiser = ours(scheduler)
    x, clip = X_T, scheduler.config.clip_sample
    for step in sample(denoiser, schedule, X_T, rule=rule, steps=steps, times=times, clip=clip, noise=NOISE):
        # DDPMScheduler adds noise unless its time is 0, even where a short list of times ends earlier.
        noise = NOISE.at(step.t, SHAPE).double() if step.s > 0 else torch.zeros_like(x)
        theirs = their_step(denoiser(x, torch.full((3,), step.t)), step.t - 1, x, noise)
        torch.testing.assert_close(step.x0_hat, theirs.pred_original_sample, rtol=0, atol=1e-5)
        torch.testing.assert_close(step.x_s, theirs.prev_sample, rtol=0, atol=1e-5)
        x = theirs.prev_sample
    assert step.s == 0


@pytest.fixture
def ddpm_step(monkeypatch):
    """DDPMScheduler.step with given noise in place of its own."""

    def of(scheduler):
        def step(eps_hat, time, x, noise):
            monkeypatch.setattr("diffusers.schedulers.scheduling_ddpm.randn_tensor", lambda *_, **__: noise)
            return scheduler.step(eps_hat, time, x)

        return step

    return of


@pytest.mark.parametrize("clip", [True, False])
@pytest.mark.parametrize("betas", BETAS)
@pytest.mark.parametrize("rule", VARIANCE_TYPE)
def test_ddpm_over_all_steps(ddpm_step, rule, betas, clip):
    scheduler = scheduler_of(
        DDPMScheduler, T=300, beta_schedule=betas, variance_type=VARIANCE_TYPE[rule], clip_sample=clip
    )
    assert_same_chain(scheduler, rule, 300, ddpm_step(scheduler))


@pytest.mark.parametrize("steps", [1, 7, 50])
@pytest.mark.parametrize("rule", VARIANCE_TYPE)
def test_ddpm_over_some_steps(ddpm_step, rule, steps):
    scheduler = scheduler_of(DDPMScheduler, variance_type=VARIANCE_TYPE[rule])
    scheduler.set_timesteps(timesteps=[t - 1 for t in time_grid(1000, steps)[:-1]])
    assert_same_chain(scheduler, rule, steps, ddpm_step(scheduler))


@pytest.mark.parametrize("clip", [True, False])
@pytest.mark.parametrize("betas", BETAS)
@pytest.mark.parametrize("eta", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("steps", [1, 50, 200])
def test_ddim(steps, eta, betas, clip):
    scheduler = scheduler_of(DDIMScheduler, beta_schedule=betas, timestep_spacing="trailing", clip_sample=clip)
    scheduler.set_timesteps(steps)
    assert [t - 1 for t in time_grid(1000, steps)[:-1]] == scheduler.timesteps.tolist()

    def their_step(eps_hat, time, x, noise):
        return scheduler.step(eps_hat, time, x, eta=eta, use_clipped_model_output=clip, variance_noise=noise)

    assert_same_chain(scheduler, ddim(eta), steps, their_step)


def grid_of(scheduler, steps):
    scheduler.set_timesteps(steps)
    times = [t - 1 for t in time_grid(1000, steps)[:-1]]
    assert [int(t) for t in dict.fromkeys(scheduler.timesteps.tolist())] == times
    return times


def in_float64(scheduler, times):
    """The sigmas of these times, which diffusers keeps in float32, and a last one of 0."""
    sigma = (1 / scheduler.alphas_cumprod - 1).sqrt()
    return torch.cat([sigma[times], torch.zeros(1, dtype=sigma.dtype)])


@pytest.mark.parametrize("betas", ["linear", "scaled_linear"])  # theirs walks in float32: cosine's sigma is too large
@pytest.mark.parametrize("steps", [1, 10, 50])
def test_euler(steps, betas):
    scheduler = scheduler_of(EulerDiscreteScheduler, beta_schedule=betas, timestep_spacing="trailing")
    scheduler.sigmas = in_float64(scheduler, grid_of(scheduler, steps))
    schedule, denoiser = ours(scheduler)
    y = X_T / schedule.alpha_bar[-1] ** 0.5  # theirs walks y = x / sqrt(alpha_bar)
    for step in sample(denoiser, schedule, X_T, rule="euler", steps=steps, clip=0):
        bar_t, bar_s = schedule.alpha_bar[step.t], schedule.alpha_bar[step.s]
        eps_hat = denoiser(y * bar_t**0.5, torch.full((3,), step.t))
        y = scheduler.step(eps_hat, scheduler.timesteps[scheduler.timesteps == step.t - 1][0], y).prev_sample
        torch.testing.assert_close(step.x_s, y.double() * bar_s**0.5, rtol=0, atol=1e-5)
        y = y.double()


@pytest.mark.parametrize("betas", BETAS)
@pytest.mark.parametrize("steps", [1, 10, 50])
def test_heun(steps, betas):
    scheduler = scheduler_of(HeunDiscreteScheduler, beta_schedule=betas, timestep_spacing="trailing")
    times = grid_of(scheduler, steps)
    sigmas = in_float64(scheduler, times)
    # It lists the sigmas in the order of its calls: each inner one twice.
    scheduler.sigmas = torch.cat([sigmas[:1], sigmas[1:-1].repeat_interleave(2), sigmas[-1:]])
    schedule, denoiser = ours(scheduler)
    y, calls = X_T / schedule.alpha_bar[-1] ** 0.5, iter(scheduler.timesteps)
    for step in sample(denoiser, schedule, X_T, rule=heun(steep=math.inf), steps=steps, clip=0):
        for t in (step.t, step.s)[: 2 if step.s > 0 else 1]:
            eps_hat = denoiser(y * schedule.alpha_bar[t] ** 0.5, torch.full((3,), t))
            y = scheduler.step(eps_hat, next(calls), y).prev_sample.double()
        torch.testing.assert_close(step.x_s, y * schedule.alpha_bar[step.s] ** 0.5, rtol=0, atol=1e-5)
    assert next(calls, None) is None


@pytest.mark.parametrize("betas", BETAS)
@pytest.mark.parametrize("steps", [1, 10, 50])
def test_dpm_solver_pp_2m(steps, betas):
    scheduler = scheduler_of(
        DPMSolverMultistepScheduler,
        beta_schedule=betas,
        timestep_spacing="trailing",
        final_sigmas_type="zero",
        lower_order_final=False,
    )
    scheduler.sigmas = in_float64(scheduler, grid_of(scheduler, steps))
    schedule, denoiser = ours(scheduler)
    x = X_T
    for step in sample(denoiser, schedule, X_T, rule="dpmpp-2m", steps=steps, clip=0):
        x = scheduler.step(denoiser(x, torch.full((3,), step.t)), step.t - 1, x).prev_sample.double()
        torch.testing.assert_close(step.x_s, x, rtol=0, atol=1e-5)


@pytest.mark.parametrize("steps", [1, 20])
def test_ddim_where_nothing_is_left_of_the_picture(steps):
    scheduler = DDIMScheduler(rescale_betas_zero_snr=True, timestep_spacing="trailing", prediction_type="sample")
    scheduler.set_timesteps(steps)
    schedule = zero_terminal_snr(linear(1000))
    denoiser = ExactDenoiser(DATA, schedule)
    x = X_T
    for step in sample(denoiser, schedule, X_T, steps=steps):
        x = scheduler.step(denoiser.x0(x, torch.full((3,), step.t)), step.t - 1, x, use_clipped_model_output=True)
        x = x.prev_sample
        torch.testing.assert_close(step.x_s, x, rtol=0, atol=1e-4)  # their tables are in float32


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_starts_where_nothing_is_left_of_the_picture(rule):
    schedule = zero_terminal_snr(linear(1000))
    *_, last = sample(ExactDenoiser(DATA, schedule), schedule, X_T, rule=rule, steps=20, noise=NOISE)
    assert last.x_s.isfinite().all()


# Other people's spacings


@pytest.mark.parametrize("offset", [0, 1])
@pytest.mark.parametrize("steps", [3, 20, 50])
def test_ddim_over_leading_times(steps, offset):
    scheduler = scheduler_of(DDIMScheduler, timestep_spacing="leading", steps_offset=offset, clip_sample=False)
    scheduler.set_timesteps(steps)
    times = leading_times(1000, steps, offset)
    assert [t - 1 for t in times[:-1]] == scheduler.timesteps.tolist()
    schedule, denoiser = ours(scheduler)
    x = X_T
    for step in sample(denoiser, schedule, X_T, times=times, clip=0):
        x = scheduler.step(denoiser(x, torch.full((3,), step.t)), step.t - 1, x).prev_sample
        torch.testing.assert_close(step.x_s, x, rtol=0, atol=1e-7)


@pytest.mark.parametrize("clip", [True, False])
@pytest.mark.parametrize("rule", VARIANCE_TYPE)
def test_ddpm_over_leading_times(ddpm_step, rule, clip):
    scheduler = scheduler_of(DDPMScheduler, variance_type=VARIANCE_TYPE[rule], clip_sample=clip)
    scheduler.set_timesteps(40)
    assert [t - 1 for t in leading_times(1000, 40)[:-1]] == scheduler.timesteps.tolist()
    assert_same_chain(scheduler, rule, None, ddpm_step(scheduler), times=leading_times(1000, 40))


@pytest.mark.parametrize("betas", ["linear", "scaled_linear"])
@pytest.mark.parametrize("steps", [5, 20])
def test_karras_sigmas_as_times(steps, betas):
    scheduler = scheduler_of(
        DPMSolverMultistepScheduler,
        beta_schedule=betas,
        use_karras_sigmas=True,
        final_sigmas_type="zero",
        lower_order_final=False,
    )
    scheduler.set_timesteps(steps)
    schedule, denoiser = ours(scheduler)
    times = karras_times(schedule, steps)
    theirs = [int(t) + 1 for t in dict.fromkeys(scheduler.timesteps.tolist())]
    assert times == [*theirs, 0]
    if len(theirs) < steps:
        return  # some of their whole times are visited twice, with sigmas in between
    scheduler.sigmas = in_float64(scheduler, [t - 1 for t in theirs])
    x = X_T
    for step in sample(denoiser, schedule, X_T, rule="dpmpp-2m", times=times, clip=0):
        x = scheduler.step(denoiser(x, torch.full((3,), step.t)), step.t - 1, x).prev_sample.double()
        torch.testing.assert_close(step.x_s, x, rtol=0, atol=1e-5)


@pytest.mark.parametrize("rule", RULES)
def test_the_usual_times_as_a_list_are_the_usual_chain(rule):
    schedule = linear(1000)
    usual, listed = (
        list(sample(ExactDenoiser(DATA, schedule), schedule, X_T, rule=rule, noise=NOISE, **options))
        for options in ({"steps": 13}, {"times": time_grid(1000, 13)})
    )
    for one, other in zip(usual, listed, strict=True):
        assert (one.t, one.s) == (other.t, other.s) and torch.equal(one.x_s, other.x_s)
