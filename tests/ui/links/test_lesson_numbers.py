"""The numbers that the lessons on training name are those of the networks that ship."""

import pytest
import torch

from explorer.diffusion import SCHEDULES, Noise, bound_terms, estimate, strata
from explorer.diffusion.bound import look_back, worth
from explorer.models.checkpoint import load_checkpoint
from tests.browser.training.test_training_tab import AsLoud, small

COSINE = SCHEDULES["cosine"](1000)
LOOKS = strata(1000, 100, 0)


def cat(name: str) -> tuple[AsLoud, torch.Tensor]:
    checkpoint = load_checkpoint(name)
    return AsLoud(checkpoint, COSINE), small("cat", checkpoint.shape)


def test_why_predict_the_noise():
    denoiser, x_0 = cat("toys")
    losses = {}
    for t in (300, 950):
        look = look_back(denoiser, COSINE, x_0, t, Noise([0]).start(x_0.shape[1:]))
        error = float((x_0 - look.x0_hat).square().mean())
        losses[t] = (error / worth(COSINE, t)["epsilon"] ** 2, error)
    assert losses[300] == pytest.approx((0.013, 0.004), abs=6e-4)
    assert losses[300][0] / losses[950][0] == pytest.approx(15, abs=0.5)
    assert losses[950][1] / losses[950][0] == pytest.approx(160, abs=5)


@pytest.mark.parametrize(("name", "said"), [("toys", 2.1), ("digits", 16)])
def test_what_the_cat_costs(name, said):
    denoiser, x_0 = cat(name)
    terms = list(bound_terms(denoiser, COSINE, x_0, Noise([0]), LOOKS))
    total = estimate(terms, LOOKS).total.item()
    assert total == pytest.approx(said, rel=0.02)
    if name == "toys":
        bits = {term.t: term.bits.item() for term in terms}
        last = bits[1] + sum(
            part.size * sum(bits[t] for t in part.times) / len(part.times) for part in LOOKS if part.high <= 11
        )
        assert last / total == pytest.approx(6 / 7, abs=0.01)  # in t = 1 to 11
