"""The app as a Space on ZeroGPU starts it, its visitors, and who lends the GPU."""

from dataclasses import replace

import pytest
import torch

from explorer.diffusion.schedule import linear
from explorer.models.checkpoint import Checkpoint, save_checkpoint
from explorer.models.network import NetworkDenoiser
from explorer.models.unet import UNet
from tests.helpers import SMALL, one_thread, randomise  # noqa: F401
from tests.support.served import Server, wait_until
from tests.ui.zero.device_api import DeviceApi
from tests.ui.zero.visit import Visit

# Large, but quick: its parameters are where there are few pixels.
CONFIG = replace(
    SMALL,
    sample_size=64,
    down_block_types=("DownBlock2D",) * 4,
    up_block_types=("UpBlock2D",) * 4,
    block_out_channels=(8, 8, 16, 320),
)


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """Of a network that is lent the GPU."""
    torch.manual_seed(0)
    denoiser = NetworkDenoiser(randomise(UNet(CONFIG)), linear(1000))
    folder = tmp_path_factory.mktemp("networks") / "large"
    save_checkpoint(Checkpoint(denoiser, denoiser.schedule, (1, 64, 64), (), "large"), folder)
    return folder


@pytest.fixture(scope="session")
def zero(tmp_path_factory):
    with DeviceApi() as api:
        yield api
        api.end_kept()
        api.shutdown()


@pytest.fixture(scope="session")
def space(folder, zero, tmp_path_factory):
    """The app as such a Space starts it."""
    variables = {"SPACES_ZERO_GPU": "true", "SPACES_ZERO_DEVICE_API_URL": zero.url}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in variables.items():
            patch.setenv(name, value)
        program = ("-m", "tests.ui.zero.stand_in")
        server = Server(tmp_path_factory.mktemp("app") / "jobs", "--checkpoint", str(folder), program=program)
    yield server
    server.stop()


@pytest.fixture
def visit(space, zero):
    """Makes a visitor; when they have left, the GPU is free again."""
    visits: list[Visit] = []

    def visit(name: str = "ada", language: str = "en") -> Visit:
        visits.append(Visit(space.url, name, language))
        return visits[-1]

    yield visit
    for each in visits:
        each.client.close()
    wait_until(lambda: tokens(zero, "/allow") <= tokens(zero, "/release"))
    zero.forget()


def tokens(zero, path):
    return {each["allowToken"] for each in zero.asked[path]}
