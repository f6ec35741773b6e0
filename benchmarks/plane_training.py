"""The network that learns in the browser while one looks: how fast, and how good what it draws is after 20 s.

    .venv/bin/python -m benchmarks.plane_training

A Worker in Chromium learns 2,000 points of two moons, for five seeds. Then 2,000 particles are drawn with its averaged
weights by explorer.diffusion's samplers, and the sliced Wasserstein-2 distance to fresh points is divided by that of
fresh points to other fresh ones. Writes benchmarks/results/plane_training.md.

Not all of that ratio is the network's: the training points and the noises that the particles begin at are samples, too,
and a chain of few steps errs. So some clouds are drawn of each network, from other noises; and as many, from the same
noises, with the exact denoiser of its training points.
"""

import argparse
import statistics
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import torch
from playwright.sync_api import Page, sync_playwright

from benchmarks.report import FOLDER, calm, machine, table
from explorer.diffusion import SCHEDULES, ExactDenoiser, NoiseSchedule, sample
from explorer.diffusion.denoiser import Denoiser
from explorer.diffusion.noise import AT, START, standard_normal
from explorer.diffusion.prediction import PREDICTIONS
from tests.browser.find_browser import find_browser
from tests.support.browser import FLAGS
from tests.support.plane import LAYERS, in_worker, network, parameters, with_maths

SET, COUNT, FRESH, T = "moons", 2000, 16, 1000
CLOUDS = 3  # of particles, of each network
GOAL, GOAL_STEPS = 1.5, 300
FIRST_FRESH = 1_000_000  # the seeds from which on no network is trained
CLIP = 3.0  # all sets are inside; and eps-hat says little of x_0 where cosine begins
CASES = [("linear", "epsilon"), ("cosine", "epsilon"), ("cosine", "v_prediction")]
CHAINS = {"DDIM, 50 steps": ("ddim", 50), "ddpm-small, 1000 steps": ("ddpm-small", 1000)}
HEADER = [
    "schedule",
    "predicts",
    "seed",
    "steps/s",
    "loss",
    *CHAINS,
    "exact denoiser, DDIM, 50 steps",
    "the training points",
]
LEARN = """({ name, count, bars, prediction, seed, seconds }) => {
    const { points } = sets.make(name, count, seed);
    const learner = new Learner({ points, alphaBar: Float64Array.from(bars), prediction, seed });
    const begin = performance.now(), until = begin + 1000 * seconds;
    while (performance.now() < until) learner.step();
    const { times, averaged, sizes } = learner.network;
    return {
        pace: learner.steps / (performance.now() - begin) * 1000, loss: learner.loss, sizes, batch: learner.batch,
        points: Array.from(points), times: Array.from(times),
        layers: averaged.map(LAYERS),
    };
}""".replace("LAYERS", LAYERS)
# The mean distance of a cloud to the fresh sets, and of these to one another.
DISTANCE = """([cloud, name, count, fresh, first]) => {
    const p = cloud && Float64Array.from(cloud), mean = (all) => all.reduce((sum, one) => sum + one, 0) / all.length;
    const others = Array.from({ length: fresh }, (_, i) => sets.make(name, count, first + i).points);
    if (p) return mean(others.map((q) => wasserstein.sliced(p, q)));
    return mean(others.flatMap((p, i) => others.slice(0, i).map((q) => wasserstein.sliced(p, q))));
}"""


class Learnt:
    """A network as the Worker said it; a `Denoiser` of (B, 2)."""

    def __init__(self, said: dict[str, Any], prediction: str, schedule: NoiseSchedule):
        self.prediction, self._schedule = prediction, schedule
        self._times = torch.tensor(said["times"]).view(T + 1, -1)
        self._weights = parameters(said["layers"], torch.float32)

    def output(self, x_t: torch.Tensor, t: torch.Tensor, label: torch.Tensor | None = None) -> torch.Tensor:
        return network(self._weights, x_t, self._times[t])

    def __call__(self, x_t: torch.Tensor, t: torch.Tensor, label: torch.Tensor | None = None) -> torch.Tensor:
        return PREDICTIONS[self.prediction].eps(self._schedule, x_t, self.output(x_t, t), t)


class OneNoise:
    """The noise of a whole cloud by one seed: one seed for each particle would take minutes."""

    def __init__(self, seed: int):
        self.seed, self.seeds = seed, [seed] * COUNT

    def at(self, t: int, shape: Sequence[int]) -> torch.Tensor:
        return torch.from_numpy(standard_normal(self.seed, AT, t, (COUNT, *shape)))


def cloud(denoiser: Denoiser, schedule: NoiseSchedule, rule: str, steps: int, seed: int) -> list[float]:
    """Where the particles are at the end, x and y by turns."""
    x_T = torch.from_numpy(standard_normal(seed, START, 0, (COUNT, 2)))
    for step in sample(denoiser, schedule, x_T, rule=rule, steps=steps, clip=CLIP, noise=OneNoise(seed)):
        x_0 = step.x_s
    return x_0.flatten().tolist()


class Judge:
    """How much farther than other fresh points a cloud is from fresh ones."""

    def __init__(self, page: Page):
        self._page = page
        self.floor = self._distance(None)

    def _distance(self, points: list[float] | None) -> float:
        return self._page.evaluate(DISTANCE, [points, SET, COUNT, FRESH, FIRST_FRESH])

    def ratio(self, points: list[float]) -> float:
        return self._distance(points) / self.floor

    def ratios(self, denoiser: Denoiser, schedule: NoiseSchedule, seed: int, rule: str, steps: int) -> list[float]:
        """Of some clouds, which begin at the same noises whatever the denoiser."""
        seeds = (seed * CLOUDS + i for i in range(CLOUDS))
        return [self.ratio(cloud(denoiser, schedule, rule, steps, each)) for each in seeds]


def told(ratios: list[float]) -> str:
    """The mean of some clouds, and from which to which they go."""
    return f"{statistics.mean(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"


def learnt(page: Page, schedule: NoiseSchedule, prediction: str, seed: int, seconds: float) -> dict[str, Any]:
    job = {"name": SET, "count": COUNT, "bars": schedule.alpha_bar.tolist(), "prediction": prediction,
           "seed": seed, "seconds": seconds}  # fmt: skip
    return in_worker(page, LEARN, job)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.plane_training", description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--seeds", type=int, default=5)
    args = parser.parse_args()
    torch.set_num_threads(1)  # what is drawn does not depend on it, and others may be at work
    rows, paces, left, exact, means = [], [], [], {}, defaultdict(list)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        page, name = with_maths(browser.new_page()), f"Chromium {browser.version}"
        judge = Judge(page)
        for kind, prediction in CASES:
            schedule = SCHEDULES[kind](T)
            for seed in range(args.seeds):
                left.append(calm())
                said = learnt(page, schedule, prediction, seed, args.seconds)
                paces.append(said["pace"])
                denoiser = Learnt(said, prediction, schedule)
                row = [kind, prediction, str(seed), f"{said['pace']:.0f}", f"{said['loss']:.3f}"]
                for chain, (rule, steps) in CHAINS.items():
                    ratios = judge.ratios(denoiser, schedule, seed, rule, steps)
                    means[kind, prediction, chain].append(statistics.mean(ratios))
                    row.append(told(ratios))
                if (kind, seed) not in exact:
                    optimum = ExactDenoiser(torch.tensor(said["points"]).view(-1, 2), schedule)
                    exact[kind, seed] = told(judge.ratios(optimum, schedule, seed, *CHAINS["DDIM, 50 steps"]))
                row.append(exact[kind, seed])
                row.append(f"{judge.ratio(said['points']):.2f}")
                rows.append(row)
                print(" | ".join(row), flush=True)
        browser.close()
    goals = [["steps per second, the slowest", f"{min(paces):.0f}", f"{GOAL_STEPS} or more"]]
    for case, ratios in means.items():
        within = sum(ratio <= GOAL for ratio in ratios)
        named = f"ratio, {', '.join(case)}: the largest of {len(ratios)} networks"
        goals.append([named, f"{max(ratios):.2f}; {within} reach the goal", f"{GOAL} at most"])
    text = f"# The network that learns in the browser\n\n{name}, one Worker, {machine('torch')}.\n"
    text += f"{SET}, {COUNT} points; batches of {said['batch']}, layers of {said['sizes']}, "
    text += f"{args.seconds:g} s. Before it learnt, other programs left "
    text += f"{100 * min(left):.0f} to {100 * max(left):.0f} % of the cores alone.\n\n"
    text += table(["", "measured", "goal"], goals)
    text += "\n## Sliced Wasserstein-2 distance to fresh points, divided by that between fresh points\n\n"
    text += f"{COUNT} particles; the mean of {CLOUDS} clouds, and from which to which they go; {FRESH} fresh sets, "
    text += f"{judge.floor:.4f} from one another. x0-hat is kept within {CLIP:g}.\n\n" + table(HEADER, rows)
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "plane_training.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
