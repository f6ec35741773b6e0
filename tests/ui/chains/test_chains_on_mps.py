"""Every chain that a page asks for, on a device without float64: the pictures that the CPU draws."""

import base64
import itertools
from dataclasses import replace

import numpy as np
import pytest
import torch

from explorer.diffusion.denoiser import ExactDenoiser
from explorer.images import to_uint8
from explorer.models.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from explorer.models.network import NetworkDenoiser
from explorer.models.runtime import pick_device
from explorer.ui.chains.request import Request, Start, Walk
from explorer.ui.chains.run import chain
from explorer.ui.chains.settings import CLIPS, SAMPLERS, STARTS
from explorer.ui.constants import COLUMNS
from explorer.ui.networks import Networks
from explorer.ui.schedule_fields import USUAL, chosen
from explorer.ui.server.api_values import reverse_chain
from tests.helpers import LINEAR, random_pictures, random_unet
from tests.mps_stand_in import TINY, playing_mps, waits

OWN = chosen(USUAL)
ZERO = OWN._replace(zero=True)  # nothing of the picture is left at T
REQUESTS = [
    *(Request(Start(kind, 1, 3, 2, 5, 400), Walk("", "ddim", 0.0, 2, 1.0, "trained")) for kind in STARTS),
    *(Request(Start("noise", 1, 3), Walk("", name, 0.0, 3, 2.0, "on", schedule))
      for name, schedule in itertools.product(SAMPLERS, (None, ZERO))),
    *(Request(Start("noise", None, 3), Walk("", "ddim", 0.5, 2, 1.0, clip, OWN)) for clip in CLIPS),
]  # fmt: skip


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    root = tmp_path_factory.mktemp("networks")
    for prediction in ("epsilon", "v_prediction", "sample"):
        denoiser = NetworkDenoiser(random_unet(replace(TINY, num_class_embeds=3)), LINEAR, prediction, no_label=2)
        save_checkpoint(Checkpoint(denoiser, LINEAR, (1, 8, 8), ("a", "b"), "tiny"), root / prediction)
    return root


def finals(request, checkpoint):
    """The finished pictures as the page gets them."""
    *_, last = chain(request, checkpoint, lambda: 1000)
    return np.frombuffer(base64.b64decode(last["final"]), np.uint8).astype(int)


@pytest.mark.parametrize("prediction", ["epsilon", "v_prediction", "sample"])
def test_all_chains_of_a_page(folders, prediction, tmp_path):
    source, networks = str(folders / prediction), Networks(str(folders / prediction), "auto", tmp_path / "jobs")
    networks.supervisor.close()
    with playing_mps():
        there = networks.load(source)
        assert there.device.type == "mps"
        asked = REQUESTS if prediction == "v_prediction" else REQUESTS[: len(STARTS)]
        drawn = [finals(request, there) for request in asked]
    here = Networks(source, "cpu", tmp_path / "jobs")
    here.supervisor.close()
    for request, pictures in zip(asked, drawn, strict=True):
        assert np.abs(pictures - finals(request, here.load(source))).max() <= 1, request


@pytest.mark.parametrize("sampler", ["ddpm", "heun", "dpmpp-2m"])
def test_a_chain_waits_for_the_device_once_a_packet_and_not_in_its_steps(folders, sampler):
    asked = Request(Start("noise", 1, 3, 2), Walk("", sampler, 0.0, 6, 2.0, "on"))  # mixed, clipped, with halves
    with playing_mps():
        checkpoint = load_checkpoint(folders / "epsilon", "auto")
        gathered = chain(asked, checkpoint, lambda: 1000)
        next(gathered)  # the first step: labels are looked at
        waits.clear()
        rest = list(gathered)
    assert sum(len(base64.b64decode(packet["numbers"])) for packet in rest) == 5 * 8 * len(COLUMNS)
    assert waits == ["_to_copy"] * (len(rest) + 1)  # for all that the steps of a packet say, and for the picture


def test_chains_of_other_programs(folders):
    with playing_mps():
        checkpoint = load_checkpoint(folders / "epsilon", "auto")
        request = Request(Start("noise", None, 3, 4), Walk("", "ddpm", 0.0, 2, 1.0, "trained"))
        *_, last = reverse_chain(request, checkpoint)
        assert last.x_s.device.type == "mps" and to_uint8(last.x_s.cpu().numpy()).shape == (4, 8, 8, 1)


def test_the_perfect_denoiser_is_as_exact_there():
    data, x_t = random_pictures(50), random_pictures(3, seed=1)
    t = torch.tensor([1, 500, 1000])
    expected = ExactDenoiser(data, LINEAR)(x_t, t)
    with playing_mps():
        device = pick_device("auto")
        for pictures in (data, data.to(device)):
            eps_hat = ExactDenoiser(pictures, LINEAR)(x_t.to(device), t.to(device))
            assert eps_hat.device.type == "mps"
            np.testing.assert_array_equal(eps_hat.cpu().numpy(), expected.numpy())
