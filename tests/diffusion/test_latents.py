"""From pictures to noise and back, and between two noises."""

import pytest
import torch

from explorer.diffusion.denoiser import GaussianMixtureDenoiser
from explorer.diffusion.latents import encode, slerp
from explorer.diffusion.samplers import sample
from explorer.diffusion.schedule import cosine

SCHEDULE = cosine(1000)
MEAN = torch.tensor([0.4, -0.3, 0.1], dtype=torch.float64)
DEVIATION = torch.tensor([0.5, 0.2, 0.9], dtype=torch.float64)
DENOISER = GaussianMixtureDenoiser(
    torch.ones(1, dtype=torch.float64), MEAN[None], torch.diag(DEVIATION**2)[None], SCHEDULE
)
X_0 = MEAN + DEVIATION * torch.randn(6, 3, generator=torch.Generator().manual_seed(0), dtype=torch.float64)


def encoded(steps, **options):
    *_, last = encode(DENOISER, SCHEDULE, X_0, steps=steps, **options)
    return last.x_s


def test_encoding_leads_upwards_from_the_picture():
    steps = list(encode(DENOISER, SCHEDULE, X_0, steps=4))
    assert [(step.t, step.s) for step in steps] == [(0, 250), (250, 500), (500, 750), (750, 1000)]
    assert torch.equal(steps[0].x_t, X_0)
    assert torch.equal(steps[0].x0_hat, X_0)


def test_gaussian_data_is_encoded_as_its_standard_scores():
    # The ODE keeps (x_t - mean_t) / deviation_t; at T that is x_T itself, all but for 5e-5 of signal.
    torch.testing.assert_close(encoded(1000), (X_0 - MEAN) / DEVIATION, rtol=0, atol=0.02)


def test_the_way_back_leads_to_the_picture_the_better_the_more_steps():
    errors = []
    for steps in (20, 100, 500):
        *_, last = sample(DENOISER, SCHEDULE, encoded(steps), rule="ddim", steps=steps, clip=0)
        errors.append(float((last.x_s - X_0).abs().max()))
    assert errors[0] > errors[1] > errors[2]
    assert errors[2] < 0.02


@pytest.mark.parametrize("guidance", [0.0, 1.0])
def test_labels_and_guidance_reach_the_denoiser(guidance):
    asked = []

    def denoiser(x_t, t, label=None):
        asked.append(label)
        return torch.zeros_like(x_t)

    list(encode(denoiser, SCHEDULE, X_0, steps=2, label=3, guidance=guidance))
    assert [None if label is None else label.tolist() for label in asked] == [[3] * 6 if guidance else None] * 8


def test_slerp_goes_from_one_end_to_the_other():
    a, b = torch.randn(2, 4, 1, 8, 8, generator=torch.Generator().manual_seed(1))
    torch.testing.assert_close(slerp(a, b, 0.0), a)
    torch.testing.assert_close(slerp(a, b, 1.0), b)
    torch.testing.assert_close(slerp(a, b, 0.3), slerp(b, a, 0.7))


def test_slerp_keeps_the_norm_where_a_straight_line_loses_it():
    a, b = torch.randn(2, 1, 1000, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    a, b = a / a.norm(), b / b.norm()
    assert slerp(a, b, 0.5).norm().item() == pytest.approx(1, rel=1e-12)
    assert (0.5 * a + 0.5 * b).norm() < 0.8


def test_slerp_turns_by_equal_angles():
    a, b = torch.eye(2, dtype=torch.float64)[:, None]
    third = slerp(a, b, 1 / 3)[0]
    assert third.tolist() == pytest.approx([3**0.5 / 2, 0.5])


@pytest.mark.parametrize("factor", [1.0, 2.0])
def test_slerp_between_parallel_noises_is_the_straight_line(factor):
    a = torch.randn(2, 1, 8, 8, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    torch.testing.assert_close(slerp(a, factor * a, 0.25), (0.75 + 0.25 * factor) * a)
