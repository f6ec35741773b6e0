"""The sum of a bound's terms over all t, estimated from some of them: stratified sampling without replacement."""

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import torch

from .bound import decoder_term, prior_term, step_term
from .denoiser import Denoiser
from .noise import CHOICE, Noise, standard_normal
from .schedule import NoiseSchedule

Z = 1.959964  # of a normal distribution


class Stratum(NamedTuple):
    """Neighbouring times low..high, both included, and those of them that are looked at: two, or all."""

    low: int
    high: int
    times: tuple[int, ...]

    @property
    def size(self) -> int:
        return self.high - self.low + 1


class Term(NamedTuple):
    """One term, (B,) in bits per dimension. t: of x_t, so that 1 is L_0 and t is L_{t-1}; None is L_T, which needs no
    denoiser.
    """

    t: int | None
    bits: torch.Tensor


class Estimate(NamedTuple):
    """Of the whole bound, each (B,): total and its standard error in bits per dimension, and the degrees of freedom
    that the error has.
    """

    total: torch.Tensor
    error: torch.Tensor
    freedom: torch.Tensor

    @property
    def bar(self) -> torch.Tensor:
        """Half of the interval that holds the full sum 95 times in 100: `error` times Student's t, which is nearly
        1.96 (Abramowitz & Stegun 1964, 26.7.5).
        """
        z, nu = Z, self.freedom.clamp(min=1)
        return self.error * (z + (z**3 + z) / (4 * nu) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * nu**2))


def strata(T: int, count: int, seed: int) -> list[Stratum]:
    """The times 2..T in `count` // 2 strata, of two times or more, wider by the same factor where t is larger; two of
    each are chosen by the seed. With a count of T - 1 or more, every time is looked at.

    Small t are where the terms are large and steep. Raises ValueError unless T >= 2 and count >= 2.
    """
    if T < 2 or count < 2:
        raise ValueError(f"An estimate needs T >= 2 and at least 2 looks, not T = {T} and {count}.")
    if count >= T - 1:
        return [Stratum(t, t, (t,)) for t in range(2, T + 1)]
    parts, low, made = count // 2, 2, []
    for left in range(parts, 0, -1):
        wide = round(low * ((T + 1) / low) ** (1 / left)) if left > 1 else T + 1
        high = min(max(wide, low + 2), T + 1 - 2 * (left - 1)) - 1
        luck = standard_normal(seed, CHOICE, low, (high - low + 1,))  # the two luckiest are any two
        first, second = sorted(int(k) for k in luck.argsort()[-2:])
        made.append(Stratum(low, high, (low + first, low + second)))
        low = high + 1
    return made


def bound_terms(
    denoiser: Denoiser,
    schedule: NoiseSchedule,
    x_0: torch.Tensor,
    noise: Noise,
    chosen: Sequence[Stratum],
    label: torch.Tensor | int | None = None,
    variance: str = "ddpm-small",
) -> Iterator[Term]:
    """L_T, L_0, then the first term of each stratum, then the second ones: one look of the denoiser each, as they are
    computed. The noise of x_t is noise.at(t). Raises what the terms raise.
    """
    shape = x_0.shape[1:]
    yield Term(None, prior_term(schedule, x_0))
    yield Term(1, decoder_term(denoiser, schedule, x_0, noise.at(1, shape).to(x_0), label))
    for turn in range(2):
        for stratum in chosen:
            for t in stratum.times[turn : turn + 1]:
                yield Term(t, step_term(denoiser, schedule, x_0, t, noise.at(t, shape).to(x_0), label, variance))


def estimate(terms: Iterable[Term], chosen: Sequence[Stratum]) -> Estimate:
    """The bound from its terms, and the standard error that comes from not looking at every t (for this noise).

    It is unbiased for the full sum; of a stratum of m times with two looks a and b the sum is m (a + b) / 2, and its
    variance m^2 (1 - 2 / m) (a - b)^2 / 4 (Cochran 1977, sections 2.6 and 5.4, there also the degrees of freedom).
    Raises KeyError when a term is missing.
    """
    bits = {term.t: term.bits for term in terms}
    total = bits[None] + bits[1]
    variance, squares = torch.zeros_like(total), torch.zeros_like(total)
    for stratum in chosen:
        looks = torch.stack([bits[t] for t in stratum.times])
        total = total + stratum.size * looks.mean(0)
        if len(looks) < stratum.size:
            own = stratum.size**2 * (1 - 2 / stratum.size) * (looks[0] - looks[1]) ** 2 / 4
            variance, squares = variance + own, squares + own**2
    known = squares > 0
    freedom = torch.where(known, variance**2 / squares.where(known, torch.ones_like(squares)), math.inf)
    return Estimate(total, variance.sqrt(), freedom)
