"""From pictures to noise and back, and between two noises."""

import numpy as np
import pytest
import torch

from explorer.diffusion.denoiser import GaussianMixtureDenoiser
from explorer.diffusion.latents import ROUNDS, encode, slerp
from explorer.diffusion.samplers import sample
from explorer.diffusion.schedule import cosine
from explorer.images import square, to_float
from explorer.models.checkpoint import load_checkpoint
from explorer.models.runtime import accelerate
from explorer.toys import toy
from explorer.ui.pictures import PICTURES, SIDE

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


def curved(rounds):
    """How far the way back leads from X_0 under data of two lumps, where the path to x_T bends."""
    lumps = torch.tensor([[-0.8, 0.2, 0.5], [0.7, -0.4, 0.1]], dtype=torch.float64)
    thin = 0.01 * torch.eye(3, dtype=torch.float64).expand(2, 3, 3)
    denoiser = GaussianMixtureDenoiser(torch.tensor([0.5, 0.5]).double(), lumps, thin, SCHEDULE)
    x_0 = lumps.repeat(3, 1) + 0.1 * torch.randn(6, 3, generator=torch.Generator().manual_seed(2), dtype=torch.float64)
    *_, up = encode(denoiser, SCHEDULE, x_0, steps=30, rounds=rounds)
    *_, last = sample(denoiser, SCHEDULE, up.x_s, rule="ddim", steps=30, clip=0)
    return float((last.x_s - x_0).square().mean().sqrt())


def test_each_round_leads_nearer_to_the_point_that_comes_back():
    errors = [curved(rounds) for rounds in (0, 1, 3, 10)]
    assert errors == sorted(errors, reverse=True)
    assert errors[2] < errors[0] / 5


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_a_step_up_is_ddims_with_the_noise_that_it_found(dtype):
    x_0 = X_0.to(dtype)
    for step in encode(DENOISER, SCHEDULE, x_0, steps=5):
        assert step.x_s.dtype == dtype
        again = step.c.c_x0 * step.x0_hat.double() + step.c.c_eps * step.eps_hat.double()
        torch.testing.assert_close(step.x_s.double(), again, rtol=0, atol=1e-6 if dtype == torch.float32 else 3e-2)


# The pictures that come with the program, through the network that does


@pytest.fixture(scope="module")
def toys():
    checkpoint = load_checkpoint("toys")
    accelerate(checkpoint.denoiser)
    return checkpoint


def apart(toys, kinds, label, rounds=ROUNDS):
    """RMS of each kind's built-in picture and what comes back of it in 50 steps, as on the page."""
    pictures = np.stack([square(toy(PICTURES[kind], kind, SIDE), 32, 3) for kind in kinds])
    x_0 = torch.from_numpy(to_float(pictures))
    *_, up = encode(toys.denoiser, toys.schedule, x_0, label=label, rounds=rounds)
    *_, last = sample(toys.denoiser, toys.schedule, up.x_s, rule="ddim", label=label, clip=0)
    return (last.x_s - x_0).square().flatten(1).mean(1).sqrt()


def own(toys, kinds):
    return [toys.labels.index(kind) for kind in kinds]


def test_a_picture_that_became_another_comes_back(toys):
    (before,), (now,) = (apart(toys, ["rocket"], None, rounds) for rounds in (0, ROUNDS))
    assert before > 0.4 and now < 0.05


def test_a_picture_comes_back_under_its_own_class(toys):
    assert apart(toys, ["house"], own(toys, ["house"])).max() < 0.02


@pytest.mark.soak
def test_all_built_in_pictures_come_back(toys):
    kinds = list(PICTURES)
    assert apart(toys, kinds, None).max() < 0.05
    assert apart(toys, kinds, own(toys, kinds)).max() < 0.02
    assert apart(toys, kinds, toys.labels.index("bird")).max() < 0.1
