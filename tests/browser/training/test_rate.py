"""Rate and distortion: the bits so far, and how far off the guess is, from noise to the picture."""

import numpy as np
import pytest

from explorer.diffusion import Noise, bound_terms, estimate, strata
from explorer.diffusion.bound import look_back
from explorer.models.checkpoint import load_checkpoint
from tests.browser.training.test_training_tab import AsLoud, open_tab, small


def test_rate_and_distortion_are_those_of_the_chain(open_page, server):
    checkpoint, draw = load_checkpoint("toys"), 5
    schedule, x_0 = checkpoint.schedule, small("cat", checkpoint.shape)
    page = open_tab(open_page, server, draw=draw, open="bound")
    page.wait_for_selector('[data-weighed="toys:cosine:5:"]', timeout=120_000)
    page.wait_for_function("() => document.querySelector('[data-part=\"rate\"]').data")
    rate, distortion = page.evaluate(
        "() => { const [{ x, y }] = document.querySelector('[data-part=\"rate\"]').data; return [[...x], [...y]]; }"
    )
    denoiser, chosen = AsLoud(checkpoint, schedule), strata(1000, 100, draw)
    terms = list(bound_terms(denoiser, schedule, x_0, Noise([draw]), chosen))
    bits = {term.t: term.bits.item() for term in terms}
    steps = [part.size * np.mean([bits[t] for t in part.times]) for part in chosen]
    np.testing.assert_allclose(rate, bits[None] + np.cumsum([0, *steps[::-1]]), rtol=2e-3, atol=1e-8)
    assert rate[-1] + bits[1] == pytest.approx(estimate(terms, chosen).total.item(), rel=2e-3)

    def error(t: int) -> float:
        look = look_back(denoiser, schedule, x_0, t, Noise([draw]).at(t, x_0.shape[1:]))
        return float((look.x0_hat - x_0).square().mean())

    wanted = [np.sqrt(np.mean([error(t) for t in times])) for times in ([1], chosen[24].times, chosen[-1].times)]
    assert [distortion[-1], distortion[25], distortion[0]] == pytest.approx([127.5 * one for one in wanted], rel=5e-3)
