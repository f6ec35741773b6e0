"""The bound from some of its terms: which times are looked at, and whether the error bar says how far off it is."""

from itertools import pairwise

import numpy as np
import pytest
import torch

from explorer.diffusion import ExactDenoiser, Noise, bound_terms, estimate, strata
from explorer.diffusion.bound_sum import Term
from explorer.diffusion.schedule import cosine, linear

SCHEDULES = {"linear": linear(1000), "cosine": cosine(1000)}


class Counted(ExactDenoiser):
    """The optimum over ten random pictures, which counts how often it is asked."""

    def __init__(self, schedule):
        data = np.random.default_rng(0).integers(0, 256, (10, 3, 16, 16)) / 127.5 - 1
        super().__init__(torch.from_numpy(data), schedule)
        self.asked = []

    def x0(self, x_t, t, label=None):
        self.asked.append(int(t[0]))
        return 0.9 * super().x0(x_t, t)  # not quite perfect, so that no term is nothing


@pytest.mark.parametrize(
    ("T", "count"), [(1000, 100), (1000, 2), (1000, 998), (50, 49), (50, 48), (2, 2), (7, 5), (3, 9)]
)
def test_strata_hold_every_time_once(T, count):
    made = strata(T, count, seed=5)
    assert [t for each in made for t in range(each.low, each.high + 1)] == list(range(2, T + 1))
    for each in made:
        assert len(set(each.times)) == len(each.times) == min(2, each.size)
        assert all(each.low <= t <= each.high for t in each.times)
    looks = sum(len(each.times) for each in made)
    assert looks == min(T - 1, count - count % 2) or count >= T - 1 == looks
    assert strata(T, count, seed=5) == made


def test_strata_grow_and_seeds_choose():
    made = strata(1000, 100, 0)
    sizes = [each.size for each in made]
    assert sizes[:5] == [2] * 5 and sizes[-1] > 50
    assert all(b >= 0.8 * a for a, b in pairwise(sizes))
    assert [each.times for each in made] != [each.times for each in strata(1000, 100, 1)]


def test_every_time_of_a_stratum_is_chosen_as_often():
    chosen = np.zeros(13)
    for seed in range(650):
        last = strata(21, 6, seed)[-1]
        assert (last.low, last.high) == (9, 21)
        chosen[[t - 9 for t in last.times]] += 1
    assert ((chosen - 100) ** 2 / 100).sum() < 32.9  # chi^2 with 12 degrees of freedom: p = 0.001


def test_terms_come_one_look_each_and_in_an_order_that_tells_soon():
    schedule = SCHEDULES["cosine"]
    denoiser, chosen = Counted(schedule), strata(1000, 20, 0)
    terms = bound_terms(denoiser, schedule, denoiser.data[:2], Noise([3, 4]), chosen)
    assert next(terms).t is None and not denoiser.asked
    rest = list(terms)
    assert [term.t for term in rest] == denoiser.asked
    assert denoiser.asked == [1, *(each.times[0] for each in chosen), *(each.times[1] for each in chosen)]
    assert all(term.bits.shape == (2,) for term in rest)


def test_looking_at_every_time_leaves_no_error():
    schedule = linear(30, 1e-3, 0.3)
    denoiser, chosen = Counted(schedule), strata(30, 29, 0)
    terms = list(bound_terms(denoiser, schedule, denoiser.data[:2], Noise([0, 1]), chosen))
    total, error, _ = found = estimate(terms, chosen)
    assert found.bar.tolist() == [0, 0]
    torch.testing.assert_close(total, sum(term.bits for term in terms))
    assert error.tolist() == [0, 0]


@pytest.mark.parametrize("variance", ["ddpm", "ddpm-small"])
@pytest.mark.parametrize("name", SCHEDULES)
def test_the_error_bar_covers_the_full_sum_as_often_as_it_should(name, variance):
    schedule, repetitions = SCHEDULES[name], 200
    denoiser, every = Counted(schedule), strata(1000, 999, 0)
    known = {
        term.t: term for term in bound_terms(denoiser, schedule, denoiser.data[:1], Noise([7]), every, None, variance)
    }
    full = estimate(known.values(), every).total.item()
    covered, off = 0, []
    for seed in range(repetitions):
        chosen = strata(1000, 100, seed)
        some = [Term(t, known[t].bits) for t in (None, 1, *(t for each in chosen for t in each.times))]
        found = estimate(some, chosen)
        total, error = found.total.item(), found.error.item()
        covered += abs(total - full) <= found.bar.item()
        off.append((total - full) / error)
    assert 0.92 <= covered / repetitions <= 0.98
    assert abs(np.mean(off)) < 3 * np.std(off) / repetitions**0.5


def test_what_cannot_be_estimated_is_said():
    for T, count in ((1, 10), (1000, 1), (1000, 0)):
        with pytest.raises(ValueError, match="T >= 2 and at least 2 looks"):
            strata(T, count, 0)
    with pytest.raises(KeyError):
        estimate([Term(None, torch.zeros(1))], strata(10, 4, 0))
