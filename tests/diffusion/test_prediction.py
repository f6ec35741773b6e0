"""What a denoiser is asked for, and with what precision eps_hat and x0_hat follow from it."""

import pytest
import torch

from explorer.diffusion.denoiser import ExactDenoiser, GaussianMixtureDenoiser
from explorer.diffusion.noise import Noise
from explorer.diffusion.process import eps_from_x0, noise_level, signal, v_from_x0_eps, x0_from_eps
from explorer.diffusion.rules import RULES
from explorer.diffusion.samplers import sample
from explorer.diffusion.schedule import cosine, linear, zero_terminal_snr
from tests.helpers import random_pictures

SCHEDULE = cosine(1000)
DATA = random_pictures(5, size=4, dtype=torch.float64)
SEEDS = [3, 4, 5]
X_T = Noise(SEEDS).start((1, 4, 4)).double()
EXACT = ExactDenoiser(DATA, SCHEDULE)
# Of x0_hat at T, and of the finished picture, whose errors add up over the steps.
PRECISION = {torch.float64: (1e-12, 1e-9), torch.float32: (1e-5, 1e-3), torch.bfloat16: (1e-2, 4e-2)}


class Oracle:
    """Says the exact answer in terms of `prediction`, as precisely as the type of x_t allows, like a network of it."""

    def __init__(self, prediction, schedule=SCHEDULE):
        self.prediction, self.exact, self.schedule, self.asked = prediction, ExactDenoiser(DATA, schedule), schedule, 0

    def output(self, x_t, t, label=None):
        self.asked += 1
        x = x_t.double()
        x0 = self.exact.x0(x, t)
        if self.prediction == "sample":
            return x0.to(x_t)
        eps = eps_from_x0(self.schedule, x, x0, t)
        return (eps if self.prediction == "epsilon" else v_from_x0_eps(self.schedule, x0, eps, t)).to(x_t)

    def __call__(self, x_t, t, label=None):
        raise AssertionError("it is asked for what it thinks in")


def picture(denoiser, dtype, rule, **options):
    *_, last = sample(denoiser, denoiser.schedule, X_T.to(dtype), rule=rule, steps=20, noise=Noise(SEEDS), **options)
    return last.x_s


@pytest.mark.parametrize("clip", [0.0, 1.0])
@pytest.mark.parametrize("dtype", PRECISION)
@pytest.mark.parametrize("prediction", ["sample", "v_prediction"])
def test_x0_hat_at_T_is_as_precise_as_the_denoisers_answer(prediction, dtype, clip):
    first = next(sample(Oracle(prediction), SCHEDULE, X_T.to(dtype), clip=clip))
    wanted = EXACT.x0(X_T.to(dtype).double(), torch.full((3,), 1000))
    assert first.x0_hat.dtype == dtype
    assert (first.x0_hat.double() - wanted).abs().max() < PRECISION[dtype][0]


@pytest.mark.parametrize("t", [1, 10, 500, 1000])
@pytest.mark.parametrize("dtype", PRECISION)
def test_v_says_eps_as_precisely_at_every_t(dtype, t):
    x_t = X_T.to(dtype)
    step = next(sample(Oracle("v_prediction"), SCHEDULE, x_t, start=t, clip=0))
    x0 = EXACT.x0(x_t.double(), torch.full((3,), t))
    # v = (eps - b x_t) / a: near t = 0 its error is that of eps, near T it does not count.
    wanted = eps_from_x0(SCHEDULE, x_t.double(), x0, t)
    assert (step.eps_hat.double() - wanted).abs().max() < PRECISION[dtype][0] * max(1, float(wanted.abs().max()))


@pytest.mark.parametrize("dtype", PRECISION)
@pytest.mark.parametrize("rule", RULES)
def test_a_chain_of_v_is_as_precise_as_its_numbers(rule, dtype):
    wanted = picture(Oracle("v_prediction"), torch.float64, rule)
    found = picture(Oracle("v_prediction"), dtype, rule).double()
    assert (found - wanted).square().mean().sqrt() < PRECISION[dtype][1]


@pytest.mark.parametrize("denoiser", [
    EXACT,
    GaussianMixtureDenoiser(torch.ones(1, dtype=torch.float64), torch.zeros(1, 16, dtype=torch.float64),
                            torch.eye(16, dtype=torch.float64)[None], SCHEDULE),
])  # fmt: skip
def test_a_denoiser_that_has_x0_is_asked_for_it(denoiser, monkeypatch):
    monkeypatch.setattr(type(denoiser), "__call__", None)
    for step in sample(denoiser, SCHEDULE, X_T.float(), steps=5, clip=0):
        assert torch.equal(step.x0_hat, denoiser.x0(step.x_t, torch.full((3,), step.t)))


@pytest.mark.parametrize("guidance", [1.0, 3.0])
@pytest.mark.parametrize("named", [True, False])
def test_eps_leads_to_x0_by_the_same_arithmetic_as_ever(named, guidance):
    class Labelled(Oracle):
        def output(self, x_t, t, label=None):
            return super().output(x_t, t) * (1 + 0.01 * label.clamp(min=0)[:, None, None, None])

    denoiser = Labelled("epsilon") if named else Labelled("epsilon").output
    for step in sample(denoiser, SCHEDULE, X_T.float(), steps=5, clip=0, label=2, guidance=guidance):
        assert torch.equal(step.x0_hat, x0_from_eps(SCHEDULE, step.x_t, step.eps_hat, step.t))
        if guidance != 1:
            without, with_label = step.halves
            assert torch.equal(step.eps_hat, without + guidance * (with_label - without))


@pytest.mark.parametrize("prediction", ["epsilon", "sample", "v_prediction"])
def test_a_step_asks_once(prediction):
    oracle = Oracle(prediction)
    list(sample(oracle, SCHEDULE, X_T, steps=4))
    assert oracle.asked == 4


@pytest.mark.parametrize("prediction", ["sample", "v_prediction"])
def test_the_halves_of_guidance_are_said_in_both_terms(prediction):
    oracle = Oracle(prediction)
    step = next(sample(oracle, SCHEDULE, X_T, start=600, clip=0, label=1, guidance=2))
    for eps, x0 in zip(step.halves, step.x0_halves, strict=True):
        made = signal(SCHEDULE, 600, x0) * x0 + noise_level(SCHEDULE, 600, eps) * eps
        torch.testing.assert_close(made, X_T, rtol=0, atol=1e-10)
    assert next(sample(oracle, SCHEDULE, X_T, start=600)).x0_halves is None


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("prediction", ["sample", "v_prediction"])
def test_a_chain_begins_where_nothing_is_left_of_the_picture(prediction, rule):
    schedule = zero_terminal_snr(linear(1000))
    wanted = picture(Oracle("sample", schedule), torch.float64, rule)
    torch.testing.assert_close(picture(Oracle(prediction, schedule), torch.float64, rule), wanted, rtol=0, atol=1e-9)
