"""How many bits the shipped networks need for pictures that they have not seen: the variational bound, by t.

    .venv/bin/python -m benchmarks.bound toys
    .venv/bin/python -m benchmarks.bound digits --data mnist.npz
    .venv/bin/python -m benchmarks.bound memorised

toys and memorised: drawings of seeds that no training has had, and the ten that memorised knows by heart. digits: the
`test_images` of the .npz. Each picture has times of its own, so that the spread of the pictures' estimates holds both
what they differ in and what lies between the times. Both variances are read from the same looks.
Writes benchmarks/results/bound-NAME.md.
"""

import argparse
import io
import math
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch

from benchmarks.report import FOLDER, machine, table
from explorer.diffusion.bound import (
    LEVELS,
    VARIANCES,
    Look,
    decoder_map,
    look_back,
    per_dimension,
    prior_map,
    step_map,
    worth,
)
from explorer.diffusion.bound_sum import strata
from explorer.diffusion.denoiser import Denoiser
from explorer.diffusion.noise import Noise
from explorer.diffusion.schedule import NoiseSchedule
from explorer.images import square, to_float, to_image
from explorer.models.checkpoint import Checkpoint, load_checkpoint
from explorer.toys import KINDS, toy
from explorer.training.data import fitted
from explorer.ui.pictures import PICTURES, SIDE, built_in

UNSEEN = 1_000_000  # the first seed of these drawings; training had 0 to 59,999
SIZE = 32
PRIOR = 0  # where L_T stands among the terms, which else go by the t of x_t: 1 is L_0
ALL = (PRIOR, 1000)
PARTS = {
    "**all of it, L**": ALL,
    "L_0": (1, 1),
    "L_(t-1), t = 2 to 10": (2, 10),
    "t = 11 to 100": (11, 100),
    "t = 101 to 500": (101, 500),
    "t = 501 to 1000": (501, 1000),
    "L_T": (PRIOR, PRIOR),
}


class Pictures(NamedTuple):
    """uint8 (N, H, W, C), the class of each or None, and at how many times each is looked at."""

    what: str
    images: np.ndarray
    labels: list[int | None]
    looks: int


class Weighed(NamedTuple):
    """Of one picture, by t: bits per value under each variance, the squared error of eps_hat and of x0_hat, and how
    many times each t stands for.
    """

    bits: dict[str, dict[int, float]]
    error: dict[int, float]
    x0_error: dict[int, float]
    share: dict[int, float]


def drawings(count: int, labelled: bool, looks: int) -> Pictures:
    """toys was trained on drawings of this size, with classes; memorised on large ones made smaller, without."""
    kinds = list(KINDS)

    def draw(seed: int, kind: str) -> np.ndarray:
        return toy(seed, kind, SIZE) if labelled else square(toy(seed, kind, SIDE), SIZE, 3)

    images = np.stack([draw(UNSEEN + k, kinds[k % len(kinds)]) for k in range(count)])
    labels = [k % len(kinds) if labelled else None for k in range(count)]
    return Pictures("drawings that it has not seen", images, labels, looks)


def by_heart(looks: int) -> Pictures:
    images = np.stack([square(built_in(kind), SIZE, 3) for kind in PICTURES])
    return Pictures("drawings that it was trained on", images, [None] * len(images), looks)


def held_out_digits(path: Path, count: int, looks: int) -> Pictures:
    """From all over the test part, whose second half is by other writers than its first."""
    with np.load(path) as data:
        every = max(1, len(data["test_images"]) // count)
        images, labels = (data[name][::every][:count] for name in ("test_images", "test_labels"))
    images = fitted(images[..., None], SIZE, path)  # with a border of black, as training had it
    return Pictures("test digits", images, [int(label) for label in labels], looks)


@torch.no_grad()
def weigh(
    denoiser: Denoiser, schedule: NoiseSchedule, x_0: torch.Tensor, label: int | None, seed: int, looks: int
) -> Weighed:
    """One picture (1, C, H, W); the seed is that of its noise and of its times."""
    noise, prior = Noise([seed]), per_dimension(prior_map(schedule, x_0)).item()
    of = Weighed({name: {PRIOR: prior} for name in VARIANCES}, {}, {}, {PRIOR: 1.0, 1: 1.0})
    for stratum in strata(schedule.T, looks, seed):
        of.share.update(dict.fromkeys(stratum.times, stratum.size / len(stratum.times)))
    for t in list(of.share)[1:]:
        look = look_back(denoiser, schedule, x_0, t, noise.at(t, x_0.shape[1:]), label)
        of.x0_error[t] = float((x_0 - look.x0_hat).square().mean())
        of.error[t] = of.x0_error[t] / worth(schedule, t)["epsilon"] ** 2
        for name in VARIANCES:
            bits = decoder_map(schedule, x_0, look) if t == 1 else step_map(schedule, x_0, t, look, name)
            of.bits[name][t] = per_dimension(bits).item()
    return of


def without_error(schedule: NoiseSchedule, x_0: torch.Tensor, variance: str) -> dict[int, float]:
    """The terms, by t, of a network whose x0_hat is x_0 (B, ...): what the schedule and the variance cost alone."""
    perfect = Look(x_0, x_0)  # the means agree, wherever x_t is
    one = x_0[:1].flatten()[:1]
    steps = {t: step_map(schedule, one, t, Look(one, one), variance).item() for t in range(2, schedule.T + 1)}
    ends = {PRIOR: prior_map(schedule, x_0), 1: decoder_map(schedule, x_0, perfect)}
    return {**{t: bits.mean().item() for t, bits in ends.items()}, **steps}


def part(terms: dict[int, float], share: dict[int, float], low: int, high: int) -> float:
    """The estimated sum of a picture's terms over low..high."""
    return math.fsum(value * share.get(t, 1.0) for t, value in terms.items() if low <= t <= high)


def shown(values: list[float]) -> str:
    return f"{np.mean(values):.4f} ± {np.std(values, ddof=1) / math.sqrt(len(values)):.4f}"


def simple(of: Weighed) -> float:
    return part(of.error, of.share, 1, 1000) / part(dict.fromkeys(of.error, 1.0), of.share, 1, 1000)


def rows(weighed: list[Weighed], schedule: NoiseSchedule, x_0: torch.Tensor) -> list[list[str]]:
    ideal = [without_error(schedule, x_0, name) for name in ("ddpm-small", "ddpm")]
    errors = {name: np.mean([part(of.error, of.share, *ends) for of in weighed]) for name, ends in PARTS.items()}
    return [
        [
            name,
            *(shown([part(of.bits[v], of.share, *ends) for of in weighed]) for v in ("ddpm-small", "ddpm")),
            *(f"{part(terms, {}, *ends):.4f}" for terms in ideal),
            "" if name == "L_T" else f"{errors[name] / max(errors.values()):.1%}",
        ]
        for name, ends in PARTS.items()
    ]


def decoder(weighed: list[Weighed], schedule: NoiseSchedule, images: np.ndarray) -> str:
    """How wide L_0's Gaussian is, beside how far x0_hat is off."""
    between, black = torch.tensor([[1 / (LEVELS - 1)]]), torch.tensor([[-1.0]])  # grey levels 128 and 0
    inside, end = (decoder_map(schedule, x, Look(x, x)).item() for x in (between, black))
    grey = (LEVELS - 1) / 2
    wrong = math.sqrt(np.mean([of.x0_error[1] for of in weighed])) * grey
    return (
        f"In grey levels: L_0's Gaussian has σ = √β_1 = {math.sqrt(schedule.beta[1]) * grey:.2f}, and x̂_0 is wrong by "
        f"{wrong:.2f} at t = 1 (root mean square); the noise of x_10 has "
        f"{math.sqrt(1 - schedule.alpha_bar[10]) * grey:.1f}.\n"
        f"Where x̂_0 is right, L_0 is {inside:.3f}, but {end:.3f} for black and white, which are "
        f"{np.isin(images, (0, LEVELS - 1)).mean():.0%} of the values.\n"
    )


def webp(images: np.ndarray) -> float:
    """What another way to keep pictures without loss takes, in bits per value, headers included."""
    size = 0
    for image in images:
        file = io.BytesIO()
        to_image(image).save(file, "WEBP", lossless=True, quality=100, method=6)
        size += file.tell()
    return 8 * size / images.size


def section(checkpoint: Checkpoint, pictures: Pictures) -> str:
    what, images, labels, looks = pictures
    schedule, x_0 = checkpoint.schedule, torch.from_numpy(to_float(images))

    def weigh_all(labels: list[int | None]) -> list[Weighed]:
        ask = checkpoint.denoiser
        return [weigh(ask, schedule, x_0[k : k + 1], label, k, looks) for k, label in enumerate(labels)]

    weighed, named = weigh_all(labels), ", each with its class" if checkpoint.labels else ""
    text = (
        f"\n## {len(images):,} {what}{named}, {looks + 1} looks at each\n\n"
        + table(["", "σ² = β̃", "σ² = β", "x̂_0 = x_0, β̃", "x̂_0 = x_0, β", "of L_simple"], rows(weighed, schedule, x_0))
        + f"\nL_simple, the mean squared error of ε̂ over all t: {shown([simple(of) for of in weighed])}.\n\n"
        + decoder(weighed, schedule, images)
        + f"As lossless WebP files they take {webp(images):.3f}.\n"
    )
    if not checkpoint.labels:
        return text
    more = [
        part(bare.bits["ddpm-small"], bare.share, *ALL) - part(of.bits["ddpm-small"], of.share, *ALL)
        for bare, of in zip(weigh_all([None] * len(labels)), weighed, strict=True)
    ]
    return text + f"\nWithout its class a picture costs {shown(more)} more (β̃, the same noise and times).\n"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bound", description=__doc__.partition("\n")[0])
    parser.add_argument("name", choices=("toys", "digits", "memorised"))
    parser.add_argument("--data", type=Path, help="an .npz with test_images and test_labels, for digits")
    parser.add_argument("--pictures", type=int, default=1000)
    parser.add_argument("--looks", type=int, default=20, help="at each picture, beside the one of L_0")
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    if args.name == "digits" and args.data is None:
        parser.error("digits needs --data: an .npz with test_images and test_labels.")
    torch.set_num_threads(args.threads)
    checkpoint = load_checkpoint(args.name)
    if args.name == "digits":
        sets = [held_out_digits(args.data, args.pictures, args.looks)]
    else:
        sets = [drawings(args.pictures, bool(checkpoint.labels), args.looks)]
    if args.name == "memorised":
        sets.append(by_heart(10 * args.looks))  # so few pictures can have more
    text = (
        f"# The variational bound: {args.name}\n\n{machine('torch', 'ncnn')}\n\n"
        "Bits per value; ± is the standard error, of the choice of pictures, times and noise. The columns of "
        "x̂_0 = x_0 are what the terms cost a network that is never wrong; the last one is the share of L_simple that "
        "these t have.\n"
    ) + "".join(section(checkpoint, pictures) for pictures in sets)
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"bound-{args.name}.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
