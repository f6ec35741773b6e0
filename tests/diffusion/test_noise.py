"""Noise is a function of (seed, t): the same wherever and whenever it is asked for, and nothing else in common."""

import subprocess
import sys
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
import torch

from explorer.diffusion.noise import AT, START, TRAIN, Noise, philox, standard_normal

SHAPE = (1, 200, 250)  # 50,000 numbers: one standard error of a correlation is 0.0045


def correlation(a, b):
    return float(np.corrcoef(np.ravel(a), np.ravel(b))[0, 1])


def test_a_batch_is_float32_with_one_sample_per_seed():
    noise = Noise([3, 4, 5]).start((2, 6, 7))
    assert (noise.shape, noise.dtype, noise.device.type) == ((3, 2, 6, 7), torch.float32, "cpu")


def test_a_seed_gives_the_same_numbers_alone_and_in_a_batch():
    batch, alone = Noise([11, 7, 5]), Noise([7])
    assert torch.equal(batch.start((1, 8, 8))[1:2], alone.start((1, 8, 8)))
    assert torch.equal(batch.at(40, (1, 8, 8))[1:2], alone.at(40, (1, 8, 8)))


def test_a_chain_can_be_resumed_in_the_middle():
    through, resumed = Noise([7]), Noise([7])
    through.start((1, 4, 4))
    drawn = {t: through.at(t, (1, 4, 4)) for t in (9, 8, 7, 6, 5)}
    assert torch.equal(resumed.at(6, (1, 4, 4)), drawn[6])


def test_asking_twice_gives_the_same_numbers():
    noise = Noise([7])
    assert torch.equal(noise.at(3, (5,)), noise.at(3, (5,)))


def test_torchs_own_seed_has_no_influence():
    torch.manual_seed(0)
    first = Noise([7]).start((5,))
    torch.manual_seed(1)
    assert torch.equal(Noise([7]).start((5,)), first)


def test_seeds_times_and_streams_are_uncorrelated():
    keys = [(0, START, 0), (1, START, 0), (0, AT, 0), (0, AT, 1), (0, AT, 2), (1, AT, 1), (0, TRAIN, 1)]
    draws = [standard_normal(*key, SHAPE) for key in keys]
    assert max(abs(correlation(a, b)) for a, b in combinations(draws, 2)) < 0.02


def test_the_start_of_a_chain_is_no_steps_noise():
    noise = Noise([0])
    start = noise.start(SHAPE)
    assert max(abs(correlation(start, noise.at(t, SHAPE))) for t in (0, 1, 2, 999, 1000)) < 0.02


def test_slots_are_uncorrelated():
    a, b = (philox(0, TRAIN, 5, slot).standard_normal(50_000) for slot in (0, 1))
    assert abs(correlation(a, b)) < 0.02


def test_neighbours_share_no_number():
    # Counter-based streams that lie too close repeat each other, shifted.
    keys = [(0, AT, 1), (0, AT, 2), (1, AT, 1), (0, TRAIN, 1), (0, TRAIN, 1, 1)]
    draws = [philox(*key).standard_normal(50_000) for key in keys]
    assert not any(np.intersect1d(a, b).size for a, b in combinations(draws, 2))


@pytest.mark.parametrize(("seed", "stream", "t"), [(0, START, 0), (0, AT, 500), (2**64 - 1, AT, 1000)])
def test_the_numbers_are_standard_normal(seed, stream, t):
    x = standard_normal(seed, stream, t, SHAPE).astype(np.float64).ravel()
    # Moments of N(0, 1), each with the variance of its power: E[x^2k] - E[x^k]^2.
    for power, moment, variance in [(1, 0, 1), (2, 1, 2), (3, 0, 15), (4, 3, 96)]:
        assert abs(np.mean(x**power) - moment) < 4 * np.sqrt(variance / x.size)


@pytest.mark.parametrize("seed", [-1, 2**64])
def test_seeds_outside_64_bits_are_refused(seed):
    with pytest.raises(ValueError, match=r"seed.*2\*\*64"):
        Noise([seed]).start((1,))


def test_all_64_bits_of_a_seed_count():
    starts = [Noise([seed]).start((9,)) for seed in (0, 2**31, 2**32, 2**63, 2**64 - 1)]
    assert not any(torch.equal(a, b) for a, b in combinations(starts, 2))


def test_noise_without_seeds_is_refused():
    with pytest.raises(ValueError, match="at least one seed"):
        Noise([])


def test_schedules_and_noise_need_no_torch():
    # The first tabs must not wait for torch to load.
    program = """
import sys
import explorer.diffusion.schedule, explorer.diffusion.noise
from explorer.diffusion import NoiseSchedule, SCHEDULES, time_grid, Noise
explorer.diffusion.noise.standard_normal(0, 1, 2, (3, 4))
sys.exit("torch" in sys.modules)
"""
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr or "torch was imported"


@pytest.mark.parametrize("seed", [-1, 1.7, 2**64])
def test_a_seed_that_is_none_is_refused_at_construction(seed):
    with pytest.raises(ValueError, match="whole number"):
        Noise([seed])
