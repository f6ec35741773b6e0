"""The reverse chain: its rules, its loop and its arguments."""

import math
from itertools import pairwise

import pytest
import torch

from explorer.diffusion.denoiser import ExactDenoiser
from explorer.diffusion.noise import Noise
from explorer.diffusion.process import eps_from_x0, posterior
from explorer.diffusion.rules import RULES, ddim
from explorer.diffusion.samplers import sample
from explorer.diffusion.schedule import cosine, linear, time_grid
from explorer.models.network import NetworkDenoiser
from tests.helpers import random_pictures, random_unet

SCHEDULE = linear(100, 1e-3, 0.2)  # all noise at T, like 1000 steps of the paper's
DATA = random_pictures(5, size=4, dtype=torch.float64)
EXACT = ExactDenoiser(DATA, SCHEDULE)
SHAPE = (1, 4, 4)
NOISE = Noise([3, 4, 5])
X_T = NOISE.start(SHAPE).double()


def chain(rule="ddpm", steps=20, **options):
    return list(sample(EXACT, SCHEDULE, X_T, rule=rule, steps=steps, noise=NOISE, **options))


def never(x_t, t, label=None):
    raise AssertionError("no evaluation was expected")


class Recorder:
    """eps_hat is 0.2 without a label and 0.1 (label + 1) with one; remembers what it was asked."""

    def __init__(self):
        self.times, self.labels = [], []

    def __call__(self, x_t, t, label=None):
        self.times.append(t)
        self.labels.append(label)
        value = torch.full((len(x_t),), 0.2) if label is None else torch.where(label < 0, 0.2, 0.1 * (label + 1))
        return value.to(x_t).reshape(-1, 1, 1, 1).expand_as(x_t)


# What a step says


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("steps", [1, 7, 100])
def test_the_steps_walk_the_time_grid_from_T_to_0(rule, steps):
    taken = chain(rule, steps)
    assert [step.t for step in taken] + [taken[-1].s] == time_grid(100, steps)
    assert all(later.t == earlier.s for earlier, later in pairwise(taken))


@pytest.mark.parametrize("rule", RULES)
def test_each_step_starts_where_the_one_before_ended(rule):
    taken = chain(rule)
    assert taken[0].x_t is X_T
    assert all(later.x_t is earlier.x_s for earlier, later in pairwise(taken))


@pytest.mark.parametrize("rule", ["ddpm", "ddpm-small", ddim(0.7)])
def test_x_s_is_the_mean_plus_std_times_the_noise_of_t(rule):
    for step in chain(rule):
        z = NOISE.at(step.t, SHAPE).double()
        torch.testing.assert_close(step.x_s, step.mean + step.std * z, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("rule", ["ddpm", "ddpm-small", ddim(1.0)])
def test_noise_is_added_at_every_step_but_the_last(rule):
    taken = chain(rule)
    assert [step.std > 0 for step in taken] == [True] * 19 + [False]
    assert torch.equal(taken[-1].x_s, taken[-1].mean)


@pytest.mark.parametrize("rule", RULES)
def test_the_picture_at_the_end_is_the_last_guess(rule):
    last = chain(rule)[-1]
    torch.testing.assert_close(last.x_s, last.x0_hat, rtol=1e-12, atol=1e-12)


def test_the_perfect_denoiser_ends_at_pictures_of_its_data():
    # The last steps go through times at which only one datum is left in the softmax.
    end = chain("ddim", 100)[-1].x_s
    distance = (end[:, None] - DATA).abs().amax((2, 3, 4))
    assert distance.min(1).values.max() < 1e-6


# What the rules say


@pytest.mark.parametrize("steps", [10, 100])
def test_ddpm_small_draws_from_the_true_posterior(steps):
    for step in chain("ddpm-small", steps)[:-1]:
        back = posterior(SCHEDULE, step.x0_hat, step.x_t, step.t, step.s)
        torch.testing.assert_close(step.mean, back.mean, rtol=1e-10, atol=1e-10)
        assert step.std == pytest.approx(math.sqrt(back.var), rel=1e-10)


@pytest.mark.parametrize("steps", [10, 100])
def test_ddpm_has_the_mean_of_ddpm_small_and_the_variance_of_the_way_forward(steps):
    for t, s in pairwise(time_grid(100, steps)):
        large, small = RULES["ddpm"](SCHEDULE, t, s), RULES["ddpm-small"](SCHEDULE, t, s)
        assert large[:3] == small[:3]
        assert large.std**2 == pytest.approx(1 - SCHEDULE.alpha_bar[t] / SCHEDULE.alpha_bar[s], rel=1e-10)


@pytest.mark.parametrize("eta", [0.0, 0.4, 1.0])
def test_ddim_keeps_the_marginal_of_x_s(eta):
    # With the true x_0 and eps, x_s is a x_0 + b eps with a^2 = alpha_bar_s and b^2 + std^2 = 1 - alpha_bar_s.
    for t, s in [(100, 80), (50, 49), (2, 1), (1, 0)]:
        update = ddim(eta)(SCHEDULE, t, s)
        assert update.c_xt == 0
        assert update.c_x0**2 == pytest.approx(SCHEDULE.alpha_bar[s], rel=1e-12)
        assert update.c_eps**2 + update.std**2 == pytest.approx(1 - SCHEDULE.alpha_bar[s], rel=1e-10, abs=1e-15)


def test_ddim_with_eta_0_adds_no_noise():
    assert all(ddim()(SCHEDULE, t, s).std == 0 for t, s in [(100, 80), (50, 49), (1, 0)])


@pytest.mark.parametrize("schedule", [linear(1000), cosine(1000), linear(60, 1e-3, 0.3)])
@pytest.mark.parametrize("steps", [13, 60, 1000])
def test_ddim_with_eta_1_is_ddpm_small(schedule, steps):
    steps = min(steps, schedule.T)
    exact, options = ExactDenoiser(DATA, schedule), {"steps": steps, "clip": False, "noise": NOISE}
    one, other = (sample(exact, schedule, X_T, rule=rule, **options) for rule in (ddim(1.0), "ddpm-small"))
    for a, b in zip(one, other, strict=True):
        torch.testing.assert_close(a.x_s, b.x_s, rtol=0, atol=1e-10)


@pytest.mark.parametrize("eta", [-0.1, 1.1])
def test_eta_outside_0_to_1_is_refused(eta):
    with pytest.raises(ValueError, match="eta"):
        ddim(eta)


# One seed, one picture


@pytest.mark.parametrize("rule", RULES)
def test_a_seed_gives_the_same_picture_alone_and_in_a_batch(rule):
    schedule = linear(100)  # leaves signal at T: dividing by next to none would magnify every rounding
    denoiser = NetworkDenoiser(random_unet(), schedule)

    def picture(seeds):
        noise = Noise(seeds)
        *_, last = sample(denoiser, schedule, noise.start((1, 8, 8)), rule=rule, steps=12, noise=noise)
        return last.x_s

    batch, alone = picture(range(16)), picture([9])
    torch.testing.assert_close(batch[9:10], alone, rtol=0, atol=1e-5)
    # A picture that is all clipped to the same value would prove nothing.
    assert (alone.abs() < 0.99).any()
    assert (batch[8] - batch[9]).abs().max() > 0.1


# Clipping


def exaggerates(x_t, t, label=None):
    return EXACT(x_t, t) - 1.0


def test_clipping_keeps_x0_hat_in_range_and_eps_hat_consistent_with_it():
    touched = False
    for step in sample(exaggerates, SCHEDULE, X_T, steps=20):
        assert step.x0_hat.abs().max() <= 1
        touched |= bool((step.x0_hat.abs() == 1).any())
        bar = SCHEDULE.alpha_bar[step.t]
        again = math.sqrt(bar) * step.x0_hat + math.sqrt(1 - bar) * step.eps_hat
        torch.testing.assert_close(again, step.x_t, rtol=1e-10, atol=1e-10)
    assert touched


def test_clipped_ddim_uses_the_recomputed_eps():
    for step in sample(exaggerates, SCHEDULE, X_T, steps=20):
        bar = SCHEDULE.alpha_bar[step.s]
        expected = math.sqrt(bar) * step.x0_hat + math.sqrt(1 - bar) * step.eps_hat
        torch.testing.assert_close(step.x_s, expected, rtol=1e-10, atol=1e-10)


def test_without_clipping_eps_hat_is_what_the_denoiser_said():
    beyond = False
    for step in sample(exaggerates, SCHEDULE, X_T, steps=20, clip=False):
        t = torch.full((3,), step.t)
        assert torch.equal(step.eps_hat, exaggerates(step.x_t, t))
        beyond |= bool((step.x0_hat.abs() > 1).any())
    assert beyond


@pytest.mark.parametrize("clip", [0.5, 2.0])
def test_clipping_to_another_range(clip):
    reached = [step.x0_hat.abs().max() for step in sample(exaggerates, SCHEDULE, X_T, steps=20, clip=clip)]
    assert max(reached) == clip


# Solvers of the probability-flow ODE


def test_euler_is_ddim_without_noise():
    for one, other in zip(chain("euler"), chain("ddim"), strict=True):
        torch.testing.assert_close(one.x_s, other.x_s, rtol=1e-10, atol=1e-10)


def test_heun_asks_at_both_ends_of_every_step_but_the_last_and_a_steep_first():
    asked = Recorder()
    list(sample(asked, SCHEDULE, X_T, rule="heun", steps=4))
    assert [int(t[0]) for t in asked.times] == [100, 75, 50, 50, 25, 25]


@pytest.mark.parametrize("steps", [10, 50])
def test_heun_keeps_the_scale_of_the_states_under_cosine(steps):
    exact = ExactDenoiser(torch.tensor([[-0.8], [0.1], [0.9]]).double(), cosine(1000))

    def network(x_t, t, label=None):  # its guesses waver from time to time, as those of a network do
        return eps_from_x0(exact.schedule, x_t, exact.x0(x_t, t) + 0.05 * torch.cos(1.0 * t)[:, None], t)

    x_T = torch.linspace(-2, 2, 9).double()[:, None]
    states = [step.x_s for step in sample(network, exact.schedule, x_T, rule="heun", steps=steps)]
    assert max(x.abs().max() for x in states) < 3


def test_a_multistep_rule_begins_and_ends_with_first_order():
    first, last = RULES["dpmpp-2m"](SCHEDULE, 100, 80, None), RULES["dpmpp-2m"](SCHEDULE, 20, 0, 40)
    assert (first, last) == (RULES["ddim"](SCHEDULE, 100, 80, None), RULES["ddim"](SCHEDULE, 20, 0, 40))
    assert RULES["dpmpp-2m"](SCHEDULE, 80, 60, 100).c_before < 0


# Labels and guidance


def test_the_denoiser_is_asked_once_per_step_with_the_time_of_each_sample():
    asked = Recorder()
    list(sample(asked, SCHEDULE, X_T, steps=4))
    assert [t.tolist() for t in asked.times] == [[t] * 3 for t in (100, 75, 50, 25)]
    assert asked.labels == [None] * 4


@pytest.mark.parametrize(
    ("label", "seen"), [(2, [2, 2, 2]), ([0, 1, 2], [0, 1, 2]), (torch.tensor([2, 0, 1]), [2, 0, 1]), (0, [0, 0, 0])]
)
def test_a_label_is_one_for_all_or_one_per_sample(label, seen):
    asked = Recorder()
    list(sample(asked, SCHEDULE, X_T, steps=2, label=label))
    assert [one.tolist() for one in asked.labels] == [seen, seen]


@pytest.mark.parametrize(
    ("label", "guidance", "batch"),
    [(None, 1.0, 3), (None, 3.0, 3), (2, 0.0, 3), (2, 1.0, 3), (2, 3.0, 6), (2, 0.5, 6)],
)
def test_guidance_asks_once_a_step_for_no_more_than_it_must(label, guidance, batch):
    asked = Recorder()
    list(sample(asked, SCHEDULE, X_T, steps=3, label=label, guidance=guidance))
    assert [len(t) for t in asked.times] == [batch] * 3


@pytest.mark.parametrize("guidance", [0.0, 0.5, 1.0, 3.0])
def test_guidance_goes_from_the_unconditional_prediction_past_the_labelled_one(guidance):
    step = next(sample(Recorder(), SCHEDULE, X_T, label=[0, 1, 5], guidance=guidance, clip=False))
    expected = [0.2 + guidance * (labelled - 0.2) for labelled in (0.1, 0.2, 0.6)]
    assert step.eps_hat[:, 0, 0, 0].tolist() == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("guidance", [0.0, 1.0, 3.0])
def test_without_a_label_guidance_has_no_effect(guidance):
    step = next(sample(Recorder(), SCHEDULE, X_T, guidance=guidance, clip=False))
    torch.testing.assert_close(step.eps_hat, torch.full_like(X_T, 0.2))


# What is refused, and when


@pytest.mark.parametrize("rule", ["ddpm", "ddpm-small", ddim(0.3)])
def test_a_stochastic_rule_without_noise_is_refused_at_the_call(rule):
    with pytest.raises(ValueError, match="Noise"):
        sample(never, SCHEDULE, X_T, rule=rule)


@pytest.mark.parametrize("rule", ["ddim", ddim(0.0)])
def test_a_deterministic_rule_needs_no_noise(rule):
    assert len(list(sample(EXACT, SCHEDULE, X_T, rule=rule, steps=5))) == 5


def test_a_single_step_needs_no_noise():
    assert len(list(sample(EXACT, SCHEDULE, X_T, rule="ddpm", steps=1))) == 1


@pytest.mark.parametrize("seeds", [[1], [1, 2], [1, 2, 3, 4]])
@pytest.mark.parametrize("rule", RULES)
def test_another_number_of_seeds_than_samples_is_refused(rule, seeds):
    with pytest.raises(ValueError, match=f"{len(seeds)} noise seeds for a batch of 3"):
        sample(never, SCHEDULE, X_T, rule=rule, noise=Noise(seeds))


def test_an_unknown_rule_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match=f"'plms'.*{', '.join(RULES)}"):
        sample(never, SCHEDULE, X_T, rule="plms")


@pytest.mark.parametrize("steps", [0, 101])
def test_an_impossible_number_of_steps_is_refused(steps):
    with pytest.raises(ValueError, match="steps"):
        sample(never, SCHEDULE, X_T, steps=steps)


# Gradients


@pytest.mark.parametrize("enabled", [True, False])
def test_sampling_leaves_the_callers_gradient_mode_alone(enabled):
    with torch.set_grad_enabled(enabled):
        modes = [torch.is_grad_enabled() for _ in sample(EXACT, SCHEDULE, X_T, steps=3)]
        assert modes == [enabled] * 3
        assert torch.is_grad_enabled() == enabled


def test_an_abandoned_chain_leaves_gradients_on():
    steps = sample(EXACT, SCHEDULE, X_T, steps=3)
    next(steps)
    steps.close()
    assert torch.is_grad_enabled()


def test_no_graph_is_built_through_the_network():
    weight = torch.ones((), dtype=torch.float64, requires_grad=True)
    for step in sample(lambda x_t, t, label: weight * x_t, SCHEDULE, X_T, steps=3):
        assert not step.x_s.requires_grad


@pytest.mark.parametrize("label", [[0, 1, 2], [[0, 1]]])
def test_labels_that_do_not_fit_the_batch_are_refused_at_the_call(label):
    with pytest.raises(ValueError, match="one per sample"):
        sample(lambda x_t, t, label: x_t, linear(10), torch.zeros(2, 1, 4, 4), steps=2, label=label)


def test_half_a_step_is_refused_at_the_call():
    with pytest.raises(ValueError, match="be whole"):
        sample(lambda x_t, t, label: x_t, linear(10), torch.zeros(2, 1, 4, 4), steps=2.5)
