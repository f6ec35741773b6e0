"""How the error of each deterministic sampler falls with the number of steps, where the right answer is known.

    .venv/bin/python -m benchmarks.convergence

The data is Gaussian and the denoiser exact, so the probability-flow ODE has a closed solution. Writes
benchmarks/results/convergence.md and .png.
"""

from itertools import pairwise
from math import log2

import matplotlib.pyplot as plt
import numpy as np
import torch

from benchmarks.report import COLOURS, machine, save, table
from explorer.diffusion.denoiser import GaussianMixtureDenoiser
from explorer.diffusion.rules import RULES
from explorer.diffusion.samplers import guided, plan, sample, walk
from explorer.diffusion.schedule import cosine

SCHEDULE = cosine(4000)
MEAN = torch.tensor([0.4, -0.3], dtype=torch.float64)
DEVIATION = torch.tensor([0.5, 0.2], dtype=torch.float64)
DENOISER = GaussianMixtureDenoiser(
    torch.ones(1, dtype=torch.float64), MEAN[None], torch.diag(DEVIATION**2)[None], SCHEDULE
)
SCORE = torch.randn(200, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
SAMPLERS = {"ddim": "theirs", "heun": "ours", "dpmpp-2m": "exact"}
STEPS = (10, 25, 50, 100, 200, 400)
MIDDLE = (3200, 800)


def exact(t: int) -> torch.Tensor:
    """x_t on the way of SCORE: the ODE keeps (x_t - mean_t) / deviation_t."""
    bar = SCHEDULE.alpha_bar[t]
    return bar**0.5 * MEAN + (bar * DEVIATION**2 + 1 - bar).sqrt() * SCORE


def whole_chain(rule: str, steps: int) -> float:
    *_, last = sample(DENOISER, SCHEDULE, exact(SCHEDULE.T), rule=rule, steps=steps, clip=0)
    return float((last.x_s - exact(0)).square().mean().sqrt())


def middle(rule: str, steps: int) -> float:
    """Away from sigma = 0, where every method takes a step of first order."""
    grid = list(pairwise(int(t) for t in np.round(np.linspace(*MIDDLE, steps + 1))))
    *_, last = walk(guided(DENOISER, None, 1), SCHEDULE, exact(MIDDLE[0]), grid, plan(RULES[rule], SCHEDULE, grid))
    return float((last.x_s - exact(MIDDLE[1])).square().mean().sqrt())


def main() -> None:
    figure, panels = plt.subplots(1, 2, figsize=(10, 4), sharey=True)
    text = f"# Convergence of the samplers\n\n{machine('torch')}. Root mean square error; cosine schedule, T = 4000.\n"
    parts = {"The whole chain, t = 4000 to 0": whole_chain, f"The middle, t = {MIDDLE[0]} to {MIDDLE[1]}": middle}
    for panel, (title, error_of) in zip(panels, parts.items(), strict=True):
        rows = []
        for rule, colour in SAMPLERS.items():
            errors = [error_of(rule, steps) for steps in STEPS]
            order = log2(errors[-3] / errors[-2])
            rows.append([rule, *(f"{error:.1e}" for error in errors), f"{order:.2f}"])
            panel.loglog(STEPS, errors, "o-", label=rule, color=COLOURS[colour])
        panel.set(title=title, xlabel="steps (Heun asks the network twice in each)")
        text += f"\n## {title}\n\n" + table(["sampler", *map(str, STEPS), "order, 100 to 200"], rows)
    panels[0].set(ylabel="error")
    panels[0].legend(frameon=False)
    save("convergence", text, figure)


if __name__ == "__main__":
    main()
