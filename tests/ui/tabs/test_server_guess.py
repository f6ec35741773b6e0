"""The guess that the server makes where a device cannot: what it says, of what it is asked, and what it refuses."""

import base64

import numpy as np
import pytest
import torch

from explorer.diffusion import Noise
from explorer.diffusion.schedule import cosine
from explorer.images import to_float
from explorer.models.checkpoint import load_checkpoint
from explorer.ui.guess.server_guess import KNOWN, guess, known, shrunk, time_of
from explorer.ui.owner import new_key
from explorer.ui.pictures import built_in
from explorer.ui.text import load_text

TEXT = load_text("en")
QUESTION = {"ask": 7, "source": "toys", "looks": None, "seed": 3, "label": "1"}


@pytest.fixture(scope="module")
def toys():
    return load_checkpoint("toys")


@pytest.mark.parametrize("t", [1, 250, 600, 1000])
def test_it_is_what_the_network_says_of_this_picture_and_this_noise(chains, toys, t):
    schedule = toys.schedule
    bar = float(schedule.alpha_bar[t])
    said = guess(TEXT, chains, new_key(), built_in("cat"), QUESTION | {"looks": [[bar, None], [bar, 7]]})
    x_0 = torch.nn.functional.avg_pool2d(torch.from_numpy(to_float(built_in("cat")[None])), 8)
    answers = np.frombuffer(base64.b64decode(said["answers"]), np.float32).reshape(2, 1, 3, 32, 32)
    for eps, answer in zip((Noise([3]).start((3, 32, 32)), Noise([3]).at(7, (3, 32, 32))), answers, strict=True):
        x_t = (bar**0.5 * x_0 + (1 - bar) ** 0.5 * eps).float()
        v = toys.denoiser.output(x_t, torch.tensor([t]), torch.tensor([1]))
        assert np.abs(answer - v.detach().numpy()).max() < 2e-3
    assert said["prediction"] == "v_prediction"
    assert (said["ask"], said["shape"], said["no_label"]) == (7, [3, 32, 32], 10)
    assert said["names"][1] == "cat"


@pytest.mark.parametrize("changes", [
    {"source": "nobody's"}, {"source": None}, {"source": ["toys"]}, {"looks": None}, {"looks": []},
    {"looks": [[None, None]]}, {"looks": [[True, None]]}, {"looks": [[1.5, None]]}, {"looks": [[float("nan"), None]]},
    {"looks": [["0.5", None]]}, {"looks": [0.5]}, {"looks": [[0.5]]}, {"looks": 17 * [[0.5, None]]},
    {"looks": [[0.5, 1.5]]}, {"looks": [[0.5, -1]]}, {"looks": [[0.5, True]]}, {"looks": {"0": [0.5, None]}},
    {"seed": -1}, {"seed": None}, {"label": "99"}, {"label": {"a": 1}},
])  # fmt: skip
def test_what_nobody_can_ask_is_a_sentence(chains, changes):
    said = guess(TEXT, chains, new_key(), built_in("cat"), QUESTION | {"looks": [[0.5, None]]} | changes)
    assert said["ask"] == 7 and isinstance(said["refused"], str) and said["refused"]


def test_the_time_is_the_one_with_as_much_noise():
    schedule = cosine(1000)
    for t in (1, 2, 500, 999, 1000):
        assert time_of(schedule.log_snr, float(schedule.alpha_bar[t])) == t
    assert time_of(schedule.log_snr, 1.0) == 1
    assert time_of(schedule.log_snr, 0.0) == 1000
    bars = np.linspace(0.01, 0.99, 25)
    nearest = [int(np.abs(schedule.log_snr[1:] - np.log(bar / (1 - bar))).argmin()) + 1 for bar in bars]
    assert [time_of(schedule.log_snr, bar) for bar in bars] == nearest


def test_a_picture_is_averaged_over_squares_also_where_they_cut_pixels():
    x = np.random.default_rng(0).normal(size=(3, 12, 12)).astype(np.float32)
    pooled = torch.nn.functional.avg_pool2d(torch.from_numpy(x), 3).numpy()
    np.testing.assert_allclose(shrunk(x, (3, 4, 4)), pooled, atol=1e-6)
    fine = x.repeat(5, axis=1).repeat(5, axis=2)  # 60 a side: 5 x 5 squares of 12
    coarse = torch.nn.functional.avg_pool2d(torch.from_numpy(fine), 12).numpy()
    np.testing.assert_allclose(shrunk(x, (3, 5, 5)), coarse, atol=1e-6)
    grey = np.tensordot([0.299, 0.587, 0.114], shrunk(x, (3, 5, 5)), 1)
    np.testing.assert_allclose(shrunk(x, (1, 5, 5))[0], grey, atol=1e-6)


def test_what_a_network_has_learned_from(networks):
    drawn = known(networks, new_key(), {"ask": 1, "source": "toys", "label": "2"})
    assert drawn["ask"] == 1 and drawn["known"]["shape"] == [KNOWN, 32, 32, 3]
    all_of_it = known(networks, new_key(), {"ask": 2, "source": "memorised", "label": ""})
    assert all_of_it["known"]["shape"] == [10, 32, 32, 3]
    for source in ("digits", "nobody's", None, 3, ["toys"]):
        assert known(networks, new_key(), {"ask": 3, "source": source, "label": {}})["known"] is None
