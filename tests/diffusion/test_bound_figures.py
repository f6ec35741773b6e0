"""What benchmarks/bound.py reports of a picture: parts of the bound by t, and what a perfect network would leave."""

import math

import numpy as np
import pytest
import torch

from benchmarks.bound import (
    ALL,
    PARTS,
    UNSEEN,
    by_heart,
    drawings,
    held_out_digits,
    part,
    section,
    simple,
    webp,
    weigh,
    without_error,
)
from explorer.diffusion import ExactDenoiser, Noise, bound_terms, estimate, strata
from explorer.diffusion.bound import VARIANCES
from explorer.diffusion.schedule import cosine
from explorer.images import to_float
from explorer.models.checkpoint import load_checkpoint
from explorer.training.pretrain import TOYS, toys

SCHEDULE = cosine(60)
EVERY = 59  # looks at which none of 2..60 is left out


def pictures(count: int) -> torch.Tensor:
    """Grey levels, (count, 1, 4, 4)."""
    return torch.from_numpy(to_float(np.random.default_rng(0).integers(0, 256, (count, 4, 4, 1), dtype=np.uint8)))


class Says:
    """A denoiser of one picture, which is wrong about the noise by the same everywhere."""

    prediction = "epsilon"

    def __init__(self, seed: int, wrong: float):
        self.noise, self.wrong = Noise([seed]), wrong

    def output(self, x_t, t, label=None):
        return self.noise.at(int(t[0]), x_t.shape[1:]) + self.wrong

    def __call__(self, x_t, t, label=None):
        return self.output(x_t, t, label)


@pytest.mark.parametrize("looks", [20, EVERY])
def test_the_parts_add_up_to_the_bound(looks):
    ten = pictures(10)
    denoiser, x_0 = ExactDenoiser(ten[1:], SCHEDULE), ten[:1]
    of = weigh(denoiser, SCHEDULE, x_0, None, 7, looks)
    chosen = strata(SCHEDULE.T, looks, 7)
    for name in VARIANCES:
        whole = estimate(bound_terms(denoiser, SCHEDULE, x_0, Noise([7]), chosen, variance=name), chosen).total.item()
        assert part(of.bits[name], of.share, *ALL) == pytest.approx(whole, rel=1e-12)
        parts = [part(of.bits[name], of.share, *ends) for ends in PARTS.values() if ends != ALL]
        assert math.fsum(parts) == pytest.approx(whole, rel=1e-12)


def test_a_part_that_cuts_through_the_strata_is_right_on_average():
    ten = pictures(10)
    denoiser, x_0 = ExactDenoiser(ten[1:], SCHEDULE), ten[:1]
    off = []
    for seed in range(20):
        some, every = (weigh(denoiser, SCHEDULE, x_0, None, seed, looks) for looks in (12, EVERY))
        off.append([part(of.bits["ddpm"], of.share, *PARTS["L_(t-1), t = 2 to 10"]) for of in (some, every)])
    difference = np.subtract(*np.transpose(off))
    assert np.ptp(difference) > 0
    assert abs(difference.mean()) < 3.5 * difference.std(ddof=1) / math.sqrt(len(off))


def test_a_network_that_is_never_wrong_costs_what_is_said():
    x_0 = pictures(1)
    of = weigh(ExactDenoiser(x_0, SCHEDULE), SCHEDULE, x_0, None, 3, EVERY)
    for name in VARIANCES:
        ideal = without_error(SCHEDULE, x_0, name)
        assert ideal.keys() == of.bits[name].keys()
        for t, bits in ideal.items():
            assert of.bits[name][t] == pytest.approx(bits, rel=1e-5, abs=1e-9), t
    assert sum(without_error(SCHEDULE, x_0, "ddpm").values()) > 0.3 + sum(ideal.values())  # beta is not the posterior's


@pytest.mark.parametrize("looks", [10, EVERY])
def test_l_simple_is_the_mean_squared_error_of_the_noise(looks):
    of = weigh(Says(5, 0.1), SCHEDULE, pictures(1), None, 5, looks)
    assert simple(of) == pytest.approx(0.01, rel=1e-3)
    assert of.x0_error[1] < 1e-2 * of.x0_error[max(of.share)]


def test_the_drawings_are_none_that_it_was_trained_on():
    unseen = drawings(20, True, 2)
    trained = toys(200, 32).images
    assert not (unseen.images[:, None] == trained).all(axis=(2, 3, 4)).any()
    assert unseen.labels[:12] == [*range(10), 0, 1] and drawings(2, False, 2).labels == [None, None]
    assert by_heart(2).images.shape == (10, 32, 32, 3)
    assert UNSEEN >= TOYS


def test_the_digits_come_from_all_over_the_test_part(tmp_path):
    images = np.arange(50, dtype=np.uint8)[:, None, None] * np.ones((28, 28), np.uint8)
    images[:, :2] = images[:, :, :2] = 0
    np.savez(tmp_path / "digits.npz", test_images=images, test_labels=np.arange(50) % 10, train_images=images + 100)
    got = held_out_digits(tmp_path / "digits.npz", 10, 2)
    assert got.images.shape == (10, 32, 32, 1) and (got.images[:, :2] == 0).all()
    assert got.images[:, 16, 16, 0].tolist() == list(range(0, 50, 5)) and got.labels == [0, 5] * 5


def test_a_section_says_it_of_the_network_that_ships():
    text = section(load_checkpoint("toys"), drawings(2, True, 2))
    assert text.startswith("\n## 2 drawings that it has not seen, each with its class, 3 looks at each\n")
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    assert len(lines) == 2 + len(PARTS) and {line.count(" | ") for line in lines} == {5}
    assert "σ = √β_1 = 0.82" in text and "Without its class a picture costs" in text


def test_what_files_take_is_counted_per_value():
    flat, noise = np.zeros((3, 32, 32, 3), np.uint8), np.random.default_rng(0).integers(0, 256, (3, 32, 32, 3))
    assert 8 < webp(noise.astype(np.uint8)) < 8.5 and webp(flat) < 0.2
