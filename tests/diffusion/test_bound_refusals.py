"""What has no bound, or none that this denoiser could say, is refused in a sentence."""

import math

import numpy as np
import pytest

from explorer.diffusion import NoiseSchedule, decoder_term, step_term
from tests.diffusion.test_bound import SCHEDULES, Says, noise_like, pictures


@pytest.mark.parametrize("t", [1, 0, -1, 101, True, 2.0, "5"])
def test_other_times_are_refused(t):
    x_0 = pictures()
    with pytest.raises(ValueError, match=r"from 1 to T = 100|from 2 to T = 100"):
        step_term(Says("sample", lambda x_t, t: x_t), SCHEDULES["cosine"], x_0, t, noise_like(x_0))


def test_what_else_cannot_be_weighed_is_said():
    schedule, x_0 = SCHEDULES["cosine"], pictures()
    eps, denoiser = noise_like(x_0), Says("sample", lambda x_t, t: x_t)
    with pytest.raises(ValueError, match="Unknown variance 'beta'; choose one of ddpm, ddpm-small"):
        step_term(denoiser, schedule, x_0, 5, eps, variance="beta")
    with pytest.raises(ValueError, match="give one to each"):
        step_term(denoiser, schedule, x_0, 5, eps[:1])
    with pytest.raises(ValueError, match="between -1 and 1"):
        decoder_term(denoiser, schedule, 1.5 * x_0, eps)
    with pytest.raises(ValueError, match="between -1 and 1"):
        decoder_term(denoiser, schedule, x_0 * math.nan, eps)
    faint = NoiseSchedule(np.array([0, 1e-20, 0.1, 0.1]))
    with pytest.raises(ValueError, match="no noise until t = 1"):
        decoder_term(denoiser, faint, x_0, eps)
    with pytest.raises(ValueError, match="q is a point"):
        step_term(denoiser, faint, x_0, 2, eps)
    assert step_term(denoiser, faint, x_0, 3, eps).isfinite().all()
