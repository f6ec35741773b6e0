"""What a caller may get wrong is one ValueError with a sentence, before anything is computed; and is never ignored."""

import math

import numpy as np
import pytest
import torch

from explorer.diffusion.denoiser import ExactDenoiser
from explorer.diffusion.latents import encode, slerp
from explorer.diffusion.noise import Noise
from explorer.diffusion.objective import simple_loss
from explorer.diffusion.process import (
    eps_from_x0,
    marginal,
    posterior,
    posterior_coefficients,
    transition,
    v_from_x0_eps,
    x0_from_eps,
)
from explorer.diffusion.rules import ddim, heun
from explorer.diffusion.samplers import sample
from explorer.diffusion.schedule import check_times, cosine, karras_times, leading_times, linear, zero_terminal_snr
from explorer.models.network import NetworkDenoiser
from tests.helpers import random_pictures, random_unet, some_checkpoint

SCHEDULE = linear(100)
X = random_pictures(2)
PLAIN = some_checkpoint(SCHEDULE).denoiser
LABELLED = some_checkpoint(SCHEDULE, labels=("a", "b", "c"), extra_class=True).denoiser
BAD_TIMES = [-1, 101, 1.5, "7", None, torch.tensor([1.0, 2.0]), torch.tensor([1, 101]), torch.tensor([-1, 3])]


@pytest.mark.parametrize("t", BAD_TIMES, ids=repr)
@pytest.mark.parametrize("say", [
    lambda t: marginal(SCHEDULE, X, t),
    lambda t: transition(SCHEDULE, X, t),
    lambda t: x0_from_eps(SCHEDULE, X, X, t),
    lambda t: eps_from_x0(SCHEDULE, X, X, t),
    lambda t: v_from_x0_eps(SCHEDULE, X, X, t),
    lambda t: simple_loss(PLAIN, SCHEDULE, X, t, X),
    lambda t: ExactDenoiser(X, SCHEDULE)(X, t),
])  # fmt: skip
def test_times_that_there_are_not_are_refused(say, t):
    with pytest.raises(ValueError, match="from 0 to T = 100"):
        say(t)


@pytest.mark.parametrize(("t", "s"), [(1.5, 0), (2, 0.5), (0, -1), (101, 3)])
def test_the_posterior_needs_two_times_that_there_are(t, s):
    for say in (lambda: posterior_coefficients(SCHEDULE, t, s), lambda: posterior(SCHEDULE, X, X, t, s)):
        with pytest.raises(ValueError, match="whole times"):
            say()


@pytest.mark.parametrize("t", [np.int64(3), torch.tensor(3), torch.tensor([3, 0])])
def test_whole_times_of_any_make_are_times(t):
    assert marginal(SCHEDULE, X, t).mean.shape == X.shape


NOT_WHOLE = [1.5, -1, 2**64, math.nan, math.inf, "7", None, torch.tensor([1, 2]), torch.tensor(1.5), np.array([1, 2])]


@pytest.mark.parametrize("number", NOT_WHOLE, ids=repr)
def test_seeds_and_the_times_of_noise_are_whole(number):
    with pytest.raises(ValueError, match="A seed must be a whole number"):
        Noise([number])
    with pytest.raises(ValueError, match="A time must be a whole number"):
        Noise([0]).at(number, (1, 2, 2))


@pytest.mark.parametrize("three", [3, 3.0, np.int64(3), np.float32(3), torch.tensor(3)], ids=repr)
def test_a_seed_of_any_make_is_that_seed(three):
    wanted = Noise([3]).at(3, (4,))
    assert torch.equal(Noise([three]).at(int(three), (4,)), wanted)
    assert torch.equal(Noise([3]).at(three, (4,)), wanted)


def never(x_t, t, label=None):
    raise AssertionError("no evaluation was expected")


def quiet(denoiser):
    """The same, but it must not be asked."""
    silent = denoiser.under(SCHEDULE)
    silent.run = never
    return silent


BOTH_WAYS = pytest.mark.parametrize("way", [sample, encode])


@BOTH_WAYS
@pytest.mark.parametrize(
    ("x", "reason"),
    [
        (X[0], "batch of shape"),
        (X[:, 0], "batch of shape"),
        (X.expand(2, 3, 8, 8), "batch of shape"),
        (X.double(), "x.to"),
        (X.bfloat16(), "x.to"),
        (X.long(), "floating-point"),
        (X.numpy(), "floating-point"),
        (torch.zeros(3), "floating-point"),
    ],
)
def test_what_a_network_cannot_look_at_is_refused_at_the_call(way, x, reason):
    with pytest.raises(ValueError, match=reason):
        way(quiet(PLAIN), SCHEDULE, x, steps=3)


@BOTH_WAYS
@pytest.mark.parametrize(
    "label", [99, 4, -2, [0, 99], "7", ["7", "8"], 1.5, [0.0, 1.0], True, torch.tensor([1.0, 2.0])]
)
def test_labels_that_there_are_not_are_refused_at_the_call(way, label):
    with pytest.raises(ValueError, match=r"number of a class|number from 0 to 2"):
        way(quiet(LABELLED), SCHEDULE, X, steps=3, label=label)


@pytest.mark.parametrize("label", [99, 4, -2])
def test_the_denoiser_itself_refuses_them_too(label):
    with pytest.raises(ValueError, match="number from 0 to 2"):
        LABELLED(X, torch.tensor([3, 3]), torch.tensor([0, label]))


@BOTH_WAYS
@pytest.mark.parametrize(
    "options", [{"label": 0}, {"guidance": 3.0}, {"label": [-1, 0]}, {"label": 1, "guidance": 0.0}]
)
def test_a_network_without_classes_takes_no_label_and_no_guidance(way, options):
    with pytest.raises(ValueError, match="no classes"):
        way(quiet(PLAIN), SCHEDULE, X, steps=3, **options)
    assert list(way(PLAIN, SCHEDULE, X, steps=1, label=-1))


@BOTH_WAYS
@pytest.mark.parametrize("guidance", [math.nan, math.inf])
def test_guidance_is_a_number(way, guidance):
    with pytest.raises(ValueError, match="guidance"):
        way(quiet(LABELLED), SCHEDULE, X, steps=3, label=1, guidance=guidance)


@pytest.mark.parametrize("clip", [-1, -0.5, math.nan, math.inf])
def test_a_clip_that_bounds_nothing_is_refused(clip):
    with pytest.raises(ValueError, match="clip"):
        sample(never, SCHEDULE, X, clip=clip)


@pytest.mark.parametrize(
    ("rule", "reason"), [(ddim, r"rule=ddim\("), (heun, r"rule=heun\("), (None, "A rule"), (3, "A rule")]
)
def test_what_is_no_rule_is_refused(rule, reason):
    with pytest.raises(ValueError, match=reason):
        sample(never, SCHEDULE, X, rule=rule)


@pytest.mark.parametrize("steep", [0, -1, 0.5, math.nan])
def test_a_steepness_below_one_is_none(steep):
    with pytest.raises(ValueError, match="steep"):
        heun(steep)


def test_an_unknown_target_and_an_unknown_prediction_are_refused_with_the_known_ones():
    with pytest.raises(ValueError, match=r"'score'.*epsilon, sample, v_prediction"):
        simple_loss(never, SCHEDULE, X, torch.tensor([1, 2]), X, target="score")
    with pytest.raises(ValueError, match=r"'score'.*epsilon, sample, v_prediction"):
        NetworkDenoiser(random_unet(), SCHEDULE, "score")


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("factor", [-1.0, -3.0])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_there_is_no_one_way_between_opposite_noises(dtype, factor, share):
    a = Noise([1, 2]).start((3, 32, 32)).to(dtype)
    b = torch.stack([a[1], factor * a[1]])
    with pytest.raises(ValueError, match="opposite"):
        slerp(a, b, share)
    with pytest.raises(ValueError, match="one shape"):
        slerp(a, b[:1], share)


# Steps and times


@pytest.mark.parametrize("start", [1, 7, 30, 80])
def test_without_a_number_of_steps_a_short_way_takes_as_many_as_it_has(start):
    exact = ExactDenoiser(X, SCHEDULE)
    assert len(list(sample(exact, SCHEDULE, X, start=start))) == min(50, start)
    short = linear(start)
    assert len(list(sample(ExactDenoiser(X, short), short, X))) == min(50, start)
    assert len(list(encode(ExactDenoiser(X, short), short, X, rounds=0))) == min(50, start)


@pytest.mark.parametrize("start", [0, -1, 101, 1.5])
def test_a_start_outside_the_schedule_is_refused(start):
    with pytest.raises(ValueError, match="must start"):
        sample(never, SCHEDULE, X, start=start)


@pytest.mark.parametrize("rounds", [-1, 1.5])
def test_rounds_are_a_whole_number(rounds):
    with pytest.raises(ValueError, match="rounds"):
        encode(never, SCHEDULE, X, rounds=rounds)


@pytest.mark.parametrize("times", [
    [], [0], [50], [50, 10], [0, 50], [50, 50, 0], [101, 0], [50, -1], [50.5, 0], [math.nan, 0], ["7", 0], None, 7,
    [50, 20, 30, 0], [torch.tensor([1, 2]), 0], "50",
], ids=repr)  # fmt: skip
def test_times_fall_from_T_to_0(times):
    with pytest.raises(ValueError, match="fall from at most T = 100"):
        check_times(times, 100)
    if times is not None:
        with pytest.raises(ValueError, match="fall from at most T = 100"):
            sample(never, SCHEDULE, X, times=times)


@pytest.mark.parametrize("other", [{"steps": 3}, {"start": 50}])
def test_times_say_the_whole_chain(other):
    with pytest.raises(ValueError, match="leave steps and start out"):
        sample(never, SCHEDULE, X, times=[50, 0], **other)


def test_spacings_that_do_not_fit_are_refused():
    for make in (
        lambda: leading_times(100, 0),
        lambda: leading_times(100, 101),
        lambda: leading_times(100, 100, 1),
        lambda: karras_times(cosine(100), 0),
        lambda: karras_times(zero_terminal_snr(SCHEDULE), 5),
    ):
        with pytest.raises(ValueError, match=r"steps must|fall from|signal at t = T"):
            make()
