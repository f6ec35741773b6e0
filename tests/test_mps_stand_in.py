"""The stand-in for Apple's MPS refuses what MPS refuses, and calculates what it can."""

import pytest
import torch

from explorer.models.runtime import pick_device
from tests.helpers import gaussian_noise, random_pictures, random_unet
from tests.mps_stand_in import TINY, There, playing_mps

X = random_pictures(2)


@pytest.fixture(autouse=True)
def mps():
    with playing_mps():
        yield


@pytest.mark.parametrize(
    "make",
    [
        lambda x: x.double(),
        lambda x: x.to(torch.float64),
        lambda x: x.type(torch.float64),
        lambda x: x.sum(dtype=torch.float64),
        lambda x: x.to("cpu", torch.float64),
        lambda x: torch.zeros(2, dtype=torch.float64, device=x.device),
        lambda x: torch.tensor([0.5], dtype=torch.float64, device="mps"),
        lambda x: torch.linspace(0, 1, 3, dtype=torch.float64, device=x.device),
        lambda x: gaussian_noise(torch.empty(2, dtype=torch.float64)).to(x.device),
        lambda x: x.numpy(),
        lambda x: x + X,
    ],
)
def test_what_mps_refuses_is_refused(make):
    with pytest.raises((TypeError, RuntimeError)):
        make(X.to("mps"))


def test_float64_is_there_on_the_cpu():
    assert X.to("mps").cpu().to(torch.float64).dtype == torch.float64


def test_a_network_says_and_learns_there_what_it_does_here():
    here, there = random_unet(TINY), random_unet(TINY).to("mps")
    time = torch.tensor([3, 77])
    answers = []
    for network, device in ((here, "cpu"), (there, "mps")):
        answers.append(network(X.to(device), time.to(device)))
        answers[-1].square().mean().backward()
    assert isinstance(answers[1], There) and not isinstance(answers[0], There)
    torch.testing.assert_close(answers[1].detach().cpu(), answers[0].detach())
    for one, other in zip(here.parameters(), there.parameters(), strict=True):
        torch.testing.assert_close(one.grad, other.grad.cpu(), rtol=1e-4, atol=1e-6)


def test_auto_takes_it():
    assert pick_device("auto") == "mps"
